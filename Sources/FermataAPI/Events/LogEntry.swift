public import FermataCore
public import FermataJournal

/// An event exactly as the log has it, its body whole, with what it means: for programs that keep or check
/// logs, and for the command line.
public struct LogEntry: Hashable, Sendable, JSONCodable {
    /// The event with all the log says of it.
    public var envelope: Envelope
    /// What happened, in a few words, and the step it is about.
    public var narrative: EventNarrative

    /// An event of a run, told with the state after it, or a later one.
    ///
    /// - Throws: when the event is unknown or damaged.
    public init(_ envelope: Envelope, in state: RunState) throws(JSONDecodingError) {
        self.envelope = envelope
        narrative = EventNarrative(try Event(record: envelope.record), by: envelope.actor, in: state)
    }

    /// The entry as JSON: the members of an exported log, and the words.
    public var json: JSON {
        .record(
            ("run", envelope.run.json), ("revision", envelope.revision.json), ("time", envelope.time.json),
            ("actor", envelope.actor.json), ("command", envelope.command.json),
            ("type", envelope.record.type.json), ("version", envelope.record.version.json),
            ("hash", envelope.hash.json), ("body", envelope.record.payload), ("text", narrative.text.json),
            ("step", narrative.step?.json))
    }

    /// Reads an entry. The event may be of a kind that this version does not know.
    public init(json: JSON) throws(JSONDecodingError) {
        envelope = Envelope(
            run: try json.field("run"), revision: try json.field("revision"), time: try json.field("time"),
            actor: try json.field("actor"), command: try json.field("command"),
            record: EventRecord(
                type: try json.field("type"), version: try json.field("version"),
                payload: try json.field("body")),
            hash: try json.field("hash"))
        narrative = EventNarrative(step: try json.optionalField("step"), text: try json.field("text"))
    }
}
