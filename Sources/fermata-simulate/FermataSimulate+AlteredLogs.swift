import ArgumentParser
import FermataSimulation

extension FermataSimulate {
    /// Logs between two lines about progress.
    private static let progressInterval = 100_000

    /// Alters and folds logs. A trap ends the process; the seed in the first line shows it again.
    func alter(_ count: Int) throws {
        let seed = seed ?? UInt64.random(in: (1 << 32)...(1 << 53))
        Console.write("Altered logs: \(count) from seed \(seed).\n")
        var campaign = AlteredLogCampaign(seed: seed)
        for offset in 0..<UInt64(count) {
            campaign.play(seed: seed &+ offset)
            if campaign.logCount % Self.progressInterval == 0 { Console.write("\(campaign.logCount) logs\n") }
        }
        Console.write(
            "\(campaign.logCount) altered logs, \(campaign.eventCount) events folded, "
                + "\(campaign.objectedCount) objected to, \(campaign.unreadableCount) unreadable, no trap.\n")
        for objection in campaign.falseObjections {
            Console.write("A log that was not altered is objected to: \(objection)\n")
        }
        guard campaign.falseObjections.isEmpty, campaign.brokenStateCount == 0 else {
            throw ExitCode.failure
        }
    }
}
