extension RunState {
    /// The form of the JSON of a state: a digest of its shape, taken from a specimen that has everything a
    /// state can have. A snapshot of another form is made anew from the log, and a changed field cannot be
    /// forgotten here.
    public static let snapshotFormat = format(of: StateSpecimen.state.json)

    /// A positive number that tells one shape from another; the contents of strings and numbers do not count.
    static func format(of json: JSON) -> Int {
        var lines: Set<String> = []
        collectShape(of: json, at: "", into: &lines)
        let digest = Digest(of: lines.sorted().joined(separator: "\n").utf8)
        return digest.bytes.prefix(6).reduce(0) { $0 << 8 | Int($1) }
    }

    /// One line for each member that occurs anywhere: where it stands and of what kind it is.
    private static func collectShape(of json: JSON, at path: String, into lines: inout Set<String>) {
        lines.insert("\(path) \(json.kindName)")
        switch json {
        case .null, .bool, .integer, .number, .string: break
        case .array(let items): for item in items { collectShape(of: item, at: path + "[]", into: &lines) }
        case .object(let members):
            for member in members {
                collectShape(of: member.value, at: "\(path).\(member.name)", into: &lines)
            }
        }
    }
}

/// A state in which every optional value is there and every kind of thing stands once. It is no state that a
/// run can be in; only its shape is of use.
enum StateSpecimen {
    static let state: RunState = {
        let created = RunCreated(
            run: name("run"), title: "Specimen", playbook: playbook, inputs: .record(("text", "a")),
            directory: "/", autonomy: .guided, isUnattended: false)
        var state = RunState(created, at: time)
        state.agentAutonomy = [AgentLevel(agent: agent, autonomy: .manual)]
        state.steps = phases.map(step(at:))
        state.plan = plan
        state.removedSteps = [step(at: .done)]
        state.removedPlanSteps = plan.steps
        state.effects = [effect]
        state.ownBreakpoints = [stepID]
        state.ownHolds = [.run, .agent(agent), .step(stepID)]
        state.gates = zip(subjects, statuses).enumerated().map { gate(GateID($0 + 1), $1.0, $1.1) }
        state.openGates = state.gates.filter(\.isOpen).map(\.id)
        state.pausedAgents = [agent]
        state.stop = StopRequested(reason: "Enough.", isFailure: true)
        state.compensations = compensations
        state.synthesis = Synthesis(
            parts: [Synthesis.Part(title: "Part", text: "text", sources: [stepID])], isEdited: true)
        state.epoch = Epoch(1)
        state.cost = 0.5
        state.agentCosts = [AgentCost(agent: agent, cost: 0.5)]
        state.endReason = "Enough."
        let record = UndoRecord(
            revision: Revision(1), label: "note", by: person, steps: [step(at: .ready)],
            downstream: [stepID], plan: plan.steps, root: stepID, settings: state.settings,
            effects: [effect], compensations: compensations)
        state.undoable = record
        state.redoable = record
        return state
    }()

    private static let time = Timestamp(milliseconds: 1)
    private static let digest = Digest(of: [])
    private static let person = Actor(
        kind: .person, name: "ada", authentication: "unix-login", role: .operator)
    private static let stepID: StepID = name("step")
    private static let agent: AgentID = name("agent")
    private static let breakpoints = [Breakpoint(step: stepID, level: .manual, logOnly: true)]
    private static let failure = AttemptFailure(kind: .permanent, message: "It failed.")
    private static let assessment = Assessment(uncertainty: 0.5, cost: 0.5, summary: "Done.")
    private static let instruction = Instruction(kind: .note, text: "Mind the gap.")
    private static let values = JSON.record(("name", "value"))

    private static func name<Name: Identifier>(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("\(text) is no valid name") }
        return name
    }

    private static let plan: Plan = {
        var step = PlanStep(id: stepID, agent: agent, needs: [stepID], with: values, env: values)
        step.name = "Step"
        step.run = "true"
        step.effect = .external
        step.impact = .high
        step.undo = "true"
        step.approval = .required
        step.timeoutSeconds = 1
        step.retries = 1
        step.isIdempotent = true
        step.onFailure = .stop
        return Plan(steps: [step])
    }()

    private static let playbook: Playbook = {
        var playbook = Playbook(name: "specimen", agents: [], plan: plan)
        playbook.description = "Everything there is."
        playbook.inputs = [
            InputDeclaration(
                name: "text", kind: .choice, description: "A text", defaultValue: "a", options: ["a"])
        ]
        playbook.agents = [
            AgentDeclaration(
                id: agent, kind: .command, description: "An agent", shell: ["sh"], concurrency: 1,
                autonomy: .manual)
        ]
        playbook.budget = 1
        for (kind, outcome) in [(GateKind.question, GateDefault.answer("yes")), (.recovery, .stop)] {
            playbook.gates[kind] = GateSetting(isOn: true, timeoutSeconds: 1, onTimeout: outcome)
        }
        playbook.forbid = [ForbidRule(agent: agent, effect: .external, impact: .high, reason: "Never.")]
        playbook.breakpoints = breakpoints
        playbook.synthesis = SynthesisTemplate(parts: [SynthesisTemplate.Part(title: "Part", text: "text")])
        return playbook
    }()

    private static let phases: [StepPhase] = [
        .pending, .ready, .held(GateID(1)), .working, .suspended(GateID(1)), .reviewing(GateID(1)), .done,
        .failed, .skipped, .rolledBack,
    ]

    private static func step(at phase: StepPhase) -> StepState {
        var step = StepState(id: stepID, phase: phase)
        let statuses: [Attempt.Status] = [
            .working, .suspended, .completed, .failed(failure), .abandoned, .interrupted,
        ]
        step.attempts = statuses.map { status in
            Attempt(
                number: 1, invocation: 1, epoch: Epoch(1), digest: digest, startedAt: time, endedAt: time,
                status: status, transcript: digest, gate: GateID(1), action: action)
        }
        step.outputs = values
        step.assessment = assessment
        step.instructions = [instruction]
        step.approvedDigest = digest
        step.approvedBy = GateID(1)
        step.actionEdits = values
        step.memento = values
        step.answer = "yes"
        step.takenOverBy = person
        step.reason = "Because."
        step.endedAt = Revision(1)
        return step
    }

    private static let action: Action = {
        var action = Action(agent: agent, agentKind: .command, shell: ["sh"], with: values, env: values)
        action.run = "true"
        action.inputs = values
        action.inherits = ["PATH"]
        action.undo = "true"
        action.approval = .required
        action.timeoutSeconds = 1
        action.retries = 1
        action.isIdempotent = true
        action.onFailure = .stop
        action.instructions = [instruction]
        return action
    }()

    private static let effect = RecordedEffect(
        id: EffectID(1), step: stepID, attempt: 1, action: digest, compensation: action, status: .happened,
        at: Revision(1))

    private static let compensations = [
        Compensation.Status.waiting, .working(Epoch(1)), .reviewing(GateID(1)),
    ]
    .map { status in
        var compensation = Compensation(effect: EffectID(1), step: stepID, action: action, digest: digest)
        compensation.number = 1
        compensation.status = status
        return compensation
    }

    private static let subjects: [GateSubject] = [
        .start(inputs: values), .plan(revision: 1), .action(action),
        .result(outputs: values, assessment), .failure(failure, next: action),
        .forbidden(action, reason: "Never."),
        .synthesis(Synthesis(parts: [Synthesis.Part(title: "Part", text: "text", sources: [stepID])])),
        .question(Question(text: "Which?", options: ["this"])), .unknownOutcome(action),
        .compensation(action, failure),
    ]

    private static let statuses: [GateStatus] = [
        .open, .decided(.approve, by: person, at: time),
        .decided(.approveEdited(values), by: person, at: time),
        .decided(.reject(reason: "No."), by: person, at: time),
        .decided(.answer("yes"), by: person, at: time), .open, .expired(.stop, at: time),
        .expired(.answer("yes"), at: time), .withdrawn(reason: "Gone.", at: time), .open,
    ]

    private static func gate(_ id: GateID, _ subject: GateSubject, _ status: GateStatus) -> Gate {
        Gate(
            id: id, kind: .question, step: stepID, reasons: [AskReason(.agentAsks, "It asks.")],
            subject: subject, digest: digest, openedAt: time, deadline: time, onTimeout: .answer("yes"),
            heldBy: person, status: status)
    }
}
