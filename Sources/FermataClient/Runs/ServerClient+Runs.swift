public import FermataCore
public import FermataJournal

extension ServerClient {
    /// The most items that a server gives at once.
    static let pageLimit = 500

    /// Runs, the newest first.
    public func runs(_ query: RunQuery) async throws -> [RunSummary] {
        var runs: [RunSummary] = []
        var after = query.after
        while runs.count < query.limit {
            var request = ServerRequest(path: "/v1/runs")
            request.query.append(("limit", "\(min(Self.pageLimit, query.limit - runs.count))"))
            if !query.phases.isEmpty {
                request.query.append(("phase", query.phases.map(\.rawValue).joined(separator: ",")))
            }
            if let after { request.query.append(("after", after.rawValue)) }
            let (page, next) = try await value(request, rule: .brief) { json throws(JSONDecodingError) in
                (
                    try json.field("runs", as: [RunSummaryLine].self).map(\.summary),
                    try json.optionalField("next", as: RunID.self)
                )
            }
            runs += page
            guard let next else { break }
            after = next
        }
        return runs
    }

    /// The gates that wait for a verdict in all runs, the oldest first.
    public func openGates(limit: Int) async throws -> [GateSummary] {
        var gates: [GateSummary] = []
        var after: String?
        while gates.count < limit {
            var request = ServerRequest(path: "/v1/gates", query: [("status", "open")])
            request.query.append(("limit", "\(min(Self.pageLimit, limit - gates.count))"))
            if let after { request.query.append(("after", after)) }
            let (page, next) = try await value(request, rule: .brief) { json throws(JSONDecodingError) in
                (
                    try json.field("gates", as: [GateSummaryLine].self).map(\.summary),
                    try json.optionalField("next", as: String.self)
                )
            }
            gates += page
            guard let next else { break }
            after = next
        }
        return gates
    }

    /// A run's state, now or as it was after that many events.
    public func state(
        of run: RunID, at revision: Revision? = nil, rule: RetryRule = .brief
    ) async throws -> RunState {
        var request = ServerRequest(path: "/v1/runs/\(run)/state")
        if let revision { request.query.append(("at", "\(revision)")) }
        return try await value(request, rule: rule) { json throws(JSONDecodingError) in
            try RunState(json: json)
        }
    }

    /// Which process carries a run out, as people name it.
    public func owner(of run: RunID) async throws -> String? {
        try await value(ServerRequest(path: "/v1/runs/\(run)"), rule: .brief) {
            json throws(JSONDecodingError) in
            try json.optionalField("owner", as: JSON.self)?.field("label")
        }
    }

    /// Bytes that a run's log names by their digest.
    public func payload(_ digest: Digest, of run: RunID) async throws -> [UInt8] {
        try await bytes(
            ServerRequest(path: "/v1/runs/\(run)/payloads/\(digest.hexadecimal)", accept: "*/*"),
            rule: .watching)
    }

    /// Who asks, as the server knows them.
    public func person() async throws -> Actor {
        try await value(ServerRequest(path: "/v1/session"), rule: .brief) { json throws(JSONDecodingError) in
            Actor(
                kind: .person, name: try json.field("person"),
                authentication: try json.optionalField("authentication") ?? "token",
                role: try json.field("role"))
        }
    }
}

/// A line of the list of runs.
private struct RunSummaryLine: JSONCodable {
    let summary: RunSummary
    let json: JSON

    init(json: JSON) throws(JSONDecodingError) {
        self.json = json
        summary = RunSummary(
            run: try json.field("run"), title: try json.field("title"), phase: try json.field("phase"),
            isPaused: try json.field("isPaused"), endedStepCount: try json.field("endedSteps"),
            stepCount: try json.field("steps"), openGateCount: try json.field("openGates"),
            cost: try json.field("cost"), createdAt: try json.field("createdAt"),
            updatedAt: try json.field("updatedAt"), damage: try json.optionalField("damage"))
    }
}

/// A line of the list of gates.
private struct GateSummaryLine: JSONCodable {
    let summary: GateSummary
    let json: JSON

    init(json: JSON) throws(JSONDecodingError) {
        self.json = json
        summary = GateSummary(
            run: try json.field("run"), gate: try json.field("number"), kind: try json.field("kind"),
            step: try json.optionalField("step"), title: try json.field("title"),
            openedAt: try json.field("openedAt"), deadline: try json.optionalField("deadline"),
            onTimeout: try json.optionalField("onTimeout"), digest: try json.field("digest"))
    }
}
