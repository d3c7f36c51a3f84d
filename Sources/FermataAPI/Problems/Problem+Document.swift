import FermataCore
public import FermataPlaybook

extension Problem {
    /// A playbook or a plan has mistakes, which are listed with their places.
    public init(_ error: PlaybookError) {
        let mistakes = error.mistakes.map { mistake in
            JSON.record(
                ("file", mistake.file.json), ("line", mistake.position.line.json),
                ("column", mistake.position.column.json), ("message", mistake.message.json))
        }
        self.init(
            status: 422, code: error.code, title: "The file has mistakes", detail: error.description,
            extras: JSON.record(("mistakes", .array(mistakes))).memberList)
    }

    /// The inputs of a run do not fit its playbook.
    public init(_ error: InputError) {
        self.init(
            status: 422, code: error.code, title: "The inputs do not fit", detail: error.description)
    }
}
