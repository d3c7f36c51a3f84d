import Foundation
import Testing

@testable import FermataCore

/// Walks through runs that nobody thought of, one random command after another. What is expected of each
/// step is in `StateAudit`; here it is only expected that the walks get everywhere.
@Suite("Wandering")
struct WanderingTests {
    static let commandCount = 40

    /// Set `FERMATA_WALKS` to walk more of them.
    static let walkCount = ProcessInfo.processInfo.environment["FERMATA_WALKS"].flatMap(Int.init) ?? 60

    @Test("No walk through a run leads to a state that must not be", arguments: 1...walkCount)
    func wander(seed: Int) {
        _ = Self.walk(seed: UInt64(seed))
    }

    static func walk(seed: UInt64) -> Scenario {
        var wanderer = Wanderer(seed: seed)
        let playbook = wanderer.soundPlaybook()
        var run = Scenario(playbook, isUnattended: wanderer.random.chance(15))
        for _ in 0..<commandCount where !run.state.phase.isFinal {
            if wanderer.random.chance(20) { run.wait(seconds: 20) }
            let (command, actor) = wanderer.command(for: run.state)
            run.tries(command, by: actor)
            if case .adopt = command { run.epoch = run.state.epoch }
        }
        return run
    }
}
