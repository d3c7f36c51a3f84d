import FermataCore
import Synchronization

/// How often something may happen: a bucket that holds tokens and is filled steadily.
public struct RateLimit: Hashable, Sendable {
    /// How many may come at once.
    public let burst: Int
    /// How many a second may come for long.
    public let perSecond: Double

    /// Creates a limit.
    /// - Precondition: both numbers are above 0.
    public init(burst: Int, perSecond: Double) {
        precondition(burst > 0 && perSecond > 0, "a limit that lets nothing through is no limit")
        self.burst = burst
        self.perSecond = perSecond
    }
}

/// Token buckets, one for each key, of which only so many are remembered.
///
/// A full bucket is the same as none. When the table is full, the fullest buckets are forgotten, whose owners
/// have used the least.
final class RateLimiter: Sendable {
    /// The most keys that are remembered.
    static let maximumKeys = 4096

    /// What came of asking.
    enum Outcome: Hashable {
        case allowed
        /// Try again after so long.
        case refused(retryAfterSeconds: Int)
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: Timestamp
    }

    private let limit: RateLimit
    private let buckets = Mutex<[String: Bucket]>([:])

    init(_ limit: RateLimit) {
        self.limit = limit
    }

    /// Takes a token from a key's bucket, if it has one.
    func take(_ key: String, at now: Timestamp) -> Outcome {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= Self.maximumKeys { makeRoom(in: &buckets, at: now) }
            var bucket = filled(buckets[key], at: now)
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else {
                let wait = (1 - bucket.tokens) / limit.perSecond
                return .refused(retryAfterSeconds: max(1, Int(wait.rounded(.up))))
            }
            bucket.tokens -= 1
            return .allowed
        }
    }

    private func filled(_ bucket: Bucket?, at now: Timestamp) -> Bucket {
        guard var bucket else { return Bucket(tokens: Double(limit.burst), filledAt: now) }
        // A clock that was set back fills nothing and takes nothing away.
        let elapsed = Double(max(0, now.milliseconds(since: bucket.filledAt))) / 1000
        bucket.tokens = min(Double(limit.burst), bucket.tokens + elapsed * limit.perSecond)
        bucket.filledAt = now
        return bucket
    }

    /// How many keys are remembered.
    var keyCount: Int { buckets.withLock { $0.count } }

    /// Forgets those that are full again, and if that is not enough the quarter that has used the least: so
    /// much at once, that a flood of new keys does not make each of them wait for a search.
    private func makeRoom(in buckets: inout [String: Bucket], at now: Timestamp) {
        buckets = buckets.mapValues { filled($0, at: now) }.filter { $0.value.tokens < Double(limit.burst) }
        guard buckets.count > Self.maximumKeys * 3 / 4 else { return }
        let fullest = buckets.sorted { $0.value.tokens > $1.value.tokens }.prefix(Self.maximumKeys / 4)
        for (key, _) in fullest { buckets[key] = nil }
    }
}
