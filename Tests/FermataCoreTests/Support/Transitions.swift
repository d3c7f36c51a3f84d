import Testing

@testable import FermataCore

/// A step or a run going from one phase to another, and the kind of event that brought it about.
struct Transition: Hashable, Comparable {
    enum Machine: String { case run, step }

    var machine: Machine
    var from: String
    var to: String
    var cause: Event.Kind

    /// Without the cause: what an arrow in a drawing is.
    var arrow: String { "\(from) --> \(to)" }

    static func < (left: Transition, right: Transition) -> Bool {
        (left.machine.rawValue, left.from, left.to, left.cause.rawValue)
            < (right.machine.rawValue, right.from, right.to, right.cause.rawValue)
    }

    /// What one event has changed.
    static func between(_ before: RunState, _ after: RunState, by event: Event) -> [Transition] {
        var transitions: [Transition] = []
        if before.phase != after.phase {
            transitions.append(
                Transition(
                    machine: .run, from: before.phase.rawValue, to: after.phase.rawValue, cause: event.kind))
        }
        for step in after.steps {
            guard let earlier = before[step.id], earlier.phase.word != step.phase.word else { continue }
            transitions.append(
                Transition(
                    machine: .step, from: earlier.phase.word, to: step.phase.word, cause: event.kind))
        }
        return transitions
    }

    /// All that the events of a decision have changed.
    static func of(_ decision: Decision, from before: RunState, in context: DecisionContext) -> [Transition] {
        var state = before
        return decision.events.flatMap { event in
            let earlier = state
            state.apply(event, in: EventContext(time: context.time, actor: context.actor))
            return between(earlier, state, by: event)
        }
    }
}
