import FermataCore
import Synchronization

/// What a coordinator is told, one thing at a time.
enum CoordinatorInput: Sendable {
    /// Somebody wishes something and waits for what comes of it.
    case command(Command, Actor, CheckedContinuation<Result<RunState, EngineError>, Never>)
    /// Something in flight has ended.
    case ended(FlightEnd)
    /// The log may have grown, or a deadline may have passed.
    case woken
}

/// A coordinator's inputs. Wake-ups that nobody has read yet count as one; commands are bounded by their senders,
/// who wait, and ends of flights by what is in flight.
final class Mailbox: Sendable {
    private let stream: AsyncStream<CoordinatorInput>
    private let continuation: AsyncStream<CoordinatorInput>.Continuation
    private let isWakePending = Mutex(false)

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: CoordinatorInput.self)
    }

    func send(_ input: CoordinatorInput) {
        if case .woken = input {
            let isNew = isWakePending.withLock { isPending in
                defer { isPending = true }
                return !isPending
            }
            guard isNew else { return }
        }
        if case .terminated = continuation.yield(input), case .command(_, _, let reply) = input {
            reply.resume(returning: .failure(.shutDown))
        }
    }

    func close() {
        continuation.finish()
    }

    /// The inputs, for the one coordinator that reads them.
    var inputs: AsyncStream<CoordinatorInput> { stream }

    func wakeWasRead() {
        isWakePending.withLock { $0 = false }
    }
}
