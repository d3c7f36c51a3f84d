/// What policy says about something that is about to happen.
public enum PolicyAnswer: Hashable, Sendable {
    /// Go on without asking.
    case proceed
    /// Ask a person, for these reasons.
    case ask([AskReason])
    /// Nobody can let it pass, for this reason.
    case forbid(reason: String)
}

/// When to ask. Pure: everything it looks at is in the log.
///
/// Gates and breakpoints of the playbook add to what the level of autonomy asks for. A gate that is `off`
/// subtracts what the level adds at milestones and reviews of results, and nothing else: not from a level
/// that a person has chosen, not from steps that were changed, not before anything starts.
public enum Policy {
    /// A result whose agent is less sure than this is reviewed at `manual` and `guided` autonomy.
    public static let uncertaintyThreshold = 0.7
    /// How often in a row an engine may end while a step works before somebody is asked whether to try again:
    /// the step may be what ends it.
    public static let maximumInterruptionCount = 20
    /// How often an attempt may be invoked: an agent that has asked so often is going in circles.
    public static let maximumInvocationCount = 100

    /// Whether a step may start. An attempt that only goes on repeats nothing of its own.
    static func beforeStep(at index: Int, in state: RunState, besides attempt: Int? = nil) -> PolicyAnswer {
        let step = state.plan.steps[index]
        if let rule = state.playbook.forbid.first(where: { $0.forbids(step) }) {
            return .forbid(reason: rule.reason)
        }
        let reasons =
            reasonsBeyondLevel(at: index, in: state, besides: attempt) + reasonsOfLevel(at: index, in: state)
        return reasons.isEmpty ? .proceed : .ask(reasons)
    }

    /// What is asked about at every level of autonomy.
    private static func reasonsBeyondLevel(
        at index: Int, in state: RunState, besides attempt: Int?
    ) -> [AskReason] {
        var reasons: [AskReason] = []
        if let budget = state.playbook.budget, state.cost >= budget {
            reasons.append(
                AskReason(.budgetExhausted, "The run has cost \(state.cost) of its budget of \(budget)."))
        }
        if state.steps[index].isChanged {
            reasons.append(
                AskReason(
                    .changedSinceApproval,
                    "The step, or what it needs, was changed after it had been approved."))
        }
        if state.wouldRepeatEffect(state.steps[index].id, besides: attempt) {
            reasons.append(
                AskReason(
                    .repeatsEffect, "The step has changed the world before; this could do it a second time."))
        }
        return reasons
    }

    private static func reasonsOfLevel(at index: Int, in state: RunState) -> [AskReason] {
        let step = state.plan.steps[index]
        let level = state.autonomy(of: step.agent)
        var reasons: [AskReason] = []
        // A person performs this step, so a person decides about it anyway.
        let isHuman = state.playbook.agent(step.agent)?.kind == .human
        if level == .manual, !isHuman {
            reasons.append(AskReason(.manualAutonomy, "At autonomy manual every step is asked about."))
        }
        if level <= .guided || state.playbook.gates[.beforeCriticalAction].isOn == true {
            if step.effect == .external {
                reasons.append(
                    AskReason(.externalEffect, "The step has an effect outside the workspace."))
            }
            if step.impact == .high { reasons.append(AskReason(.highImpact, "The step's impact is high.")) }
        }
        return reasons
    }

    /// Whether a result may be used.
    static func afterStep(at index: Int, assessment: Assessment, in state: RunState) -> PolicyAnswer {
        let step = state.plan.steps[index]
        let setting = state.playbook.gates[.reviewResult].isOn
        let level = state.autonomy(of: step.agent)
        var reasons: [AskReason] = []
        if step.approval == .required {
            reasons.append(AskReason(.approvalRequired, "The playbook wants this result approved."))
        }
        if setting == true { reasons.append(AskReason(.gateIsOn, "The playbook has every result reviewed.")) }
        let uncertainty = assessment.uncertainty ?? 0
        let isOff = setting == false && !(level == .manual && state.isAutonomyChosen(for: step.agent))
        if !isOff, level <= .guided, uncertainty > uncertaintyThreshold {
            reasons.append(
                AskReason(
                    .uncertain, "The agent's uncertainty is \(uncertainty), above \(uncertaintyThreshold)."))
        }
        return reasons.isEmpty ? .proceed : .ask(reasons)
    }

    /// Whether the run stops at one of the gates that every run passes.
    static func atMilestone(_ kind: GateKind, in state: RunState) -> PolicyAnswer {
        let setting = state.playbook.gates[kind].isOn
        if setting == true { return .ask([AskReason(.gateIsOn, "The playbook asks here.")]) }
        if setting == false, !(state.autonomy == .manual && state.isAutonomyChosen) { return .proceed }
        let asksByLevel: Bool =
            switch kind {
            case .beforeStart: state.autonomy == .manual
            case .afterPlanning, .beforeCompletion: state.autonomy <= .guided
            case .beforeCriticalAction, .reviewResult, .breakpoint, .question, .recovery: false
            }
        guard asksByLevel else { return .proceed }
        return .ask([AskReason(.gateIsOn, "At autonomy \(state.autonomy.rawValue) every run asks here.")])
    }

    /// Whether the plan has a step that changes the world for good and that nobody would be asked about
    /// before it starts: silence at an earlier gate is no consent to that.
    static func hasUnaskedIrreversibleStep(in state: RunState) -> Bool {
        state.plan.steps.indices.contains { index in
            state.plan.steps[index].isIrreversible && beforeStep(at: index, in: state) == .proceed
        }
    }
}
