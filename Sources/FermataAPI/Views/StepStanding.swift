public import FermataCore

/// Where a step stands, as people see it: the log's phase together with what holds or blocks it.
public enum StepStanding: String, CaseIterable, Sendable, JSONCodable {
    /// The plan it belongs to is not approved yet.
    case proposed
    /// It waits for its turn.
    case queued
    /// Its agent works.
    case running
    /// It waits for a person.
    case waiting
    /// Something went wrong that it cannot get past by itself: a failure of its own that is tried again
    /// later, or one of a step it needs that somebody has to decide about.
    case blocked
    /// It has outputs.
    case done
    /// It failed for good.
    case failed
    /// It was left out.
    case skipped
    /// It was taken back, and effects are still being undone.
    case rolledBack
    /// A person holds it.
    case paused
}

/// Everything that a step's view depends on besides the step's own state and its place in the plan.
struct StepSituation: Hashable, Sendable {
    var run: RunID
    var number: Int
    var standing: StepStanding
    var text: String
    var can: [StepIntervention]
    /// The steps that need it directly.
    var neededBy: [StepID]
    /// Who changed its outputs before anything could use them.
    var editedBy: String?
}

/// Works out the situation of every step in one pass over the plan.
struct StepSituations {
    private let state: RunState
    private let allowed: AllowedInterventions
    private let pausedAgents: Set<AgentID>
    /// For each step the one further up whose trouble keeps it from starting.
    private let troubles: [Int?]
    private let editors: [StepID: String]

    init(_ state: RunState, _ allowed: AllowedInterventions) {
        self.state = state
        self.allowed = allowed
        pausedAgents = Set(state.pausedAgents)
        troubles = Self.troubles(in: state)
        editors = Self.editors(in: state)
    }

    subscript(index: Int) -> StepSituation {
        let (standing, text) = standing(at: index)
        return StepSituation(
            run: state.id, number: index + 1, standing: standing, text: text,
            can: allowed.onStep(at: index),
            neededBy: state.graph.dependents[index].map { state.plan.steps[$0].id },
            editedBy: state.steps[index].takenOverBy?.name ?? editors[state.plan.steps[index].id])
    }

    /// Who edited the outputs that a step has now.
    private static func editors(in state: RunState) -> [StepID: String] {
        var editors: [StepID: String] = [:]
        for gate in state.gates {
            guard case .result = gate.subject, let step = gate.step,
                let began = state[step]?.attempt?.startedAt, gate.openedAt >= began
            else { continue }
            if case .decided(.approveEdited, let actor, _) = gate.status { editors[step] = actor.name }
        }
        return editors
    }

    private func isPaused(_ index: Int) -> Bool {
        state.steps[index].isPaused || pausedAgents.contains(state.plan.steps[index].agent)
    }

    private func standing(at index: Int) -> (StepStanding, String) {
        let step = state.steps[index]
        switch step.phase {
        case .held: return (.waiting, "Waits for you before it starts")
        case .suspended: return (.waiting, "Asks you")
        case .reviewing(let gate): return (.waiting, reviewText(gate))
        case .working:
            if state.stop != nil { return (.running, "Coming to its end") }
            return state.isPaused || isPaused(index)
                ? (.paused, pauseText(index)) : (.running, Self.runningText(step))
        case .done: return (.done, step.takenOverBy.map { "Done by \($0.name)" } ?? "Done")
        case .failed: return (.failed, "Failed")
        case .skipped: return (.skipped, "Skipped")
        case .rolledBack: return (.rolledBack, "Taken back")
        case .pending, .ready: return standingBeforeStart(at: index)
        }
    }

    private func standingBeforeStart(at index: Int) -> (StepStanding, String) {
        let step = state.steps[index]
        if state.phase.isFinal || state.stop != nil { return (.queued, "Not started") }
        if isPaused(index) || (state.isPaused && step.phase == .ready) { return (.paused, pauseText(index)) }
        switch state.phase {
        case .drafting, .proposed: return (.proposed, "Proposed")
        case .running, .concluding, .completed, .stopped, .failed: break
        }
        if step.phase == .ready {
            if step.failureCount > 0 {
                return (.blocked, "Try \(step.attempts.count) failed; it is tried again")
            }
            return (.queued, "Next in line")
        }
        if let trouble = troubles[index] {
            return (.blocked, "Waits for step \(trouble + 1), which is in trouble")
        }
        let open = state.graph.needs[index].filter { !state.steps[$0].phase.isEnded }.map { $0 + 1 }
        let names = open.prefix(3).map(String.init).joined(separator: ", ") + (open.count > 3 ? ", …" : "")
        return (.queued, open.isEmpty ? "Queued" : "After \(names)")
    }

    private func pauseText(_ index: Int) -> String {
        if state.steps[index].isPaused { return "Paused" }
        return state.isPaused ? "Paused with the run" : "Paused with its agent"
    }

    private static func runningText(_ step: StepState) -> String {
        step.attempts.count > 1 ? "Running, try \(step.attempts.count)" : "Running"
    }

    private func reviewText(_ gate: GateID) -> String {
        switch state[gate]?.subject {
        case .failure(let failure, _):
            failure.kind == .refused ? "Refused; waits for you" : "Failed; waits for you"
        case .forbidden: "Forbidden; waits for you"
        case .unknownOutcome: "Cut short; waits for you"
        case .result: "Result waits for you"
        case .start, .plan, .action, .synthesis, .question, .compensation, nil: "Waits for you"
        }
    }

    /// Whether somebody has to do something about a failure before anything that needs the step may start.
    private static func isInTrouble(_ step: StepState, in state: RunState) -> Bool {
        switch step.phase {
        case .failed: return true
        case .reviewing(let gate):
            switch state[gate]?.subject {
            case .failure, .forbidden, .unknownOutcome, .compensation: return true
            case .start, .plan, .action, .result, .synthesis, .question, nil: return false
            }
        case .pending, .ready, .held, .working, .suspended, .done, .skipped, .rolledBack: return false
        }
    }

    private static func troubles(in state: RunState) -> [Int?] {
        var troubles: [Int?] = Array(repeating: nil, count: state.steps.count)
        var waiting = state.steps.indices.filter { isInTrouble(state.steps[$0], in: state) }
        for root in waiting.reversed() { troubles[root] = root }
        waiting.reverse()
        while let next = waiting.popLast() {
            for dependent in state.graph.dependents[next] where troubles[dependent] == nil {
                troubles[dependent] = troubles[next]
                waiting.append(dependent)
            }
        }
        return troubles
    }
}
