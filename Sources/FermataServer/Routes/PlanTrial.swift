import FermataAPI
import FermataCore
import FermataPlaybook

/// What an edit of the plan would do, without doing it.
struct PlanTrial {
    let steps: [PlanStep]
    let state: RunState
    let now: Timestamp

    /// What would be different, what would run again, what stands against it, and the plan as it would be.
    func json(for person: Person) throws -> JSON {
        let edited = Plan(revision: state.plan.revision + 1, steps: steps)
        let lines = PlanDiff(from: state.plan, to: edited).lines.map { TextLine(signed: $0).json }
        let (invalidated, problems) = outcome(for: person)
        return .record(
            ("lines", .array(lines)), ("invalidated", invalidated.json), ("problems", problems?.json),
            ("longestChain", PlanGraph(edited).longestChain.json),
            (
                "steps",
                .array(
                    steps.map { .record(("plan", $0.json), ("effectNote", EffectNote($0).json)) })
            ))
    }

    /// The steps that would run again, and what the rules say against the edit, if they do.
    private func outcome(for person: Person) -> (invalidated: [StepID], problems: [String]?) {
        let context = DecisionContext(time: now, actor: person.actor)
        do {
            let decision = try state.decide(
                .editPlan(baseRevision: state.plan.revision, steps: steps), in: context)
            return (Self.invalidated(by: decision), nil)
        } catch .planProblems(let problems) {
            return ([], problems.map(\.description))
        } catch {
            return ([], [error.description])
        }
    }

    private static func invalidated(by decision: Decision) -> [StepID] {
        for event in decision.events {
            if case .planRevised(let revised) = event { return revised.invalidated }
        }
        return []
    }
}
