public import FermataCore
public import FermataJournal

/// What a journal answered to what it was asked.
public enum JournalAnswer: Sendable {
    /// The append is in the log.
    case stored
    /// Others appended first.
    case conflict
    /// The next page of the log; shorter than `LoadedRun.pageSize` when it is the last.
    case page([Envelope])
    /// It did not do it.
    case failed(JournalError)
}

/// What is wished of a run, by whom, and how it stands in the log.
public struct Wish: Sendable {
    /// What is wished.
    public var command: Command
    /// Who wishes.
    public var actor: Actor
    /// The epoch of the decider's lease, if it carries the run out.
    public var epoch: Epoch?
    /// What the log calls the command.
    public var name: String
    /// Bytes to keep together with the events.
    public var payloads: [Payload]
    /// When nobody waits for it any more: later it is not carried out.
    public var expiry: Timestamp?

    /// Creates a wish.
    public init(
        _ command: Command, by actor: Actor, epoch: Epoch? = nil, named name: String,
        payloads: [Payload] = [], until expiry: Timestamp? = nil
    ) {
        self.command = command
        self.actor = actor
        self.epoch = epoch
        self.name = name
        self.payloads = payloads
        self.expiry = expiry
    }
}

/// Decides one wish on a run and says what is to be appended; when others were first, what they did is read
/// and the wish decided again. Pure: it asks for journal operations, one at a time, and is given the answers.
/// The state that it folds is the caller's one copy, also when nothing comes of the wish.
public struct DecisionMachine: Sendable {
    /// How often a wish is decided anew because others appended first.
    public static let maximumAttemptCount = 32

    /// What is to be done next.
    public enum Output: Sendable {
        /// Append these events.
        case append(Append)
        /// Read on after this revision.
        case read(after: Revision)
        /// It is over.
        case ended(Ending)
    }

    /// What has come of it.
    public enum Ending: Hashable, Sendable {
        /// Its events are in the log and in the state.
        case appended
        /// Nothing follows from it.
        case unchanged
        /// It was refused or could not be stored. A refusal was judged on the newest state.
        case failed(EngineError)
    }

    private enum Phase {
        case idle
        case appending(Append, RunState)
        /// Reads up to the head. What is believed when there is nothing new; without it, the wish is decided
        /// again in any case.
        case reading(belief: Ending?, hasNews: Bool)
    }

    /// What is wished.
    public let wish: Wish
    /// Whether the log is known to have more than the state: others were first, and it is not read yet.
    public private(set) var isBehind = false
    private let rules: Rules
    private var phase = Phase.idle
    private var attemptCount = 0
    private var isAbandoned = false

    /// Creates a machine for a wish.
    public init(_ wish: Wish) {
        self.init(wish, rules: .core)
    }

    package init(_ wish: Wish, rules: Rules) {
        self.wish = wish
        self.rules = rules
    }

    /// The state that the append under way leads to: not true until the append is stored.
    package var proposal: RunState? {
        if case .appending(_, let state) = phase { state } else { nil }
    }

    /// Nobody waits for the wish any more: nothing more is appended for it. What is being stored stays.
    public mutating func abandon() { isAbandoned = true }

    /// Begins. With `isFresh` the run was read up to its head just now, and what is decided is believed.
    public mutating func begin(on run: LoadedRun, at time: Timestamp, isFresh: Bool = false) -> Output {
        decide(on: run, at: time, isFresh: isFresh)
    }

    /// Goes on with what the journal answered.
    public mutating func take(
        _ answer: JournalAnswer, on run: inout LoadedRun, at time: Timestamp
    ) -> Output {
        switch (phase, answer) {
        case (.appending(let append, let state), .stored):
            run.advance(to: state, head: append.head)
            return end(.appended)
        case (.appending, .conflict):
            isBehind = true
            return read(after: run.head.revision, belief: nil, hasNews: false)
        case (.reading(let belief, let hasNews), .page(let page)):
            do {
                try run.fold(page)
            } catch {
                return end(.failed(error))
            }
            let hasNews = hasNews || !page.isEmpty
            guard page.count < LoadedRun.pageSize else {
                return read(after: run.head.revision, belief: belief, hasNews: hasNews)
            }
            isBehind = false
            if let belief, !hasNews { return end(belief) }
            return decide(on: run, at: time, isFresh: hasNews)
        case (.appending, .failed(let error)), (.reading, .failed(let error)):
            return end(.failed(.journal(error)))
        case (.idle, _), (.appending, .page), (.reading, .stored), (.reading, .conflict):
            preconditionFailure("The journal answered what it was not asked")
        }
    }

    private mutating func decide(on run: LoadedRun, at time: Timestamp, isFresh: Bool) -> Output {
        if isAbandoned || wish.expiry.map({ time > $0 }) ?? false { return end(.failed(.expired)) }
        guard attemptCount < Self.maximumAttemptCount else {
            return end(.failed(.contended(run.state.id, attempts: attemptCount)))
        }
        attemptCount += 1
        let context = DecisionContext(time: time, actor: wish.actor, epoch: wish.epoch)
        let belief: Ending
        do {
            let decision = try rules.decide(wish.command, run.state, context)
            if !decision.events.isEmpty {
                let append = Append(
                    decision, after: run, context: context, named: wish.name, payloads: wish.payloads,
                    fence: rules.isFenced ? wish.epoch : nil)
                phase = .appending(append, decision.state)
                return .append(append)
            }
            belief = .unchanged
        } catch {
            belief = .failed(.refused(error))
        }
        // What it was decided on may be out of date, and with it the answer.
        if isFresh { return end(belief) }
        return read(after: run.head.revision, belief: belief, hasNews: false)
    }

    private mutating func read(after revision: Revision, belief: Ending?, hasNews: Bool) -> Output {
        phase = .reading(belief: belief, hasNews: hasNews)
        return .read(after: revision)
    }

    private mutating func end(_ ending: Ending) -> Output {
        phase = .idle
        return .ended(ending)
    }
}

/// What decides wishes: the core's rules, or what a simulation puts in their place to prove that its auditor
/// would find them broken.
package struct Rules: Sendable {
    package typealias Decide =
        @Sendable (Command, RunState, DecisionContext) throws(Refusal) -> Decision

    package var decide: Decide
    /// Whether an append carries the epoch that the journal compares.
    package var isFenced: Bool

    package init(isFenced: Bool = true, decide: @escaping Decide) {
        self.decide = decide
        self.isFenced = isFenced
    }

    package static let core = Rules { (command, state, context) throws(Refusal) in
        try state.decide(command, in: context)
    }
}

extension Append {
    /// The append of what was decided on a run; on none, the one that creates it.
    package init(
        _ decision: Decision, after run: LoadedRun?, context: DecisionContext, named name: String,
        payloads: [Payload] = [], fence: Epoch? = nil
    ) {
        let (state, before) = (decision.state, run?.state)
        let earlier = before?.openGates ?? []
        self.init(
            run: state.id, expecting: run?.head, records: decision.events.map(\.record), time: context.time,
            actor: context.actor, command: name, fence: fence, summary: state.summary,
            openedGates: state.openGates.filter {
                !earlier.contains($0) || state[$0]?.deadline != before?[$0]?.deadline
            }.compactMap { state.summary(of: $0) },
            closedGates: earlier.filter { !state.openGates.contains($0) }, payloads: payloads)
    }
}
