import FermataCore
import FermataJournal
import FermataRuntime

/// A process that believes it carries out the run. It may have lost its lease without having been told.
struct OwnerProcess {
    /// Something it has in flight.
    struct Flight {
        var key: FlightKey
        var action: Action
        var isEnding = false
        var isPaused = false
        /// Whether its turn came after the stop, so that it ends without having begun.
        var isForgone = false
    }

    var name: String
    var lease: Lease
    var replica: Replica
    var machine = CoordinatorStateMachine()
    /// In the order of launching.
    var flights: [Flight] = []

    mutating func change(_ key: FlightKey, _ body: (inout Flight) -> Void) {
        guard let index = flights.firstIndex(where: { $0.key == key }) else { return }
        body(&flights[index])
    }
}

/// A person at a terminal, whose screen may be out of date.
struct Person {
    var actor: Actor
    var screen: Replica
}
