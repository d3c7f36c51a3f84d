import FermataAPI
import FermataClient
import FermataCore
import FermataJournal
import FermataRuntime

/// A session with a run of a server. The stream says that something has happened; what, and what the run is
/// then, is the server's to tell.
struct RemoteSupervision: Supervision {
    let run: RunID
    private let client: ServerClient
    /// Live output comes on the one stream of the session.
    private let outputs: AsyncStream<OutputChunk>
    private let outputsContinuation: AsyncStream<OutputChunk>.Continuation

    init(run: RunID, client: ServerClient) {
        self.run = run
        self.client = client
        (outputs, outputsContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(OutputHub.watcherBufferLimit))
    }

    var carriesOut: Bool { false }
    var hasWholeOutput: Bool { false }

    func followEvents<Result>(
        after revision: Revision, knowing start: RunState, _ tell: (Happening) async throws -> Result?
    ) async throws -> Result? {
        var cursor = revision
        var result = try await tellLog(after: &cursor, tell)
        if result != nil { return result }
        try await follow(after: cursor) { reached in
            if reached.map({ $0 > cursor }) ?? true { result = try await tellLog(after: &cursor, tell) }
            return result == nil
        }
        return result
    }

    private func tellLog<Result>(
        after cursor: inout Revision, _ tell: (Happening) async throws -> Result?
    ) async throws -> Result? {
        while true {
            let page = try await client.log(of: run, after: cursor)
            for entry in page {
                cursor = entry.envelope.revision
                if let result = try await tell(happening(entry)) { return result }
            }
            if page.isEmpty { return nil }
        }
    }

    private func happening(_ entry: LogEntry) -> Happening {
        Happening(
            envelope: entry.envelope, event: Self.event(in: entry.envelope),
            narrate: { (entry.narrative.step, entry.narrative.text) },
            state: { try await client.state(of: run, at: entry.envelope.revision, rule: .watching) })
    }

    private static func event(in envelope: Envelope) -> Event? {
        do {
            return try Event(record: envelope.record)
        } catch {
            // A newer server knows more kinds of events; its words are told all the same.
            return nil
        }
    }

    func followStates(_ tell: (RunState) async -> Void) async throws {
        var state = try await client.state(of: run, rule: .watching)
        await tell(state)
        if state.phase.isFinal { return }
        try await follow(after: state.revision) { reached in
            if reached.map({ $0 > state.revision }) ?? true {
                state = try await client.state(of: run, rule: .watching)
                await tell(state)
            }
            return !state.phase.isFinal
        }
    }

    /// Tells how far the run has come, and `nil` at its end, until told that it is enough.
    private func follow(
        after revision: Revision, _ tell: (Revision?) async throws -> Bool
    ) async throws {
        try await client.follow(run, after: revision) { news in
            switch news {
            case .reached(let revision): return try await tell(revision)
            case .ended: return try await tell(nil)
            case .output(let step, let attempt, let text):
                outputsContinuation.yield(
                    OutputChunk(run: run, step: step, attempt: attempt, bytes: Array(text.utf8)))
                return true
            }
        }
    }

    func followOutputs(_ tell: (OutputChunk) async -> Void) async {
        for await chunk in outputs { await tell(chunk) }
    }

    func isNewest(_ revision: Revision) async throws -> Bool {
        try await client.log(of: run, after: revision, limit: 1).isEmpty
    }

    func transcript(_ digest: Digest) async throws -> [UInt8]? {
        try await client.payload(digest, of: run)
    }

    @discardableResult
    func perform(_ command: Command) async throws -> RunState {
        let command = try await command.naming { try await client.state(of: run, rule: .brief) }
        try await client.perform(command, on: run, rule: .order)
        return try await client.state(of: run, rule: .watching)
    }

    func loss() async -> CommandFailure? { nil }

    func waitForLoss() async -> CommandFailure? { nil }
}
