import FermataCore
import FermataJournal

extension JournalConformance {
    static let appends: [Check] = [
        Check("An append is read back as it was sealed") { journal in
            var script = try JournalScript(run("first"))
            let append = script.next([JournalScript.event("a"), JournalScript.event("\u{0}\"\\ä𝄐")])
            try await journal.append(append)
            let found = try await journal.envelopes(of: script.run, after: .zero, limit: 10)
            try requireEqual(found, append.envelopes, "the envelopes")
            let head = try await journal.head(of: script.run)
            try requireEqual(head, script.head, "the head")
        },
        Check("A run that was never created has no head and no events") { journal in
            let missing = try run("missing")
            let head = try await journal.head(of: missing)
            let events = try await journal.envelopes(of: missing, after: .zero, limit: 10)
            try require(head == nil && events.isEmpty, "a run came from nowhere")
        },
        Check("A run cannot be created twice") { journal in
            let first = try JournalScript(run("twice"))
            try await journal.append(first.peek())
            try await requireRefusal(.conflict(actual: Revision(1))) { () async throws(JournalError) in
                try await journal.append(first.peek([JournalScript.event("other")]))
            }
        },
        Check("An append to a run that does not exist is a conflict") { journal in
            var script = try JournalScript(run("ghost"))
            _ = script.next()
            try await requireRefusal(.conflict(actual: .zero)) { () async throws(JournalError) in
                try await journal.append(script.peek())
            }
        },
        Check("The second of two writers at one revision is refused and writes nothing") { journal in
            var script = try JournalScript(run("rivals"))
            try await journal.append(script.next())
            let loser = script.peek(
                [JournalScript.event("loser")], title: "lost", opened: [script.gate(7)],
                payloads: [Payload(Array("lost".utf8))])
            try await journal.append(script.next([JournalScript.event("winner")]))
            try await requireRefusal(.conflict(actual: Revision(2))) { () async throws(JournalError) in
                try await journal.append(loser)
            }
            let gates = try await journal.openGates(GateQuery())
            let payload = try await journal.payload(Digest(of: Array("lost".utf8)))
            let listed = try await journal.runs(RunQuery())
            try require(gates.isEmpty && payload == nil, "a refused append left a gate or a payload")
            try requireEqual(listed.map(\.title), ["sample"], "the list")
        },
        Check("A head of the right revision and another hash is a conflict") { journal in
            var script = try JournalScript(run("forked"))
            var fork = script
            try await journal.append(script.next([JournalScript.event("true")]))
            _ = fork.next([JournalScript.event("false")])
            try await requireRefusal(.conflict(actual: Revision(1))) { () async throws(JournalError) in
                try await journal.append(fork.peek())
            }
        },
        Check("The chain of hashes that is stored verifies") { journal in
            var script = try JournalScript(run("chained"))
            for number in 1...5 {
                try await journal.append(script.next([JournalScript.event("\(number)"), large(number)]))
            }
            let report = try await JournalAudit.verify(script.run, in: journal)
            try requireEqual(
                report, AuditReport(run: script.run, verified: script.head, fault: nil), "the audit")
        },
        Check("A large body is kept beside the log and comes back whole") { journal in
            var script = try JournalScript(run("large"))
            let append = script.next([large(1)])
            try await journal.append(append)
            let stored = try await journal.storedEvents(of: script.run, after: .zero, limit: 1)
            try require(stored.allSatisfy { $0.body.count < 200 }, "the large body stands in the log")
            let found = try await journal.envelopes(of: script.run, after: .zero, limit: 1)
            try requireEqual(found, append.envelopes, "the envelopes")
        },
        Check("Writers of many runs at once keep each run's order") { journal in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        var script = try JournalScript(run("parallel-\(number)"))
                        for count in 0..<12 {
                            try await journal.append(script.next([JournalScript.event("\(count)")]))
                        }
                        let report = try await JournalAudit.verify(script.run, in: journal)
                        try require(report.isSound, "the log of run \(number) is damaged: \(report)")
                        try requireEqual(report.verified, script.head, "the head of run \(number)")
                    }
                }
                try await group.waitForAll()
            }
        },
        Check("Of many writers at one revision exactly one succeeds") { journal in
            var script = try JournalScript(run("contested"))
            try await journal.append(script.next())
            let rivals = (0..<8).map { script.peek([JournalScript.event("rival \($0)")]) }
            let successes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for rival in rivals {
                    group.addTask {
                        do {
                            try await journal.append(rival)
                            return true
                        } catch JournalError.conflict {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { count, won in count += won ? 1 : 0 }
            }
            try requireEqual(successes, 1, "the writers that succeeded")
        },
    ]

    static func run(_ name: String) throws(JournalConformanceFailure) -> RunID {
        guard let run = RunID(name) else {
            throw JournalConformanceFailure(description: "\(name) is no name of a run")
        }
        return run
    }

    static func large(_ seed: Int) -> EventRecord {
        let text = String(repeating: "0123456789abcdef \(seed) ", count: Append.maximumBodyLength / 16)
        return EventRecord(type: "sample.large", version: 3, payload: .record(("text", text.json)))
    }
}
