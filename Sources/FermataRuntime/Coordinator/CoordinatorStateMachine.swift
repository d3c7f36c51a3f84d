public import FermataCore

/// Names something in flight: an agent's invocation, or a compensation.
public enum FlightKey: Hashable, Sendable {
    /// An agent's invocation.
    case attempt(AttemptKey)
    /// A compensation of a step.
    case compensation(StepID, number: Int, Epoch)

    /// The step it belongs to.
    public var step: StepID {
        switch self {
        case .attempt(let key): key.step
        case .compensation(let step, _, _): step
        }
    }
}

/// Compares what a run is owed with what is in flight, and says how to close the difference. No I/O: the
/// coordinator performs what it says, and the simulation performs it in its own way.
public struct CoordinatorStateMachine: Sendable {
    /// What is to be done.
    public enum Output: Hashable, Sendable {
        /// Invoke the agent.
        case launch(AttemptKey)
        /// Run the command that undoes a step.
        case launchUndoing(Obligations.Undoing)
        /// Report it as ended without invoking the agent: the run was stopped before its turn came.
        case forgo(AttemptKey)
        /// Bring it to its end.
        case end(FlightKey)
        /// Hold it where it is.
        case pause(FlightKey)
        /// Let it go on.
        case resume(FlightKey)
    }

    private struct Flight {
        var isPaused = false
        var isEnding = false
    }

    private var flights: [FlightKey: Flight] = [:]
    /// The flights in the order of their launch, so that what is said does not depend on hashing.
    private var order: [FlightKey] = []

    /// Creates a machine with nothing in flight, as after a crash.
    public init() {}

    /// Whether nothing is in flight.
    public var isIdle: Bool { flights.isEmpty }

    /// Something in flight has come to its end.
    public mutating func ended(_ key: FlightKey) {
        flights[key] = nil
        order.removeAll { $0 == key }
    }

    /// Closes the difference between what is owed and what is in flight.
    public mutating func reconcile(with obligations: Obligations) -> [Output] {
        var outputs: [Output] = []
        var owed: [FlightKey: Obligations.Work] = [:]
        for work in obligations.work { owed[.attempt(work.key)] = work }
        let undoing = obligations.undoing.map { FlightKey.compensation($0.step, number: $0.number, $0.epoch) }
        for key in order where owed[key] == nil && key != undoing { end(key, &outputs) }
        for work in obligations.work {
            let key = FlightKey.attempt(work.key)
            if flights[key] == nil {
                // An earlier flight of the step must be over first: two never work on one thing at a time.
                guard isFree(work.key.step) else { continue }
                begin(work, as: key, &outputs)
                continue
            }
            if work.isStopping { end(key, &outputs) }
            hold(key, work.isPaused && !work.isStopping, &outputs)
        }
        if let undoing, let wanted = obligations.undoing, flights[undoing] == nil, isFree(wanted.step) {
            add(undoing)
            outputs.append(.launchUndoing(wanted))
        }
        return outputs
    }

    /// Begins what has waited for its turn. Meanwhile a person may have stopped the run, or held the step.
    private mutating func begin(_ work: Obligations.Work, as key: FlightKey, _ outputs: inout [Output]) {
        if work.isStopping {
            add(key)
            flights[key]?.isEnding = true
            outputs.append(.forgo(work.key))
        } else if !work.isPaused {
            add(key)
            outputs.append(.launch(work.key))
        }
    }

    private func isFree(_ step: StepID) -> Bool { !order.contains { $0.step == step } }

    private mutating func add(_ key: FlightKey) {
        flights[key] = Flight()
        order.append(key)
    }

    private mutating func end(_ key: FlightKey, _ outputs: inout [Output]) {
        guard flights[key]?.isEnding == false else { return }
        flights[key]?.isEnding = true
        outputs.append(.end(key))
    }

    private mutating func hold(_ key: FlightKey, _ isPaused: Bool, _ outputs: inout [Output]) {
        guard let flight = flights[key], !flight.isEnding, flight.isPaused != isPaused else { return }
        flights[key]?.isPaused = isPaused
        outputs.append(isPaused ? .pause(key) : .resume(key))
    }
}
