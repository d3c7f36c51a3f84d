public import FermataCore

/// A record's payload in its stored form: itself, or a reference when it is large.
struct StoredBody {
    var form: StoredEvent.Form
    var bytes: [UInt8]
    /// What must be kept beside the log.
    var payload: Payload?

    init(_ value: JSON) {
        let whole = value.encodedBytes()
        if whole.count <= Append.maximumBodyLength {
            form = .whole
            bytes = whole
        } else {
            let kept = Payload(whole)
            form = .reference
            bytes = BodyReference(digest: kept.digest, length: whole.count).json.encodedBytes()
            payload = kept
        }
    }
}

/// What stands in the log in place of a large body. The event's hash covers it, and its digest binds the
/// content.
struct BodyReference: Hashable {
    var digest: Digest
    /// In bytes.
    var length: Int

    init(digest: Digest, length: Int) {
        self.digest = digest
        self.length = length
    }

    var json: JSON { .record(("payload", digest.json), ("length", length.json)) }

    init(json: JSON) throws(JSONDecodingError) {
        digest = try json.field("payload")
        length = try json.field("length")
    }
}

extension StoredEvent {
    /// The digest of the payload that holds the body, or `nil` when the body is in the log or no valid
    /// reference.
    public var bodyPayload: Digest? { bodyReference?.digest }

    var bodyReference: BodyReference? {
        switch form {
        case .whole: return nil
        case .reference:
            do {
                return try BodyReference(json: JSON(parsing: body))
            } catch {
                // The caller finds that a reference has no digest and reports the event as unreadable.
                return nil
            }
        }
    }
}
