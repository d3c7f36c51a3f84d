public import FermataCore
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

    /// The body of a request is not what was expected.
    public init(_ error: JSONDecodingError) {
        self.init(
            status: 400, code: Self.invalidOrderCode, title: "The order cannot be understood",
            detail: error.description, extras: JSON.record(("path", error.path.json)).memberList)
    }

    /// An edited text cannot be sent.
    package init(_ problem: EditProblem) {
        let detail =
            switch problem {
            case .unchanged: "Your version is the same as what is shown; approve it without edits."
            case .unreadable(let text): text
            }
        self.init(
            status: 422, code: Refusal.invalidEdit("").code, title: "The edit cannot be used",
            detail: detail)
    }

    /// What no order is, is refused under this name.
    static let invalidOrderCode = "order.invalid"
}
