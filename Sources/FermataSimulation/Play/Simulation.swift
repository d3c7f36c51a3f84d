import FermataCore
public import FermataJournal
import FermataRuntime

/// One seeded run in which everything goes wrong that can: processes die between any two steps, rivals take
/// the run over, people at several terminals decide late, twice and against each other. Everything follows
/// from the seed: there is no task, no clock and no other source of chance, so the same seed gives the same
/// log.
public struct Simulation {
    /// Owner processes alive at one time, of which one at most has the newest lease.
    static let maximumOwnerCount = 3
    /// How deep disturbances may disturb each other.
    static let maximumDisturbanceDepth = 2
    /// Rounds in which everything that was begun must come to its end when nothing goes wrong.
    static let maximumCalmRoundCount = 40

    /// A time in which the journal does nothing.
    struct Outage {
        var error: JournalError
        var end: Timestamp
    }

    let seed: UInt64
    let mutant: Mutant?
    let temper: Temper
    var generator: SeededGenerator
    var ledger = MemoryLedger()
    var now = Timestamp(milliseconds: 1_700_000_000_000)
    var owners: [OwnerProcess] = []
    var people: [Person] = []
    var auditor = Auditor()
    /// The log as it was read back from the stored bytes, append by append.
    var log: [StoredLog.Entry] = []
    /// Follows the log event by event from the stored bytes; every state that is seen live is compared with
    /// it.
    var witness: Replica?
    var marks: Set<Mark> = []
    let schedule: Schedule
    var commandCount = 0
    var ownerCount = 0
    var ticketCount = 0
    /// The epoch of the newest lease, of which the log may not know yet.
    var newestEpoch = Epoch.zero
    var outage: Outage?
    /// What dead processes had asked the journal for.
    var orphans: [(append: Append, state: RunState)] = []
    /// When the senders of orders stop waiting for them, by the name of their command.
    var expiries: [String: Timestamp] = [:]
    var disturbanceDepth = 0
    /// Rounds after which everybody is patient, to find the shortest way to a violation.
    let roundLimit: Int?
    /// Whether everybody is patient and nothing breaks any more.
    var isSettling = false
    /// Whether nothing goes wrong just now: what was begun comes to its end.
    var isCalm = false

    init(seed: UInt64, mutant: Mutant?, keepsSchedule: Bool, roundLimit: Int?) {
        self.roundLimit = roundLimit
        self.seed = seed
        self.mutant = mutant
        schedule = Schedule(isKept: keepsSchedule)
        var generator = SeededGenerator(seed: seed)
        temper = Temper(&generator)
        self.generator = generator
    }

    /// What came of a seed.
    public struct Outcome: Sendable {
        /// The seed.
        public let seed: UInt64
        /// The log as it is stored.
        public let log: [StoredEvent]
        /// What happened on the way.
        public let marks: Set<Mark>
        /// The first invariant that did not hold, or `nil`.
        public let violation: Violation?
        /// What everybody did, in order; empty unless it was asked for.
        public let schedule: [String]
    }

    /// Plays a seed from the creation of the run to its end.
    ///
    /// - Parameters:
    ///   - seed: Everything follows from it.
    ///   - mutant: A bug to build in, to prove that the auditor finds it.
    ///   - keepsSchedule: Whether to write down what everybody does.
    ///   - roundLimit: Rounds after which everybody becomes patient; the seed's own number when absent.
    /// - Returns: the log, what was reached, and the first invariant that did not hold.
    public static func play(
        seed: UInt64, mutant: Mutant? = nil, keepsSchedule: Bool = false, roundLimit: Int? = nil
    ) -> Outcome {
        var simulation = Simulation(
            seed: seed, mutant: mutant, keepsSchedule: keepsSchedule, roundLimit: roundLimit)
        var violation: Violation?
        do {
            try simulation.run()
        } catch {
            violation = error
        }
        return Outcome(
            seed: seed,
            log: simulation.ledger.storedEvents(of: SimulationNames.run, after: .zero, limit: .max),
            marks: simulation.marks, violation: violation, schedule: simulation.schedule.lines)
    }

    private mutating func run() throws(Violation) {
        try create()
        for _ in 0..<min(temper.roundCount, roundLimit ?? .max) {
            guard !isFinal else { break }
            try playRound()
        }
        try calmDown()
        try settle()
        try knockAfterTheEnd()
        try finish()
    }

    /// The run has ended, and people and late owners who have not noticed still want something.
    private mutating func knockAfterTheEnd() throws(Violation) {
        isSettling = false
        for index in people.indices { try letWish(at: index) }
        while !owners.isEmpty { kill(at: 0) }
        outage = nil
        isCalm = false
        try startOwner(force: true)
    }

    /// Whether the log has come to the run's end.
    var isFinal: Bool { witness?.state.phase.isFinal ?? false }

    private mutating func playRound() throws(Violation) {
        now = Timestamp(milliseconds: now.milliseconds + Int64(generator.below(200)))
        if let outage, outage.end <= now {
            self.outage = nil
            // What the journal kept from being done must be done now, without anybody knocking once more.
            if generator.happens(percent: 50) { try calmDown() }
        }
        try settleOrphans()
        switch generator.pick(weighted: temper.moves) {
        case .flightEnds: try endSomeFlight()
        case .personWishes: try letSomebodyWish()
        case .ownerWakes: try wakeSomeOwner()
        case .timePasses: try letTimePass()
        case .ownerDies: killSomeOwner()
        case .ownerArrives: try letOwnerArrive()
        case .snapshotIsKept: try keepSnapshot()
        case .journalFails: letJournalFail()
        case .answerComes: try letAnswerCome()
        case .everythingCalmsDown: try calmDown()
        }
        for id in owners.map(\.id) where generator.happens(percent: 40) { try noticeExit(of: id) }
        if generator.happens(percent: temper.newsPercent) { try spreadNews() }
        if generator.happens(percent: 60) { try ringTimers() }
        removeIdleOwners()
    }

    private mutating func create() throws(Violation) {
        var playbooks = PlaybookGenerator(generator: generator)
        let created = playbooks.created()
        generator = playbooks.generator
        let author = Actor(kind: .person, name: "ada", authentication: "simulated")
        let context = DecisionContext(time: now, actor: author)
        let decision: Decision
        do {
            decision = try RunState.create(created, in: context)
        } catch {
            throw Violation(.planIsGraph, at: .zero, "a valid playbook was refused: \(error)")
        }
        let append = Append(decision, after: nil, context: context, named: nextCommandName())
        do {
            try ledger.append(append)
        } catch {
            throw Violation(.soundChain, at: .zero, "the creation was refused: \(error)")
        }
        note("ada creates the run")
        try audit(decision.state)
        // Who may approve comes first; eve may not.
        for (name, role) in [("ada", Role.approver), ("ben", .admin), ("eve", .operator)] {
            let actor = Actor(kind: .person, name: name, authentication: "simulated", role: role)
            people.append(
                Person(actor: actor, screen: Replica(state: decision.state, head: append.head)))
        }
    }

    /// Takes ten milliseconds to some minutes, now and then up to just before a deadline or exactly to it.
    private mutating func letTimePass() throws(Violation) {
        if generator.happens(percent: 50), let deadline = witness?.state.obligations.nextDeadline,
            deadline > now
        {
            let early = generator.pick([0, 0, 1, 500])
            now = max(now, Timestamp(milliseconds: deadline.milliseconds - Int64(early)))
            // Somebody's lock over a deadline must do no more than make it late.
            if temper.outageWeight > 0, generator.happens(percent: 60) {
                mark(.deadlineWhileLocked)
                letJournalFail()
            }
        } else {
            now = Timestamp(milliseconds: now.milliseconds + Int64(generator.within(10...20_000)))
        }
        note("it is \(now.milliseconds)")
        if generator.happens(percent: 70) { try ringTimers() }
    }

    func note(_ line: @autoclosure () -> String) {
        if schedule.isKept { schedule.add("[\(witness?.head.revision.number ?? 0)] \(line())") }
    }

    mutating func mark(_ mark: Mark) { marks.insert(mark) }
}
