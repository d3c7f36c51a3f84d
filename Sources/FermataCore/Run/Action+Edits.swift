/// What no program can be started with, and what a step may not set.
///
/// The rules are the kernel's and the engine's own. They are checked where a step or an edit is sent, so that
/// nobody approves what cannot run.
public enum Startable {
    /// The longest argument or variable, name and value, that the kernel passes to a program, in bytes.
    public static let maximumByteCount = 131_071
    /// The longest name of a variable, in bytes.
    public static let maximumNameByteCount = 128
    /// What the names of the engine's own variables begin with.
    public static let reservedPrefix = "FERMATA_"

    /// What is wrong with a command, or `nil`.
    public static func problem(ofCommand text: String) -> String? {
        if text.utf8.contains(0) { return "holds a zero byte, which no program can be given" }
        let size = text.utf8.count
        guard size > maximumByteCount else { return nil }
        return "has \(size) bytes; a program can be given at most \(maximumByteCount)"
    }

    /// What is wrong with the name of a variable, or `nil`.
    public static func problem(ofVariable name: String) -> String? {
        if name.hasPrefix(reservedPrefix) {
            return "variables that begin with \(reservedPrefix) are set by the engine"
        }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") }
        let fits =
            name.utf8.first.map(isLetter) == true && name.utf8.count <= maximumNameByteCount
            && name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
        return fits ? nil : "it is no valid name of a variable: letters, digits and '_', no digit first"
    }

    /// What is wrong with the value of a variable, or `nil`.
    public static func problem(ofValue value: String, named name: String) -> String? {
        if value.utf8.contains(0) { return "its value holds a zero byte, which no program can be given" }
        let size = name.utf8.count + 1 + value.utf8.count
        guard size > maximumByteCount else { return nil }
        return "it has \(size) bytes; a program can be given at most \(maximumByteCount)"
    }

    /// What is wrong with an object of variables, or `nil`.
    public static func problem(ofVariables members: [JSONMember]) -> String? {
        for member in members {
            let found =
                problem(ofVariable: member.name)
                ?? member.value.stringValue.flatMap { problem(ofValue: $0, named: member.name) }
            if let problem = found {
                return "cannot set '\(member.name.prefix(maximumNameByteCount))': \(problem)"
            }
        }
        return nil
    }
}

extension Action {
    /// Why edits are refused: a sentence that names the field.
    public struct EditProblem: Error, Hashable, Sendable {
        /// The sentence, for people.
        public let message: String
    }

    /// The edits as the log records them: each field that is named, with the whole value that it has then.
    ///
    /// A field that is not named stays as it is. Of `with` and `env` the members that are named are replaced
    /// or added, those that are `null` are taken away, and the others stay.
    ///
    /// - Throws: when a field is not editable or not of its shape, or when the action could not be run.
    public func completing(edits: JSON) throws(EditProblem) -> JSON {
        guard case .object(let members) = edits else {
            throw EditProblem(message: "an object of fields was expected.")
        }
        var completed: [JSONMember] = []
        for member in members {
            guard Self.editableFields.contains(member.name) else {
                let fields = Self.editableFields.joined(separator: ", ")
                throw EditProblem(
                    message:
                        "'\(member.name)' cannot be changed here, only \(fields). Edit the plan instead.")
            }
            guard !completed.contains(where: { $0.name == member.name }) else {
                throw EditProblem(message: "'\(member.name)' is given twice.")
            }
            completed.append(JSONMember(name: member.name, value: try completing(member)))
        }
        return .object(completed)
    }

    private func completing(_ edit: JSONMember) throws(EditProblem) -> JSON {
        switch (edit.name, edit.value) {
        case ("run", .string(let text)):
            if text.allSatisfy(\.isWhitespace) { throw EditProblem(message: "'run' is empty.") }
            if let problem = Startable.problem(ofCommand: text) {
                throw EditProblem(message: "'run' \(problem).")
            }
            return edit.value
        case ("timeoutSeconds", .integer(let seconds)):
            let allowed = PlanProblem.allowedTimeoutSeconds
            guard let seconds = Int(exactly: seconds), allowed.contains(seconds) else {
                throw EditProblem(
                    message: "'timeoutSeconds' cannot be \(seconds), only "
                        + "\(allowed.lowerBound) to \(allowed.upperBound) (30 days).")
            }
            guard agentKind == .command else {
                throw EditProblem(message: "'timeoutSeconds' means nothing where a person is asked.")
            }
            return edit.value
        case ("with", .object(let members)): return try merging(members, into: with, field: edit.name)
        case ("env", .object(let members)):
            for member in members where member.value != .null && member.value.stringValue == nil {
                throw EditProblem(message: "'\(member.name)' of env is no text; put it in quotes.")
            }
            if let problem = Startable.problem(ofVariables: members) {
                throw EditProblem(message: "'env' \(problem).")
            }
            return try merging(members, into: env, field: edit.name)
        case (let name, let value): throw EditProblem(message: "'\(name)' cannot be \(value.encoded()).")
        }
    }

    private func merging(
        _ changes: [JSONMember], into value: JSON, field: String
    ) throws(EditProblem) -> JSON {
        var members: [JSONMember] = if case .object(let members) = value { members } else { [] }
        var named: Set<String> = []
        for change in changes {
            guard named.insert(change.name).inserted else {
                throw EditProblem(message: "'\(change.name)' of \(field) is given twice.")
            }
            let index = members.firstIndex { $0.name == change.name }
            switch (index, change.value) {
            case (nil, .null):
                throw EditProblem(
                    message: "'\(change.name)' of \(field) cannot be taken away: it is not there.")
            case (let index?, .null): members.remove(at: index)
            case (let index?, _): members[index] = change
            case (nil, _): members.append(change)
            }
        }
        return .object(members)
    }
}
