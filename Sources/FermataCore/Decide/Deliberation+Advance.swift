extension Deliberation {
    /// Does everything that follows by itself: opens the gates that are due, starts what may start,
    /// concludes.
    ///
    /// It runs at the end of every decision, so that a verdict and the start it lets pass are one append.
    mutating func advance() {
        guard !state.phase.isFinal else { return }
        if state.stop != nil {
            concludeStop()
            return
        }
        if state.phase == .drafting { proposePlan() }
        if state.phase == .proposed { startRun() }
        if state.phase == .running { startReadySteps() }
        if state.phase == .running, state.steps.allSatisfy(\.phase.isEnded), state.compensations.isEmpty {
            emit(.synthesisDrafted(SynthesisDrafted(synthesis: state.draftSynthesis())))
        }
        if state.phase == .concluding { conclude() }
        startCompensation()
    }

    private var hasRunGate: Bool { state.openGates.contains { state[$0]?.step == nil } }

    private mutating func proposePlan() {
        guard !state.isPaused, !hasRunGate else { return }
        if !state.isStartApproved, case .ask(let reasons) = Policy.atMilestone(.beforeStart, in: state) {
            open(.beforeStart, reasons: reasons, about: .start(inputs: state.inputs))
            return
        }
        emit(.planProposed(PlanProposed(revision: state.plan.revision)))
    }

    private mutating func startRun() {
        guard !state.isPaused, !state.isPlanRejected, !hasRunGate else { return }
        if case .ask(let reasons) = Policy.atMilestone(.afterPlanning, in: state) {
            open(.afterPlanning, reasons: reasons, about: .plan(revision: state.plan.revision))
            return
        }
        emit(.runStarted(RunStarted(plan: Digest(of: state.plan.json), gate: nil)))
    }

    private mutating func conclude() {
        guard !state.isPaused, !hasRunGate else { return }
        if state.synthesis == nil {
            emit(.synthesisDrafted(SynthesisDrafted(synthesis: state.draftSynthesis())))
        }
        if let synthesis = state.synthesis,
            case .ask(let reasons) = Policy.atMilestone(.beforeCompletion, in: state)
        {
            open(.beforeCompletion, reasons: reasons, about: .synthesis(synthesis))
            return
        }
        endRun(.completed)
    }

    mutating func endRun(_ outcome: RunPhase, because reason: String? = nil) {
        emit(.runEnded(RunEnded(outcome: outcome, reason: reason, synthesis: nil)))
    }

    mutating func requestStop(_ reason: String, isFailure: Bool) {
        guard state.stop == nil else { return }
        emit(.stopRequested(StopRequested(reason: reason, isFailure: isFailure)))
    }

    /// Ends a run that is being stopped once nothing of it works any more.
    private mutating func concludeStop() {
        guard let stop = state.stop else { return }
        for gate in state.openGates { withdraw(gate, because: "The run is being stopped.") }
        guard !state.isAnythingWorking else { return }
        if state.phase == .running || state.phase == .concluding {
            emit(.synthesisDrafted(SynthesisDrafted(synthesis: state.draftSynthesis())))
        }
        endRun(stop.isFailure ? .failed : .stopped, because: stop.reason)
    }

    // Steps

    private mutating func startReadySteps() {
        var working = state.workingCounts()
        for index in state.steps.indices where state.steps[index].phase == .ready {
            guard !state.isHeld(index) else { continue }
            start(index, &working)
        }
    }

    private mutating func start(_ index: Int, _ working: inout WorkingCounts) {
        let step = state.steps[index]
        // A suspended attempt that has its answer goes on: it was let pass before, as what it was let pass
        // for.
        let resumes = step.attempt?.status == .suspended && step.answer != nil
        let action = state.action(at: index)
        let digest = action.digest
        var decision = StartDecision.policy(state.autonomy(of: state.plan.steps[index].agent))
        if step.approvedDigest == digest, let gate = step.approvedBy {
            decision = .gate(gate)
            // A breakpoint that was set since means this start too.
            if forbids(index, action) || stopsAtBreakpoint(index, action, attempt: nil) { return }
        } else if resumes, step.attempt?.digest == digest {
            if let gate = step.attempt?.gate { decision = .gate(gate) }
            if forbids(index, action) { return }
        } else if asksBefore(index, action, attempt: resumes ? step.attempt?.number : nil) {
            return
        }
        guard let epoch = context.epoch, epoch == state.epoch, working.hasRoom(for: index, in: state) else {
            return
        }
        let last = step.attempt
        let key = AttemptKey(
            step: step.id, number: resumes ? last?.number ?? 1 : (last?.number ?? 0) + 1,
            invocation: resumes ? (last?.invocation ?? 0) + 1 : 1, epoch: epoch)
        emit(
            .attemptStarted(
                AttemptStarted(
                    key: key, digest: digest, decision: decision, action: action,
                    compensation: action.compensation,
                    level: state.autonomy(of: state.plan.steps[index].agent))))
        working.add(index, in: state)
    }

    /// Opens what must be answered before the step may start.
    /// - Returns: whether anything must.
    private mutating func asksBefore(_ index: Int, _ action: Action, attempt: Int?) -> Bool {
        let step = state.steps[index]
        if state.unknownEffect(of: step.id, besides: attempt) != nil {
            // Redirected or edited before anybody said whether it has happened: it is asked before it may
            // repeat.
            askWhetherItHappened(step.id, at: index, because: "An earlier attempt may have taken effect.")
            return true
        }
        if forbids(index, action) || stopsAtBreakpoint(index, action, attempt: attempt) { return true }
        guard case .ask(let reasons) = Policy.beforeStep(at: index, in: state, besides: attempt) else {
            return false
        }
        open(.beforeCriticalAction, step: step.id, reasons: reasons, about: .action(action))
        return true
    }

    private mutating func forbids(_ index: Int, _ action: Action) -> Bool {
        guard case .forbid(let reason) = Policy.beforeStep(at: index, in: state) else { return false }
        open(
            .reviewResult, step: state.steps[index].id, reasons: [AskReason(.forbidden, reason)],
            about: .forbidden(action, reason: reason))
        return true
    }

    private mutating func stopsAtBreakpoint(_ index: Int, _ action: Action, attempt: Int?) -> Bool {
        let step = state.steps[index]
        guard !step.hasPassedBreakpoint,
            let breakpoint = state.breakpoints.first(where: { $0.step == step.id }),
            breakpoint.level.fires(at: state.autonomy(of: state.plan.steps[index].agent))
        else { return false }
        if breakpoint.logOnly {
            emit(.breakpointLogged(BreakpointLogged(step: step.id)))
            return false
        }
        var reasons = [AskReason(.breakpoint, "There is a breakpoint before this step.")]
        if case .ask(let more) = Policy.beforeStep(at: index, in: state, besides: attempt) {
            reasons += more
        }
        open(.breakpoint, step: step.id, reasons: reasons, about: .action(action))
        return true
    }

    private mutating func startCompensation() {
        guard let first = state.compensations.first, first.status == .waiting, !state.isPaused,
            let epoch = context.epoch, epoch == state.epoch, state.phase == .running
        else { return }
        let key = CompensationKey(
            effect: first.effect, step: first.step, number: first.number + 1, epoch: epoch)
        emit(.compensationStarted(CompensationStarted(key: key, digest: first.digest)))
    }
}

/// How many attempts work, in all and by agent.
struct WorkingCounts {
    private var total = 0
    private var byAgent: [AgentID: Int] = [:]

    mutating func add(_ index: Int, in state: RunState) {
        total += 1
        byAgent[state.plan.steps[index].agent, default: 0] += 1
    }

    func hasRoom(for index: Int, in state: RunState) -> Bool {
        guard total < state.playbook.concurrency else { return false }
        let agent = state.plan.steps[index].agent
        guard let limit = state.playbook.agent(agent)?.concurrency else { return true }
        return byAgent[agent, default: 0] < limit
    }
}

extension RunState {
    func workingCounts() -> WorkingCounts {
        var counts = WorkingCounts()
        for index in steps.indices where steps[index].phase == .working { counts.add(index, in: self) }
        return counts
    }

    /// Whether an agent or a compensation is at work.
    public var isAnythingWorking: Bool {
        if steps.contains(where: { $0.phase == .working && $0.attempt?.status == .working }) { return true }
        if case .working = compensations.first?.status { return true }
        return false
    }

    /// Whether a person holds the step: itself, its agent or the whole run.
    func isHeld(_ index: Int) -> Bool {
        isPaused || steps[index].isPaused || pausedAgents.contains(plan.steps[index].agent)
    }
}
