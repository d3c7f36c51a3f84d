package import FermataCore

/// What is in flight, and how to close the difference to what is owed.
///
/// A flight whose end is not stored yet still counts: what it did is done, whatever the log says so far.
/// Nothing is launched twice.
package struct FlightTable: Sendable {
    /// What is to be done.
    package enum Output: Hashable, Sendable {
        /// Set it in motion.
        case launch(OwedAction)
        /// Report it as ended without setting it in motion: the end was wished before its turn came.
        case forgo(ActionKey)
        /// Bring it to its end.
        case end(ActionKey)
        /// Hold it where it is.
        case pause(ActionKey)
        /// Let it go on.
        case resume(ActionKey)
    }

    private struct Flight {
        var isPaused = false
        var isEnding = false
        /// It has come to its end, which is not stored yet.
        var hasLanded = false
    }

    private var flights: [ActionKey: Flight] = [:]
    /// The flights in the order of their launch, so that what is said does not depend on hashing.
    private var order: [ActionKey] = []
    /// Everything that was ever launched. Each key names one try under one owner, and is never owed twice.
    private var launched: Set<ActionKey> = []

    /// Nothing is in flight, as after a crash.
    package init() {}

    /// Whether nothing is in flight and every end is stored.
    package var isEmpty: Bool { flights.isEmpty }

    /// What is in flight or whose end is not stored yet, in the order of launching.
    package var keys: [ActionKey] { order }

    /// It has come to its end. Nothing is wished of it any more.
    /// - Returns: whether it was in flight.
    @discardableResult
    package mutating func landed(_ key: ActionKey) -> Bool {
        guard flights[key]?.hasLanded == false else { return false }
        flights[key]?.hasLanded = true
        return true
    }

    /// Its end is in the log, or has no place there any more.
    package mutating func closed(_ key: ActionKey) {
        flights[key] = nil
        order.removeAll { $0 == key }
    }

    /// Lets something be launched again: only for a defect that is built in on purpose.
    mutating func forgetLaunch(of key: ActionKey) { launched.remove(key) }

    /// Closes the difference between what is owed to the owner of that epoch and what is in flight.
    package mutating func reconcile(
        with owed: [OwedAction], epoch: Epoch, mayLaunch: Bool = true
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
    private mutating func begin(_ wanted: OwedAction, _ outputs: inout [Output]) {
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

    private mutating func add(_ key: ActionKey) {
        flights[key] = Flight()
        order.append(key)
        launched.insert(key)
    }

    private mutating func end(_ key: ActionKey, _ outputs: inout [Output]) {
        guard let flight = flights[key], !flight.isEnding, !flight.hasLanded else { return }
        flights[key]?.isEnding = true
        outputs.append(.end(key))
    }

    private mutating func hold(_ key: ActionKey, _ isPaused: Bool, _ outputs: inout [Output]) {
        guard let flight = flights[key], !flight.isEnding, !flight.hasLanded, flight.isPaused != isPaused
        else { return }
        flights[key]?.isPaused = isPaused
        outputs.append(isPaused ? .pause(key) : .resume(key))
    }
}
