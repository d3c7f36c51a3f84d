import FermataCore
import Synchronization

/// What has come of an order that was given to a run's owner.
enum OrderOutcome: Sendable {
    /// The owner has decided it.
    case decided(Result<RunState, EngineError>)
    /// The owner carries the run out no more; whoever asks decides it on the journal.
    case declined
}

/// What a coordinator is told, one thing at a time.
enum CoordinatorInput: Sendable {
    /// Somebody wishes something and waits for what comes of it; an expired one without anybody who waits.
    case order(RunMachine.Order, CheckedContinuation<OrderOutcome, Never>?)
    /// Whoever gave the order with that reply number is gone.
    case abandoned(Int)
    /// Something in flight has ended.
    case ended(FlightEnd)
    /// The log may have grown, or a deadline may have passed; so many wake-ups are read as one.
    case woken(Int)
}

/// A coordinator's inputs, read by it alone. Wake-ups that nobody has read yet are one input; orders are
/// bounded by their senders, who wait, and ends of flights by what is in flight.
///
/// Not an `AsyncStream`: what is left in one when its reader is cancelled may be lost, and somebody waits for
/// the answer to every order.
final class Mailbox: Sendable {
    private struct State {
        var queue: [CoordinatorInput] = []
        var reader: CheckedContinuation<CoordinatorInput?, Never>?
        var unreadWakeCount = 0
        var lastReply = 0
        /// Why nobody reads any more.
        var exit: RunMachine.Exit?
    }

    private let state = Mutex(State())

    /// A reply number that no other order has.
    func nextReply() -> Int {
        state.withLock { state in
            state.lastReply += 1
            return state.lastReply
        }
    }

    /// Nobody waits for the order with that reply number any more. One that was not read yet is answered at
    /// once, and has expired when it is read: the reader counts it all the same.
    func abandon(_ reply: Int) {
        let unread = state.withLock { state -> CheckedContinuation<OrderOutcome, Never>? in
            for (position, input) in state.queue.enumerated() {
                guard case .order(var order, let continuation) = input, order.reply == reply else { continue }
                order.expiry = Timestamp(milliseconds: .min)
                state.queue[position] = .order(order, nil)
                return continuation
            }
            return nil
        }
        if let unread {
            unread.resume(returning: .decided(.failure(.expired)))
        } else {
            send(.abandoned(reply))
        }
    }

    /// Hands over an input. A closed mailbox answers an order at once and drops everything else.
    func send(_ input: CoordinatorInput) {
        let (reader, exit) = state.withLock { state in
            if let exit = state.exit {
                return (nil as CheckedContinuation<CoordinatorInput?, Never>?, exit as RunMachine.Exit?)
            }
            if let reader = state.reader {
                state.reader = nil
                return (reader, nil)
            }
            if case .woken(let count) = input {
                state.unreadWakeCount += count
                guard state.unreadWakeCount == count else { return (nil, nil) }
            }
            state.queue.append(input)
            return (nil, nil)
        }
        reader?.resume(returning: input)
        if let exit { answer(input, after: exit) }
    }

    /// The next input, or `nil` once the mailbox is closed: what is left then is refused, not read.
    func next() async -> CoordinatorInput? {
        await withCheckedContinuation { continuation in
            let input: CoordinatorInput?? = state.withLock { state in
                if state.exit != nil { return .some(nil) }
                guard !state.queue.isEmpty else {
                    state.reader = continuation
                    return nil
                }
                let input = state.queue.removeFirst()
                guard case .woken = input else { return input }
                defer { state.unreadWakeCount = 0 }
                return .woken(state.unreadWakeCount)
            }
            if let input { continuation.resume(returning: input) }
        }
    }

    /// Ends the reading; every order that was not read is answered, and every later one.
    func close(after exit: RunMachine.Exit) {
        let (reader, left) = state.withLock { state in
            guard state.exit == nil else {
                return (nil as CheckedContinuation<CoordinatorInput?, Never>?, [CoordinatorInput]())
            }
            let open = (state.reader, state.queue)
            state = State(exit: exit)
            return open
        }
        reader?.resume(returning: nil)
        for input in left { answer(input, after: exit) }
    }

    private func answer(_ input: CoordinatorInput, after exit: RunMachine.Exit) {
        guard case .order(let order, let reply) = input else { return }
        reply?.resume(
            returning: exit.refusal(of: order).map { .decided(.failure($0)) } ?? .declined)
    }
}
