import FermataCore
import FermataJournal
import FermataRuntime
import ServiceLifecycle
import Synchronization

/// The channels of all runs that somebody watches just now, and the beat that keeps streams alive.
///
/// A channel is made for the first who watches a run and goes with the last.
final class StreamHub: Service {
    private struct Entry {
        var channel: RunChannel
        var stop: StreamBell
        var userCount: Int
    }

    private struct Start: Sendable {
        var channel: RunChannel
        var stop: StreamBell
    }

    private let entries = Mutex<[RunID: Entry]>([:])
    private let starts: AsyncStream<Start>
    private let startsContinuation: AsyncStream<Start>.Continuation
    private let makeFollower: @Sendable (RunChannel) -> RunFollower
    private let clock: any WallClock
    private let heartbeatMilliseconds: Int64
    private let beat = Mutex(0)

    /// Everybody who wants to hear the beat.
    let listeners = StreamBells()

    init(
        clock: any WallClock, heartbeatMilliseconds: Int64,
        makeFollower: @escaping @Sendable (RunChannel) -> RunFollower
    ) {
        self.clock = clock
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.makeFollower = makeFollower
        (starts, startsContinuation) = AsyncStream.makeStream(of: Start.self)
    }

    /// How often it has beaten.
    var beatCount: Int { beat.withLock { $0 } }

    /// Follows whatever is watched, until the task is cancelled or the process is asked to end.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.keepBeating() }
                for await start in self.starts {
                    group.addTask { await self.follow(start) }
                }
                group.cancelAll()
            }
        }
    }

    /// The channel of a run, for somebody who gives it back.
    func join(_ run: RunID) -> RunChannel {
        entries.withLock { entries in
            if let entry = entries[run] {
                guard entry.channel.hasFailed else {
                    entries[run]?.userCount += 1
                    return entry.channel
                }
                // What failed once is tried again for whoever comes next; those who are still here have been
                // told, and give back a channel that nobody else will get.
                entry.stop.close()
            }
            let entry = Entry(channel: RunChannel(run), stop: StreamBell(), userCount: 1)
            entries[run] = entry
            startsContinuation.yield(Start(channel: entry.channel, stop: entry.stop))
            return entry.channel
        }
    }

    /// Gives a channel back.
    func leave(_ channel: RunChannel) {
        entries.withLock { entries in
            guard var entry = entries[channel.run], entry.channel === channel else { return }
            entry.userCount -= 1
            if entry.userCount > 0 {
                entries[channel.run] = entry
            } else {
                entries[channel.run] = nil
                entry.stop.close()
            }
        }
    }

    /// How many runs are watched.
    var channelCount: Int { entries.withLock { $0.count } }

    private func follow(_ start: Start) async {
        let follower = makeFollower(start.channel)
        await withTaskGroup { group in
            group.addTask { await follower.follow() }
            for await _ in start.stop.rings {}
            group.cancelAll()
        }
    }

    private func keepBeating() async {
        while true {
            do {
                try await clock.wait(
                    until: Timestamp(milliseconds: clock.now.milliseconds + heartbeatMilliseconds))
            } catch {
                // Cancelled: the server ends.
                return
            }
            beat.withLock { $0 += 1 }
            listeners.ringAll()
        }
    }
}
