extension Plan {
    /// Everything that keeps this plan from being run with the agents, inputs, gates, breakpoints and
    /// synthesis of a playbook; the playbook's own plan is not looked at. Empty when the plan can be run.
    ///
    /// The order is that of the plan. Time grows with the number of steps, needs and expressions; only
    /// references beyond a step's direct needs cost more, a 64th of the steps for each need in the plan.
    public func problems(in playbook: Playbook) -> [PlanProblem] {
        guard !steps.isEmpty else { return [.empty] }
        guard steps.count <= Self.maximumStepCount else { return [.tooManySteps(count: steps.count)] }
        var inspection = PlanInspection(plan: self, playbook: playbook)
        inspection.run()
        return inspection.problems
    }
}

/// One examination of a plan.
private struct PlanInspection {
    /// Finding the nearest spelling compares a word with all names: this many times is enough for a person.
    static let maximumSuggestionCount = 20

    let plan: Plan
    let playbook: Playbook
    let numbers: [StepID: Int]
    let agents: [AgentID: AgentDeclaration]
    let inputs: Set<String>
    var problems: [PlanProblem] = []
    private var suggestionCount = 0
    private var ancestry: PlanAncestry?

    init(plan: Plan, playbook: Playbook) {
        self.plan = plan
        self.playbook = playbook
        numbers = Dictionary(
            plan.steps.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        agents = Dictionary(playbook.agents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        inputs = Set(playbook.inputs.map(\.name))
    }

    mutating func run() {
        let cycle = plan.cycle()
        if cycle == nil { ancestry = PlanAncestry(plan: plan, numbers: numbers) }
        for (number, step) in plan.steps.enumerated() {
            if numbers[step.id] != number { problems.append(.duplicateStep(step.id)) }
            inspectNeeds(of: step)
            inspectAgent(of: step)
            inspectFields(of: step)
            inspectExpressions(of: step)
            inspectGates(of: step)
        }
        // A step that needs itself is a circle too, and has been named already.
        if let cycle, cycle.count > 2 { problems.append(.cycle(cycle)) }
        inspectBreakpoints()
        inspectSynthesis()
    }

    private mutating func inspectNeeds(of step: PlanStep) {
        var seen: Set<StepID> = []
        for need in step.needs {
            if need == step.id {
                problems.append(.selfNeed(step.id))
            } else if numbers[need] == nil {
                let nearest = nearestStep(to: need)
                problems.append(.unknownNeed(step: step.id, need: need, nearest: nearest))
            } else if seen.contains(need) {
                problems.append(.repeatedNeed(step: step.id, need: need))
            }
            seen.insert(need)
        }
    }

    private mutating func inspectAgent(of step: PlanStep) {
        guard let agent = agents[step.agent] else {
            let known = playbook.agents.map(\.id.rawValue)
            let nearest = nearest(to: step.agent.rawValue, among: known)
            problems.append(.unknownAgent(step: step.id, agent: step.agent, nearest: nearest))
            return
        }
        if step.run?.isEmpty ?? true { problems.append(.missingRun(step: step.id, kind: agent.kind)) }
    }

    private mutating func inspectFields(of step: PlanStep) {
        if !PlanProblem.allowedRetries.contains(step.retries) {
            problems.append(.retriesOutOfRange(step: step.id, retries: step.retries))
        }
        if let seconds = step.timeoutSeconds, !PlanProblem.allowedTimeoutSeconds.contains(seconds) {
            problems.append(.timeoutOutOfRange(step: step.id, seconds: seconds))
        }
        if step.timeoutSeconds != nil, agents[step.agent]?.kind == .human {
            problems.append(.timeoutOfPerson(step.id))
        }
        if step.undo != nil, step.effect != .external { problems.append(.undoWithoutExternalEffect(step.id)) }
        for (field, text) in [("run", step.run), ("undo", step.undo)] {
            if let text, let problem = Startable.problem(ofCommand: text) {
                problems.append(.notStartable(step: step.id, field: field, problem: problem))
            }
            if let text, Template.mayHoldExpressions(text) {
                problems.append(.expressionInCommand(step: step.id, field: field))
            }
        }
        if case .object = step.with {
        } else {
            problems.append(.wrongShape(step: step.id, field: "with", expected: "an object"))
        }
        if case .object(let members) = step.env, members.allSatisfy({ $0.value.stringValue != nil }) {
            if let problem = Startable.problem(ofVariables: members) {
                problems.append(.notStartable(step: step.id, field: "env", problem: problem))
            }
        } else {
            problems.append(.wrongShape(step: step.id, field: "env", expected: "an object of texts"))
        }
    }

    private mutating func inspectExpressions(of step: PlanStep) {
        for (field, json) in [("with", step.with), ("env", step.env)] {
            let site = PlanProblem.Site.field(step.id, field)
            for reference in references(in: json, at: site) {
                guard let target = inspect(reference, at: site) else { continue }
                let isNeeded =
                    target != step.id
                    && (step.needs.contains(target) || ancestry?.step(step.id, isAfter: target) ?? true)
                if !isNeeded { problems.append(.referenceOutsideNeeds(site, step: target)) }
            }
        }
    }

    private mutating func references(in json: JSON, at site: PlanProblem.Site) -> [Reference] {
        do {
            return try Template.references(inStringsOf: json)
        } catch {
            problems.append(.invalidExpression(site, error))
            return []
        }
    }

    /// Checks that what is referred to exists; gives the step when it is one.
    private mutating func inspect(_ reference: Reference, at site: PlanProblem.Site) -> StepID? {
        switch reference {
        case .runID, .runTitle: return nil
        case .input(let name):
            if !inputs.contains(name) {
                let known = playbook.inputs.map(\.name)
                let nearest = nearest(to: name, among: known)
                problems.append(.unknownInput(site, name: name, nearest: nearest))
            }
            return nil
        case .output(let step, _), .outcome(let step):
            guard numbers[step] == nil else { return step }
            let nearest = nearestStep(to: step)
            problems.append(.unknownStep(site, step: step, nearest: nearest))
            return nil
        }
    }

    private mutating func inspectGates(of step: PlanStep) {
        let (critical, planning) = (playbook.gates[.beforeCriticalAction], playbook.gates[.afterPlanning])
        guard step.isIrreversible else { return }
        if critical.onTimeout == .approve {
            problems.append(.irreversibleByDefault(step.id, gate: .beforeCriticalAction))
            return
        }
        // Where the level asks about the step itself, silence about the plan lets nothing irreversible pass.
        let level = min(playbook.autonomy, agents[step.agent]?.autonomy ?? playbook.autonomy)
        if planning.isOn == true, planning.onTimeout == .approve, critical.isOn != true, level > .guided {
            problems.append(.irreversibleByDefault(step.id, gate: .afterPlanning))
        }
    }

    private mutating func inspectBreakpoints() {
        var seen: Set<StepID> = []
        for (number, breakpoint) in playbook.breakpoints.enumerated() {
            if numbers[breakpoint.step] == nil {
                let nearest = nearestStep(to: breakpoint.step)
                problems.append(.unknownBreakpoint(number: number, step: breakpoint.step, nearest: nearest))
            } else if !seen.insert(breakpoint.step).inserted {
                problems.append(.repeatedBreakpoint(number: number, step: breakpoint.step))
            }
        }
    }

    private mutating func inspectSynthesis() {
        for (number, part) in (playbook.synthesis?.parts ?? []).enumerated() {
            let site = PlanProblem.Site.synthesisPart(number)
            for reference in references(in: .string(part.text), at: site) {
                _ = inspect(reference, at: site)
            }
        }
    }

    private mutating func nearestStep(to id: StepID) -> String? {
        let known = plan.steps.lazy.map(\.id.rawValue)
        return nearest(to: id.rawValue, among: known)
    }

    private mutating func nearest(to word: String, among names: some Sequence<String>) -> String? {
        guard suggestionCount < Self.maximumSuggestionCount else { return nil }
        suggestionCount += 1
        return NearestSpelling.nearest(to: word, among: names)
    }
}
