import FermataCore
import Synchronization

/// What has happened since the view looked the last time. Its size is bounded however slow the view is: of
/// states the newest counts, of output the newest pieces are kept, and keys wait in the terminal until they
/// are taken.
final class TerminalInbox: Sendable {
    /// Pieces of output that are kept for a view that does not look.
    static let outputLimit = 1024

    /// Everything there is to take in.
    struct Contents: Sendable {
        var state: RunState?
        var outputs: [OutputPiece] = []
        var typed: [[UInt8]] = []
        var signals: [Int32] = []
        var performed: [Performed] = []
        var failure: String?
        /// What was written to standard error.
        var logged: [UInt8] = []
        /// The run's states have come to an end, or the terminal has gone.
        var hasTerminalGone = false
        /// The keyboard has been quiet for a moment.
        var isQuiet = false
    }

    /// A piece of output.
    struct OutputPiece: Sendable {
        var step: StepID
        var attempt: Int
        var bytes: [UInt8]
    }

    /// A command that has come back.
    struct Performed: Sendable {
        var number: Int
        var state: RunState?
        var refusal: String?
    }

    /// Something is there; several calls may come as one.
    let wakes: AsyncStream<Void>
    private let contents = Mutex(Contents())
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ change: (inout Contents) -> Void) {
        contents.withLock { contents in
            change(&contents)
            let excess = contents.outputs.count - Self.outputLimit
            if excess > 0 { contents.outputs.removeFirst(excess) }
        }
        wake.yield()
    }

    /// Takes out only the newest state; everything else waits for its turn.
    func takeState() -> RunState? {
        contents.withLock { contents in
            defer { contents.state = nil }
            return contents.state
        }
    }

    /// Takes everything out.
    func take() -> Contents {
        contents.withLock { contents in
            defer { contents = Contents() }
            return contents
        }
    }
}
