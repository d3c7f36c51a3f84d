import FermataCore
import FermataRuntime

/// The whole environment of one attempt's command.
struct AttemptEnvironment {
    /// The longest variable, name and value, that the kernel passes to a program.
    static let maximumVariableBytes = 131_071
    /// What the names of the engine's own variables begin with.
    static let reservedPrefix = "FERMATA_"

    private(set) var variables: [(name: String, value: String)] = []

    /// Exactly what the action says: what it inherits of the environment, and its variables over that.
    init(of action: Action, in environment: [String: String]) throws(AttemptFailure) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            let isInherited = action.inherits.contains { rule in
                rule.last == "*" ? name.hasPrefix(rule.dropLast()) : name == rule
            }
            if isInherited, !name.hasPrefix(Self.reservedPrefix) { variables.append((name, value)) }
        }
        guard case .object(let members) = action.variables else {
            throw AttemptFailure(kind: .notBegun, message: "The step's env is no object of strings.")
        }
        for member in members {
            guard !member.name.hasPrefix(Self.reservedPrefix) else {
                throw AttemptFailure(
                    kind: .notBegun,
                    message: "The step's env sets \(member.name), but names that begin with "
                        + "\(Self.reservedPrefix) are the engine's. Choose another name.")
            }
            try set(member.name, to: member.value.text)
        }
    }

    /// Sets one variable.
    mutating func set(_ name: String, to value: String) throws(AttemptFailure) {
        guard !name.isEmpty, !name.utf8.contains(0), !name.utf8.contains(UInt8(ascii: "=")) else {
            throw AttemptFailure(
                kind: .notBegun, message: "\"\(name)\" cannot be the name of an environment variable.")
        }
        guard !value.utf8.contains(0) else {
            throw AttemptFailure(
                kind: .notBegun,
                message: "The environment variable \(name) holds a zero byte, which no program can be given.")
        }
        let size = name.utf8.count + 1 + value.utf8.count
        guard size <= Self.maximumVariableBytes else {
            throw AttemptFailure(
                kind: .notBegun,
                message: "The environment variable \(name) has \(size) bytes; at most "
                    + "\(Self.maximumVariableBytes) can be given to a program. Pass a file instead.")
        }
        variables.removeAll { $0.name == name }
        variables.append((name, value))
    }

    /// The form a supervisor reads.
    var bytes: [UInt8] {
        variables.flatMap { Array("\($0.name)=\($0.value)".utf8) + [0] }
    }
}
