/// What the world still owes a run. The runtime compares it with what is in flight and closes the difference;
/// recovery after a crash is the same comparison with nothing in flight.
public struct Obligations: Hashable, Sendable {
    /// An agent's invocation that must be in progress.
    public struct Work: Hashable, Sendable {
        /// Names it.
        public var key: AttemptKey
        /// Whether a person holds it: it stays where it is.
        public var isPaused: Bool
        /// Whether it is to come to an end: the run is being stopped.
        public var isStopping: Bool

        /// Creates work.
        public init(key: AttemptKey, isPaused: Bool, isStopping: Bool) {
            self.key = key
            self.isPaused = isPaused
            self.isStopping = isStopping
        }
    }

    /// The compensation that must be in progress.
    public struct Undoing: Hashable, Sendable {
        /// The step whose effect is undone.
        public var step: StepID
        /// Which try.
        public var number: Int
        /// The owner's epoch.
        public var epoch: Epoch
        /// What undoes it.
        public var action: Action
    }

    /// Invocations that must be in progress. Any other that is must end.
    public var work: [Work]
    /// The compensation that must be in progress.
    public var undoing: Undoing?
    /// When the next gate takes its default.
    public var nextDeadline: Timestamp?

    /// Creates obligations.
    public init(work: [Work], undoing: Undoing?, nextDeadline: Timestamp?) {
        self.work = work
        self.undoing = undoing
        self.nextDeadline = nextDeadline
    }
}

extension RunState {
    /// What the world owes the run now.
    public var obligations: Obligations {
        guard !phase.isFinal else { return Obligations(work: [], undoing: nil, nextDeadline: nil) }
        var work: [Obligations.Work] = []
        for index in steps.indices {
            guard let key = steps[index].workingKey, key.epoch == epoch else { continue }
            work.append(Obligations.Work(key: key, isPaused: isHeld(index), isStopping: stop != nil))
        }
        var undoing: Obligations.Undoing?
        if let first = compensations.first, case .working(let epoch) = first.status, epoch == self.epoch {
            undoing = Obligations.Undoing(
                step: first.step, number: first.number, epoch: epoch, action: first.action)
        }
        let nextDeadline = openGates.compactMap { self[$0]?.deadline }.min()
        return Obligations(work: work, undoing: undoing, nextDeadline: nextDeadline)
    }

    /// The action of an invocation in progress: what it was let pass with, without what people have said
    /// since. A launch may come later than the start, when an earlier attempt of the step must be over first.
    public func action(of key: AttemptKey) -> Action? {
        guard let index = graph.position[key.step] else { return nil }
        var action = action(at: index)
        if let attempt = steps[index].attempt, attempt.number == key.number {
            action.instructions = Array(action.instructions.prefix(attempt.instructionCount))
        }
        return action
    }
}
