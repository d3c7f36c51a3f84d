public import FermataCore
public import FermataJournal

extension RunMachine {
    /// What the machine is told.
    public enum Input: Sendable {
        /// It is there: it does what waits to be done.
        case begin
        /// Somebody wishes something and waits for what comes of it.
        case order(Order)
        /// Whoever gave the order with that reply number is gone: unless it is being stored just now, it is
        /// not carried out. Unknown numbers are ignored.
        case abandoned(Int)
        /// Something in flight has come to its end.
        case landed(Landing)
        /// The journal's answer to what it was asked last.
        case journal(JournalAnswer)
        /// The log may have grown, or the time has come that was armed; so many wake-ups are read as one.
        case woken(Int)
        /// The answer to `askToRetire`.
        case mayRetire(Bool)
        /// The engine ends.
        case shutDown
    }

    /// What is to be done.
    public enum Output: Sendable {
        /// Append, and answer.
        case append(Append)
        /// Read one page of the log, and answer.
        case read(after: Revision)
        /// Set it in motion.
        case launch(OwedAction)
        /// Nothing: it has ended before it was set in motion.
        case forgo(ActionKey)
        /// Bring it to its end.
        case end(ActionKey)
        /// Hold it where it is.
        case pause(ActionKey)
        /// Let it go on.
        case resume(ActionKey)
        /// Tell whoever gave the order.
        case reply(Int, Result<RunState, EngineError>)
        /// Decide the order on the journal without a lease: this owner carries nothing out any more.
        case decline(Int)
        /// Wake the machine at that time and at no other.
        case arm(Timestamp?)
        /// Keep a snapshot; it may be lost.
        case keep(Snapshot)
        /// Something waits to be stored and cannot be, or no longer waits.
        case stalled(EngineError?)
        /// Whether the machine may end, having handled so much and having nothing to do at that revision.
        case askToRetire(Handled, at: Revision)
        /// It is over: nothing more is done, and what is in flight ends.
        case exit(Exit)
    }

    /// A wish on its way through the owner.
    public struct Order: Sendable {
        /// What is wished.
        public var command: Command
        /// Who wishes.
        public var actor: Actor
        /// What the log calls it; a name is made when `nil`.
        public var name: String?
        /// When nobody waits for it any more: later it is not carried out.
        public var expiry: Timestamp?
        /// Whether it only makes sense for the run's owner: to carry it out.
        public var isForOwner: Bool
        /// By what its reply is known.
        public var reply: Int

        /// Creates an order.
        public init(
            _ command: Command, by actor: Actor, named name: String? = nil, until expiry: Timestamp? = nil,
            isForOwner: Bool = false, reply: Int
        ) {
            self.command = command
            self.actor = actor
            self.name = name
            self.expiry = expiry
            self.isForOwner = isForOwner
            self.reply = reply
        }
    }

    /// The end of something in flight, as the run is told about it.
    public struct Landing: Sendable {
        /// What has ended.
        public var key: ActionKey
        /// The report.
        public var command: Command
        /// Bytes to keep with it.
        public var payloads: [Payload]

        /// Creates the end of a flight.
        public init(_ key: ActionKey, _ command: Command, payloads: [Payload] = []) {
            self.key = key
            self.command = command
            self.payloads = payloads
        }

        /// The end of something that was not set in motion.
        package static func forgone(_ key: ActionKey) -> Landing {
            let failure = AttemptFailure(
                kind: .notBegun, message: "The run was stopped before the step was begun.")
            return switch key {
            case .attempt(let attempt):
                Landing(key, .report(attempt, .failed(failure, cost: nil, transcript: nil)))
            case .compensation(let compensation):
                Landing(key, .reportCompensation(compensation, failure, transcript: nil))
            }
        }
    }

    /// How much has been handled.
    public struct Handled: Hashable, Sendable {
        /// Orders.
        public var orderCount = 0
        /// Wake-ups.
        public var wakeCount = 0

        /// Nothing yet.
        public init() {}
    }

    /// Why a machine has come to its end.
    public enum Exit: Hashable, Sendable {
        /// The run has ended.
        case finished
        /// The run waits for people or a deadline only, at this revision.
        case waiting(Revision)
        /// The lease was taken over.
        case fenced(newest: Epoch)
        /// The log does not know of the lease: nothing was launched under it.
        case notAdopted(EngineError)
        /// The log or the journal is damaged.
        case failed(EngineError)
        /// The engine is shut down.
        case shutDown
    }

    /// Something waits to be stored.
    struct Stall: Hashable, Sendable {
        var error: EngineError
        var retryTime: Timestamp
        var seconds: Int
    }

    enum Purpose {
        case adoption
        case landing(Landing)
        case order(Order)
        case advance
    }

    enum Operation {
        /// The journal is asked on behalf of a decision. The run before it is kept only for a defect.
        case deciding(Purpose, DecisionMachine, before: Revision, stale: LoadedRun?)
        /// What is new is read.
        case looking
    }

    /// What the shell of an earlier version did wrong, for a simulation to show that its auditor finds it.
    package struct Defects: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// After a refused report it goes on with the state from before, and launches once more.
        package static let believesStaleState = Defects(rawValue: 1)
        /// It keeps the lease although the adoption was not stored, and does what the log owed others.
        package static let launchesBeforeAdoption = Defects(rawValue: 2)
        /// A wake-up that meets a locked journal is forgotten.
        package static let dropsWakeOnBusy = Defects(rawValue: 4)
        /// A wake-up that meets a locked journal ends everything in flight.
        package static let diesOnBusyDeadline = Defects(rawValue: 8)
        /// It goes on under the newest epoch when its lease was taken.
        package static let ignoresEpochs = Defects(rawValue: 16)
    }
}

extension EngineError {
    /// Whether the same may succeed later: what must be stored is kept and tried again.
    var isPassing: Bool {
        switch self {
        case .journal(let error): error.isPassing
        case .contended: true
        case .refused, .inconsistent, .expired, .shutDown: false
        }
    }
}

extension JournalError {
    /// Whether the same may succeed later.
    var isPassing: Bool {
        switch self {
        case .busy, .diskFull, .readOnly, .storage: true
        case .conflict, .fenced, .leased, .notFound, .damaged, .newerVersion, .inconsistent: false
        }
    }
}
