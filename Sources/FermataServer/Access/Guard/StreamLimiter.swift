import Synchronization

/// How many streams each person has open, and the bound on it.
final class StreamLimiter: Sendable {
    private let limit: Int
    private let counts = Mutex<[String: Int]>([:])

    /// - Precondition: the limit is above 0.
    init(limit: Int) {
        precondition(limit > 0, "a limit that lets nothing through is no limit")
        self.limit = limit
    }

    /// Counts one more stream of a person, until the permit is given back.
    func open(for name: String) throws(AccessRefusal) -> StreamPermit {
        let isOpen = counts.withLock { counts in
            guard counts[name, default: 0] < limit else { return false }
            counts[name, default: 0] += 1
            return true
        }
        guard isOpen else { throw .tooManyStreams(limit: limit) }
        return StreamPermit { [self] in
            counts.withLock { counts in
                let left = counts[name, default: 1] - 1
                counts[name] = left > 0 ? left : nil
            }
        }
    }

    /// How many streams a person has open.
    func count(for name: String) -> Int { counts.withLock { $0[name, default: 0] } }
}

/// The right to have a stream open. It ends when it is let go of, so that a stream that never began, failed
/// or was cut off is counted no longer.
public final class StreamPermit: Sendable {
    private let giveBack: @Sendable () -> Void

    init(giveBack: @escaping @Sendable () -> Void) {
        self.giveBack = giveBack
    }

    deinit {
        giveBack()
    }
}
