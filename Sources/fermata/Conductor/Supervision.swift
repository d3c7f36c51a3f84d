import FermataCore
import FermataJournal
import FermataRuntime

/// A session's tie to one run: what happens to it, and what a person wants of it.
protocol Supervision: Sendable {
    /// The run.
    var run: RunID { get }
    /// Whether this process carries the run out, so that a signal concerns the run and not only the watching.
    var carriesOut: Bool { get }

    /// Whether live output is told from an attempt's first byte to its last, so that it can stand for the
    /// transcript.
    var hasWholeOutput: Bool { get }

    /// Tells each event after a revision, first those that are there, then each as it comes, until `tell`
    /// gives a result or the run has ended. `start` is the run as the caller knows it.
    func followEvents<Result>(
        after revision: Revision, knowing start: RunState, _ tell: (Happening) async throws -> Result?
    ) async throws -> Result?
    /// Tells the run's state now and after changes until the run has ended. A slow listener gets the newest
    /// and misses those between.
    func followStates(_ tell: (RunState) async -> Void) async throws
    /// Tells live output until the task is cancelled or there can be no more. One of the two above must be
    /// followed meanwhile.
    func followOutputs(_ tell: (OutputChunk) async -> Void) async
    /// Whether nothing has happened after that event yet.
    func isNewest(_ revision: Revision) async throws -> Bool
    /// What was kept of an attempt's output.
    func transcript(_ digest: Digest) async throws -> [UInt8]?

    /// Decides a command and gives the state after it.
    @discardableResult
    func perform(_ command: Command) async throws -> RunState

    /// Why this process no longer carries the run out, if it did and had to give it up.
    func loss() async -> CommandFailure?
    /// Waits until this process has to give the run up; `nil` when that cannot happen any more.
    func waitForLoss() async -> CommandFailure?
}

/// An event as the log has it, and what it means.
struct Happening: Sendable {
    /// The event with all that the log says about it.
    let envelope: Envelope
    /// The event, read; `nil` when it is of a kind that only a newer version knows.
    let event: Event?
    /// What happened, in one line for people, and the step it is about.
    let narrate: @Sendable () -> (step: StepID?, text: String)
    /// The run as it was right after the event.
    let state: @Sendable () async throws -> RunState
}
