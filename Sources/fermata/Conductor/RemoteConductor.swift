import FermataClient
import FermataCore
import FermataJournal

/// Runs of a server: it decides, folds and carries out, and this process only asks.
struct RemoteConductor: Conductor {
    let client: ServerClient

    /// A conductor that has not connected yet.
    init(_ access: ServerAccess, console: Console) throws(CertificateProblem) {
        client = try ServerClient(access, console: console)
    }

    var place: String { "on the server" }
    var offersPlaybooks: Bool { true }

    func close() async { await client.close() }

    // Looking

    func runs(_ query: RunQuery) async throws -> [RunSummary] { try await client.runs(query) }

    func damage(of run: RunID) async throws -> String? { nil }

    func openGates(limit: Int) async throws -> [GateSummary] { try await client.openGates(limit: limit) }

    func contains(_ run: RunID) async throws -> Bool {
        do {
            _ = try await client.owner(of: run)
            return true
        } catch let failure as ServerFailure {
            guard failure.code == JournalError.notFound(run).code else { throw failure }
            return false
        }
    }

    func state(of run: RunID) async throws -> RunState { try await client.state(of: run) }

    func state(of run: RunID, at revision: Revision) async throws -> RunState {
        do {
            return try await client.state(of: run, at: revision)
        } catch let failure as ServerFailure {
            guard failure.code == CommandErrorCode.unknownRevision.code else { throw failure }
            return try await client.state(of: run)
        }
    }

    func owner(of run: RunID) async throws -> String? { try await client.owner(of: run) }

    /// The server waits for what a dead process had started when it takes a run over.
    func settledOwner(of run: RunID) async throws -> String? { try await client.owner(of: run) }

    // Deciding

    func person() async throws -> Actor { try await client.person() }

    @discardableResult
    func perform(_ command: Command, on run: RunID) async throws -> RunState {
        try await client.perform(command, on: run, rule: .brief)
        return try await client.state(of: run)
    }

    func create(_ order: RunOrder) async throws -> RunID {
        var request: RunRequest
        switch order.origin {
        case .file(let name, let source, _):
            request = RunRequest(origin: .source(source, file: name), inputs: order.inputs)
            request.directory = try directory(order.directory)
        case .offered(let name):
            request = RunRequest(origin: .named(name), inputs: order.inputs)
            request.directory = try order.directory.flatMap(directory)
        }
        request.title = order.title
        request.autonomy = order.autonomy
        request.isUnattended = order.isUnattended
        return try await client.create(request)
    }

    /// A server on this machine sees the same directories; of another one's only the whole path can be known.
    private func directory(_ named: String?) throws -> String? {
        if client.address.isLoopback {
            return try named.map { path throws(FileProblem) in try FileAccess.directory(path) }
                ?? FileAccess.workingDirectory()
        }
        guard let named else { return nil }
        guard named.hasPrefix("/") else {
            throw CommandFailure(
                "--directory \(named) is on the server's machine: write the whole path.", status: .usage)
        }
        return named
    }

    // Sessions

    func carryOut(
        _ run: RunID, force: Bool, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd {
        do {
            try await client.carryOut(run, force: force)
        } catch let failure as ServerFailure {
            // The server did not wait for this: the run's end is then what there is to see.
            guard failure.code == Refusal.runEnded(.completed).code else { throw failure }
        }
        return try await watch(run, session)
    }

    func watch(
        _ run: RunID, _ session: @escaping @Sendable (any Supervision) async throws -> SessionEnd
    ) async throws -> SessionEnd {
        try await session(RemoteSupervision(run: run, client: client))
    }

    // Logs

    func audit(_ run: RunID) async throws -> AuditFinding {
        let audit = try await client.audit(run)
        return AuditFinding(
            run: run, eventCount: audit.eventCount, head: audit.head, fault: audit.fault)
    }

    func export(_ run: RunID, _ write: @escaping @Sendable ([UInt8]) -> Void) async throws {
        try await client.export(run, write)
    }
}
