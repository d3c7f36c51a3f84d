import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import NIOCore
import Synchronization

/// What everybody who watches one run shares: the run is folded once, each event is encoded once, and all
/// read the same bytes, each at their own speed.
final class RunChannel: Sendable {
    /// Something to send.
    enum Piece: Sendable {
        /// The events of a batch after a revision.
        case events(EventBatch, after: Revision, withPatch: Bool)
        /// A view's frame without its id line, and the revision it shows.
        case view(ByteBuffer, Revision)
        /// A frame of live output.
        case output(ByteBuffer)

        /// How many events it tells of.
        var eventCount: Int {
            switch self {
            case .events(let batch, let after, _):
                batch.last.number - max(after.number, batch.first.number - 1)
            case .view, .output: 0
            }
        }
    }

    /// What a reader finds.
    struct Reading: Sendable {
        /// What to send, in order.
        var pieces: [Piece] = []
        /// Where to go on.
        var cursor: Cursor
        /// Events before the cursor are no longer here: read them from the journal.
        var mustReadJournal = false
        /// Everything was sent and nothing will follow.
        var hasEnded = false
        /// The run cannot be read.
        var failure: EngineError?
    }

    /// Where a reader stands.
    struct Cursor: Hashable, Sendable {
        /// The last event it has.
        var revision: Revision
        /// Whether it has a view that patches apply to.
        var isLive = false
        /// Whether it wants views.
        var wantsViews: Bool
        /// The last piece of output it has.
        var outputCursor = 0
    }

    private struct State {
        var ring = EventRing()
        var outputs = OutputRing()
        var isReady = false
        var hasEnded = false
        var failure: EngineError?
        /// The view at the ring's head, with its frame once somebody has needed it.
        var view: JSON = .null
        var viewFrame: ByteBuffer?
        var run: RunState?
    }

    /// How much is read at once, in bytes: what a slow reader can hold in memory.
    static let readByteLimit = 64 << 10

    let run: RunID
    let bells = StreamBells()
    private let state: Mutex<State>

    init(_ run: RunID) {
        self.run = run
        state = Mutex(State())
    }

    // For readers

    /// What is there after a cursor.
    func read(after cursor: Cursor) -> Reading {
        state.withLock { state in
            var reading = Reading(cursor: cursor)
            reading.failure = state.failure
            guard state.isReady, state.failure == nil else { return reading }
            guard state.ring.reaches(back: cursor.revision) else {
                reading.mustReadJournal = true
                reading.cursor.isLive = false
                return reading
            }
            let batches = state.ring.batches(after: cursor.revision, byteLimit: Self.readByteLimit)
            for batch in batches {
                reading.pieces.append(
                    .events(
                        batch, after: reading.cursor.revision,
                        withPatch: cursor.isLive && cursor.wantsViews))
                reading.cursor.revision = batch.last
            }
            if reading.cursor.revision >= state.ring.head { finish(&reading, &state) }
            return reading
        }
    }

    /// What a reader who has all events gets besides.
    private func finish(_ reading: inout Reading, _ state: inout State) {
        if reading.cursor.isLive {
            for output in state.outputs.pieces(after: reading.cursor.outputCursor) {
                reading.pieces.append(.output(output))
            }
        } else {
            if reading.cursor.wantsViews { reading.pieces.append(.view(viewFrame(&state), state.ring.head)) }
            reading.cursor.isLive = true
        }
        // Output from before a view belongs to what the view says already.
        reading.cursor.outputCursor = state.outputs.end
        reading.hasEnded = state.hasEnded
    }

    private func viewFrame(_ state: inout State) -> ByteBuffer {
        if let frame = state.viewFrame { return frame }
        let frame = ServerSentEvent.frame(
            "view",
            .record(("run", run.json), ("revision", state.ring.head.json), ("view", state.view)))
        state.viewFrame = frame
        return frame
    }

    /// The state that texts about older events are written with.
    var newestState: RunState? { state.withLock { $0.run } }

    /// Whether the run could not be read any further.
    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    // For the task that follows the run

    func begin(with history: [EventBatch], run: RunState, view: JSON) {
        state.withLock { state in
            state.ring.begin(after: run.revision)
            for batch in history { state.ring.append(batch) }
            state.run = run
            state.view = view
            state.isReady = true
            state.hasEnded = run.phase.isFinal
        }
        bells.ringAll()
    }

    func append(_ batch: EventBatch, run: RunState, view: JSON) {
        state.withLock { state in
            state.ring.append(batch)
            state.run = run
            state.view = view
            state.viewFrame = nil
            state.hasEnded = run.phase.isFinal
        }
        bells.ringAll()
    }

    func append(outputs: [ByteBuffer]) {
        state.withLock { state in
            for output in outputs { state.outputs.append(output) }
        }
        bells.ringAll()
    }

    func fail(_ error: EngineError) {
        state.withLock { $0.failure = error }
        bells.ringAll()
    }
}
