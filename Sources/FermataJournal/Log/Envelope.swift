public import FermataCore

/// An event with everything the log says about it: when, by whom, on which command, and the hash that chains
/// it to the event before.
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
    /// The event, its payload whole.
    public var record: EventRecord
    /// SHA-256 over the hash before and all of the above as it is stored.
    public var hash: Digest

    /// Creates an envelope.
    public init(
        run: RunID, revision: Revision, time: Timestamp, actor: Actor, command: String, record: EventRecord,
        hash: Digest
    ) {
        self.run = run
        self.revision = revision
        self.time = time
        self.actor = actor
        self.command = command
        self.record = record
        self.hash = hash
    }

    /// The head of the run when this is its newest event.
    public var head: Head { Head(revision: revision, hash: hash) }
}

/// Bytes kept beside the log by their digest.
public struct Payload: Hashable, Sendable {
    /// The digest of the bytes.
    public let digest: Digest
    /// The bytes.
    public let bytes: [UInt8]

    /// Creates a payload.
    public init(_ bytes: [UInt8]) {
        digest = Digest(of: bytes)
        self.bytes = bytes
    }
}
