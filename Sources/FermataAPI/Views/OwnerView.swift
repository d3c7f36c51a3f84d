public import FermataCore

/// Which process carries out a run.
public struct OwnerView: Hashable, Sendable {
    /// For people: host and process number.
    public var label: String
    /// Whether it is the server that was asked.
    public var isThisServer: Bool

    /// Creates a view.
    public init(label: String, isThisServer: Bool) {
        self.label = label
        self.isThisServer = isThisServer
    }

    /// The view as JSON.
    public var json: JSON { .record(("label", label.json), ("isThisServer", isThisServer.json)) }
}
