/// A question that will come up when the run goes on as it is planned.
public struct UpcomingAsk: Hashable, Sendable {
    /// The step it will be about; absent for the result of the whole run.
    public var step: StepID?
    /// What will be asked.
    public var kind: GateKind
    /// Why.
    public var reasons: [AskReason]
}

extension RunState {
    /// The most questions that a forecast names.
    public static let maximumUpcomingCount = 50

    /// What people will be asked if nothing changes, in the order of the plan: for each step that has not
    /// been started, the first question about it that is sure to come. What an agent's own doubts,
    /// questions and failures will ask cannot be known before.
    public var upcomingAsks: [UpcomingAsk] {
        guard !phase.isFinal, stop == nil else { return [] }
        var asks: [UpcomingAsk] = []
        let breakpoints = Dictionary(
            breakpoints.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
        for index in steps.indices {
            guard asks.count < Self.maximumUpcomingCount else { return asks }
            switch steps[index].phase {
            case .pending, .ready, .rolledBack:
                if let ask = firstAsk(at: index, breakpoint: breakpoints[steps[index].id]) {
                    asks.append(ask)
                }
            case .held, .working, .suspended, .reviewing, .done, .failed, .skipped: continue
            }
        }
        let isAsked = openGates.contains { self[$0]?.kind == .beforeCompletion }
        if !isAsked, asks.count < Self.maximumUpcomingCount,
            case .ask(let reasons) = Policy.atMilestone(.beforeCompletion, in: self)
        {
            asks.append(UpcomingAsk(step: nil, kind: .beforeCompletion, reasons: reasons))
        }
        return asks
    }

    private func firstAsk(at index: Int, breakpoint: Breakpoint?) -> UpcomingAsk? {
        let step = steps[index]
        let planned = plan.steps[index]
        func ask(_ kind: GateKind, _ reasons: [AskReason]) -> UpcomingAsk {
            UpcomingAsk(step: step.id, kind: kind, reasons: reasons)
        }
        if unknownEffect(of: step.id) != nil {
            return ask(
                .recovery, [AskReason(.outcomeUnknown, "An earlier attempt may have taken effect.")])
        }
        if let breakpoint, !breakpoint.logOnly, !step.hasPassedBreakpoint,
            breakpoint.level.fires(at: autonomy(of: planned.agent))
        {
            return ask(.breakpoint, [AskReason(.breakpoint, "There is a breakpoint before this step.")])
        }
        let isLetPass = step.approvedDigest.map { $0 == action(at: index).digest } ?? false
        switch Policy.beforeStep(at: index, in: self) {
        case .ask(let reasons) where !isLetPass: return ask(.beforeCriticalAction, reasons)
        case .forbid(let reason): return ask(.reviewResult, [AskReason(.forbidden, reason)])
        case .ask, .proceed: break
        }
        if let agent = playbook.agent(planned.agent), agent.kind == .human {
            return ask(.question, [AskReason(.agentAsks, "A person does this step: \(agent.id).")])
        }
        if case .ask(let reasons) = Policy.afterStep(at: index, assessment: Assessment(), in: self) {
            return ask(.reviewResult, reasons)
        }
        return nil
    }
}
