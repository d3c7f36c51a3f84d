import Testing

@testable import FermataCore

/// Every form in which an event was ever stored. Lines are only ever added.
@Suite("Stored events")
struct EventFixtureTests {
    private let lines: [String]

    init() throws {
        lines = try Golden.text(of: "Fixtures/events-v1.ndjson").split(separator: "\n").map(String.init)
    }

    private func record(_ line: String) throws -> EventRecord {
        let json = try JSON(parsing: line)
        return EventRecord(
            type: try json.field("type"), version: try json.field("version"),
            payload: try json.field("payload"))
    }

    @Test("Every event that was ever stored is read, and written again byte by byte")
    func readAndWritten() throws {
        for line in lines {
            let read = try Event(record: record(line)).record
            let written = JSON.record(
                ("type", read.type.json), ("version", read.version.json), ("payload", read.payload))
            #expect(written.encoded() == line)
        }
    }

    @Test("There is a stored event of every kind")
    func everyKind() throws {
        let kinds = try Set(lines.map { try Event(record: record($0)).kind })
        #expect(Set(Event.Kind.allCases).subtracting(kinds).map(\.rawValue).sorted() == [])
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
