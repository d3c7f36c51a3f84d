import FermataCore
import Synchronization

/// What a coordinator is told, one thing at a time.
enum CoordinatorInput: Sendable {
    /// Somebody wishes something and waits for what comes of it.
    case command(Command, Actor, name: String?, CheckedContinuation<Result<RunState, EngineError>, Never>)
    /// Something in flight has ended.
    case ended(FlightEnd)
    /// The log may have grown, or a deadline may have passed.
    case woken
}

/// A coordinator's inputs, read by it alone. Wake-ups that nobody has read yet count as one; commands are
/// bounded by their senders, who wait, and ends of flights by what is in flight.
///
/// Not an `AsyncStream`: what is left in one when its reader is cancelled may be lost, and somebody waits for
/// the answer to every command.
final class Mailbox: Sendable {
    private struct State {
        var queue: [CoordinatorInput] = []
        var reader: CheckedContinuation<CoordinatorInput?, Never>?
        var isWakePending = false
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Hands over an input. A closed mailbox answers a command at once and drops everything else.
    func send(_ input: CoordinatorInput) {
        let (reader, isRefused) = state.withLock { state in
            if state.isClosed { return (nil as CheckedContinuation<CoordinatorInput?, Never>?, true) }
            if case .woken = input {
                if state.isWakePending { return (nil, false) }
                state.isWakePending = true
            }
            guard let reader = state.reader else {
                state.queue.append(input)
                return (nil, false)
            }
            state.reader = nil
            return (reader, false)
        }
        reader?.resume(returning: input)
        guard isRefused, case .command(_, _, _, let reply) = input else { return }
        reply.resume(returning: .failure(.shutDown))
    }

    /// The next input, or `nil` once the mailbox is closed: what is left then is refused, not read.
    func next() async -> CoordinatorInput? {
        await withCheckedContinuation { continuation in
            let input: CoordinatorInput?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                guard !state.queue.isEmpty else {
                    state.reader = continuation
                    return nil
                }
                return state.queue.removeFirst()
            }
            if let input { continuation.resume(returning: input) }
        }
    }

    /// Whether a wake-up waits to be read.
    var isWakePending: Bool { state.withLock { $0.isWakePending } }

    /// Lets the next wake-up through again.
    func wakeWasRead() {
        state.withLock { $0.isWakePending = false }
    }

    /// Ends the reading, and refuses every command that was not read.
    func close() {
        let (reader, left) = state.withLock { state in
            let open = (state.reader, state.queue)
            state = State(isClosed: true)
            return open
        }
        reader?.resume(returning: nil)
        for case .command(_, _, _, let reply) in left { reply.resume(returning: .failure(.shutDown)) }
    }
}
