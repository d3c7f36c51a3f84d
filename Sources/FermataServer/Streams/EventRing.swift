import FermataCore
import NIOCore

/// The newest events of a run, bounded in number and bytes. Every reader has a cursor of its own; one that
/// has fallen out reads the journal until it is back.
struct EventRing: Sendable {
    /// How many events are kept at most.
    static let maximumEventCount = 4096
    /// How many bytes are kept at most. A batch larger than that is kept alone.
    static let maximumByteCount = 16 << 20

    private var batches: [EventBatch] = []
    private var firstIndex = 0
    private var byteCount = 0
    private var eventCount = 0
    private let eventLimit: Int
    private let byteLimit: Int

    /// Creates an empty ring.
    init(eventLimit: Int = EventRing.maximumEventCount, byteLimit: Int = EventRing.maximumByteCount) {
        self.eventLimit = eventLimit
        self.byteLimit = byteLimit
    }

    /// The newest event; zero when there is none.
    private(set) var head = Revision.zero

    /// Begins after an event that is not kept.
    mutating func begin(after revision: Revision) {
        head = revision
    }

    /// Adds events that follow the newest, and lets the oldest go.
    mutating func append(_ batch: EventBatch) {
        batches.append(batch)
        head = batch.last
        byteCount += batch.byteCount
        eventCount += batch.count
        while batches.count - firstIndex > 1, byteCount > byteLimit || eventCount > eventLimit {
            byteCount -= batches[firstIndex].byteCount
            eventCount -= batches[firstIndex].count
            firstIndex += 1
        }
        // Moved only when half is gone, so that an append costs the same whatever the ring holds.
        if firstIndex > batches.count / 2 {
            batches.removeFirst(firstIndex)
            firstIndex = 0
        }
    }

    /// Whether the event after a revision is here or yet to come.
    func reaches(back revision: Revision) -> Bool {
        guard firstIndex < batches.count else { return revision >= head }
        return revision.next >= batches[firstIndex].first
    }

    /// The batches that have events after a revision, oldest first, of at most that many bytes together but
    /// at least one.
    func batches(after revision: Revision, byteLimit: Int) -> ArraySlice<EventBatch> {
        guard revision < head else { return [] }
        var (low, high) = (firstIndex, batches.count)
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].last <= revision { low = middle + 1 } else { high = middle }
        }
        var end = low
        var bytes = 0
        while end < batches.count, end == low || bytes + batches[end].byteCount <= byteLimit {
            bytes += batches[end].byteCount
            end += 1
        }
        return batches[low..<end]
    }
}
