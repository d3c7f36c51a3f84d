public import ArgumentParser
public import FermataSimulation

/// Plays seeded runs full of faults and audits each one.
@main
struct FermataSimulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fermata-simulate",
        abstract: "Plays seeded runs full of crashes, rivals and impatient people, and audits each one.",
        discussion: """
            Every seed is one run; the same seed gives the same log. On a violation the seed, the invariant, \
            the log and the command that reproduces it are printed, and the exit code is 1.
            """)

    /// Seeds between two lines about progress.
    private static let progressInterval = 10_000

    @Option(help: "How many seeds to play.")
    var seeds: Int = 1_000

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    @Flag(help: "Begin with a first seed that nobody has chosen.")
    var fresh = false

    @Flag(help: "Play the fixed seeds of the tests first, and demand that every mark is reached.")
    var fixed = false

    @Option(help: "Play only this seed.")
    var seed: UInt64?

    @Flag(help: "With --seed: print the schedule and the log.")
    var verbose = false

    @Flag(help: "With --seed: look for the fewest rounds of disorder that still end in the same violation.")
    var minimize = false

    @Option(help: "With --seed: rounds of disorder before everybody becomes patient.")
    var rounds: Int?

    @Option(help: "Build this bug in, to see whether the auditor finds it.")
    var mutant: Mutant?

    @Option(help: "Alter that many logs of simulated runs and fold them; with --seed from that one on.")
    var alteredLogs: Int?

    func validate() throws {
        guard alteredLogs ?? 1 > 0 else { throw ValidationError("--altered-logs must be at least 1.") }
        guard seeds > 0 else { throw ValidationError("--seeds must be at least 1.") }
        guard from <= UInt64.max - UInt64(seeds) else {
            throw ValidationError("--from leaves no room for \(seeds) seeds.")
        }
        guard seed != nil || !verbose && !minimize && rounds == nil else {
            throw ValidationError("--verbose, --minimize and --rounds need --seed.")
        }
        guard rounds ?? 0 >= 0 else { throw ValidationError("--rounds must not be negative.") }
    }

    func run() throws {
        if let alteredLogs {
            try alter(alteredLogs)
        } else if let seed {
            try playOne(seed)
        } else {
            try playMany()
        }
    }

    private func playOne(_ seed: UInt64) throws {
        var limit = rounds
        if minimize, let invariant = Simulation.play(seed: seed, mutant: mutant).violation?.invariant {
            limit = Simulation.fewestRounds(violating: invariant, seed: seed, mutant: mutant)
            Console.write("Fewest rounds: --rounds \(limit ?? 0)\n")
        }
        let outcome = Simulation.play(
            seed: seed, mutant: mutant, keepsSchedule: verbose, roundLimit: limit)
        if verbose { Console.write(SeedReport.whole(outcome)) }
        guard let violation = outcome.violation else {
            Console.write("Seed \(seed): \(outcome.log.count) events, every invariant holds.\n")
            return
        }
        if !verbose { Console.write(SeedReport.log(outcome)) }
        Console.write("Seed \(seed) violates \(violation)\n")
        throw ExitCode.failure
    }

    private func playMany() throws {
        var campaign = SeedCampaign()
        let clock = ContinuousClock()
        let start = clock.now
        var ranges: [Range<UInt64>] = []
        if fixed { ranges.append(SeedCampaign.fixedSeeds) }
        var first = from
        if fresh {
            first = UInt64.random(in: (1 << 32)...(1 << 53))
            Console.write("Fresh seeds from \(first).\n")
        }
        ranges.append(first..<first + UInt64(seeds))
        for seed in ranges.joined() {
            let outcome = campaign.play(seed: seed, mutant: mutant)
            if let violation = outcome.violation { Console.write("Seed \(seed) violates \(violation)\n") }
            if campaign.playedCount % Self.progressInterval == 0 {
                Console.write("\(campaign.playedCount) seeds, \(campaign.failureCount) failures\n")
            }
        }
        Console.write(SeedReport.summary(of: campaign, in: clock.now - start))
        guard campaign.failureCount == 0 else {
            if let first = campaign.failures.first {
                Console.write(SeedReport.failure(first, mutant: mutant))
            }
            throw ExitCode.failure
        }
        if fixed, !campaign.missed.isEmpty {
            Console.write("Marks that no seed has reached: \(campaign.missed.map(\.rawValue))\n")
            throw ExitCode.failure
        }
    }
}

extension Mutant: ExpressibleByArgument {}
