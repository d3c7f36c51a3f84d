/// An event in the form in which it is stored: a name and version that never change their meaning, and a
/// payload.
public struct EventRecord: Hashable, Sendable {
    /// The name of the event, e.g. `attempt.started`.
    public var type: String
    /// The version of the payload's form, from 1.
    public var version: Int
    /// What happened.
    public var payload: JSON

    /// Creates a record.
    public init(type: String, version: Int, payload: JSON) {
        self.type = type
        self.version = version
        self.payload = payload
    }
}
