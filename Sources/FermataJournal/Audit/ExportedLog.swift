public import FermataCore

/// A run's log as lines of JSON, to be kept and checked without the journal it came from.
///
/// The first line is a header with the run's head. Each line after it is an event, in order, and the body of
/// an event that is kept beside the log follows it in a line of its own. `docs/journal-format.md` describes
/// each member. The last member of a line, `body` or `content`, holds the stored bytes unchanged, so that
/// whoever checks hashes need not write JSON as this program does.
public enum ExportedLog {
    /// The value of the header's `format`.
    public static let formatName = "fermata-journal"
    /// The value of the header's `version`.
    public static let formatVersion = 1

    /// The first line.
    static func header(run: RunID, head: Head) -> [UInt8] {
        JSON.record(
            ("format", formatName.json), ("version", formatVersion.json), ("run", run.json),
            ("revision", head.revision.json), ("hash", head.hash.json)
        ).encodedBytes()
    }

    /// The line of an event.
    static func line(_ event: StoredEvent) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(event.body.count + 256)
        line.append(
            contentsOf: "{\"revision\":\(event.revision),\"time\":\(event.time.milliseconds),\"actor\":".utf8)
        line.append(contentsOf: event.actor.utf8)
        line.append(contentsOf: ",\"command\":".utf8)
        line.append(contentsOf: event.command.json.encodedBytes())
        line.append(contentsOf: ",\"type\":".utf8)
        line.append(contentsOf: event.type.json.encodedBytes())
        line.append(contentsOf: ",\"version\":\(event.version),\"form\":\(event.form.rawValue)".utf8)
        line.append(contentsOf: ",\"hash\":\"\(event.hash.hexadecimal)\",\"body\":".utf8)
        line.append(contentsOf: event.body)
        line.append(UInt8(ascii: "}"))
        return line
    }

    /// The line of a body that is kept beside the log.
    static func line(payload: [UInt8], digest: Digest) -> [UInt8] {
        Array("{\"payload\":\"\(digest.hexadecimal)\",\"content\":".utf8) + payload + [UInt8(ascii: "}")]
    }
}

extension JournalAudit {
    /// Exports a run's log, line by line and without line feeds, up to the head it has when the export
    /// begins.
    ///
    /// A damaged log is exported as far as it can be read; whoever verifies the export finds the damage.
    /// - Throws: `.notFound` for a run that the journal does not have; whatever `write` throws.
    public static func export(
        _ run: RunID, from journal: some Journal, write: (_ line: [UInt8]) async throws -> Void
    ) async throws {
        guard let head = try await journal.head(of: run) else { throw JournalError.notFound(run) }
        try await write(ExportedLog.header(run: run, head: head))
        var last = Revision.zero
        while last < head.revision {
            let wanted = min(pageLength, head.revision.number - last.number)
            let page = try await journal.storedEvents(of: run, after: last, limit: wanted)
            guard let end = page.last else { return }
            for event in page {
                try await write(ExportedLog.line(event))
                if let digest = event.bodyPayload, let payload = try await journal.payload(digest) {
                    try await write(ExportedLog.line(payload: payload, digest: digest))
                }
            }
            last = end.revision
        }
    }
}
