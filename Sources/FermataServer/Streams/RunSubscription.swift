import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// One reader of a run: it takes what the channel has ready, and what the channel no longer has it reads from
/// the journal at its own speed, until it has caught up.
struct RunSubscription {
    let channel: RunChannel
    let reader: RunReader
    private(set) var cursor: RunChannel.Cursor

    init(_ channel: RunChannel, after revision: Revision, wantsViews: Bool, reader: RunReader) {
        self.channel = channel
        self.reader = reader
        cursor = RunChannel.Cursor(revision: revision, wantsViews: wantsViews)
    }

    /// What is there to send now.
    /// - Returns: the pieces, none when everything was sent; and whether nothing will follow.
    mutating func next() async throws(EngineError) -> (pieces: [RunChannel.Piece], hasEnded: Bool) {
        let reading = channel.read(after: cursor)
        if let failure = reading.failure { throw failure }
        cursor = reading.cursor
        guard reading.mustReadJournal, let state = channel.newestState else {
            return (reading.pieces, reading.hasEnded)
        }
        let page = try await reader.page(of: channel.run, after: cursor.revision)
        guard let first = page.first else { return ([], false) }
        let events: [JSON]
        do {
            events = try page.map { envelope throws(JSONDecodingError) in
                .record(("run", channel.run.json), ("event", try EventView(envelope, in: state).json))
            }
        } catch {
            throw EngineError(reading: error, of: channel.run)
        }
        let batch = EventBatch(events, first: first.revision, patched: nil)
        let before = cursor.revision
        cursor.revision = batch.last
        return ([.events(batch, after: before, withPatch: false)], false)
    }
}
