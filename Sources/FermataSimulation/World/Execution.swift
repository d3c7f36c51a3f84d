import FermataCore
import FermataRuntime

/// Something that was really set in motion: what the world remembers, whatever the log says of it.
struct Execution: Hashable, Sendable {
    /// What was launched.
    var key: ActionKey
    /// Exactly what was done.
    var action: Action
    /// The process that did it, by its epoch.
    var epoch: Epoch
    /// The newest revision that the process had read.
    var known: Revision
}
