import FermataCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the server delivers to many subscribers, and how soon a verdict reaches them.
enum StreamBenchmarks {
    static let subscriberCount = 1_000
    static let eventCount = 1_000
    static let writerCount = 4
    static let stalledCount = 50
    static let verdictSubscriberCount = 100
    /// As many gates as a run's concurrency may open at once.
    static let verdictCount = 60
    static let verdictRoundCount = 4

    static func streams() async throws {
        print("\n6. \(subscriberCount) subscribers of one run, \(eventCount) events")
        let server = try ServedProgram.start(offering: waitingPlaybook)
        defer { server.stop() }
        let plain = try await live(server, views: "none", stalled: 0)
        try tell("events alone", plain, server)
        try tell(
            "beside \(stalledCount) who read nothing",
            try await live(server, views: "none", stalled: stalledCount), server)
        try tell("with folded views", try await live(server, views: "all", stalled: 0), server)
        let length = max(32, plain.byteCount / plain.frameCount)
        for batch in [1, 16] {
            let bare = try bareDeliveries(batch: batch, frameLength: length)
            let ratio = plain.framesPerSecond / bare.framesPerSecond
            print(
                "   a bare epoll loop, \(batch) frames of \(length) bytes a write: \(bare.words);"
                    + " events alone are \(digits(ratio)) × of it")
        }
    }

    private static func tell(_ what: String, _ deliveries: Deliveries, _ server: ServedProgram) throws {
        let memory = Double(try server.peakMemoryByteCount()) / 1e6
        print(
            "   \(what): \(deliveries.words), \(deliveries.byteCount / deliveries.frameCount) bytes each;"
                + " the server's memory \(digits(memory, 1)) MB at most")
    }

    /// Subscribers first, then the events: notes of several writers at once.
    private static func live(
        _ server: ServedProgram, views: String, stalled: Int
    ) async throws -> Deliveries {
        let (run, revision) = try await makeRun(server, gateCount: 1)
        let path = "/v1/runs/\(run)/events?after=\(revision)&views=\(views)"
        let idle = try (0..<stalled).map { _ in try StalledReader(server, path) }
        defer { for reader in idle { reader.close() } }
        let subscribers = try Subscribers.start(
            server, path, count: subscriberCount, last: revision + eventCount)
        let processor = try server.processorSeconds()
        try await write(eventCount, to: run, through: server)
        var deliveries = try subscribers.finish()
        deliveries.processorSeconds = try server.processorSeconds() - processor
        return deliveries
    }

    private static func write(_ count: Int, to run: String, through server: ServedProgram) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writerCount {
                group.addTask {
                    for number in stride(from: writer, to: count, by: writerCount) {
                        _ = try await server.send(
                            "POST", "/v1/runs/\(run)/interventions",
                            .record(("intervention", "note"), ("text", .string("Note \(number)"))),
                            key: "note-\(run)-\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func bareDeliveries(batch: Int, frameLength: Int) throws -> Deliveries {
        let bare = try RunningChild.start(
            Subscribers.folder + "bare-stream",
            ["\(subscriberCount)", "\(eventCount)", "\(batch)", "\(frameLength)"])
        defer { bare.stop() }
        guard let line = bare.readLine(), let port = Int(line) else {
            throw Unusable(message: "the bare server named no port")
        }
        return try Subscribers.start(port: port, "/", "none", count: subscriberCount, last: eventCount)
            .finish()
    }

    static func verdicts() async throws {
        print("\n7. From `PUT …/verdict` to a subscriber's socket, \(verdictSubscriberCount) subscribers")
        let server = try ServedProgram.start(offering: askingPlaybook)
        defer { server.stop() }
        var delays: [Double] = []
        for _ in 0..<verdictRoundCount { delays += try await verdictRound(server) }
        delays.sort()
        guard let longest = delays.last else { throw Unusable(message: "no verdict arrived") }
        let percentile99 = delays[min(delays.count - 1, delays.count * 99 / 100)]
        print(
            "   \(verdictCount * verdictRoundCount) verdicts, \(delays.count) deliveries: median"
                + " \(digits(delays.median * 1000)) ms, p99 \(digits(percentile99 * 1000)) ms"
                + " (target under 20), at most \(digits(longest * 1000)) ms")
    }

    private static func verdictRound(_ server: ServedProgram) async throws -> [Double] {
        let (run, revision) = try await makeRun(server, gateCount: verdictCount)
        let gates = try await openGates(of: run, server)
        let arrivals = try Fixture.temporaryDirectory() + "/arrivals"
        let subscribers = try Subscribers.start(
            server, "/v1/runs/\(run)/events?after=\(revision)", count: verdictSubscriberCount,
            last: revision + gates.count, arrivals: arrivals)
        var sent: [String: Double] = [:]
        for gate in gates {
            sent[gate.name] = Measurement.wallSeconds
            _ = try await server.send(
                "PUT", "/v1/gates/\(gate.name)/verdict",
                .record(("verdict", "approve"), ("digest", .string(gate.digest))), key: gate.name)
        }
        _ = try subscribers.finish()
        return try await delays(of: run, sent: sent, arrivals: arrivals, server)
    }

    private static func openGates(
        of run: String, _ server: ServedProgram
    ) async throws -> [(name: String, digest: String)] {
        let listed = try await server.send("GET", "/v1/gates?status=open&run=\(run)&limit=\(verdictCount)")
        let gates: [JSON] = try listed.field("gates")
        return try gates.map { (try $0.field("gate"), try $0.field("digest")) }
    }

    private static func delays(
        of run: String, sent: [String: Double], arrivals: String, _ server: ServedProgram
    ) async throws -> [Double] {
        let page = try await server.send("GET", "/v1/runs/\(run)/events?after=0&limit=1000")
        let events: [JSON] = try page.field("events")
        var sentAt: [Int: Double] = [:]
        for event in events where event["type"] == "gate.decided" {
            let gate: String = try event.field("gate")
            let revision: Int = try event.field("revision")
            sentAt[revision] = sent[gate.hasPrefix("g") ? "\(run).\(gate)" : gate]
        }
        guard let file = fopen(arrivals, "r") else { throw Unusable(message: "no arrivals") }
        defer { fclose(file) }
        var delays: [Double] = []
        var line = [CChar](repeating: 0, count: 128)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 > 32 || $0 == 32 }.map { UInt8($0) }, as: UTF8.self)
            let fields = text.split(separator: " ")
            guard fields.count == 2, let id = Int(fields[0]), let nanoseconds = Double(fields[1]),
                let start = sentAt[id]
            else { continue }
            delays.append(nanoseconds / 1e9 - start)
        }
        return delays
    }

    /// A run that stands still at what it asks, with the revision it has reached.
    private static func makeRun(
        _ server: ServedProgram, gateCount: Int
    ) async throws -> (run: String, revision: Int) {
        let view = try await server.send("POST", "/v1/runs", .record(("playbook", "bench")), key: nil)
        let run: String = try view.field("run")
        // The server answers when the run is made; it takes a moment until it asks.
        while true {
            let view = try await server.send("GET", "/v1/runs/\(run)")
            let gates: [JSON] = try view.field("gates")
            if gates.count >= gateCount {
                return (run, try view.field("revision"))
            }
            // Reason: only the server knows when it asks, and this is not a test but a preparation.
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static let waitingPlaybook = """
        name: Bench
        gates:
          afterPlanning: on
        steps:
          only: {run: "true"}
        """

    /// Every step waits for its own verdict, and when it has got it for a person, so that nothing else runs.
    private static var askingPlaybook: String {
        let steps = (0..<verdictCount).map { "  s\($0): {agent: someone, run: Ready?, impact: high}" }
        return """
            name: Bench
            concurrency: \(verdictCount)
            agents:
              someone: {kind: human}
            gates:
              afterPlanning: off
              beforeCriticalAction: on
            steps:

            """ + steps.joined(separator: "\n") + "\n"
    }
}
