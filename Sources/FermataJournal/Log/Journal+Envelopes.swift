public import FermataCore

extension Journal {
    /// Up to `limit` envelopes of a run after a revision, oldest first, their payloads whole and of the
    /// version they were stored with.
    ///
    /// - Throws: `.inconsistent` when an event cannot be read or one is missing between others.
    public func envelopes(
        of run: RunID, after revision: Revision, limit: Int
    ) async throws(JournalError) -> [Envelope] {
        var envelopes: [Envelope] = []
        var last = revision
        for event in try await storedEvents(of: run, after: revision, limit: limit) {
            guard event.revision == last.next else {
                let problem = "revision \(event.revision) follows revision \(last)"
                throw .inconsistent(Inconsistency(run: run, revision: last.next, problem: problem))
            }
            last = event.revision
            envelopes.append(try await envelope(of: event, in: run))
        }
        return envelopes
    }

    /// The same, every payload brought to the newest version of its form.
    ///
    /// - Throws: `.inconsistent` as above, and for an event that the catalog does not know.
    public func envelopes(
        of run: RunID, after revision: Revision, limit: Int, upcasting catalog: EventCatalog
    ) async throws(JournalError) -> [Envelope] {
        var newest: [Envelope] = []
        for var envelope in try await envelopes(of: run, after: revision, limit: limit) {
            do {
                envelope.record = try catalog.upcast(envelope.record)
            } catch {
                throw .inconsistent(
                    Inconsistency(run: run, revision: envelope.revision, problem: error.description))
            }
            newest.append(envelope)
        }
        return newest
    }

    private func envelope(of event: StoredEvent, in run: RunID) async throws(JournalError) -> Envelope {
        var body = event.body
        if event.form == .reference {
            guard let reference = event.bodyReference, let bytes = try await payload(reference.digest) else {
                let problem = "the event's body is kept beside the log and is missing there"
                throw .inconsistent(Inconsistency(run: run, revision: event.revision, problem: problem))
            }
            body = bytes
        }
        do {
            return try Envelope(event, body: body, run: run)
        } catch {
            throw .inconsistent(error)
        }
    }
}

extension Envelope {
    /// Reads a stored event whose whole body is `body`.
    init(_ event: StoredEvent, body: [UInt8], run: RunID) throws(Inconsistency) {
        do {
            self.init(
                run: run, revision: event.revision, time: event.time,
                actor: try Self.actor(from: event.actor),
                command: event.command,
                record: EventRecord(
                    type: event.type, version: event.version, payload: try JSON(parsing: body)),
                hash: event.hash)
        } catch {
            throw Inconsistency(
                run: run, revision: event.revision, problem: "the event cannot be read: \(error)")
        }
    }

    private static let engineText = Actor.engine.json.encoded()

    private static func actor(from text: String) throws -> Actor {
        // Most events are the engine's; their actor need not be parsed.
        text == engineText ? .engine : try Actor(json: JSON(parsing: text))
    }
}
