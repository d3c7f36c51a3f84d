import FermataCore
import FermataJournal
import Foundation
import Testing

/// An exported log that a released version wrote, with the state that this version folded from it.
struct FixtureLog: CustomTestStringConvertible {
    /// The name of its files in `Fixtures`, without their endings.
    let name: String

    var testDescription: String { name }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// Every log of a released shape of events. Logs are only ever added.
    static func all(of shape: String) throws -> [FixtureLog] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: shape).path)
            .filter { $0.hasSuffix(".ndjson") }.sorted()
            .map { FixtureLog(name: "\(shape)/\($0.dropLast(".ndjson".count))") }
    }

    private func text(_ ending: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: "\(name).\(ending)"), encoding: .utf8)
    }

    /// The lines of the export.
    func lines() throws -> [String] { try text("ndjson").split(separator: "\n").map(String.init) }

    /// The state as the version that wrote the log folded it.
    func storedState() throws -> JSON { try JSON(parsing: text("state.json").utf8.dropLast()) }

    /// The events with their contexts, each brought to the newest version of its form.
    func events() throws -> [(event: Event, context: EventContext)] {
        var events: [(event: Event, context: EventContext)] = []
        var bodies: [Digest: JSON] = [:]
        let lines = try lines().dropFirst().map { try JSON(parsing: $0) }
        for line in lines {
            if let digest = try line.optionalField("payload", as: Digest.self) {
                bodies[digest] = try line.field("content")
            }
        }
        for line in lines where line["payload"] == nil {
            var body: JSON = try line.field("body")
            if try line.field("form", as: Int.self) == StoredEvent.Form.reference.rawValue {
                let digest: Digest = try body.field("payload")
                body = bodies[digest] ?? .null
            }
            let stored = EventRecord(
                type: try line.field("type"), version: try line.field("version"), payload: body)
            let event = try Event(record: EventCatalog.current.upcast(stored))
            events.append(
                (event, EventContext(time: try line.field("time"), actor: try line.field("actor"))))
        }
        return events
    }

    /// What this version folds from the log.
    func fold() throws -> RunState? {
        var folded: RunState?
        for (event, context) in try events() {
            if folded == nil {
                folded = RunState(first: event, in: context)
            } else {
                folded?.apply(event, in: context)
            }
        }
        return folded
    }
}
