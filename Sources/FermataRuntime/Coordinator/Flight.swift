import FermataCore
import FermataJournal

/// How something in flight has ended.
enum FlightEnd: Sendable {
    /// An agent's invocation, with what it printed.
    case attempt(AttemptKey, AgentResult, output: [UInt8])
    /// A compensation, with what it printed.
    case compensation(Obligations.Undoing, AttemptFailure?, output: [UInt8])

    var key: FlightKey {
        switch self {
        case .attempt(let key, _, _): .attempt(key)
        case .compensation(let undoing, _, _):
            .compensation(undoing.step, number: undoing.number, undoing.epoch)
        }
    }

    /// As the run is told about it, with the output to keep.
    var landing: RunMachine.Landing {
        switch self {
        case .attempt(let attempt, let result, let output):
            let kept = output.isEmpty ? nil : Payload(output)
            let report: AttemptReport =
                switch result {
                case .success(.completed(let outputs, let assessment)):
                    .completed(outputs: outputs, assessment, transcript: kept?.digest)
                case .success(.suspended(let question, let memento, let assessment)):
                    .suspended(question, memento: memento, assessment, transcript: kept?.digest)
                case .failure(let failure): .failed(failure, cost: nil, transcript: kept?.digest)
                }
            return RunMachine.Landing(key, .report(attempt, report), payloads: kept.map { [$0] } ?? [])
        case .compensation(let undoing, let failure, let output):
            let kept = output.isEmpty ? nil : Payload(output)
            let command = Command.reportCompensation(
                undoing.step, number: undoing.number, undoing.epoch, failure, transcript: kept?.digest)
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
    /// The environment that every command of the run gets for its inputs: `INPUT_` and the name in capitals,
    /// what is neither letter nor digit as `_`.
    var inputEnvironment: [JSONMember] {
        guard case .object(let members) = inputs else { return [] }
        return members.map { member in
            let name = member.name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            return JSONMember(name: "INPUT_" + String(name), value: .string(member.value.text))
        }
    }

    /// What an agent is asked to do under that key.
    func request(for key: AttemptKey, earlierTranscript: [UInt8]) -> AttemptRequest? {
        guard let step = self[key.step], let action = action(of: key) else { return nil }
        return AttemptRequest(
            run: id, step: key.step, attempt: key.number, invocation: key.invocation,
            action: withInputs(action), directory: directory, earlierTranscript: earlierTranscript,
            memento: step.memento, answer: step.answer)
    }

    /// What the agent is asked to do that undoes a step.
    func request(for undoing: Obligations.Undoing) -> AttemptRequest {
        AttemptRequest(
            run: id, step: undoing.step, attempt: undoing.number, action: withInputs(undoing.action),
            directory: directory)
    }

    private func withInputs(_ action: Action) -> Action {
        guard action.kind == .command, case .object(let own) = action.env else { return action }
        var action = action
        let names = Set(own.map(\.name))
        action.env = .object(inputEnvironment.filter { !names.contains($0.name) } + own)
        return action
    }

    /// The digest of what the attempt before the newest one printed.
    func earlierTranscript(before key: AttemptKey) -> Digest? {
        let attempts = self[key.step]?.attempts ?? []
        if key.invocation > 1 { return attempts.last?.transcript }
        return attempts.last { $0.number < key.number && $0.transcript != nil }?.transcript
    }
}
