import FermataAPI
import FermataCore
import FermataPlaybook

/// The playbooks that people may start by name: the YAML files of some folders, and the `playbook.yaml` of
/// each folder in them.
struct PlaybookShelf: Sendable {
    /// The most playbooks that are listed.
    static let maximumCount = 200

    /// A playbook on the shelf.
    struct Entry: Sendable {
        /// What it is called here: the file's name without its ending, or its folder's.
        var name: String
        /// Its file.
        var path: String
    }

    let folders: [String]

    /// What there is just now. Of two of the same name the one in the earlier folder counts.
    var entries: [Entry] {
        var entries: [Entry] = []
        var names: Set<String> = []
        for folder in folders {
            for file in ServedFile.names(in: folder) ?? [] where entries.count < Self.maximumCount {
                guard let entry = Self.entry(file, in: folder), names.insert(entry.name).inserted else {
                    continue
                }
                entries.append(entry)
            }
        }
        return entries
    }

    /// The playbook of that name, read and checked.
    func playbook(named name: String) throws -> Playbook {
        let entries = entries
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw RequestRefusal.unknownPlaybook(
                name, nearest: NearestSpelling.nearest(to: name, among: entries.map(\.name)))
        }
        return try Self.read(entry)
    }

    /// All of them as JSON; one with mistakes says so in place of what it would offer.
    var json: JSON {
        .record(("playbooks", .array(entries.map(Self.json))))
    }

    private static func entry(_ file: String, in folder: String) -> Entry? {
        for ending in [".yaml", ".yml"] where file.hasSuffix(ending) && file.count > ending.count {
            return Entry(name: String(file.dropLast(ending.count)), path: "\(folder)/\(file)")
        }
        let inner = "\(folder)/\(file)/playbook.yaml"
        return ServedFile.resolved(inner) == nil ? nil : Entry(name: file, path: inner)
    }

    private static func read(_ entry: Entry) throws -> Playbook {
        let file: ServedFile
        do {
            file = try ServedFile.read(entry.path, limit: PlaybookParser.maximumByteCount)
        } catch {
            throw RequestRefusal.unknownPlaybook(entry.name, nearest: nil)
        }
        return try PlaybookParser.parse(file.bytes, file: entry.path)
    }

    private static func json(_ entry: Entry) -> JSON {
        let playbook: Playbook
        do {
            playbook = try read(entry)
        } catch {
            let none = JSON.array([])
            return .record(
                ("name", entry.name.json), ("title", entry.name.json), ("inputs", none), ("agents", none),
                ("steps", 0), ("problem", BoundedValue.text("\(error)").json))
        }
        return .record(
            ("name", entry.name.json), ("title", playbook.name.json),
            ("description", playbook.description?.json), ("autonomy", playbook.autonomy.json),
            ("inputs", .array(playbook.inputs.map(json))), ("agents", .array(playbook.agents.map(json))),
            ("steps", playbook.plan.steps.count.json))
    }

    private static func json(_ input: InputDeclaration) -> JSON {
        .record(
            ("name", input.name.json), ("kind", input.kind.json), ("description", input.description?.json),
            ("default", input.defaultValue), ("options", input.options.isEmpty ? nil : input.options.json))
    }

    private static func json(_ agent: AgentDeclaration) -> JSON {
        .record(
            ("id", agent.id.json), ("kind", agent.kind.json), ("description", agent.description?.json))
    }
}
