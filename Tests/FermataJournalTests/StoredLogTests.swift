import FermataCore
import FermataJournal
import Foundation
import Testing

/// Logs that released versions wrote. None is ever changed: what was stored must be read for all time.
@Suite struct StoredLogTests {
    @Test(arguments: try FixtureLog.all(of: "logs-v1"))
    func `A log of version 1 is folded into what version 1 folded from it`(log: FixtureLog) throws {
        let state = try #require(try log.fold())
        let expected = try StateProjection.ofVersion1(log.storedState())
        let found = StateProjection.of(state)
        #expect(
            String(decoding: found.canonicalBytes(), as: UTF8.self)
                == String(decoding: expected.canonicalBytes(), as: UTF8.self))
    }

    @Test(arguments: try FixtureLog.all(of: "logs-v1"))
    func `Nothing in a log of version 1 counts as damage`(log: FixtureLog) throws {
        let events = try log.events()
        let first = try #require(events.first)
        #expect(RunState.objection(toFirst: first.event) == nil)
        var state = try #require(RunState(first: first.event, in: first.context))
        for (event, context) in events.dropFirst() {
            #expect(state.objection(to: event, in: context) == nil, "revision \(state.revision.next)")
            state.apply(event, in: context)
        }
    }

    @Test(arguments: try FixtureLog.all(of: "logs-v1"))
    func `A log of version 1 has the hashes that it was sealed with`(log: FixtureLog) throws {
        var verifier = ExportVerifier()
        for line in try log.lines() { try verifier.verify(line: Array(line.utf8)) }
        let report = try verifier.report()
        #expect(report.isSound, "\(report.fault?.description ?? "")")
    }

    @Test func `The logs of version 1 hold every event that version 1 wrote`() throws {
        let logs = try FixtureLog.all(of: "logs-v1")
        let kinds = try Set(logs.flatMap { try $0.events().map(\.event.kind.rawValue) })
        let released: Set<String> = [
            "run.created", "owner.changed", "plan.proposed", "plan.revised", "run.started",
            "synthesis.drafted", "run.ended", "gate.opened", "gate.decided", "gate.expired", "gate.held",
            "gate.released", "gate.withdrawn", "attempt.started", "attempt.completed", "attempt.failed",
            "attempt.suspended", "attempt.abandoned", "attempt.interrupted", "compensation.started",
            "compensation.ended", "step.redirected", "step.skipped", "step.taken-over", "run.rolled-back",
            "hold.placed", "hold.lifted", "stop.requested", "note.added", "breakpoint.added",
            "breakpoint.removed", "breakpoint.logged", "autonomy.changed", "intervention.undone",
        ]
        #expect(released.subtracting(kinds).sorted() == [])
        #expect(try logs.contains { try $0.lines().contains { $0.contains("\"form\":1") } })
    }
}
