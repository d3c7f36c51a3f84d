import FermataAgents
import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import Logging

/// Runs in this machine's journal: this process decides, and carries out what nobody else does.
struct LocalConductor: Conductor {
    /// How often another name is tried when a run of that name exists.
    private static let nameAttemptLimit = 8

    let location: JournalLocation
    let journal: any Journal
    let login: Actor
    let clock = SystemClock()
    let console: Console
    let logger: Logger
    let environment: [String: String]

    var place: String { "here" }
    var offersPlaybooks: Bool { false }

    func close() {}

    // Looking

    func runs(_ query: RunQuery) async throws -> [RunSummary] { try await journal.runs(query) }

    func damage(of run: RunID) async throws -> String? {
        try await LoadedRun.damage(of: run, in: journal).map { "\($0)" }
    }

    func openGates(limit: Int) async throws -> [GateSummary] {
        var gates: [GateSummary] = []
        while gates.count < limit {
            let wanted = min(limit - gates.count, GateQuery.maximumLimit)
            let after = gates.last.map(GateQuery.Position.init(after:))
            let page = try await journal.openGates(GateQuery(after: after, limit: wanted))
            gates += page
            if page.count < wanted { break }
        }
        return gates
    }

    func contains(_ run: RunID) async throws -> Bool { try await journal.head(of: run) != nil }

    func state(of run: RunID) async throws -> RunState {
        try await LoadedRun.load(run, from: journal).state
    }

    func state(of run: RunID, at revision: Revision) async throws -> RunState {
        try await LoadedRun.load(run, at: revision, from: journal).state
    }

    func owner(of run: RunID) async throws -> String? { try await journal.owner(of: run)?.label }

    // Deciding

    func person() -> Actor { login }

    @discardableResult
    func perform(_ command: Command, on run: RunID) async throws -> RunState {
        let loaded = try await LoadedRun.load(run, from: journal)
        return try await writer.perform(command, on: loaded, by: login).state
    }

    func create(_ order: RunOrder) async throws -> RunID {
        guard case .file(_, _, let playbook) = order.origin else {
            throw CommandFailure("This machine's journal offers no playbooks; name a file.", status: .usage)
        }
        let directory =
            try order.directory.map { path throws(FileProblem) in try FileAccess.directory(path) }
            ?? FileAccess.workingDirectory()
        for _ in 0..<Self.nameAttemptLimit {
            let created = RunCreated(
                run: RunID.fresh(at: clock.now), title: order.title ?? playbook.name,
                playbook: playbook, inputs: order.inputs, directory: directory,
                autonomy: order.autonomy ?? playbook.autonomy, isUnattended: order.isUnattended)
            do {
                return try await writer.create(created, by: login).state.id
            } catch {
                guard case .refused(.runExists) = error else { throw error }
            }
        }
        throw CommandFailure("No free name for the run was found. Try again.")
    }

    /// Decides commands without carrying anything out.
    private var writer: RunWriter { RunWriter(journal: journal, clock: clock) }

    // Sessions

    func carryOut(
        _ run: RunID, force: Bool, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd {
        try await withEngine { engine in
            try await engine.carryOutOrEnd(run, force: force)
            return try await session(
                LocalSupervision(run: run, carriesOut: true, engine: engine, journal: journal, person: login))
        }
    }

    func watch(
        _ run: RunID, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd {
        // An engine that only looks: nothing is carried out, so it needs no lock.
        let viewer = Engine(
            journal: journal, agents: AgentRegistry([:]), owner: LoginIdentity.newOwner(), logger: logger)
        return try await session(
            LocalSupervision(run: run, carriesOut: false, engine: viewer, journal: journal, person: login))
    }

    // Logs

    func audit(_ run: RunID) async throws -> AuditFinding {
        let report = try await JournalAudit.verify(run, in: journal)
        return AuditFinding(report)
    }

    func export(_ run: RunID, _ write: @escaping @Sendable ([UInt8]) -> Void) async throws {
        try await JournalAudit.export(run, from: journal) { line in write(line) }
    }
}

extension AuditFinding {
    /// What a report of the journal says.
    init(_ report: AuditReport) {
        self.init(
            run: report.run, eventCount: report.verified?.revision.number ?? 0, head: report.verified?.hash,
            fault: report.fault.map { "\($0)" })
    }
}
