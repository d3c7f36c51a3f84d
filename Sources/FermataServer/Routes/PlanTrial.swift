import FermataAPI
import FermataCore
import FermataPlaybook

/// What an edit of the plan would do, without doing it.
struct PlanTrial {
    let steps: [PlanStep]
    let state: RunState
    let now: Timestamp

    /// What would be different, what would run again, and what stands against it.
    func json(for person: Person) throws -> JSON {
        let edited = Plan(revision: state.plan.revision + 1, steps: steps)
        let lines = JSON.array(
            PlanDiff(from: state.plan, to: edited).lines.map { TextLine(signed: $0).json })
        let context = DecisionContext(time: now, actor: person.actor)
        do {
            let decision = try state.decide(
                .editPlan(baseRevision: state.plan.revision, steps: steps), in: context)
            return .record(("lines", lines), ("invalidated", Self.invalidated(by: decision).json))
        } catch .planProblems(let problems) {
            return .record(
                ("lines", lines), ("invalidated", .array([])),
                ("problems", problems.map(\.description).json))
        } catch {
            return .record(
                ("lines", lines), ("invalidated", .array([])), ("problems", [error.description].json))
        }
    }

    private static func invalidated(by decision: Decision) -> [StepID] {
        for event in decision.events {
            if case .planRevised(let revised) = event { return revised.invalidated }
        }
        return []
    }
}
