import FermataCore
import FermataJournal
import FermataTesting
import Testing

@Suite struct SealingTests {
    private let time = Timestamp(milliseconds: 1_700_000_000_000)

    private func append(
        _ records: [EventRecord], to head: Head? = nil, by actor: Actor = .engine
    ) throws -> Append {
        let run = try #require(RunID("run-1"))
        return Append(
            run: run, expecting: head, records: records, time: time, actor: actor, command: "c-1",
            summary: RunSummary(run: run, title: "t", phase: .running, createdAt: time, updatedAt: time))
    }

    /// The values were computed by the program in `docs/journal-format.md`, not by this code.
    @Test func `Hashes are those that the documented frame gives`() throws {
        let person = Actor(kind: .person, name: "ada", authentication: "unix-login")
        let first = try append([EventRecord(type: "run.created", version: 1, payload: .record(("a", 1)))])
        let second = try append(
            [EventRecord(type: "gate.decided", version: 2, payload: .record(("ä", "\u{1D110}")))],
            to: first.head,
            by: person)
        #expect(
            first.head.hash.hexadecimal == "bc52b724d427d565398166ed449ef6170b6f4bf92530ca6186a60ef0547c8c8b")
        #expect(
            second.head.hash.hexadecimal == "334338e9409b7644a289f64636d159e82309424ac68fcf622e85b6780486c6e6"
        )
    }

    @Test func `Events of one append have consecutive revisions and share its time, actor and command`()
        throws
    {
        let head = Head(revision: Revision(41), hash: Digest(of: [1]))
        let append = try append([JournalScript.event("a"), JournalScript.event("b")], to: head)
        #expect(append.events.map(\.revision.number) == [42, 43])
        #expect(append.head == Head(revision: Revision(43), hash: append.events[1].hash))
        #expect(Set(append.events.map(\.command)) == ["c-1"])
        #expect(
            append.envelopes.map(\.head) == append.events.map { Head(revision: $0.revision, hash: $0.hash) })
    }

    @Test(arguments: [(0, StoredEvent.Form.whole), (1, .reference)])
    func `A body of more than 16 KiB is kept beside the log`(excess: Int, form: StoredEvent.Form) throws {
        let length = Append.maximumBodyLength - #"{"text":""}"#.utf8.count + excess
        let payload = JSON.record(("text", .string(String(repeating: "x", count: length))))
        let append = try append([EventRecord(type: "sample.large", version: 1, payload: payload)])
        #expect(append.events[0].form == form)
        #expect(append.payloads.count == excess)
        #expect(append.events[0].bodyPayload == append.payloads.first?.digest)
        #expect(append.envelopes[0].record.payload == payload)
    }

    @Test func `Every field of a stored event is covered by its hash`() throws {
        let run = try #require(RunID("run-1"))
        let event = try append([JournalScript.event("a")]).events[0]
        let other = try #require(RunID("run-2"))
        func changed(
            revision: Revision? = nil, time: Timestamp? = nil, actor: String? = nil, command: String? = nil,
            type: String? = nil, version: Int? = nil, form: StoredEvent.Form? = nil, body: [UInt8]? = nil
        ) -> Digest {
            StoredEvent(
                revision: revision ?? event.revision, time: time ?? event.time, actor: actor ?? event.actor,
                command: command ?? event.command, type: type ?? event.type,
                version: version ?? event.version,
                form: form ?? event.form, body: body ?? event.body, hash: event.hash
            ).computedHash(run: run, after: nil)
        }
        let hashes = [
            changed(), changed(revision: Revision(2)), changed(time: Timestamp(milliseconds: 0)),
            changed(actor: "\"other\""), changed(command: "c-2"), changed(type: "other"), changed(version: 2),
            changed(form: .reference), changed(body: [0x7B, 0x7D]),
            changed(actor: event.actor + event.command, command: ""),
            event.computedHash(run: other, after: nil), event.computedHash(run: run, after: Digest(of: [])),
        ]
        #expect(Set(hashes).count == hashes.count)
        #expect(hashes[0] == event.hash)
    }
}
