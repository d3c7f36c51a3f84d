public import FermataCore
public import FermataJournal

extension Engine {
    /// A run as it is now, folded from its log.
    public nonisolated func state(of run: RunID) async throws(EngineError) -> RunState {
        try await LoadedRun.load(run, from: journal).state
    }

    /// A run as it was after that many events.
    public nonisolated func state(of run: RunID, at revision: Revision) async throws(EngineError) -> RunState
    {
        try await LoadedRun.load(run, at: revision, from: journal).state
    }

    /// A run's states, now and after every change by anybody. A watcher who is slow gets the newest and
    /// misses those between; it ends when the run has ended.
    public nonisolated func states(of run: RunID) -> RunStates {
        RunStates(run: run, journal: journal)
    }

    /// A run's events after a revision: first those that are there, then each as it is appended, none twice
    /// and none left out, until the run has ended.
    public nonisolated func events(of run: RunID, after revision: Revision) -> EventFeed {
        EventFeed(run: run, after: revision, journal: journal)
    }
}

/// A run's states, the newest first read and then after every change.
public struct RunStates: AsyncSequence, Sendable {
    /// A folded state.
    public typealias Element = RunState
    let run: RunID
    let journal: any Journal

    /// Starts watching.
    public func makeAsyncIterator() -> Iterator { Iterator(run: run, journal: journal) }

    /// Reads on whenever the journal has changed.
    public struct Iterator: AsyncIteratorProtocol {
        let run: RunID
        let journal: any Journal
        private var loaded: LoadedRun?
        private var changes: AsyncStream<Void>.Iterator

        init(run: RunID, journal: any Journal) {
            self.run = run
            self.journal = journal
            changes = journal.changes().makeAsyncIterator()
        }

        /// The next state, or `nil` when the run has ended or the task was cancelled.
        public mutating func next() async throws(EngineError) -> RunState? {
            guard var loaded else {
                let first = try await LoadedRun.load(run, from: journal)
                self.loaded = first
                return first.state
            }
            guard !loaded.state.phase.isFinal else { return nil }
            while await changes.next(isolation: #isolation) != nil {
                guard try await loaded.catchUp(from: journal) else { continue }
                self.loaded = loaded
                return loaded.state
            }
            return nil
        }
    }
}

/// A run's events, from a revision on: history, then live. Every reader has a cursor of its own, so a slow
/// one holds nobody up and loses nothing.
public struct EventFeed: AsyncSequence, Sendable {
    /// An event with all that the log says about it.
    public typealias Element = Envelope
    /// Events read at a time.
    static let pageSize = 256
    let run: RunID
    let after: Revision
    let journal: any Journal

    init(run: RunID, after revision: Revision, journal: any Journal) {
        self.run = run
        after = revision
        self.journal = journal
    }

    /// Starts reading.
    public func makeAsyncIterator() -> Iterator { Iterator(run: run, cursor: after, journal: journal) }

    /// Reads page by page, and waits for the journal to change at the end.
    public struct Iterator: AsyncIteratorProtocol {
        let run: RunID
        let journal: any Journal
        private var cursor: Revision
        private var page: ArraySlice<Envelope> = []
        private var changes: AsyncStream<Void>.Iterator
        private var hasEnded = false

        init(run: RunID, cursor: Revision, journal: any Journal) {
            self.run = run
            self.cursor = cursor
            self.journal = journal
            changes = journal.changes().makeAsyncIterator()
        }

        /// The next event, or `nil` when the run has ended or the task was cancelled.
        public mutating func next() async throws(EngineError) -> Envelope? {
            while true {
                if let envelope = page.popFirst() {
                    cursor = envelope.revision
                    hasEnded = envelope.record.type == Event.Kind.runEnded.rawValue
                    return envelope
                }
                if hasEnded { return nil }
                try await readPage()
                if page.isEmpty, await changes.next(isolation: #isolation) == nil { return nil }
            }
        }

        private mutating func readPage() async throws(EngineError) {
            do {
                page = try await journal.envelopes(
                    of: run, after: cursor, limit: EventFeed.pageSize, upcasting: .current)[...]
            } catch {
                throw .journal(error)
            }
        }
    }
}
