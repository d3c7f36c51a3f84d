/// The last intervention was undone.
public struct InterventionUndone: Hashable, Sendable, JSONCodable {
    /// The event that was undone.
    public var revision: Revision
    /// What it was.
    public var label: String
    /// What is put back; absent in logs from before it was recorded: what the intervention had left behind.
    public var restores: UndoRecord?

    /// The payload as JSON.
    public var json: JSON {
        .record(("revision", revision.json), ("label", label.json), ("restores", restores?.json))
    }

    init(_ record: UndoRecord) {
        revision = record.revision
        label = record.label
        restores = record
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        revision = try json.field("revision")
        label = try json.field("label")
        restores = try json.optionalField("restores")
    }
}

/// What had been undone last was done again.
public struct InterventionRedone: Hashable, Sendable, JSONCodable {
    /// The event of the undoing that is taken back.
    public var revision: Revision
    /// What the intervention was.
    public var label: String
    /// What is put back.
    public var restores: UndoRecord

    /// The payload as JSON.
    public var json: JSON {
        .record(("revision", revision.json), ("label", label.json), ("restores", restores.json))
    }

    init(_ record: UndoRecord) {
        revision = record.revision
        label = record.label
        restores = record
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        revision = try json.field("revision")
        label = try json.field("label")
        restores = try json.field("restores")
    }
}
