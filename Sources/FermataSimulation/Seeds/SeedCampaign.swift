/// Many seeds, one after another, and what they reached together.
public struct SeedCampaign: Sendable {
    /// Seeds played so far.
    public private(set) var playedCount = 0
    /// Events in all their logs.
    public private(set) var eventCount = 0
    /// How many seeds reached each mark.
    public private(set) var reached: [Mark: Int] = [:]
    /// Seeds in which an invariant did not hold, in the order of playing; at most `maximumFailureCount`.
    public private(set) var failures: [Simulation.Outcome] = []
    /// How many seeds failed.
    public private(set) var failureCount = 0

    /// Failures that are kept; more of them say nothing more.
    public static let maximumFailureCount = 20

    /// Creates a campaign that has played nothing yet.
    public init() {}

    /// The marks that no seed has reached.
    public var missed: [Mark] { Mark.allCases.filter { reached[$0] == nil } }

    /// Plays one more seed.
    @discardableResult
    public mutating func play(seed: UInt64, mutant: Mutant? = nil) -> Simulation.Outcome {
        let outcome = Simulation.play(seed: seed, mutant: mutant)
        playedCount += 1
        eventCount += outcome.log.count
        for mark in outcome.marks { reached[mark, default: 0] += 1 }
        if outcome.violation != nil {
            failureCount += 1
            if failures.count < Self.maximumFailureCount { failures.append(outcome) }
        }
        return outcome
    }

    /// Adds what another campaign reached.
    public mutating func add(_ other: SeedCampaign) {
        playedCount += other.playedCount
        eventCount += other.eventCount
        reached.merge(other.reached, uniquingKeysWith: +)
        failureCount += other.failureCount
        failures += other.failures.prefix(Self.maximumFailureCount - failures.count)
    }
}

extension SeedCampaign {
    /// The seeds that every test run plays; together they reach every mark.
    public static let fixedSeeds: Range<UInt64> = 1..<401
}

extension Simulation {
    /// The most rounds that a seed may have.
    static let maximumRoundCount = 200

    /// The fewest rounds of disorder after which a seed still violates the same invariant.
    public static func fewestRounds(violating invariant: Invariant, seed: UInt64, mutant: Mutant? = nil)
        -> Int?
    {
        (0...maximumRoundCount).first { rounds in
            play(seed: seed, mutant: mutant, roundLimit: rounds).violation?.invariant == invariant
        }
    }
}
