import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// Reads one run as it goes on, folds it, and puts what is new on its channel.
struct RunFollower: Sendable {
    /// Events of the past that are kept ready for who joins.
    static let historyEventCount = 1024
    /// How often live output is told at most, in milliseconds.
    static let outputIntervalMilliseconds: Int64 = 100

    let channel: RunChannel
    let engine: Engine
    let reader: RunReader
    let clock: any WallClock

    private var run: RunID { channel.run }

    /// Follows the run until it ends or the task is cancelled.
    func follow() async {
        await withTaskGroup { group in
            group.addTask { await followOutput() }
            await followEvents()
            group.cancelAll()
        }
    }

    private func followEvents() async {
        let changes = reader.journal.changes()
        do {
            let fold = try await reader.fold(run)
            var state = fold.state
            var projection = RunProjection(
                state, decisions: fold.decisions, owner: try await reader.owner(of: run))
            channel.begin(with: try await history(before: state), run: state, view: projection.json)
            for await _ in changes {
                while !state.phase.isFinal {
                    let page = try await reader.page(of: run, after: state.revision)
                    guard let first = page.first, let last = page.last else { break }
                    for envelope in page { try state.apply(envelope) }
                    let owner = try await reader.owner(of: run)
                    let patch = Patch.joining(
                        try projection.advance(to: state, events: page), projection.setOwner(owner))
                    let events = try page.map { try frame($0, in: state) }
                    let batch = EventBatch(
                        events, first: first.revision,
                        patched: try patch.map { try frame(last, in: state, patch: $0) })
                    channel.append(batch, run: state, view: projection.json)
                }
                if state.phase.isFinal { return }
            }
        } catch {
            channel.fail(EngineError(reading: error, of: run))
        }
    }

    /// The newest events up to a state, encoded for whoever was away for a moment.
    private func history(before state: RunState) async throws -> [EventBatch] {
        var batches: [EventBatch] = []
        var cursor = Revision(max(0, state.revision.number - Self.historyEventCount))
        while cursor < state.revision {
            let page = try await reader.page(of: run, after: cursor).prefix { $0.revision <= state.revision }
            guard let first = page.first, let last = page.last else { break }
            batches.append(
                EventBatch(try page.map { try frame($0, in: state) }, first: first.revision, patched: nil))
            cursor = last.revision
        }
        return batches
    }

    private func frame(
        _ envelope: Envelope, in state: RunState, patch: JSON? = nil
    ) throws(JSONDecodingError) -> JSON {
        .record(
            ("run", run.json), ("event", try EventView(envelope, in: state).json), ("view", patch))
    }

    // Live output

    private func followOutput() async {
        let buffer = OutputBuffer()
        let bell = StreamBell()
        await withTaskGroup { group in
            group.addTask {
                for await chunk in engine.outputs.outputs(of: run) {
                    buffer.take(chunk)
                    bell.ring()
                }
            }
            for await _ in bell.rings {
                let pieces = buffer.drain(of: run)
                if !pieces.isEmpty {
                    channel.append(outputs: pieces.map { ServerSentEvent.frame("output", $0) })
                }
                do {
                    try await clock.wait(
                        until: Timestamp(
                            milliseconds: clock.now.milliseconds + Self.outputIntervalMilliseconds))
                } catch {
                    // Cancelled: nobody watches any more.
                    break
                }
            }
            group.cancelAll()
        }
    }
}
