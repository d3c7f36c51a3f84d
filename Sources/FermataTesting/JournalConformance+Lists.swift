import FermataCore
import FermataJournal

extension JournalConformance {
    static let lists: [Check] = [
        Check("Runs are listed newest first, each as its last append left it") { journal in
            var first = try JournalScript(run("older"))
            var second = try JournalScript(run("newer"))
            try await journal.append(first.next(phase: .drafting))
            try await journal.append(second.next(phase: .proposed))
            let last = first.next(phase: .completed, title: "renamed \u{1D110}")
            try await journal.append(last)
            let listed = try await journal.runs(RunQuery())
            try requireEqual(listed.map(\.run), [second.run, first.run], "the order")
            try requireEqual(listed.last, last.summary, "the line of the older run")
        },
        Check("Runs are listed in pages that neither repeat nor leave out any") { journal in
            for number in 0..<7 { try await journal.append(JournalScript(run("run-\(number)")).peek()) }
            var pages: [[String]] = []
            var after: RunID?
            while true {
                let page = try await journal.runs(RunQuery(after: after, limit: 3))
                if page.isEmpty { break }
                pages.append(page.map(\.run.rawValue))
                after = page.last?.run
            }
            let expected = [["run-6", "run-5", "run-4"], ["run-3", "run-2", "run-1"], ["run-0"]]
            try requireEqual(pages, expected, "the pages")
        },
        Check("Runs are filtered by phase") { journal in
            for (number, phase) in RunPhase.allCases.enumerated() {
                try await journal.append(JournalScript(run("run-\(number)")).peek(phase: phase))
            }
            let found = try await journal.runs(RunQuery(phases: [.stopped, .drafting], limit: 10))
            try requireEqual(Set(found.map(\.phase)), [.stopped, .drafting], "the phases")
            try requireEqual(found.count, 2, "the number of runs")
        },
        Check("A page has as many lines as were asked for, and never fewer than one") { journal in
            for number in 0..<3 { try await journal.append(JournalScript(run("run-\(number)")).peek()) }
            let two = try await journal.runs(RunQuery(limit: 2))
            let one = try await journal.runs(RunQuery(limit: 0))
            try requireEqual([two.count, one.count], [2, 1], "the lengths of the pages")
        },
        Check("A gate is listed from its opening to its closing, with all it says") { journal in
            var script = try JournalScript(run("gated"))
            let bare = GateSummary(
                run: script.run, gate: GateID(2), kind: .afterPlanning, title: "The plan?",
                openedAt: Timestamp(milliseconds: 1_700_000_000_000), digest: Digest(of: []))
            try await journal.append(script.next(opened: [script.gate(1), bare]))
            let open = try await journal.openGates(GateQuery())
            try requireEqual(open, [script.gate(1), bare], "the open gates")
            try await journal.append(script.next(closed: [GateID(1)]))
            let left = try await journal.openGates(GateQuery())
            try requireEqual(left, [bare], "the gates after one was closed")
        },
        Check("A gate that one append opens and closes does not stay open") { journal in
            var script = try JournalScript(run("brief"))
            try await journal.append(script.next(opened: [script.gate(1)], closed: [GateID(1)]))
            let open = try await journal.openGates(GateQuery())
            try require(open.isEmpty, "the gate stayed open")
        },
        Check("Gates are listed oldest first over all runs, or of one run") { journal in
            var first = try JournalScript(run("one"))
            var second = try JournalScript(run("two"))
            try await journal.append(
                first.next(opened: [first.gate(1, openedAt: 30), first.gate(2, openedAt: 10)]))
            try await journal.append(
                second.next(opened: [second.gate(1, openedAt: 10), second.gate(2, openedAt: 20)]))
            let all = try await journal.openGates(GateQuery())
            try requireEqual(
                all.map { "\($0.run) \($0.gate)" }, ["one g2", "two g1", "two g2", "one g1"],
                "the order over all")
            let own = try await journal.openGates(GateQuery(run: second.run))
            try requireEqual(
                own.map { "\($0.run) \($0.gate)" }, ["two g1", "two g2"], "the order in one run")
        },
        Check("Gates are listed in pages, even when the last of a page is closed meanwhile") { journal in
            var script = try JournalScript(run("pages"))
            try await journal.append(
                script.next(opened: (1...5).map { script.gate($0, openedAt: Int64($0 / 3)) }))
            let first = try await journal.openGates(GateQuery(limit: 2))
            try requireEqual(first.map(\.gate.number), [1, 2], "the first page")
            try await journal.append(script.next(closed: [GateID(2)]))
            let position = first.last.map { GateQuery.Position(after: $0) }
            let second = try await journal.openGates(GateQuery(run: script.run, after: position, limit: 2))
            try requireEqual(second.map(\.gate.number), [3, 4], "the second page")
            let third = try await journal.openGates(
                GateQuery(after: second.last.map { GateQuery.Position(after: $0) }, limit: 2))
            try requireEqual(third.map(\.gate.number), [5], "the third page")
        },
    ]
}
