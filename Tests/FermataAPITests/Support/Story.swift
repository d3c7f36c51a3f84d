import FermataAPI
import FermataCore
import FermataJournal
import Testing

/// A run that a test tells, command by command, with the envelopes a journal would keep.
struct Story {
    private(set) var state: RunState
    private(set) var envelopes: [Envelope] = []
    private(set) var time = Timestamp(milliseconds: 1_767_225_600_000)

    init(_ playbook: Playbook, isUnattended: Bool = false) throws {
        let created = RunCreated(
            run: .test, title: "Release 2.1", playbook: playbook, inputs: .record(("target", "staging")),
            directory: "/srv/project", autonomy: playbook.autonomy, isUnattended: isUnattended)
        let decision = try RunState.create(created, in: DecisionContext(time: time, actor: .ada))
        state = decision.state
        keep(decision.events, by: .ada)
        try tell(.adopt(Epoch(1), owner: "host/1"), by: .engine)
    }

    /// Carries out a command one second later.
    mutating func tell(_ command: Command, by actor: Actor = .ada) throws {
        time = time.adding(seconds: 1)
        let epoch = if case .adopt(let epoch, _) = command { epoch } else { state.epoch }
        let decision = try state.decide(
            command, in: DecisionContext(time: time, actor: actor, epoch: epoch))
        state = decision.state
        keep(decision.events, by: actor)
    }

    mutating func completes(
        _ step: StepID, _ outputs: JSON = .record(("text", "All is well.")),
        _ assessment: Assessment = Assessment(uncertainty: 0.25, cost: 0.5, summary: "It went well.")
    ) throws {
        let key = try #require(state[step]?.workingKey)
        try tell(
            .report(key, .completed(outputs: outputs, assessment, transcript: Digest(of: Array("ok".utf8)))),
            by: .engine)
    }

    mutating func fails(_ step: StepID, _ kind: AttemptFailure.Kind = .permanent) throws {
        let key = try #require(state[step]?.workingKey)
        let failure = AttemptFailure(kind: kind, message: "The mirror does not answer.")
        try tell(.report(key, .failed(failure, cost: 0.25, transcript: nil)), by: .engine)
    }

    mutating func asks(_ step: StepID, _ text: String, options: [String] = []) throws {
        let key = try #require(state[step]?.workingKey)
        let question = Question(text: text, options: options)
        try tell(
            .report(key, .suspended(question, memento: .null, Assessment(), transcript: nil)), by: .engine)
    }

    /// Decides the newest open gate of a step, or of the run.
    mutating func decides(_ step: StepID?, _ verdict: Verdict, by actor: Actor = .ada) throws {
        let gate = try #require(self.gate(step))
        try tell(.decide(gate.id, verdict, digest: gate.digest), by: actor)
    }

    func gate(_ step: StepID?) -> Gate? {
        state.openGates.compactMap { state[$0] }.last { $0.step == step }
    }

    private mutating func keep(_ events: [Event], by actor: Actor) {
        for event in events {
            let revision = envelopes.last?.revision.next ?? Revision(1)
            envelopes.append(
                Envelope(
                    run: .test, revision: revision, time: time, actor: actor, command: "c1",
                    record: event.record, hash: Digest(of: JSON.null)))
        }
    }
}

extension Playbook {
    /// A release: two looks at the same time, a build, a person's judgement, and a deployment that can be
    /// undone and an announcement that cannot.
    static let release = Playbook(
        name: "release", description: "Builds, deploys and announces.",
        agents: [
            AgentDeclaration(id: "builder", kind: .command, description: "Builds and tests"),
            AgentDeclaration(id: "deployer", kind: .command),
            AgentDeclaration(id: "person", kind: .human),
        ],
        autonomy: .guided, concurrency: 3, budget: 12,
        gates: releaseGates, breakpoints: [Breakpoint(step: "announce")],
        plan: Plan(steps: [
            PlanStep(id: "lint", name: "Check the style", agent: "builder", run: "make lint"),
            PlanStep(id: "test", name: "Run the tests", agent: "builder", run: "make test", retries: 1),
            PlanStep(
                id: "build", agent: "builder", needs: ["lint", "test"], run: "make", effect: .workspace,
                approval: .required),
            PlanStep(id: "judge", agent: "person", needs: ["build"], run: "Is it worth it?"),
            PlanStep(
                id: "deploy", agent: "deployer", needs: ["judge"], run: "make deploy", effect: .external,
                impact: .high, undo: "make undeploy"),
            PlanStep(
                id: "announce", agent: "deployer", needs: ["deploy"], run: "make announce",
                effect: .external),
        ]))

    private static var releaseGates: GateSettings {
        var gates = GateSettings()
        gates[.beforeCriticalAction] = GateSetting(timeoutSeconds: 300, onTimeout: .stop)
        return gates
    }
}
