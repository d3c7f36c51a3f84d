/// What a person may do to a whole run.
public enum RunIntervention: String, CaseIterable, Sendable, JSONCodable {
    /// Hold the run.
    case pause
    /// Lift that hold.
    case resume
    /// End it early.
    case stop
    /// Undo the last intervention.
    case undo
    /// Do again what was undone last.
    case redo
    /// Edit the plan.
    case modify
    /// Go back to before a step, if one is named that has begun.
    case rollback
    /// Set a breakpoint before a step that has not ended.
    case breakpoint
    /// Set a level of autonomy.
    case autonomy
    /// Leave a note for every step still to come.
    case note
}

/// What a person may do to one step.
public enum StepIntervention: String, CaseIterable, Sendable, JSONCodable {
    /// Tell its agent to do it differently.
    case redirect
    /// Leave it out.
    case skip
    /// Supply its outputs.
    case takeOver
    /// Go back to before it, effects that stay being confirmed.
    case rollback
    /// Hold it.
    case pause
    /// Lift that hold.
    case resume
    /// Leave a note for its next attempt.
    case note
    /// Set a breakpoint before it.
    case breakpoint
    /// Remove the breakpoint before it.
    case unbreakpoint
}

/// Which interventions the rules would not refuse for the state of the run. What a command brings with it,
/// such as an empty text, is judged by `decide` alone, which these answers never contradict.
public struct AllowedInterventions: Sendable {
    private let state: RunState
    /// Whether nothing may be done any more: the run has ended or is being stopped.
    private let isClosed: Bool
    private let breakpoints: Set<StepID>
    /// Steps that cannot be taken back, because an external effect of theirs, or of what needs them, is in
    /// progress.
    private let cannotBeTakenBack: [Bool]

    /// Looks at a state once, in time proportional to its plan.
    public init(in state: RunState) {
        self.state = state
        isClosed = state.phase.isFinal || state.stop != nil
        breakpoints = Set(state.breakpoints.map(\.step))
        cannotBeTakenBack = Self.ancestorsOfEffectsInProgress(in: state)
    }

    /// What may be done to the run.
    public var ofRun: [RunIntervention] {
        guard !isClosed else { return [] }
        return RunIntervention.allCases.filter { intervention in
            switch intervention {
            case .pause: !state.isPaused
            case .resume: state.isPaused
            case .undo: state.undoable != nil
            case .redo: state.redoable != nil
            case .rollback: state.steps.indices.contains(where: canBeTakenBack)
            case .breakpoint: state.steps.contains { Self.isOpen($0) && !breakpoints.contains($0.id) }
            case .stop, .modify, .autonomy, .note: true
            }
        }
    }

    /// What may be done to the step at a position of the plan.
    public func onStep(at index: Int) -> [StepIntervention] {
        guard !isClosed else { return [] }
        let step = state.steps[index]
        let isOpen = Self.isOpen(step)
        return StepIntervention.allCases.filter { intervention in
            switch intervention {
            case .redirect:
                isOpen && !Self.isChangingTheWorld(step, state.plan.steps[index])
            case .skip: isOpen || state.compensations.first?.workingKey?.step == step.id
            case .takeOver, .note: isOpen
            case .rollback: canBeTakenBack(index)
            case .pause: isOpen && !step.isPaused
            case .resume: isOpen && step.isPaused
            case .breakpoint: isOpen && !breakpoints.contains(step.id)
            case .unbreakpoint: breakpoints.contains(step.id)
            }
        }
    }

    private static func isOpen(_ step: StepState) -> Bool { !step.phase.isEnded && step.phase != .rolledBack }

    private static func isChangingTheWorld(_ step: StepState, _ planned: PlanStep) -> Bool {
        step.phase == .working && (step.attempt?.action?.effect ?? planned.effect) == .external
    }

    private func canBeTakenBack(_ index: Int) -> Bool {
        let step = state.steps[index]
        return (step.phase.isEnded || !step.attempts.isEmpty) && !cannotBeTakenBack[index]
    }

    private static func ancestorsOfEffectsInProgress(in state: RunState) -> [Bool] {
        var isMarked = Array(repeating: false, count: state.steps.count)
        var waiting = state.steps.indices.filter {
            isChangingTheWorld(state.steps[$0], state.plan.steps[$0])
        }
        for index in waiting { isMarked[index] = true }
        while let next = waiting.popLast() {
            for need in state.graph.needs[next] where !isMarked[need] {
                isMarked[need] = true
                waiting.append(need)
            }
        }
        return isMarked
    }
}

extension RunState {
    /// What a person may do to the run as it stands.
    public var allowedInterventions: [RunIntervention] { AllowedInterventions(in: self).ofRun }

    /// What a person may do to one step as it stands; nothing when it is not in the plan.
    public func allowedInterventions(on step: StepID) -> [StepIntervention] {
        graph.position[step].map { AllowedInterventions(in: self).onStep(at: $0) } ?? []
    }
}
