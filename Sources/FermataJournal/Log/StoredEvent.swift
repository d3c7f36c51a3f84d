public import FermataCore

/// One event exactly as a journal keeps it: every field in the bytes that its hash was taken of.
///
/// Journals store and return these; `envelopes(of:after:limit:)` reads them back as events. The form is
/// described in `docs/journal-format.md`, so that anybody can check a log without this code.
public struct StoredEvent: Hashable, Sendable {
    /// How the body is kept.
    public enum Form: Int, Sendable, CaseIterable {
        /// The body is the event's payload.
        case whole = 0
        /// The body names the payload by digest and length; the payload is stored beside the log.
        case reference = 1
    }

    /// The event's place in the run, from 1.
    public let revision: Revision
    /// When it happened.
    public let time: Timestamp
    /// Who made it happen, as compact JSON.
    public let actor: String
    /// The command that it is part of.
    public let command: String
    /// The name of the event.
    public let type: String
    /// The version of the payload's form.
    public let version: Int
    /// Whether the body is the payload itself.
    public let form: Form
    /// Compact JSON in UTF-8.
    public let body: [UInt8]
    /// What chains it to the event before.
    public let hash: Digest

    /// Puts together an event that was read from a store. Nothing is checked: see `ChainVerifier`.
    public init(
        revision: Revision, time: Timestamp, actor: String, command: String, type: String, version: Int,
        form: Form, body: [UInt8], hash: Digest
    ) {
        self.revision = revision
        self.time = time
        self.actor = actor
        self.command = command
        self.type = type
        self.version = version
        self.form = form
        self.body = body
        self.hash = hash
    }
}

extension StoredEvent {
    /// The hash that the fields must have after an event with the hash `previous`.
    ///
    /// The frame is unambiguous: a tag, fields of fixed width, then each text with its length before it.
    public func computedHash(run: RunID, after previous: Digest?) -> Digest {
        var frame: [UInt8] = []
        frame.reserveCapacity(Self.frameOverhead + actor.utf8.count + command.utf8.count + body.count)
        frame.append(contentsOf: Self.frameTag)
        if let previous {
            frame.append(contentsOf: previous.bytes)
        } else {
            frame.append(contentsOf: repeatElement(0, count: 32))
        }
        Self.append(UInt64(bitPattern: Int64(revision.number)), to: &frame)
        Self.append(UInt64(bitPattern: time.milliseconds), to: &frame)
        Self.append(UInt64(bitPattern: Int64(version)), to: &frame)
        frame.append(UInt8(truncatingIfNeeded: form.rawValue))
        Self.append(text: run.rawValue.utf8, to: &frame)
        Self.append(text: actor.utf8, to: &frame)
        Self.append(text: command.utf8, to: &frame)
        Self.append(text: type.utf8, to: &frame)
        Self.append(text: body, to: &frame)
        return Digest(of: frame)
    }

    /// Ends with a line feed, so that a frame begins with one readable line.
    private static let frameTag = Array("fermata-event-1\n".utf8)
    /// Tag, hash, three numbers, form and five lengths, and room for short names.
    private static let frameOverhead = 16 + 32 + 24 + 1 + 40 + 96

    private static func append(text: some Collection<UInt8>, to frame: inout [UInt8]) {
        append(UInt64(text.count), to: &frame)
        frame.append(contentsOf: text)
    }

    private static func append(_ number: UInt64, to frame: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { frame.append(contentsOf: $0) }
    }
}
