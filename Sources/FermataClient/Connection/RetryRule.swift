/// How long a request is tried again. Every order carries a key, so that trying again never does it twice.
public struct RetryRule: Hashable, Sendable {
    /// Whether it is also tried again when the server could not be reached at all.
    var retriesUnreachable: Bool
    /// How long in all, in milliseconds.
    var longestOutageMilliseconds: Int64

    /// For a command that ends with its answer: a server that is not there is told at once, a lost answer is
    /// asked for again for a quarter of a minute.
    public static let brief = RetryRule(retriesUnreachable: false, longestOutageMilliseconds: 15_000)
    /// For orders of a session that goes on: also a server that starts again is waited for.
    public static let order = RetryRule(retriesUnreachable: true, longestOutageMilliseconds: 30_000)
    /// For watching: the server may be away for five minutes.
    public static let watching = RetryRule(retriesUnreachable: true, longestOutageMilliseconds: 300_000)
}

/// The waits between tries: each twice as long as the one before up to a limit, less a random part, so that
/// many clients that lost one server do not come back at the same moment.
struct Backoff: Hashable, Sendable {
    /// The first wait, in milliseconds.
    static let firstMilliseconds: Int64 = 100
    /// The longest wait, in milliseconds.
    static let longestMilliseconds: Int64 = 5_000

    private var waitMilliseconds = Backoff.firstMilliseconds
    private var leftMilliseconds: Int64

    init(_ rule: RetryRule) {
        leftMilliseconds = rule.longestOutageMilliseconds
    }

    /// The next wait in milliseconds, or `nil` when it was tried for long enough; `fraction` is a random
    /// number from 0 to 1.
    mutating func next(fraction: Double) -> Int64? {
        guard leftMilliseconds > 0 else { return nil }
        let half = waitMilliseconds / 2
        let wait = min(leftMilliseconds, half + Int64(Double(half) * min(max(fraction, 0), 1)))
        leftMilliseconds -= wait
        waitMilliseconds = min(Self.longestMilliseconds, 2 * waitMilliseconds)
        return wait
    }
}

/// What came of one try, and what is to be done then. The answer itself is not looked at here.
struct RequestTries: Sendable {
    /// How a try ended without an answer that counts.
    enum Setback: Sendable {
        /// Nothing was sent.
        case unsent
        /// It was sent, and the answer did not come.
        case unanswered
        /// The server asks to come back later.
        case postponed
    }

    /// What to do.
    enum Step: Hashable, Sendable {
        /// Wait that long, then try again.
        case tryAgain(afterMilliseconds: Int64)
        /// Tell the failure.
        case giveUp
    }

    private let rule: RetryRule
    private let isRepeatable: Bool
    private var backoff: Backoff
    /// Whether a try may have reached the server.
    private(set) var mayHaveArrived = false

    /// A request; one that is not repeatable is sent once.
    init(_ rule: RetryRule, isRepeatable: Bool) {
        self.rule = rule
        self.isRepeatable = isRepeatable
        backoff = Backoff(rule)
    }

    mutating func after(_ setback: Setback, fraction: Double) -> Step {
        let isWorthIt: Bool
        switch setback {
        // A server that has just been there is about to come back.
        case .unsent: isWorthIt = rule.retriesUnreachable || mayHaveArrived
        case .unanswered:
            mayHaveArrived = true
            isWorthIt = true
        case .postponed: isWorthIt = true
        }
        guard isRepeatable, isWorthIt, let wait = backoff.next(fraction: fraction) else { return .giveUp }
        return .tryAgain(afterMilliseconds: wait)
    }
}
