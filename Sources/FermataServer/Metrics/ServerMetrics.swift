import CoreMetrics
import FermataCore
import FermataJournal

/// What the server counts.
struct ServerMetrics: Sendable {
    let registry = PrometheusRegistry()
    private let streams: Meter
    private let delivered: Counter
    private let conflicts: Counter

    init() {
        streams = Meter(label: "fermata_streams_open", factory: registry)
        delivered = Counter(label: "fermata_stream_events_delivered_total", factory: registry)
        conflicts = Counter(label: "fermata_conflicts_total", factory: registry)
        streams.set(0)
        delivered.increment(by: 0)
        conflicts.increment(by: 0)
    }

    /// A request was answered.
    func answered(method: String, route: String, status: Int, nanoseconds: Int64) {
        let labels = [("method", method), ("route", route)]
        Counter(
            label: "fermata_http_requests_total", dimensions: labels + [("status", String(status))],
            factory: registry
        ).increment()
        Timer(label: "fermata_http_request_seconds", dimensions: labels, factory: registry)
            .recordNanoseconds(nanoseconds)
        // Somebody else was first: the journal or the rules have refused a stale order.
        if status == 409 || status == 412 { conflicts.increment() }
    }

    /// A stream was opened.
    func streamOpened() { streams.increment() }

    /// A stream has ended.
    func streamClosed() { streams.decrement() }

    /// Events were sent on a stream.
    func delivered(events: Int) { delivered.increment(by: events) }

    /// Looks at what is counted when it is asked for.
    func lookAt(_ journal: any Journal, channels: Int, activeRuns: Int) async throws(JournalError) {
        for phase in RunPhase.allCases where !phase.isFinal {
            let runs = try await journal.runs(
                RunQuery(phases: [phase], limit: RunQuery.maximumLimit))
            Meter(label: "fermata_runs", dimensions: [("phase", phase.rawValue)], factory: registry)
                .set(runs.count)
        }
        let gates = try await journal.openGates(GateQuery(limit: GateQuery.maximumLimit))
        Meter(label: "fermata_gates_open", factory: registry).set(gates.count)
        Meter(label: "fermata_watched_runs", factory: registry).set(channels)
        Meter(label: "fermata_coordinators", factory: registry).set(activeRuns)
    }
}
