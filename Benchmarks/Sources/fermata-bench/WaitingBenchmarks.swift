import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs that wait for a person: what a verdict takes to have an effect, and what ten thousand of them cost.
enum WaitingBenchmarks {
    static let waitingRunCount = 10_000
    static let creatorCount = 64
    static let approvalCount = 50

    static func approval() async throws {
        print("\n4. From a verdict to the first action of the next step")
        let started = Mutex<[RunID: Double]>([:])
        let fixture = try Fixture { request in
            let now = Measurement.wallSeconds
            started.withLock { $0[request.run] = now }
        }
        let bare = try BareCommits(directory: fixture.directory)
        defer { bare.close() }
        var gates = GateSettings()
        gates[.beforeCriticalAction].isOn = true
        var playbook = try Fixture.chain(1, gates: gates)
        playbook.plan.steps[0].impact = .high
        let engineTask = Task { await fixture.engine.run() }
        var delays: [Double] = []
        var commits: [Double] = []
        for number in 0..<approvalCount {
            let run = try Fixture.created(playbook, number).run
            _ = try await fixture.engine.create(try Fixture.created(playbook, number), by: Fixture.actor)
            let state = try await fixture.engine.carryOut(run)
            guard let gate = state.openGates.first.flatMap({ state[$0] }) else {
                throw Unusable(message: "no gate was opened")
            }
            commits.append(try await Measurement.of { try bare.commit(1) }.wallSeconds)
            let asked = Measurement.wallSeconds
            try await fixture.engine.perform(
                .decide(gate.id, .approve, digest: gate.digest), on: run, by: Fixture.actor)
            try await fixture.finish()
            guard let began = started.withLock({ $0[run] }) else { throw Unusable(message: "nothing began") }
            delays.append(began - asked)
        }
        engineTask.cancel()
        await engineTask.value
        let ratios = zip(delays, commits).map { $0 / $1 }
        print(
            "   \(digits(delays.median * 1000)) ms, \(digits(ratios.median)) × one bare commit beside it"
                + " (\(digits(commits.median * 1000)) ms; target at most 1.5)")
    }

    static func waiting() async throws {
        print("\n5. \(waitingRunCount) runs that wait at a gate")
        let fixture = try Fixture()
        let bare = try BareCommits(directory: fixture.directory)
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let playbook = try Fixture.chain(1, gates: gates)
        let engineTask = Task { await fixture.engine.run() }
        let threads = try ChildProcess.threadCount()
        let floor = try await Measurement.of { try bare.commit(500) }
        let creation = try await Measurement.of {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for creator in 0..<creatorCount {
                    group.addTask {
                        for number in stride(from: creator, to: waitingRunCount, by: creatorCount) {
                            let created = try Fixture.created(playbook, number)
                            _ = try await fixture.engine.create(created, by: Fixture.actor)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let after = try ChildProcess.threadCount()
        let active = await fixture.engine.activeRunCount
        engineTask.cancel()
        await engineTask.value
        try fixture.journal.close()
        bare.close()
        let byteCount = try size(of: fixture.journal.location.databasePath)
        print(
            "   created: \(Int(Double(waitingRunCount) / creation.wallSeconds))/s (target at least 3000;"
                + " bare commits one by one: \(Int(500 / floor.wallSeconds))/s)")
        print("   on disk: \(byteCount / waitingRunCount) bytes a run (target at most 2048)")
        print("   coordinators: \(active); threads before and after: \(threads), \(after)")
        try list(fixture.directory)
    }

    private static func list(_ directory: String) throws {
        let output = directory + "/listing"
        _ = try ChildProcess.run(
            ChildProcess.ownPath, ["--list", directory + "/journal"],
            environment: ["LD_LIBRARY_PATH=\(variable("LD_LIBRARY_PATH"))"], output: output)
        guard let file = fopen(output, "r") else { throw Unusable(message: "the listing is missing") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, Int32(line.count), file) != nil {
            print(
                String(
                    decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
                ))
        }
    }

    /// In a new process: lists one page of open gates, then all of them.
    static func printListing(of directory: String) async throws {
        let start = Measurement.wallSeconds
        let journal = try SQLiteJournal(JournalLocation(directory: directory))
        let page = try await journal.openGates(GateQuery(limit: 50))
        let first = Measurement.wallSeconds - start
        let all = try await journal.openGates(GateQuery(limit: waitingRunCount))
        let whole = Measurement.wallSeconds - start
        print(
            "   a new process lists the first \(page.count) in \(digits(first * 1000, 1)) ms (target 10),"
                + " all \(all.count) in \(digits(whole * 1000, 1)) ms (target 300)")
    }

    static func ready() throws {
        print("\n1. From the start of the program to ready")
        let program = variable("FERMATA")
        guard !program.isEmpty else {
            print("   FERMATA names no program; `make bench` does")
            return
        }
        let directory = try Fixture.temporaryDirectory()
        var walls: [Double] = []
        var memory: [Double] = []
        for _ in 0..<15 {
            let child = try ChildProcess.run(
                program, ["runs", "--limit", "1"],
                environment: ["FERMATA_HOME=\(directory)", "LD_LIBRARY_PATH=\(variable("LD_LIBRARY_PATH"))"])
            walls.append(child.wallSeconds)
            memory.append(Double(child.peakMemoryByteCount))
        }
        print(
            "   `fermata runs` from start to end: \(digits(walls.median * 1000, 1)) ms (target 60),"
                + " \(digits(memory.median / 1e6, 1)) MB at most (target 35)")
    }

    private static func size(of path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Unusable(message: "\(path) is missing") }
        return Int(status.st_size)
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}
