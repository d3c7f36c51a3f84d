/// Names something that the world owes a run, and that is in flight once.
public enum ActionKey: Hashable, Sendable {
    /// An agent's invocation.
    case attempt(AttemptKey)
    /// The undoing of an effect.
    case compensation(CompensationKey)

    /// The step it belongs to.
    public var step: StepID {
        switch self {
        case .attempt(let key): key.step
        case .compensation(let key): key.step
        }
    }

    /// The owner's epoch.
    public var epoch: Epoch {
        switch self {
        case .attempt(let key): key.epoch
        case .compensation(let key): key.epoch
        }
    }

    /// Which try it is.
    public var number: Int {
        switch self {
        case .attempt(let key): key.number
        case .compensation(let key): key.number
        }
    }
}

/// Something that must be in progress: exactly what was let pass, as its event recorded it.
public struct OwedAction: Hashable, Sendable {
    /// Names it.
    public var key: ActionKey
    /// The digest that was let pass. Whoever launches compares it with the bytes of `action` once more.
    public var digest: Digest
    /// What is done.
    public var action: Action
    /// Whether a person holds it: it stays where it is.
    public var isPaused: Bool
    /// Whether it is to come to an end: the run is being stopped.
    public var isStopping: Bool

    /// Creates an owed action.
    public init(key: ActionKey, digest: Digest, action: Action, isPaused: Bool, isStopping: Bool) {
        self.key = key
        self.digest = digest
        self.action = action
        self.isPaused = isPaused
        self.isStopping = isStopping
    }
}

/// What the world still owes a run. The runtime compares it with what is in flight and closes the difference;
/// recovery after a crash is the same comparison with nothing in flight.
public struct Obligations: Hashable, Sendable {
    /// What must be in progress, in the order of the plan, and what undoes effects after it. Anything else
    /// that is in flight must end.
    public var owed: [OwedAction]
    /// When the next gate takes its default.
    public var nextDeadline: Timestamp?

    /// Creates obligations.
    public init(owed: [OwedAction], nextDeadline: Timestamp?) {
        self.owed = owed
        self.nextDeadline = nextDeadline
    }

    /// Nothing is owed.
    public static let none = Obligations(owed: [], nextDeadline: nil)
}

extension RunState {
    /// What the world owes the run now, under the newest owner.
    public var obligations: Obligations { obligations(under: epoch) }

    /// What the world owes the run under an owner's epoch: nothing before that owner's adoption is in the
    /// log, and nothing after another's is.
    public func obligations(under epoch: Epoch) -> Obligations {
        guard !phase.isFinal, epoch == self.epoch, epoch > .zero else { return .none }
        var owed: [OwedAction] = []
        for index in steps.indices {
            guard let key = steps[index].workingKey, key.epoch == epoch, let attempt = steps[index].attempt,
                let action = attempt.action
            else { continue }
            owed.append(
                OwedAction(
                    key: .attempt(key), digest: attempt.digest, action: action, isPaused: isHeld(index),
                    isStopping: stop != nil))
        }
        if let first = compensations.first, let key = first.workingKey, key.epoch == epoch {
            owed.append(
                OwedAction(
                    key: .compensation(key), digest: first.digest, action: first.action, isPaused: false,
                    isStopping: stop != nil))
        }
        return Obligations(
            owed: owed, nextDeadline: openGates.compactMap { self[$0]?.deadline }.min())
    }

    /// The action of an invocation in progress: what it was let pass with, as the log has it.
    public func action(of key: AttemptKey) -> Action? {
        guard let attempt = self[key.step]?.attempt, attempt.number == key.number else { return nil }
        return attempt.action
    }
}
