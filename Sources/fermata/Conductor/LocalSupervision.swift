import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// A session with a run of this machine's journal.
struct LocalSupervision: Supervision {
    let run: RunID
    let carriesOut: Bool
    let engine: Engine
    let journal: any Journal
    let person: Actor

    var hasWholeOutput: Bool { true }

    func followEvents<Result>(
        after revision: Revision, knowing start: RunState, _ tell: (Happening) async throws -> Result?
    ) async throws -> Result? {
        var state = start
        for try await envelope in engine.events(of: run, after: revision) {
            let event = try envelope.event
            if envelope.revision > state.revision {
                state.apply(event, in: EventContext(time: envelope.time, actor: envelope.actor))
            }
            if let result = try await tell(happening(envelope, event, state)) { return result }
        }
        return nil
    }

    /// `state` is the run after the event, or later if the session has begun later.
    private func happening(_ envelope: Envelope, _ event: Event, _ state: RunState) -> Happening {
        Happening(
            envelope: envelope, event: event,
            narrate: {
                let narrative = EventNarrative(event, by: envelope.actor, in: state)
                return (narrative.step, narrative.text)
            },
            state: {
                if state.revision == envelope.revision { return state }
                return try await engine.state(of: run, at: envelope.revision)
            })
    }

    func followStates(_ tell: (RunState) async -> Void) async throws {
        for try await state in engine.states(of: run) { await tell(state) }
    }

    func followOutputs(_ tell: (OutputChunk) async -> Void) async {
        for await chunk in engine.outputs.outputs(of: run) { await tell(chunk) }
    }

    func isNewest(_ revision: Revision) async throws -> Bool {
        try await journal.head(of: run)?.revision == revision
    }

    func transcript(_ digest: Digest) async throws -> [UInt8]? { try await journal.payload(digest) }

    @discardableResult
    func perform(_ command: Command) async throws -> RunState {
        try await engine.perform(command, on: run, by: person)
    }

    func loss() async -> CommandFailure? {
        await engine.loss(of: run).map { CommandFailure($0) }
    }

    func waitForLoss() async -> CommandFailure? {
        for await lost in engine.lostRuns where lost == run {
            if let loss = await loss() { return loss }
        }
        return nil
    }
}
