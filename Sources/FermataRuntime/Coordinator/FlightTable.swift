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

    /// The epoch of the owner who may launch it.
    public var epoch: Epoch {
        switch self {
        case .attempt(let key): key.epoch
        case .compensation(_, _, let epoch): epoch
        }
    }
}

/// Something that the world owes a run, whatever it is: what must be in flight.
public struct OwedFlight: Hashable, Sendable {
    /// Names it.
    public var key: FlightKey
    /// The compensation, if it is one.
    public var undoing: Obligations.Undoing?
    /// Whether a person holds it: it stays where it is.
    public var isPaused: Bool
    /// Whether it is to come to an end.
    public var isStopping: Bool

    /// Creates something owed.
    public init(
        key: FlightKey, undoing: Obligations.Undoing? = nil, isPaused: Bool = false, isStopping: Bool = false
    ) {
        self.key = key
        self.undoing = undoing
        self.isPaused = isPaused
        self.isStopping = isStopping
    }
}

extension Obligations {
    /// Attempts and compensations alike, in the order in which they are launched.
    public var owed: [OwedFlight] {
        var owed = work.map {
            OwedFlight(key: .attempt($0.key), isPaused: $0.isPaused, isStopping: $0.isStopping)
        }
        if let undoing {
            let key = FlightKey.compensation(undoing.step, number: undoing.number, undoing.epoch)
            owed.append(OwedFlight(key: key, undoing: undoing))
        }
        return owed
    }
}

/// What is in flight, and how to close the difference to what is owed.
///
/// A flight whose end is not stored yet still counts: what it did is done, whatever the log says so far.
/// Nothing is launched twice.
package struct FlightTable: Sendable {
    /// What is to be done.
    package enum Output: Hashable, Sendable {
        /// Set it in motion.
        case launch(OwedFlight)
        /// Report it as ended without setting it in motion: the end was wished before its turn came.
        case forgo(FlightKey)
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
        /// It has come to its end, which is not stored yet.
        var hasLanded = false
    }

    private var flights: [FlightKey: Flight] = [:]
    /// The flights in the order of their launch, so that what is said does not depend on hashing.
    private var order: [FlightKey] = []
    /// Everything that was ever launched, but for compensations whose end is in the log: a later rollback may
    /// owe one of the same name.
    private var launched: Set<FlightKey> = []

    /// Nothing is in flight, as after a crash.
    package init() {}

    /// Whether nothing is in flight and every end is stored.
    package var isEmpty: Bool { flights.isEmpty }

    /// What is in flight or whose end is not stored yet, in the order of launching.
    package var keys: [FlightKey] { order }

    /// It has come to its end. Nothing is wished of it any more.
    /// - Returns: whether it was in flight.
    @discardableResult
    package mutating func landed(_ key: FlightKey) -> Bool {
        guard flights[key]?.hasLanded == false else { return false }
        flights[key]?.hasLanded = true
        return true
    }

    /// Its end is in the log, or has no place there any more.
    package mutating func closed(_ key: FlightKey) {
        flights[key] = nil
        order.removeAll { $0 == key }
        if case .compensation = key { launched.remove(key) }
    }

    /// Lets something be launched again: only for a defect that is built in on purpose.
    mutating func forgetLaunch(of key: FlightKey) { launched.remove(key) }

    /// Closes the difference between what is owed to the owner of that epoch and what is in flight.
    package mutating func reconcile(
        with owed: [OwedFlight], epoch: Epoch, mayLaunch: Bool = true
    ) -> [Output] {
        var outputs: [Output] = []
        for key in order where !owed.contains(where: { $0.key == key }) { end(key, &outputs) }
        for wanted in owed where wanted.key.epoch == epoch {
            let key = wanted.key
            if flights[key] != nil {
                if wanted.isStopping { end(key, &outputs) }
                hold(key, wanted.isPaused && !wanted.isStopping, &outputs)
            } else if mayLaunch, !launched.contains(key), isFree(key.step) {
                // An earlier flight of the step must be over first: two never work on one thing at a time.
                begin(wanted, &outputs)
            }
        }
        return outputs
    }

    /// Begins what has waited for its turn. Meanwhile a person may have stopped the run, or held the step.
    private mutating func begin(_ wanted: OwedFlight, _ outputs: inout [Output]) {
        if wanted.isStopping {
            add(wanted.key)
            flights[wanted.key]?.isEnding = true
            outputs.append(.forgo(wanted.key))
        } else if !wanted.isPaused {
            add(wanted.key)
            outputs.append(.launch(wanted))
        }
    }

    private func isFree(_ step: StepID) -> Bool { !order.contains { $0.step == step } }

    private mutating func add(_ key: FlightKey) {
        flights[key] = Flight()
        order.append(key)
        launched.insert(key)
    }

    private mutating func end(_ key: FlightKey, _ outputs: inout [Output]) {
        guard let flight = flights[key], !flight.isEnding, !flight.hasLanded else { return }
        flights[key]?.isEnding = true
        outputs.append(.end(key))
    }

    private mutating func hold(_ key: FlightKey, _ isPaused: Bool, _ outputs: inout [Output]) {
        guard let flight = flights[key], !flight.isEnding, !flight.hasLanded, flight.isPaused != isPaused
        else { return }
        flights[key]?.isPaused = isPaused
        outputs.append(isPaused ? .pause(key) : .resume(key))
    }
}
