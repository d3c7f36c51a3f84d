import FermataCore
import FermataJournal
import FermataRuntime
import Logging
import ServiceLifecycle

/// Carries out the runs that nobody else does: those left over when the server starts, and those whose
/// process ends while it lives.
///
/// A run that has never had an owner is left to whoever made it, once the server has started: `fermata run`
/// takes it a moment later itself.
struct Adoption: Service {
    /// Runs read at a time.
    static let pageSize = 500

    let parts: ServerParts

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var alone: Set<RunID>?
            while !Task.isCancelled {
                alone = await look(aloneBefore: alone)
                do {
                    try await parts.clock.wait(
                        until: Timestamp(
                            milliseconds: parts.clock.now.milliseconds
                                + parts.settings.adoptionIntervalMilliseconds))
                } catch {
                    // Cancelled: the server ends.
                    return
                }
            }
        }
    }

    /// Adopts what nobody carries out now and nobody did at the look before, so that a process which is just
    /// taking a run is not pushed aside.
    /// - Returns: the runs that are alone.
    private func look(aloneBefore: Set<RunID>?) async -> Set<RunID> {
        var alone: Set<RunID> = []
        do {
            for run in try await unfinishedRuns() where try await parts.journal.owner(of: run) == nil {
                alone.insert(run)
                let isNew = aloneBefore?.contains(run) != true
                guard try await isSound(run, tellsDamage: isNew) else { continue }
                if let aloneBefore {
                    guard aloneBefore.contains(run), try await hasHadOwner(run) else { continue }
                }
                await adopt(run)
            }
        } catch {
            parts.access.tally.note(
                .error, "Runs without an owner could not be looked for.", about: "adoption",
                metadata: ["error": "\(error)"], to: parts.logger)
        }
        return alone
    }

    /// Whether the run's log can be folded. What a damaged one seems to owe is not carried out, and the other
    /// runs go on.
    private func isSound(_ run: RunID, tellsDamage: Bool) async throws(EngineError) -> Bool {
        let found = try await parts.reader.quarantine.damage(of: run)
        if let found, tellsDamage { tell(found) }
        return found == nil
    }

    private func tell(_ damage: Inconsistency) {
        parts.logger.error(
            "Run \(damage.run) is put aside: its log is damaged. `fermata audit verify` says more.",
            metadata: ["error": "\(damage)"])
    }

    private func hasHadOwner(_ run: RunID) async throws(EngineError) -> Bool {
        try await LoadedRun.load(run, from: parts.journal).state.epoch > .zero
    }

    private func adopt(_ run: RunID) async {
        do {
            try await parts.engine.carryOut(run)
            parts.logger.info("Carrying out run \(run) from here on.")
        } catch .journal(.leased) {
            // Another process was faster.
        } catch {
            parts.access.tally.note(
                .error, "Run \(run) cannot be carried out.", about: "adoption of \(run)",
                metadata: ["error": "\(error)"], to: parts.logger)
        }
    }

    private func unfinishedRuns() async throws(JournalError) -> [RunID] {
        let phases = RunPhase.allCases.filter { !$0.isFinal }
        var runs: [RunID] = []
        while true {
            let page = try await parts.journal.runs(
                RunQuery(phases: phases, after: runs.last, limit: Self.pageSize))
            runs += page.map(\.run)
            if page.count < Self.pageSize { return runs }
        }
    }
}
