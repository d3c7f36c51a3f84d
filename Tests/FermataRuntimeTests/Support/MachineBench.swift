import FermataCore
import FermataJournal
import FermataRuntime

/// A run's machine on a ledger, one input at a time: a test says what comes in and when the journal answers
/// what, and sees in words what the machine says.
struct MachineBench {
    static let start = Timestamp(milliseconds: 1_000_000)

    var machine: RunMachine
    var ledger: MemoryLedger
    var now = MachineBench.start
    /// What the machine has asked the journal and has no answer to.
    private(set) var asked: RunMachine.Output?

    /// The machine of a run that was just created, with a new lease.
    init(_ playbook: Playbook) throws {
        let created = RunCreated(
            run: "run", title: playbook.name, playbook: playbook, inputs: .object([]), directory: "/",
            autonomy: playbook.autonomy, isUnattended: false)
        let context = DecisionContext(time: Self.start, actor: alice)
        let decision = try RunState.create(created, in: context)
        let append = Append(decision, after: nil, context: context, named: "create")
        ledger = MemoryLedger()
        try ledger.append(append)
        let lease = try ledger.acquireLease(of: "run", for: Owner(id: "me", label: "me"), force: false)
        machine = RunMachine(
            LoadedRun(state: decision.state, head: append.head), lease: lease, adopts: true, nameSeed: 1)
    }

    /// The machine of a run that it has adopted and begun.
    static func working(at playbook: Playbook) throws -> MachineBench {
        var bench = try MachineBench(playbook)
        _ = bench.feed(.begin)
        while bench.asked != nil { _ = try bench.answer() }
        return bench
    }

    /// Hands over an input and returns in words what the machine says to it.
    mutating func feed(_ input: RunMachine.Input, after seconds: Int = 0) -> [String] {
        now = now.adding(seconds: seconds)
        machine.handle(input, at: now)
        var words: [String] = []
        while let output = machine.next() {
            switch output {
            case .append, .read: asked = output
            default: break
            }
            words.append(output.words)
        }
        return words
    }

    /// Has the journal do what it was asked.
    mutating func answer() throws -> [String] {
        switch asked {
        case .append(let append):
            asked = nil
            do {
                try ledger.append(append)
                return feed(.journal(.stored))
            } catch .conflict {
                return feed(.journal(.conflict))
            } catch {
                return feed(.journal(.failed(error)))
            }
        case .read(let revision):
            asked = nil
            return feed(.journal(.page(try page(after: revision))))
        default: return []
        }
    }

    /// Has the journal fail instead.
    mutating func fail(with error: JournalError) -> [String] {
        asked = nil
        return feed(.journal(.failed(error)))
    }

    /// The end of an agent's work, and all that follows while the journal works.
    mutating func end(_ step: StepID, _ report: AttemptReport = .done) throws -> [String] {
        feed(landing(of: step, report))
    }

    func landing(of step: StepID, _ report: AttemptReport = .done) -> RunMachine.Input {
        guard let key = machine.run.state[step]?.workingKey else { return .begin }
        return .landed(RunMachine.Landing(.attempt(key), .report(key, report)))
    }

    func order(_ command: Command, reply: Int = 1, until expiry: Timestamp? = nil) -> RunMachine.Input {
        .order(RunMachine.Order(command, by: alice, until: expiry, reply: reply))
    }

    /// Somebody else decides, and the machine does not know.
    mutating func others(_ command: Command, by epoch: Epoch? = nil) throws {
        var run = machine.run
        let decision = DecisionMachine.self
        var decider = decision.init(Wish(command, by: alice, epoch: epoch, named: "other"))
        var output = decider.begin(on: run, at: now)
        while true {
            switch output {
            case .append(let append):
                do {
                    try ledger.append(append)
                    output = decider.take(.stored, on: &run, at: now)
                } catch .conflict {
                    output = decider.take(.conflict, on: &run, at: now)
                }
            case .read(let revision):
                output = decider.take(.page(try page(after: revision)), on: &run, at: now)
            case .ended: return
            }
        }
    }

    private func page(after revision: Revision) throws -> [Envelope] {
        try ledger.storedEvents(of: "run", after: revision, limit: LoadedRun.pageSize).map { stored in
            Envelope(
                run: "run", revision: stored.revision, time: stored.time,
                actor: try Actor(json: JSON(parsing: Array(stored.actor.utf8))), command: stored.command,
                record: EventRecord(
                    type: stored.type, version: stored.version, payload: try JSON(parsing: stored.body)),
                hash: stored.hash)
        }
    }
}

extension AttemptReport {
    static let done = AttemptReport.completed(outputs: .object([]), Assessment(), transcript: nil)
}

extension RunMachine.Output {
    /// What it is, for comparing.
    var words: String {
        switch self {
        case .append(let append): "append " + append.events.map(\.type).joined(separator: " ")
        case .read: "read"
        case .launch(let owed): "launch \(owed.key.step)"
        case .forgo(let key): "forgo \(key.step)"
        case .end(let key): "end \(key.step)"
        case .pause(let key): "pause \(key.step)"
        case .resume(let key): "resume \(key.step)"
        case .reply(let number, .success): "reply \(number)"
        case .reply(let number, .failure(let error)): "reply \(number) \(error.code)"
        case .decline(let number): "decline \(number)"
        case .arm(let time):
            time.map { "arm +\($0.milliseconds(since: MachineBench.start) / 1000)" } ?? "disarm"
        case .keep: "keep"
        case .stalled(let error): error.map { "stalled \($0.code)" } ?? "stored again"
        case .askToRetire: "ask to retire"
        case .exit(.finished): "exit finished"
        case .exit(.waiting): "exit waiting"
        case .exit(.fenced): "exit fenced"
        case .exit(.notAdopted(let error)): "exit not adopted \(error.code)"
        case .exit(.failed(let error)): "exit failed \(error.code)"
        case .exit(.shutDown): "exit shut down"
        }
    }
}
