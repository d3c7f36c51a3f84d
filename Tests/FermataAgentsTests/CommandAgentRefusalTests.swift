import FermataAgents
import FermataCore
import FermataRuntime
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("What a command agent refuses, and how")
struct CommandAgentRefusalTests {
    @Test("Of the engine's environment a command inherits what is on the list and nothing else")
    func inheritance() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            "env | cut -d= -f1 | grep -v -e '^FERMATA_' -e '^PWD$' -e '^OLDPWD$' -e '^SHLVL$' -e '^_$' | sort"
        ) {
            $0.action.env = .record(("INPUT_NAME", "x"), ("TZ", "UTC"))
        } configure: {
            $0.environment = [
                "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "Europe/Paris", "API_KEY": "secret",
                "LD_PRELOAD": "/tmp/evil.so", "FERMATA_HOME": "/tmp", "LCX": "no",
            ]
        }
        #expect(
            outcome == .completed(outputs: .record(("text", "INPUT_NAME\nLC_ALL\nPATH\nTZ")), Assessment()))
    }

    @Test("A command inherits the names that its action lists, by whole name or beginning, and no others")
    func inheritanceByRule() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("echo ${MY_A-} ${MY_B-} ${HOME-none} ${MYB-none}") {
            $0.action.inherits = ["MY_*", "PATH"]
        } configure: {
            $0.environment = ["PATH": "/usr/bin:/bin", "HOME": "/h", "MY_A": "a", "MY_B": "b", "MYB": "no"]
        }
        #expect(outcome == .completed(outputs: .record(("text", "a b none none")), Assessment()))
        let none = try await bench.perform("echo ${HOME-none}") {
            $0.action.inherits = []
        } configure: {
            $0.environment = ["HOME": "/h"]
        }
        #expect(none == .completed(outputs: .record(("text", "none")), Assessment()))
    }

    @Test("The run's inputs are variables, and the step's env wins over them")
    func inputs() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("echo $INPUT_A $INPUT_B") {
            $0.action.inputs = .record(("INPUT_A", "a"), ("INPUT_B", "b"))
            $0.action.env = .record(("INPUT_B", "mine"))
        }
        #expect(outcome == .completed(outputs: .record(("text", "a mine")), Assessment()))
    }

    @Test("The engine's own variables cannot be set by a step", arguments: ["FERMATA_REPORT", "FERMATA_X"])
    func reservedNames(name: String) async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "true") { $0.action.env = .record((name, "x")) }
        #expect(failure.kind == .notBegun)
        #expect(failure.message.contains(name))
    }

    @Test(
        "A variable that no program can be given is refused by name",
        arguments: [
            ("A=B", "x"), ("", "x"), ("ZERO", "a\0b"), ("LONG", String(repeating: "x", count: 131_072)),
        ])
    func impossibleVariables(name: String, value: String) async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "true") { $0.action.env = .record((name, .string(value))) }
        #expect(failure.kind == .notBegun)
        #expect(failure.message.contains(name))
    }

    @Test("The longest possible variable arrives whole")
    func longestVariable() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("echo ${#LONG}") {
            $0.action.env = .record(("LONG", .string(String(repeating: "x", count: 131_066))))
        }
        #expect(outcome == .completed(outputs: .record(("text", "131066")), Assessment()))
    }

    @Test("A command that is missing, too long or holds a zero byte is refused")
    func impossibleCommands() async throws {
        let bench = try AgentBench()
        #expect(await bench.failure(of: "").message.contains("no command"))
        #expect(await bench.failure(of: "true \0").message.contains("zero byte"))
        let long = await bench.failure(of: String(repeating: " ", count: 131_072))
        #expect(long.kind == .notBegun)
        #expect(long.message.contains("131072 bytes"))
        #expect(!bench.scratchExists)
    }

    @Test("A program that is not there or may not be executed is named")
    func programs() async throws {
        let bench = try AgentBench()
        let missing = await bench.failure(of: "x") { $0.action.shell = ["no-such-shell", "-c"] }
        #expect(missing.kind == .notBegun)
        #expect(missing.message.contains("no-such-shell"))
        #expect(missing.message.contains("not found"))
        let forbidden = await bench.failure(of: "x") { $0.action.shell = ["/etc/passwd"] }
        #expect(forbidden.kind == .notBegun)
        #expect(forbidden.message.contains("may not be executed"))
    }

    @Test("A directory that is not there is named")
    func directories() async throws {
        let bench = try AgentBench()
        for directory in ["/no/such/place", "/etc/passwd"] {
            let failure = await bench.failure(of: "true") { $0.directory = directory }
            #expect(failure.kind == .notBegun)
            #expect(failure.message.contains(directory))
        }
    }

    @Test("Nothing is started when the owner's lock is held by somebody else, or gone")
    func ownerLock() async throws {
        let bench = try AgentBench()
        let path = bench.directory + "/owner"
        let absent = await bench.failure(of: "touch started") { _ in
        } configure: {
            $0.ownerLockPath = path
        }
        #expect(absent.kind == .notBegun)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let held = await bench.failure(of: "touch started") { _ in
        } configure: {
            $0.ownerLockPath = path
        }
        #expect(held.kind == .notBegun)
        #expect(held.message.contains("no longer owns"))
        #expect(access(bench.directory + "/started", F_OK) != 0)
        #expect(flock(descriptor, LOCK_SH | LOCK_NB) == 0)
        let shared = try await bench.perform("echo ran") { _ in
        } configure: {
            $0.ownerLockPath = path
        }
        #expect(shared == .completed(outputs: .record(("text", "ran")), Assessment()))
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0, "the supervisor has let go of the lock")
    }

    @Test("A supervisor that cannot be run is a failure that says so")
    func supervisor() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "true") { _ in
        } configure: {
            $0.supervisorPath = "/no/such"
        }
        #expect(failure.kind == .notBegun)
        #expect(failure.message.contains("supervisor"))
        #expect(try bench.scratchEntries().isEmpty)
    }
}
