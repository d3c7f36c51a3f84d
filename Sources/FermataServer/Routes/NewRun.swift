import FermataAPI
import FermataCore
import FermataPlaybook
import FermataRuntime

/// An order for a new run.
struct NewRun {
    /// What it is made from.
    enum Origin {
        /// A playbook of this server's, by name.
        case playbook(String)
        /// The text of a playbook, with the name that mistakes are told with.
        case source(String, file: String)
        /// Nothing but what is to be done: a plan is made by a person.
        case task(String)
    }

    /// The members of an order for a run.
    static let memberNames = [
        "playbook", "source", "file", "task", "inputs", "autonomy", "directory", "unattended", "title",
    ]

    private let origin: Origin
    private let inputs: [String: String]
    private let autonomy: Autonomy?
    private let directory: String?
    private let isUnattended: Bool
    private let title: String?

    /// Reads the order.
    init(json: JSON) throws {
        try json.requireMembers(among: Self.memberNames)
        let origins = ["playbook", "source", "task"].filter { json[$0] != nil }
        switch origins {
        case ["playbook"]: origin = .playbook(try json.field("playbook"))
        case ["source"]:
            origin = .source(
                try json.field("source"), file: try json.optionalField("file") ?? "playbook.yaml")
        case ["task"]: origin = .task(try json.field("task"))
        default:
            throw RequestRefusal.invalidBody("exactly one of playbook, source and task was expected")
        }
        guard json["file"] == nil || origins == ["source"] else {
            throw RequestRefusal.invalidBody("file: only belongs to a source")
        }
        var inputs: [String: String] = [:]
        if let given = json["inputs"], given != .null {
            guard case .object(let members) = given else {
                throw RequestRefusal.invalidBody("inputs: an object was expected, found \(given.kindName)")
            }
            for member in members where member.value != .null { inputs[member.name] = member.value.text }
        }
        self.inputs = inputs
        autonomy = try json.optionalField("autonomy")
        directory = try json.optionalField("directory")
        isUnattended = try json.optionalField("unattended") ?? false
        title = try json.optionalField("title")
    }

    /// The lowest role that may order this. Whether the run asks too little for somebody's role is for its
    /// rules to say.
    var roleNeeded: Role {
        var isOwnPlaybook = false
        if case .source = origin { isOwnPlaybook = true }
        return isOwnPlaybook || directory != nil ? .admin : .operator
    }

    /// The run, once its playbook, inputs and directory are known to be good.
    func resolve(_ parts: ServerParts) throws -> RunCreated {
        let playbook: Playbook
        var title = title
        switch origin {
        case .playbook(let name): playbook = try parts.playbooks.playbook(named: name)
        case .source(let text, let file):
            playbook = try PlaybookParser.parse(Array(text.utf8), file: file)
        case .task(let text):
            guard !text.allSatisfy(\.isWhitespace) else { throw Refusal.emptyText(field: "task") }
            playbook = StarterPlaybook.playbook(for: text)
            title = title ?? StarterPlaybook.title(of: text)
        }
        let directory = try self.directory.map { path throws(RequestRefusal) in
            guard path.hasPrefix("/"), let resolved = ServedFile.resolved(path),
                ServedFile.names(in: resolved) != nil
            else { throw .unknownDirectory(path) }
            return resolved
        }
        let inputs = try InputResolver.resolve(
            playbook.inputs, given: self.inputs, workingDirectory: parts.settings.directory,
            homeDirectory: parts.settings.homeDirectory)
        return RunCreated(
            run: parts.newRun(), title: title ?? playbook.name, playbook: playbook,
            inputs: inputs, directory: directory ?? parts.settings.directory,
            autonomy: autonomy ?? playbook.autonomy, isUnattended: isUnattended)
    }
}
