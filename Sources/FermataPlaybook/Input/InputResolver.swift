public import FermataCore

/// Why a run cannot be started with the values that were given: all reasons at once.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One reason.
    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// A value was given for a name the playbook does not declare.
        case unknown(name: String, nearest: String?, declared: [String])
        /// No value was given, and there is no default.
        case missing(name: String, description: String?)
        /// The value is not of the input's type.
        case unfit(name: String, problem: String)

        /// A sentence for people.
        public var description: String {
            switch self {
            case .unknown(let name, let nearest, let declared):
                if let nearest { return "there is no input `\(name)`; did you mean `\(nearest)`?" }
                let known =
                    declared.isEmpty
                    ? "the playbook has none" : "there are \(declared.joined(separator: ", "))"
                return "there is no input `\(name)`; \(known)"
            case .missing(let name, let description):
                return "the input `\(name)` is missing\(description.map { " (\($0))" } ?? ""): "
                    + "give it as --input \(name)=VALUE"
            case .unfit(let name, let problem): return "the input `\(name)` does not fit: \(problem)"
            }
        }
    }

    /// The reasons, at least one.
    public let reasons: [Reason]

    /// The reasons, one a line.
    public var description: String { reasons.map(\.description).joined(separator: "\n") }
}

/// Turns what a person typed into the inputs of a run.
public enum InputResolver {
    /// The inputs as an object in the order of their declaration, with defaults filled in. Numbers and
    /// booleans have their type; paths are absolute, taken from the working directory, which must be
    /// absolute, where they are not, with `~/` standing for the home directory when one is given.
    public static func resolve(
        _ declarations: [InputDeclaration], given: [String: String], workingDirectory: String,
        homeDirectory: String? = nil
    ) throws(InputError) -> JSON {
        var reasons: [InputError.Reason] = []
        let declared = declarations.map(\.name)
        for name in given.keys.sorted() where !declared.contains(name) {
            let nearest = NearestSpelling.nearest(to: name, among: declared)
            reasons.append(.unknown(name: name, nearest: nearest, declared: declared))
        }
        var members: [JSONMember] = []
        for declaration in declarations {
            guard let json = given[declaration.name].map(JSON.string) ?? declaration.defaultValue else {
                reasons.append(.missing(name: declaration.name, description: declaration.description))
                continue
            }
            var value = json
            if json != .null {
                switch declaration.value(from: json) {
                case .success(let fit): value = fit
                case .failure(let problem):
                    reasons.append(.unfit(name: declaration.name, problem: problem.message))
                    continue
                }
            }
            if declaration.kind == .path, case .string(let path) = value {
                value = .string(absolute(path, from: workingDirectory, home: homeDirectory))
            }
            members.append(JSONMember(name: declaration.name, value: value))
        }
        guard reasons.isEmpty else { throw InputError(reasons: reasons) }
        return .object(members)
    }

    /// Joins and simplifies by text alone: what a symbolic link before `..` points to is not looked up.
    static func absolute(_ path: String, from directory: String, home: String?) -> String {
        var joined = path
        if let home, path == "~" || path.hasPrefix("~/") {
            joined = home + path.dropFirst()
        } else if !path.hasPrefix("/") {
            joined = directory + "/" + path
        }
        var parts: [Substring] = []
        for part in joined.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
