import FermataCore
import FermataJournal

extension JournalConformance {
    static let reading: [Check] = [
        Check("Events are read in pages, from any revision on") { journal in
            var script = try JournalScript(run("paged"))
            for number in 1...7 { try await journal.append(script.next([JournalScript.event("\(number)")])) }
            let middle = try await journal.envelopes(of: script.run, after: Revision(3), limit: 2)
            try requireEqual(middle.map(\.revision.number), [4, 5], "the page")
            let rest = try await journal.envelopes(of: script.run, after: Revision(5), limit: 100)
            try requireEqual(rest.map(\.revision.number), [6, 7], "the last page")
            let beyond = try await journal.envelopes(of: script.run, after: Revision(7), limit: 100)
            try require(beyond.isEmpty, "events came from beyond the end")
        },
        Check("One run's events never show in another's") { journal in
            var first = try JournalScript(run("one"))
            var second = try JournalScript(run("two"))
            for _ in 1...3 {
                try await journal.append(first.next())
                try await journal.append(second.next())
            }
            let events = try await journal.envelopes(of: first.run, after: .zero, limit: 100)
            try requireEqual(events.map(\.run), Array(repeating: first.run, count: 3), "the runs")
        },
        Check("Payloads are kept by digest, equal ones once and for all runs") { journal in
            let bytes: [UInt8] = [0, 255, 10, 0]
            var first = try JournalScript(run("one"))
            var second = try JournalScript(run("two"))
            try await journal.append(first.next(payloads: [Payload(bytes), Payload([])]))
            try await journal.append(second.next(payloads: [Payload(bytes)]))
            let found = try await journal.payload(Digest(of: bytes))
            let empty = try await journal.payload(Digest(of: []))
            let missing = try await journal.payload(Digest(of: [1]))
            try requireEqual(found, bytes, "the payload")
            try requireEqual(empty, [], "the empty payload")
            try requireEqual(missing, nil, "a payload that was never stored")
        },
        Check("The newest snapshot replaces the one before") { journal in
            var script = try JournalScript(run("snapshots"))
            let none = try await journal.snapshot(of: script.run)
            try requireEqual(none, nil, "the snapshot of a run without one")
            for number in 1...2 {
                let append = script.next()
                try await journal.append(append)
                let snapshot = Snapshot(
                    run: script.run, head: append.head, format: number, state: Array("state \(number)".utf8))
                try await journal.store(snapshot)
                let found = try await journal.snapshot(of: script.run)
                try requireEqual(found, snapshot, "the snapshot")
            }
        },
        Check("A cancelled task can still write and read") { journal in
            var script = try JournalScript(run("cancelled"))
            let append = script.next()
            let found = try await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await journal.append(append)
                return try await journal.head(of: append.run)
            }.value
            try requireEqual(found, append.head, "the head")
        },
        Check("A snapshot of a run that does not exist is refused") { journal in
            let missing = try run("missing")
            let head = Head(revision: Revision(1), hash: Digest(of: []))
            try await requireRefusal(.notFound(missing)) { () async throws(JournalError) in
                try await journal.store(Snapshot(run: missing, head: head, format: 1, state: []))
            }
        },
    ]

    static let wakeups: [Check] = [
        Check("A subscriber to changes is woken at once, and again by an append") { journal in
            var script = try JournalScript(run("heard"))
            var changes = journal.changes().makeAsyncIterator()
            try require(await changes.next() != nil, "the stream ended before its first element")
            try await journal.append(script.next())
            // The stream may have coalesced: whoever reads on every element must come to see the append.
            while try await journal.head(of: script.run) != script.head {
                try require(await changes.next() != nil, "the stream ended")
            }
            try await journal.append(script.next())
            try require(await changes.next() != nil, "the append woke nobody")
        },
        Check("A slow subscriber finds one wake-up, not one for every append") { journal in
            var script = try JournalScript(run("busy"))
            let stream = journal.changes()
            for _ in 0..<20 { try await journal.append(script.next()) }
            let marker = journal.changes()
            var slow = stream.makeAsyncIterator()
            try require(await slow.next() != nil, "the stream ended")
            var fresh = marker.makeAsyncIterator()
            try require(await fresh.next() != nil, "the second stream ended")
            let found = try await journal.head(of: script.run)
            try requireEqual(found, script.head, "what is read after one wake-up")
        },
    ]
}
