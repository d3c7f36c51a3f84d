import FermataCore
import FermataJournal

/// Where a command's runs are, and who carries them out: this machine's journal and this process, or a
/// server.
///
/// Commands speak to this port alone, so that they do the same either way. It throws what it meets, which
/// `CommandFailure` puts into words.
protocol Conductor: Sendable {
    /// One page of runs, the newest first.
    func runs(_ query: RunQuery) async throws -> [RunSummary]
    /// What is wrong with a run's log, so that it is put aside; `nil` when nothing is, or when the list of
    /// runs says it anyway.
    func damage(of run: RunID) async throws -> String?
    /// The gates that wait for a verdict, the oldest first, at most that many.
    func openGates(limit: Int) async throws -> [GateSummary]
    /// Whether there is a run of that name.
    func contains(_ run: RunID) async throws -> Bool
    /// A run as it is now.
    func state(of run: RunID) async throws -> RunState
    /// A run as it was after that many events. Of a run that has fewer: as it is now.
    func state(of run: RunID, at revision: Revision) async throws -> RunState
    /// Who carries a run out, as people name it; `nil` when nobody does.
    func owner(of run: RunID) async throws -> String?
    /// Like `owner`, but of an owner that has died it is waited, bounded, until what it had started has
    /// ended.
    func settledOwner(of run: RunID) async throws -> String?

    /// The person who uses this process, as their decisions will name them.
    func person() async throws -> Actor
    /// Decides a command on a run, whoever carries it out, and gives the state after it.
    @discardableResult
    func perform(_ command: Command, on run: RunID) async throws -> RunState
    /// Makes a run.
    func create(_ order: RunOrder) async throws -> RunID

    /// Sees to it that the run is carried out from here on, and runs a session with it. With `force` it is
    /// taken from a living process that carries it out.
    func carryOut(
        _ run: RunID, force: Bool, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd
    /// Runs a session with a run that others carry out.
    func watch(
        _ run: RunID, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd
    /// Where `carryOut` carries runs out, as the end of a sentence.
    var place: String { get }
    /// Whether a run can be made from a playbook that is known by its name alone.
    var offersPlaybooks: Bool { get }

    /// Checks a run's log against its chain of hashes.
    func audit(_ run: RunID) async throws -> AuditFinding
    /// Hands over a run's log line by line, without line ends.
    func export(_ run: RunID, _ write: @escaping @Sendable ([UInt8]) -> Void) async throws

    /// Gives back what is held open. Nothing can be asked after that.
    func close() async
}

/// What a new run is made from.
struct RunOrder: Sendable {
    /// Where the playbook comes from.
    enum Origin: Sendable {
        /// A file: its name for messages, its text, and the playbook as it was read.
        case file(String, source: String, Playbook)
        /// One that the conductor offers under that name.
        case offered(String)
    }

    var origin: Origin
    /// What the run is called; the playbook's name otherwise.
    var title: String?
    /// The inputs, an object; of a file in the order of their declaration and in their types.
    var inputs: JSON
    /// The directory the agents work in; `nil` for this process's own.
    var directory: String?
    /// How much is asked; as the playbook says otherwise.
    var autonomy: Autonomy?
    /// Whether gates take their declared default at once.
    var isUnattended: Bool
}

/// What an audit of one log found.
struct AuditFinding: Hashable, Sendable {
    var run: RunID
    /// How many events are as they were written.
    var eventCount: Int
    /// The hash of the last of them.
    var head: Digest?
    /// The first thing that is wrong, or `nil`.
    var fault: String?

    var isSound: Bool { fault == nil }
}
