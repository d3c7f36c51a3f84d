import FermataCore
import FermataJournal
import FermataRuntime
import Logging
import ServiceLifecycle

/// Carries out the runs that nobody else does: those left over when the server starts, and those whose
/// process ends while it lives.
///
/// A run that never had an owner since the server started is left to whoever made it: `fermata run` takes it
/// a moment later itself.
struct Adoption: Service {
    /// Runs read at a time.
    static let pageSize = 500

    let parts: ServerParts

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var owned: Set<RunID> = []
            var isFirst = true
            while !Task.isCancelled {
                await look(&owned, adoptsAll: isFirst)
                isFirst = false
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

    private func look(_ owned: inout Set<RunID>, adoptsAll: Bool) async {
        do {
            var seen: Set<RunID> = []
            for run in try await unfinishedRuns() {
                if try await parts.journal.owner(of: run) != nil {
                    seen.insert(run)
                } else if adoptsAll || owned.contains(run) {
                    await adopt(run)
                    seen.insert(run)
                }
            }
            owned = seen
        } catch {
            parts.logger.error(
                "Runs without an owner could not be looked for.", metadata: ["error": "\(error)"])
        }
    }

    private func adopt(_ run: RunID) async {
        do {
            try await parts.engine.carryOut(run)
            parts.logger.info("Carrying out run \(run) from here on.")
        } catch .journal(.leased) {
            // Another process was faster.
        } catch {
            parts.logger.error("Run \(run) cannot be carried out.", metadata: ["error": "\(error)"])
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
