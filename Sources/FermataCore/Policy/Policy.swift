/// What policy says about something that is about to happen.
public enum PolicyAnswer: Hashable, Sendable {
    /// Go on without asking.
    case proceed
    /// Ask a person, for these reasons.
    case ask([AskReason])
}

/// When to ask. Pure: everything it looks at is in the log.
///
/// Gates and breakpoints of the playbook add to what the level of autonomy asks for.
public enum Policy {
    /// A result whose agent is less sure than this is reviewed at `manual` and `guided` autonomy.
    public static let uncertaintyThreshold = 0.7

    /// Whether a step may start.
    static func beforeStep(at index: Int, in state: RunState) -> PolicyAnswer {
        let step = state.plan.steps[index]
        let level = state.autonomy(of: step.agent)
        let setting = state.playbook.gates[.beforeCriticalAction].isOn
        var reasons: [AskReason] = []
        if let budget = state.playbook.budget, state.cost >= budget {
            reasons.append(
                AskReason(.budgetExhausted, "The run has cost \(state.cost) of its budget of \(budget)."))
        }
        if state.steps[index].isChanged {
            reasons.append(
                AskReason(.changedSinceApproval, "The step was changed after the plan had been approved."))
        }
        guard setting != false else { return reasons.isEmpty ? .proceed : .ask(reasons) }
        // A person performs this step, so a person decides about it anyway.
        let isHuman = state.playbook.agent(step.agent)?.kind == .human
        if level == .manual, !isHuman {
            reasons.append(AskReason(.manualAutonomy, "At autonomy manual every step is asked about."))
        }
        if level <= .guided || setting == true {
            if step.effect == .external {
                reasons.append(
                    AskReason(.externalEffect, "The step has an effect outside the workspace."))
            }
            if step.impact == .high { reasons.append(AskReason(.highImpact, "The step's impact is high.")) }
        }
        return reasons.isEmpty ? .proceed : .ask(reasons)
    }

    /// Whether a result may be used.
    static func afterStep(at index: Int, assessment: Assessment, in state: RunState) -> PolicyAnswer {
        let step = state.plan.steps[index]
        let setting = state.playbook.gates[.reviewResult].isOn
        var reasons: [AskReason] = []
        if step.approval == .required {
            reasons.append(AskReason(.approvalRequired, "The playbook wants this result approved."))
        }
        guard setting != false else { return reasons.isEmpty ? .proceed : .ask(reasons) }
        if setting == true { reasons.append(AskReason(.gateIsOn, "The playbook has every result reviewed.")) }
        let uncertainty = assessment.uncertainty ?? 0
        if state.autonomy(of: step.agent) <= .guided, uncertainty > uncertaintyThreshold {
            reasons.append(
                AskReason(
                    .uncertain, "The agent's uncertainty is \(uncertainty), above \(uncertaintyThreshold)."))
        }
        return reasons.isEmpty ? .proceed : .ask(reasons)
    }

    /// Whether the run stops at one of the gates that every run passes.
    static func atMilestone(_ kind: GateKind, in state: RunState) -> PolicyAnswer {
        let asksByLevel: Bool =
            switch kind {
            case .beforeStart: state.autonomy == .manual
            case .afterPlanning, .beforeCompletion: state.autonomy <= .guided
            case .beforeCriticalAction, .reviewResult, .breakpoint, .question, .recovery: false
            }
        if state.playbook.gates[kind].isOn ?? asksByLevel {
            let why =
                state.playbook.gates[kind].isOn == true
                ? "The playbook asks here." : "At autonomy \(state.autonomy.rawValue) every run asks here."
            return .ask([AskReason(.gateIsOn, why)])
        }
        return .proceed
    }
}
