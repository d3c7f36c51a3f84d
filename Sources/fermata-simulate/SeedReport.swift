import FermataCore
import FermataJournal
import FermataSimulation

/// What is printed about seeds.
enum SeedReport {
    static func summary(of campaign: SeedCampaign, in duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Int(Double(campaign.playedCount) / seconds) : 0
        var lines = [
            "\(campaign.playedCount) seeds, \(campaign.eventCount) events, \(rate) seeds a second,"
                + " \(campaign.failureCount) failures,"
                + " \(campaign.reached.count) of \(Mark.allCases.count) marks:"
        ]
        for mark in Mark.allCases {
            lines.append("  \(mark.rawValue): \(campaign.reached[mark] ?? 0)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func failure(_ outcome: Simulation.Outcome, mutant: Mutant?) -> String {
        let option = mutant.map { " --mutant \($0.rawValue)" } ?? ""
        return log(outcome)
            + "Seed \(outcome.seed) violates \(outcome.violation?.description ?? "nothing")\n"
            + "Reproduce it with: fermata-simulate --seed \(outcome.seed) --verbose\(option)\n"
    }

    static func whole(_ outcome: Simulation.Outcome) -> String {
        "Schedule of seed \(outcome.seed), each line after the revision it was done at:\n"
            + outcome.schedule.map { "  \($0)\n" }.joined() + log(outcome)
    }

    static func log(_ outcome: Simulation.Outcome) -> String {
        "Log of seed \(outcome.seed):\n" + outcome.log.map { "  \(line(of: $0))\n" }.joined()
    }

    private static func line(of event: StoredEvent) -> String {
        let body = String(decoding: event.body, as: UTF8.self)
        let actor = event.actor == "\"engine\"" ? "engine" : "person"
        return "\(event.revision) \(event.time.milliseconds) \(event.command) \(actor) \(event.type) \(body)"
    }
}
