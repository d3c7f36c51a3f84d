import FermataCore
import HeapModule

/// When each run is to be woken: one time a run at most.
struct AlarmTable: Sendable {
    private struct Entry: Comparable {
        let time: Timestamp
        let run: RunID

        static func < (left: Entry, right: Entry) -> Bool { left.time < right.time }
    }

    /// Entries that no longer count stay in the heap until they are as many as those that do, and this many.
    private static let staleEntryAllowance = 64

    private var times: [RunID: Timestamp] = [:]
    private var heap = Heap<Entry>()

    /// Entries, those that no longer count among them.
    var entryCount: Int { heap.count }

    subscript(run: RunID) -> Timestamp? { times[run] }

    /// The next time of all.
    var next: Timestamp? {
        mutating get {
            while let entry = heap.min, times[entry.run] != entry.time { heap.removeMin() }
            return heap.min?.time
        }
    }

    /// Sets a run's time in place of its earlier one.
    mutating func set(_ time: Timestamp?, for run: RunID) {
        guard times[run] != time else { return }
        times[run] = time
        guard let time else { return }
        heap.insert(Entry(time: time, run: run))
        if heap.count > 2 * times.count + Self.staleEntryAllowance {
            heap = Heap(times.map { Entry(time: $0.value, run: $0.key) })
        }
    }

    /// Takes out the runs whose time has come, the earliest first.
    mutating func removeDue(at now: Timestamp) -> [RunID] {
        var due: [RunID] = []
        while let time = next, time <= now, let run = heap.popMin()?.run {
            times[run] = nil
            due.append(run)
        }
        return due
    }
}
