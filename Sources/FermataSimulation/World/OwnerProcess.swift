import FermataCore
import FermataJournal
import FermataRuntime

/// A process that carries out the run, or wants to: the production machines of an engine and of a
/// coordinator, with what a shell around them would know. It may have lost its lease without having been
/// told.
struct OwnerProcess {
    /// Something it has in flight.
    struct Flight {
        var key: ActionKey
        var action: Action
        var isEnding = false
        var isPaused = false
    }

    /// What the journal was asked and has not answered yet.
    enum Request {
        /// It will do it when it answers.
        case append(Append, leadingTo: RunState)
        /// It has done it, or has not, and the answer is on its way.
        case answered(JournalAnswer, at: Revision)
    }

    /// Whom an order that it was given came from.
    struct PendingOrder {
        var person: Int?
        var command: Command
        var expiry: Timestamp?
        var name: String?
    }

    let id: Int
    let owner: Owner
    var engine: EngineMachine
    var run: RunMachine?
    var serial = 0
    /// The lease under which its machine works.
    var lease: Lease?
    /// A machine that has ended, which the engine has not noticed yet.
    var exit: RunMachine.Exit?
    /// In the order of launching.
    var flights: [Flight] = []
    var request: Request?
    var timer: Timestamp?
    /// The log's newest revision when the journal answered last: it must not act on anything older.
    var read = Revision.zero
    var orders: [Int: PendingOrder] = [:]
    /// Whether others have appended something that it was not told of yet.
    var hasNews = false
    /// Whether a wake-up was lost: it cannot know better until the next one.
    var isExcused = false

    var name: String { owner.id }

    /// Whether an alarm of its own has come and was not heard yet.
    func isRinging(at now: Timestamp) -> Bool { timer.map { $0 <= now } ?? false }

    mutating func change(_ key: ActionKey, _ body: (inout Flight) -> Void) {
        guard let index = flights.firstIndex(where: { $0.key == key }) else { return }
        body(&flights[index])
    }
}

/// A person at a terminal, whose screen may be out of date.
struct Person {
    var actor: Actor
    var screen: Replica
}
