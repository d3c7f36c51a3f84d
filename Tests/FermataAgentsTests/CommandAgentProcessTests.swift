import FermataCore
import FermataRuntime
import Testing

@testable import FermataAgents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("No process outlives its attempt")
struct CommandAgentProcessTests {
    /// Waits for as long as nobody writes to the named pipe `hold`.
    static let waiting = "while :; do read line < hold; done"

    /// Ignores every polite wish and starts a child, a child in a session of its own, and a daemon.
    static let stubborn = """
        mkfifo hold
        trap '' TERM HUP INT
        sh -c 'trap "" TERM; echo child; \(waiting)' &
        setsid sh -c 'trap "" TERM; echo session; \(waiting)' &
        (setsid sh -c '(trap "" TERM; echo daemon; exec >/dev/null 2>&1; \(waiting)) &' &)
        echo command
        \(waiting)
        """

    /// Puts something away when asked to end.
    static let polite = "mkfifo hold; trap 'echo put away; exit 0' TERM; echo ready; \(waiting)"

    private static func startStubborn(on bench: AgentBench) async -> Task<AgentOutcome, any Error> {
        let task = Task { try await bench.perform(stubborn) }
        for word in ["command", "child", "session", "daemon"] { await bench.printed(word + "\n") }
        return task
    }

    @Test("Stopping ends what ignores SIGTERM, what has its own session, and daemons")
    func stopping() async throws {
        let bench = try AgentBench()
        let task = await Self.startStubborn(on: bench)
        #expect(bench.processes.count == 4)
        task.cancel()
        let failure = await #expect(throws: AttemptFailure.self) { try await task.value }
        #expect(failure?.kind == .cancelled)
        #expect(bench.processes.isEmpty)
        #expect(try bench.scratchEntries().isEmpty)
    }

    @Test("What a command leaves running in the background ends with it")
    func background() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            """
            mkfifo hold
            sh -c 'trap "" TERM; \(Self.waiting)' &
            (setsid sh -c '\(Self.waiting)' &)
            echo done
            """)
        #expect(outcome == .completed(outputs: .record(("text", "done")), Assessment()))
        #expect(bench.processes.isEmpty)
    }

    @Test(
        "A command may end in good order within its grace period, also when it was held",
        arguments: [false, true])
    func grace(isHeld: Bool) async throws {
        let bench = try AgentBench()
        let task = Task {
            try await bench.perform(Self.polite) { _ in
            } configure: {
                $0.graceMilliseconds = 60_000
            }
        }
        await bench.printed("ready\n")
        if isHeld {
            bench.signals.yield(.pause)
            #expect(try await bench.eventually { bench.processes.allSatisfy(\.isStill) })
        }
        task.cancel()
        let failure = await #expect(throws: AttemptFailure.self) { try await task.value }
        #expect(failure?.kind == .cancelled)
        #expect(bench.printed.hasSuffix("put away\n"))
    }

    @Test("The time limit ends everything, and is told from being stopped")
    func timeLimit() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: Self.stubborn) {
            $0.action.timeoutSeconds = 1
        }
        #expect(failure.kind == .timedOut)
        #expect(failure.message.contains("1 s"))
        #expect(bench.processes.isEmpty)
    }

    @Test("A tree of processes that keeps growing is ended")
    func growing() async throws {
        let bench = try AgentBench()
        let task = Task {
            try await bench.perform(
                """
                cat > grow <<'END'
                trap '' TERM
                [ "$1" -gt 0 ] || { echo deep; while :; do sh -c : ; done; }
                sh grow $(($1 - 1)) &
                setsid sh grow $(($1 - 1)) &
                while :; do sh -c : ; done
                END
                sh grow 5
                """)
        }
        await bench.printed("deep\n")
        task.cancel()
        await #expect(throws: AttemptFailure.self) { try await task.value }
        #expect(bench.processes.isEmpty)
    }

    @Test("Holding stops every process, sessions and daemons too; letting go lets them all go on")
    func holding() async throws {
        let bench = try AgentBench()
        let task = await Self.startStubborn(on: bench)
        bench.signals.yield(.pause)
        #expect(
            try await bench.eventually {
                let processes = bench.processes
                return processes.count == 4 && processes.allSatisfy(\.isStill)
            })
        bench.signals.yield(.resume)
        #expect(try await bench.eventually { bench.processes.allSatisfy { !$0.isStill } })
        task.cancel()
        await #expect(throws: AttemptFailure.self) { try await task.value }
        #expect(bench.processes.isEmpty)
    }

    @Test("Signals from the terminal do not reach the supervisor's work")
    func terminalSignals() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            "for signal in INT TERM HUP QUIT TSTP PIPE; do kill -$signal $PPID; done; echo alive")
        #expect(outcome == .completed(outputs: .record(("text", "alive")), Assessment()))
    }

    @Test("Should the supervisor be killed, the command ends and nobody claims to know how far it came")
    func killedSupervisor() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "kill -KILL $PPID; while :; do :; done")
        #expect(failure.kind == .uncertain)
        #expect(try await bench.eventually { bench.processes.isEmpty })
    }

    @Test("When the engine is killed, everything ends and the owner's lock is free only then")
    func killedEngine() async throws {
        let bench = try AgentBench()
        let engine = try StandInEngine(command: Self.stubborn, bench: bench)
        #expect(try await bench.eventually { bench.processes.count == 4 })
        kill(engine.identifier, SIGKILL)
        try await AgentBench.waitForLock(on: engine.ownerLockPath)
        #expect(bench.processes.isEmpty)
        #expect(access(engine.scratchPath, F_OK) != 0, "the attempt's files are removed, too")
        engine.reap()
    }
}

/// A shell that holds a supervisor's control pipe, as the engine does, and can be killed.
struct StandInEngine {
    let identifier: pid_t
    let ownerLockPath: String
    let scratchPath: String

    init(command: String, bench: AgentBench) throws {
        ownerLockPath = bench.directory + "/owner"
        scratchPath = bench.directory + "/attempt"
        mkdir(scratchPath, 0o700)
        mkfifo(bench.directory + "/never", 0o600)
        mkfifo(bench.directory + "/control", 0o600)
        let environment = "PATH=/usr/bin:/bin\0FERMATA_RUN=\(bench.run)\0"
        let files = [ownerLockPath: "", scratchPath + "/environment": environment]
        for (path, contents) in files {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            _ = write(descriptor, contents, contents.utf8.count)
            close(descriptor)
        }
        let script = """
            cd "$1"
            "$2" supervise-attempt --environment attempt/environment --owner-lock owner --grace 100 \
                --scratch "$1/attempt" -- /bin/sh -c "$3" < control > output 2>&1 &
            exec 3> control
            read line < never
            """
        let words = ["/bin/sh", "-c", script, "engine", bench.directory, AgentBench.supervisorPath, command]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let problem = posix_spawn(&identifier, "/bin/sh", nil, nil, &arguments, nil)
        guard problem == 0 else { throw AgentBench.SetupError(problem: "no shell: \(problem)") }
        self.identifier = identifier
    }

    /// Takes note of its end.
    func reap() {
        waitpid(identifier, nil, 0)
    }
}
