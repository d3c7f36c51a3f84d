import FermataCore
import FermataJournal
import FermataTesting
import Testing

@Suite struct EventCatalogTests {
    /// An event whose first version said `{"n": 1}`, the second `{"name": "1"}` and the third adds a
    /// language.
    private static let catalog = EventCatalog(
        newestVersions: ["greeting.sent": 3, "plain": 1],
        upcasters: [
            Upcaster(type: "greeting.sent", fromVersion: 2) { json throws(JSONDecodingError) in
                .record(("name", try json.field("name", as: JSON.self)), ("language", "en"))
            },
            Upcaster(type: "greeting.sent", fromVersion: 1) { json throws(JSONDecodingError) in
                .record(("name", .string(String(try json.field("n", as: Int.self)))))
            },
        ])

    @Test(arguments: [
        (1, JSON.record(("n", 7))), (2, JSON.record(("name", "7"))),
        (3, JSON.record(("name", "7"), ("language", "en"))),
    ])
    func `Every old version reaches the reader in the newest form`(version: Int, payload: JSON) throws {
        let record = EventRecord(type: "greeting.sent", version: version, payload: payload)
        let newest = EventRecord(
            type: "greeting.sent", version: 3, payload: .record(("name", "7"), ("language", "en")))
        #expect(try Self.catalog.upcast(record) == newest)
    }

    @Test func `An unknown event is refused`() {
        #expect(throws: EventCatalog.Problem.unknownType("greeting.shouted")) {
            _ = try Self.catalog.upcast(EventRecord(type: "greeting.shouted", version: 1, payload: .null))
        }
    }

    @Test(arguments: [-1, 0, 4])
    func `A version that is not known is refused`(version: Int) {
        #expect(
            throws: EventCatalog.Problem.unknownVersion(type: "greeting.sent", version: version, newest: 3)
        ) {
            _ = try Self.catalog.upcast(EventRecord(type: "greeting.sent", version: version, payload: .null))
        }
    }

    @Test func `A payload that is not of its version is refused with its place`() {
        #expect(
            throws: EventCatalog.Problem.unreadable(
                type: "greeting.sent", version: 1, detail: "n: is missing")
        ) {
            _ = try Self.catalog.upcast(EventRecord(type: "greeting.sent", version: 1, payload: .record()))
        }
    }

    @Test func `A journal gives old events in the newest form, and puts aside a run with unknown ones`()
        async throws
    {
        let journal = MemoryJournal()
        var script = JournalScript(try #require(RunID("old")))
        let old = EventRecord(type: "greeting.sent", version: 1, payload: .record(("n", 7)))
        try await journal.append(script.next([old]))
        let read = try await journal.envelopes(
            of: script.run, after: .zero, limit: 9, upcasting: Self.catalog)
        #expect(read.map(\.record.version) == [3])
        try await journal.append(script.next([JournalScript.event("unknown here")]))
        await #expect {
            _ = try await journal.envelopes(of: script.run, after: .zero, limit: 9, upcasting: Self.catalog)
        } throws: { error in
            guard case JournalError.inconsistent(let inconsistency) = error else { return false }
            return inconsistency.run == script.run && inconsistency.revision == Revision(2)
        }
    }

    @Test func `This build's catalog knows every event of the core`() throws {
        for kind in Event.Kind.allCases {
            let newest = EventRecord(type: kind.rawValue, version: kind.newestVersion, payload: .null)
            for version in 1...kind.newestVersion {
                let record = EventRecord(type: kind.rawValue, version: version, payload: .null)
                #expect(try EventCatalog.current.upcast(record) == newest)
            }
        }
    }
}
