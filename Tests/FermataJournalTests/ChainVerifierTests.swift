import FermataCore
import FermataJournal
import FermataTesting
import Testing

@Suite struct ChainVerifierTests {
    private let script: JournalScript
    private let events: [StoredEvent]

    init() throws {
        var script = JournalScript(try #require(RunID("chained")))
        events = (1...6).flatMap { script.next([JournalScript.event("\($0)")]).events }
        self.script = script
    }

    private func fault(in events: [StoredEvent]) -> ChainFault? {
        var verifier = ChainVerifier(run: script.run)
        do throws(ChainFault) {
            for event in events {
                try verifier.verify(event)
                try verifier.verify(nil, of: event)
            }
            try verifier.finish(at: script.head)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A log as it was sealed is sound`() {
        #expect(fault(in: events) == nil)
    }

    @Test func `A loss anywhere is found`() {
        for index in events.indices.dropLast() {
            var cut = events
            cut.remove(at: index)
            let expected = ChainFault(
                revision: Revision(index + 1), kind: .missing(found: Revision(index + 2)))
            #expect(fault(in: cut) == expected)
        }
    }

    @Test func `A cut end is found against the head`() {
        for count in 0..<6 {
            let expected = ChainFault(revision: Revision(count + 1), kind: .truncated(head: Revision(6)))
            #expect(fault(in: Array(events.prefix(count))) == expected)
        }
    }

    @Test func `A repetition and an exchange are found`() {
        #expect(
            fault(in: events.prefix(3) + events.suffix(4))
                == ChainFault(revision: Revision(4), kind: .outOfOrder(found: Revision(3))))
        var exchanged = events
        exchanged.swapAt(1, 2)
        #expect(fault(in: exchanged) == ChainFault(revision: Revision(2), kind: .missing(found: Revision(3))))
    }

    @Test func `An event that is sealed anew with other content breaks the chain after it`() throws {
        var rival = JournalScript(script.run)
        let forged = rival.next([JournalScript.event("forged")]).events
        #expect(
            fault(in: forged + events.dropFirst()) == ChainFault(revision: Revision(2), kind: .changed))
    }

    @Test func `An event that was added behind the head is found`() throws {
        var longer = script
        let added = longer.next().events
        #expect(
            fault(in: events + added)
                == ChainFault(revision: Revision(7), kind: .beyondHead(head: Revision(6))))
    }

    @Test func `A log with another head's hash is found`() {
        var verifier = ChainVerifier(run: script.run)
        #expect(throws: ChainFault(revision: Revision(1), kind: .otherHead)) {
            try verifier.verify(events[0])
            try verifier.finish(at: Head(revision: Revision(1), hash: Digest(of: [])))
        }
    }

    @Test func `A verifier can begin after a head that is trusted`() throws {
        let head = Head(revision: events[2].revision, hash: events[2].hash)
        var verifier = ChainVerifier(run: script.run, after: head)
        for event in events.dropFirst(3) { try verifier.verify(event) }
        try verifier.finish(at: script.head)
    }

    @Test func `Events of another run do not verify`() throws {
        var verifier = ChainVerifier(run: try #require(RunID("other")))
        #expect(throws: ChainFault(revision: Revision(1), kind: .changed)) { try verifier.verify(events[0]) }
    }
}
