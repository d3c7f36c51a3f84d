import FermataAgents
import FermataCore
import FermataRuntime
import Testing

@Suite("What is known of an attempt's end")
struct KnownEndTests {
    /// One end of a command, and what may be concluded from it.
    struct End: CustomTestStringConvertible, Sendable {
        let command: String
        let kind: AttemptFailure.Kind
        var testDescription: String { "\(command) → \(kind.rawValue)" }

        init(_ command: String, _ kind: AttemptFailure.Kind) {
            self.command = command
            self.kind = kind
        }
    }

    @Test(
        "Only an exit code with a report that can be read is a known end",
        arguments: [
            End("exit 1", .permanent), End("exit 75", .transient), End("exit 127", .permanent),
            End("exit 137", .permanent), End("exit 255", .permanent),
            End("kill -KILL $$", .uncertain), End("kill -TERM $$", .uncertain),
            End("kill -INT $$", .uncertain),
            End("kill -HUP $$", .uncertain), End("kill -PIPE $$", .uncertain),
            End("kill -XCPU $$", .uncertain),
            End("kill -ABRT $$", .uncertain),
            End("kill -KILL $PPID; sleep 60", .uncertain),
            End(#"echo nonsense >> "$FERMATA_REPORT""#, .uncertain),
            End(#"echo nonsense >> "$FERMATA_REPORT"; exit 1"#, .uncertain),
            End(#"echo nonsense >> "$FERMATA_REPORT"; exit 75"#, .uncertain),
            End(#"rm "$FERMATA_REPORT""#, .uncertain),
            End(#"rm "$FERMATA_REPORT"; ln -s /dev/null "$FERMATA_REPORT""#, .uncertain),
            End(#"ln "$FERMATA_REPORT" second"#, .uncertain),
            End(#"head -c 1048577 /dev/zero > "$FERMATA_REPORT""#, .uncertain),
        ])
    func ends(end: End) async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: end.command)
        #expect(failure.kind == end.kind, "\(failure)")
    }

    @Test("A time limit is told as such, whatever the report looks like")
    func timeLimitWithBrokenReport() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: #"echo nonsense >> "$FERMATA_REPORT"; sleep 60"#) {
            $0.action.timeoutSeconds = 1
        }
        #expect(failure.kind == .timedOut)
    }

    @Test("A supervisor that says nothing and was started is no proof that nothing has begun")
    func silentSupervisor() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "true") { _ in
        } configure: {
            $0.supervisorPath = "/bin/true"
        }
        #expect(failure.kind == .uncertain)
    }

    @Test("A command begins with default signal handling, for every signal there is")
    func signals() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            "grep -E '^Sig(Ign|Blk)' /proc/self/status | tr -d '[:alpha:]:0[:space:]'")
        #expect(outcome == .completed(outputs: .record(("text", "")), Assessment()))
    }

    @Test("A memento of null is none, and is not set", arguments: [JSON.null, nil])
    func memento(value: JSON?) async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(#"echo "${FERMATA_MEMENTO-not set}""#) {
            $0.invocation = 2
            $0.answer = "x"
            $0.memento = value
        }
        #expect(outcome == .completed(outputs: .record(("text", "not set")), Assessment()))
    }
}
