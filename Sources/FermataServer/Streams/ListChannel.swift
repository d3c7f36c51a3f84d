import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// What everybody who watches the lists of runs and gates shares: they are read once for all, and every
/// change is encoded once.
final class ListChannel: Service {
    /// How many changes are kept. Whoever is further behind gets the whole lists again.
    static let maximumChangeCount = 2048

    private struct State {
        var runs: [(run: RunID, line: JSON)] = []
        var gates: [(gate: GateName, line: JSON)] = []
        var changes: [ByteBuffer] = []
        var end = 0
        var isReady = false
        var listsFrame: ByteBuffer?
    }

    let bells = StreamBells()
    private let state = Mutex(State())
    private let wish = StreamBell()
    private let reader: RunReader
    private let clock: any WallClock
    private let logger: Logger
    private let tally: LogTally
    private let intervalMilliseconds: Int64

    init(
        reader: RunReader, clock: any WallClock, intervalMilliseconds: Int64, tally: LogTally, logger: Logger
    ) {
        self.reader = reader
        self.clock = clock
        self.intervalMilliseconds = intervalMilliseconds
        self.tally = tally
        self.logger = logger
    }

    /// Adds somebody who watches.
    func join(_ bell: StreamBell) -> Int {
        let number = bells.add(bell)
        wish.ring()
        return number
    }

    /// What there is after a cursor; `nil` is the cursor of somebody who has nothing.
    func read(after cursor: Int?) -> (buffers: [ByteBuffer], cursor: Int?) {
        state.withLock { state in
            guard state.isReady else { return ([], cursor) }
            if let cursor, cursor >= state.end - state.changes.count {
                return (Array(state.changes.suffix(state.end - cursor)), state.end)
            }
            return ([Self.listsFrame(&state)], state.end)
        }
    }

    private static func listsFrame(_ state: inout State) -> ByteBuffer {
        if let frame = state.listsFrame { return frame }
        let frame = ServerSentEvent.frame(
            "lists",
            .record(
                ("runs", .array(state.runs.prefix(ListReader.newestRunCount).map(\.line))),
                ("gates", .array(state.gates.map(\.line)))))
        state.listsFrame = frame
        return frame
    }

    /// Keeps the lists true while somebody watches, until the process is asked to end.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask {
                    for await _ in self.reader.journal.changes() { self.wish.ring() }
                }
                await self.follow()
                group.cancelAll()
            }
        }
    }

    private func follow() async {
        var lines = ListReader(reader)
        for await _ in wish.rings {
            guard bells.count > 0 else {
                state.withLock { $0 = State() }
                continue
            }
            do {
                update(runs: try await lines.runLines(), gates: try await lines.gateLines())
            } catch {
                tally.note(
                    .error, "The lists could not be read.", about: "lists", metadata: ["error": "\(error)"],
                    to: logger)
            }
            do {
                try await clock.wait(
                    until: Timestamp(milliseconds: clock.now.milliseconds + intervalMilliseconds))
            } catch {
                // Cancelled: the server ends.
                return
            }
        }
    }

    private func update(runs: [(run: RunID, line: JSON)], gates: [(gate: GateName, line: JSON)]) {
        let hasChanged = state.withLock { state in
            let changes = state.isReady ? Self.changes(from: state, toRuns: runs, gates: gates) : []
            let hasChanged = !state.isReady || !changes.isEmpty
            state.runs = runs
            state.gates = gates
            state.isReady = true
            if hasChanged { state.listsFrame = nil }
            state.changes += changes
            state.end += changes.count
            if state.changes.count > Self.maximumChangeCount {
                state.changes.removeFirst(state.changes.count - Self.maximumChangeCount)
            }
            return hasChanged
        }
        if hasChanged { bells.ringAll() }
    }

    private static func changes(
        from state: State, toRuns runs: [(run: RunID, line: JSON)], gates: [(gate: GateName, line: JSON)]
    ) -> [ByteBuffer] {
        var changes: [ByteBuffer] = []
        let earlierRuns = Dictionary(
            state.runs.map { ($0.run, $0.line) }, uniquingKeysWith: { first, _ in first })
        for entry in runs.reversed() where earlierRuns[entry.run] != entry.line {
            changes.append(ServerSentEvent.frame("run", entry.line))
        }
        let earlierGates = Dictionary(
            state.gates.map { ($0.gate, $0.line) }, uniquingKeysWith: { first, _ in first })
        for entry in gates where earlierGates[entry.gate] != entry.line {
            changes.append(ServerSentEvent.frame("gate", entry.line))
        }
        let open = Set(gates.map(\.gate))
        for entry in state.gates where !open.contains(entry.gate) {
            changes.append(
                ServerSentEvent.frame("gate", .record(("gate", entry.gate.json), ("closed", true))))
        }
        return changes
    }
}
