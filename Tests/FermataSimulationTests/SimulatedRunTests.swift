import FermataJournal
import FermataSimulation
import Testing

@Suite("Simulated runs")
struct SimulatedRunTests {
    /// The fixed seeds are played in this many parts, side by side.
    private static let partCount = 4
    private static let freshSeedCount: UInt64 = 40

    @Test("Every invariant holds in the fixed seeds, and together they reach every mark")
    func fixedSeeds() async {
        let seeds = SeedCampaign.fixedSeeds
        let campaign = await withTaskGroup(of: SeedCampaign.self, returning: SeedCampaign.self) { group in
            for part in 0..<Self.partCount {
                group.addTask {
                    var campaign = SeedCampaign()
                    for seed in seeds where seed % UInt64(Self.partCount) == UInt64(part) {
                        campaign.play(seed: seed)
                    }
                    return campaign
                }
            }
            var whole = SeedCampaign()
            for await part in group { whole.add(part) }
            return whole
        }
        #expect(campaign.playedCount == seeds.count)
        expectSound(campaign)
        #expect(campaign.missed.isEmpty, "marks that no fixed seed reaches: \(campaign.missed)")
    }

    @Test("Every invariant holds in seeds that nobody has chosen")
    func freshSeeds() {
        let first = UInt64.random(in: (1 << 32)...(1 << 53))
        print("Fresh seeds: \(Self.freshSeedCount) from \(first)")
        var campaign = SeedCampaign()
        for seed in first..<first + Self.freshSeedCount { campaign.play(seed: seed) }
        expectSound(campaign)
    }

    @Test("The same seed gives the same log, byte for byte", arguments: [3, 25, 79, 253] as [UInt64])
    func sameSeedSameLog(seed: UInt64) {
        let first = Simulation.play(seed: seed, keepsSchedule: true)
        let second = Simulation.play(seed: seed)
        #expect(!first.log.isEmpty)
        #expect(first.log == second.log)
        #expect(first.marks == second.marks)
        #expect(!first.schedule.isEmpty)
    }

    @Test("Different seeds give different logs")
    func differentSeeds() {
        let hashes = Set((1...20).map { Simulation.play(seed: $0).log.last?.hash })
        #expect(hashes.count == 20)
    }

    private func expectSound(_ campaign: SeedCampaign) {
        #expect(campaign.playedCount > 0)
        for failure in campaign.failures {
            Issue.record(
                """
                Seed \(failure.seed) violates \(failure.violation?.description ?? "nothing"); see it with \
                `swift run fermata-simulate --seed \(failure.seed) --verbose`
                """)
        }
        #expect(campaign.failureCount == 0)
    }
}
