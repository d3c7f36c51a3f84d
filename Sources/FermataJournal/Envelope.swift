public import FermataCore

/// An event with everything the log says about it: when, by whom, on which command, and the hash that chains it
/// to the event before.
public struct Envelope: Hashable, Sendable {
    /// The run.
    public var run: RunID
    /// The event's place in the run.
    public var revision: Revision
    /// When it happened.
    public var time: Timestamp
    /// Who made it happen.
    public var actor: Actor
    /// The command that it is part of; events of one append share it.
    public var command: String
    /// The event.
    public var record: EventRecord
    /// SHA-256 over the hash before and all of the above as it is stored.
    public var hash: Digest
}

/// Events to be appended to one run, and what becomes true together with them.
public struct Append: Sendable {
    /// The run.
    public var run: RunID
    /// The head the events build on; `nil` creates the run.
    public var expected: Head?
    /// The events, sealed.
    public var envelopes: [Envelope]
    /// The epoch of the lease under which the writer acts; `nil` for a writer who only decides.
    public var fence: Epoch?
    /// The run's line in lists after these events.
    public var summary: RunSummary
    /// Gates that these events opened.
    public var openedGates: [GateSummary]
    /// Gates that these events closed.
    public var closedGates: [GateID]
    /// Bytes to keep by digest.
    public var payloads: [Payload]
}

/// Bytes kept beside the log by their digest.
public struct Payload: Hashable, Sendable {
    /// The digest of the bytes.
    public var digest: Digest
    /// The bytes.
    public var bytes: [UInt8]

    /// Creates a payload.
    public init(_ bytes: [UInt8]) {
        digest = Digest(of: bytes)
        self.bytes = bytes
    }
}
