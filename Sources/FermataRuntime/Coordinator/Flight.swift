import FermataCore
import FermataJournal

/// How something in flight has ended, with what it printed.
struct FlightEnd: Sendable {
    let key: ActionKey
    let result: AgentResult
    let output: [UInt8]

    /// As the run is told about it, with the output to keep.
    var landing: RunMachine.Landing {
        let kept = output.isEmpty ? nil : Payload(output)
        switch key {
        case .attempt(let attempt):
            let report: AttemptReport =
                switch result {
                case .success(.completed(let outputs, let assessment)):
                    .completed(outputs: outputs, assessment, transcript: kept?.digest)
                case .success(.suspended(let question, let memento, let assessment)):
                    .suspended(question, memento: memento, assessment, transcript: kept?.digest)
                case .failure(let failure): .failed(failure, cost: nil, transcript: kept?.digest)
                }
            return RunMachine.Landing(key, .report(attempt, report), payloads: kept.map { [$0] } ?? [])
        case .compensation(let compensation):
            let failure: AttemptFailure? =
                switch result {
                case .success(.completed): nil
                case .success(.suspended):
                    AttemptFailure(
                        kind: .uncertain, message: "A command that undoes an effect cannot ask.")
                case .failure(let failure): failure
                }
            let command = Command.reportCompensation(compensation, failure, transcript: kept?.digest)
            return RunMachine.Landing(key, command, payloads: kept.map { [$0] } ?? [])
        }
    }
}

/// What an agent gave back, or how it failed.
typealias AgentResult = Result<AgentOutcome, AttemptFailure>

/// One invocation of an agent in progress.
struct Flight: Sendable {
    /// Wishes to pause and resume that the agent has not read yet: more than that many are superseded anyway.
    static let signalLimit = 16

    let task: Task<Void, Never>
    let signals: AsyncStream<AttemptSignal>.Continuation
}

extension RunState {
    /// What an agent is asked to do: exactly what is owed, in the directory that it names.
    func request(for owed: OwedAction, earlierTranscript: [UInt8]) throws(AttemptFailure) -> AttemptRequest {
        // The digest that was let pass stands in the log; what is executed are the bytes that have it.
        guard owed.action.digest == owed.digest else {
            throw AttemptFailure(
                kind: .notBegun,
                message:
                    "What is to be done is not what was let pass (\(owed.digest.short)). Nothing was begun.")
        }
        guard owed.action.directory == .run else {
            throw AttemptFailure(
                kind: .notBegun,
                message: "There is no workspace \(owed.action.directory.workspace) with a directory "
                    + "\(owed.action.directory.path). Nothing was begun.")
        }
        switch owed.key {
        case .attempt(let key):
            let step = self[key.step]
            return AttemptRequest(
                run: id, step: key.step, attempt: key.number, invocation: key.invocation,
                action: owed.action, directory: directory, earlierTranscript: earlierTranscript,
                memento: step?.memento, answer: step?.answer)
        case .compensation(let key):
            return AttemptRequest(
                run: id, step: key.step, attempt: key.number, action: owed.action, directory: directory)
        }
    }

    /// The digest of what the attempt before the newest one printed.
    func earlierTranscript(before key: ActionKey) -> Digest? {
        guard case .attempt(let key) = key else { return nil }
        let attempts = self[key.step]?.attempts ?? []
        if key.invocation > 1 { return attempts.last?.transcript }
        return attempts.last { $0.number < key.number && $0.transcript != nil }?.transcript
    }
}
