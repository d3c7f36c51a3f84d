import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// The lines of runs and open gates, made from the journal's lists. What the lists do not say is read from
/// the runs once and kept.
struct ListReader {
    /// The newest runs that are told whatever their phase.
    static let newestRunCount = 100
    /// The most runs that are told.
    static let maximumRunCount = 500
    /// The most open gates that are told.
    static let maximumGateCount = 500

    /// What a run's line says and the journal's list does not; nothing when its log is damaged.
    private struct Origin {
        var playbook: String?
        var budget: Double?
    }

    let reader: RunReader
    private var origins: [RunID: Origin] = [:]
    private var runs: [RunID: (summary: RunSummary, line: JSON)] = [:]
    private var gates: [GateName: (summary: GateSummary, line: JSON)] = [:]

    init(_ reader: RunReader) {
        self.reader = reader
    }

    /// The lines of the newest runs and of all that have not ended, the newest first.
    mutating func runLines() async throws -> [(run: RunID, line: JSON)] {
        let newest = try await reader.journal.runs(RunQuery(limit: Self.newestRunCount))
        let unfinished = try await reader.journal.runs(
            RunQuery(phases: RunPhase.allCases.filter { !$0.isFinal }, limit: Self.maximumRunCount))
        var known = Set(newest.map(\.run))
        var summaries = newest + unfinished.filter { known.insert($0.run).inserted }
        // A run that has just ended and is not among the newest is told once more.
        for run in runs.keys where !known.contains(run) {
            guard try await reader.quarantine.damage(of: run) == nil else { continue }
            if let state = try await readable(run) { summaries.append(state.summary) }
        }
        var lines: [(RunID, JSON)] = []
        var kept: [RunID: (summary: RunSummary, line: JSON)] = [:]
        for summary in summaries {
            let line = try await line(of: summary)
            lines.append((summary.run, line))
            if known.contains(summary.run) { kept[summary.run] = (summary, line) }
        }
        runs = kept
        origins = origins.filter { kept[$0.key] != nil }
        return lines
    }

    /// One line, for lists that are asked for page by page.
    mutating func line(of summary: RunSummary) async throws -> JSON {
        if let kept = runs[summary.run], kept.summary == summary { return kept.line }
        if let damage = try await reader.quarantine.damage(of: summary.run) {
            // Nobody carries it out, and what else the list says of it may be wrong.
            var damaged = summary
            damaged.damage = "\(damage)"
            return RunLine(damaged).json
        }
        var summary = summary
        if summary.damage != nil, let state = try await readable(summary.run) { summary = state.summary }
        let origin = try await origin(of: summary.run)
        let owner = summary.phase.isFinal ? nil : try await reader.owner(of: summary.run)
        var line = RunLine(summary, owner: owner)
        line.playbook = origin.playbook
        line.budget = origin.budget
        return line.json
    }

    private mutating func origin(of run: RunID) async throws -> Origin {
        if let origin = origins[run] { return origin }
        var origin = Origin()
        do {
            if let first = try await reader.page(of: run, after: .zero, limit: 1).first,
                case .runCreated(let created) = try first.event
            {
                origin = Origin(playbook: created.playbook.name, budget: created.playbook.budget)
            }
        } catch {
            guard EngineError(reading: error, of: run).isLasting else { throw error }
        }
        origins[run] = origin
        return origin
    }

    /// The run, or `nil` when its log is damaged: then the lists say of it what the journal's lists do, and
    /// the other runs are told as ever.
    private func readable(_ run: RunID) async throws -> RunState? {
        do {
            return try await LoadedRun.load(run, from: reader.journal).state
        } catch {
            guard EngineError(reading: error, of: run).isLasting else { throw error }
            return nil
        }
    }

    /// The lines of all open gates, the oldest first.
    mutating func gateLines() async throws -> [(gate: GateName, line: JSON)] {
        let summaries = try await reader.journal.openGates(GateQuery(limit: Self.maximumGateCount))
        return try await lines(of: summaries)
    }

    /// The lines of some open gates. Those of runs that are put aside are left out: what they ask cannot be
    /// shown, and no verdict on them would count.
    mutating func lines(of summaries: [GateSummary]) async throws -> [(gate: GateName, line: JSON)] {
        var states: [RunID: RunState?] = [:]
        var kept: [GateName: (summary: GateSummary, line: JSON)] = [:]
        var lines: [(GateName, JSON)] = []
        for summary in summaries {
            let name = GateName(summary.run, summary.gate)
            var line: JSON
            if let known = gates[name], known.summary == summary {
                line = known.line
            } else {
                let state: RunState?
                if let loaded = states[summary.run] {
                    state = loaded
                } else {
                    guard try await reader.quarantine.damage(of: summary.run) == nil else { continue }
                    state = try await readable(summary.run)
                    states.updateValue(state, forKey: summary.run)
                }
                guard
                    let made = state.map({ GateLine(summary.gate, in: $0) })
                        ?? GateLine(summary, runTitle: "\(summary.run)")
                else { continue }
                line = made.json
            }
            kept[name] = (summary, line)
            lines.append((name, line))
        }
        gates = kept
        return lines
    }
}
