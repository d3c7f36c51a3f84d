import FermataCore

extension GateKind {
    /// What the kind of question is called above it.
    var title: String {
        switch self {
        case .beforeStart: "Start"
        case .afterPlanning: "Plan"
        case .beforeCriticalAction: "Action"
        case .reviewResult: "Result"
        case .beforeCompletion: "Result of the run"
        case .breakpoint: "Breakpoint"
        case .question: "Question"
        case .recovery: "Unknown end"
        }
    }
}

extension GateKind {
    /// What questions of the kind are about, in a word for programs, as far as the kind tells it.
    var about: String {
        switch self {
        case .beforeStart: "start"
        case .afterPlanning: "plan"
        case .beforeCriticalAction: "action"
        case .reviewResult: "result"
        case .beforeCompletion: "synthesis"
        case .breakpoint: "breakpoint"
        case .question: "question"
        case .recovery: "recovery"
        }
    }
}

extension Gate {
    /// What it is about, in a word for programs.
    var about: String { kind == .breakpoint ? kind.about : subject.word }
}

extension GateSubject {
    /// The name of its one member in JSON.
    fileprivate var word: String {
        switch self {
        case .start: "start"
        case .plan: "plan"
        case .action: "action"
        case .result: "result"
        case .failure: "failure"
        case .synthesis: "synthesis"
        case .question: "question"
        case .unknownOutcome: "unknownOutcome"
        case .compensation: "compensation"
        case .forbidden: "forbidden"
        }
    }
}

extension GateSummary {
    /// Whether somebody has taken the deadline away from what would take its default.
    var isHeld: Bool { deadline == nil && onTimeout != nil }

    /// What silence does, before the time that is left.
    var silenceWords: String {
        guard !isHeld else { return "Held, waits for you" }
        guard deadline != nil, let onTimeout else { return "Waits for you" }
        return switch onTimeout {
        case .approve: "Approves itself"
        case .reject: "Rejects itself"
        case .skip: "Skips the step"
        case .stop: "Stops the run"
        case .answer(let text): "Answers “\(BoundedValue.text(text, maximumByteCount: 32))”"
        }
    }
}
