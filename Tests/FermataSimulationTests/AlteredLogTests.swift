import FermataSimulation
import Testing

@Suite("Altered logs")
struct AlteredLogTests {
    private static let logCount: UInt64 = 2_000

    @Test(
        "Nothing traps on an altered log, whatever reads it, and a log as it was written is never objected to"
    )
    func alteredLogs() {
        let seed = UInt64.random(in: (1 << 32)...(1 << 53))
        print("Altered logs: \(Self.logCount) from seed \(seed)")
        var campaign = AlteredLogCampaign(seed: seed)
        #expect(campaign.falseObjections == [], "seed \(seed)")
        for offset in 0..<Self.logCount { campaign.play(seed: seed + offset) }
        #expect(campaign.logCount == Int(Self.logCount))
        #expect(campaign.brokenStateCount == 0)
        let found = campaign.objectedCount + campaign.unreadableCount
        #expect(found * 100 > campaign.logCount * AlteredLogCampaign.leastObjectedPercent, "seed \(seed)")
        #expect(campaign.objectedCount > 0)
    }
}
