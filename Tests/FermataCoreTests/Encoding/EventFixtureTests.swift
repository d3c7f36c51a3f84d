import Testing

@testable import FermataCore

/// Every form in which an event was ever stored. Lines are only ever added.
@Suite("Stored events")
struct EventFixtureTests {
    private static let files = ["Fixtures/events-v1.ndjson", "Fixtures/events-v2.ndjson"]

    private static func lines(_ file: String) throws -> [String] {
        try Golden.text(of: file).split(separator: "\n").map(String.init)
    }

    private func record(_ line: String) throws -> EventRecord {
        let json = try JSON(parsing: line)
        return EventRecord(
            type: try json.field("type"), version: try json.field("version"),
            payload: try json.field("payload"))
    }

    @Test("Every event that was ever stored is read, and written again with what it held", arguments: files)
    func readAndWritten(file: String) throws {
        for line in try Self.lines(file) {
            let stored = try record(line)
            let written = try Event(record: stored).record
            #expect(written.type == stored.type)
            #expect(written.version == Event.Kind(rawValue: stored.type)?.newestVersion)
            #expect(try Event(record: written) == Event(record: stored))
            if written.version == stored.version {
                #expect(written.payload.encoded() == stored.payload.encoded())
            }
        }
    }

    @Test("There is a stored event of every kind in its newest version")
    func everyKind() throws {
        let records = try Self.files.flatMap { try Self.lines($0).map(record) }
        for kind in Event.Kind.allCases {
            let isThere = records.contains { $0.type == kind.rawValue && $0.version == kind.newestVersion }
            #expect(isThere, "\(kind.rawValue) \(kind.newestVersion)")
        }
    }

    @Test("An event of an unknown kind or of a newer version is refused by name")
    func refuses() throws {
        let payload = JSON.record(("revision", 1))
        #expect(throws: JSONDecodingError(path: "type", problem: "\"plan.dreamt\" is no known event")) {
            try Event(record: EventRecord(type: "plan.dreamt", version: 1, payload: payload))
        }
        #expect(
            throws: JSONDecodingError(path: "version", problem: "plan.proposed 2 is newer than this program")
        ) {
            try Event(record: EventRecord(type: "plan.proposed", version: 2, payload: payload))
        }
        #expect(throws: JSONDecodingError(path: "revision", problem: "is missing")) {
            try Event(record: EventRecord(type: "plan.proposed", version: 1, payload: .object([])))
        }
    }
}
