import FermataAgents
import FermataCore
import FermataRuntime
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("What a command says is what the engine hears")
struct CommandAgentTests {
    @Test("A command that reports no output has its standard output as text")
    func text() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("echo hello; echo aside >&2")
        #expect(outcome == .completed(outputs: .record(("text", "hello")), Assessment()))
        #expect(bench.printed.contains("hello\n"))
        #expect(bench.printed.contains("aside\n"))
    }

    @Test("Reported outputs are merged, later ones win, and nothing else becomes an output")
    func outputs() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            """
            echo '{"output": {"a": 1, "b": "x"}}' >> "$FERMATA_REPORT"
            echo '{"output": {"b": "y", "c": [true]}}' >> "$FERMATA_REPORT"
            echo '{"assessment": {"uncertainty": 0.25, "cost": 2}}' >> "$FERMATA_REPORT"
            echo printed
            """)
        #expect(
            outcome
                == .completed(
                    outputs: .record(("a", 1), ("b", "y"), ("c", .array([true]))),
                    Assessment(uncertainty: 0.25, cost: 2)))
    }

    @Test("A question ends the invocation; the next one gets memento and answer", arguments: [0, 75])
    func question(exitCode: Int) async throws {
        let bench = try AgentBench()
        let command = """
            if [ -z "${FERMATA_ANSWER+x}" ]; then
                echo '{"question": {"text": "Which?", "options": ["a", "b"]}, "memento": {"n": 1}}' \
                    >> "$FERMATA_REPORT"
                exit \(exitCode)
            fi
            echo "$FERMATA_INVOCATION $FERMATA_ANSWER $FERMATA_MEMENTO"
            """
        let asked = try await bench.perform(command)
        let memento = JSON.record(("n", 1))
        #expect(
            asked
                == .suspended(Question(text: "Which?", options: ["a", "b"]), memento: memento, Assessment()))
        let done = try await bench.perform(command) {
            $0.invocation = 2
            $0.memento = memento
            $0.answer = "b"
        }
        #expect(done == .completed(outputs: .record(("text", #"2 b {"n":1}"#)), Assessment()))
    }

    @Test("Progress is shown while the command still runs, each line once")
    func progress() async throws {
        let bench = try AgentBench()
        let task = Task {
            try await bench.perform(
                """
                mkfifo hold
                echo '{"progress": "halfway"}' >> "$FERMATA_REPORT"
                cat hold
                echo '{"progress": "nearly"}' >> "$FERMATA_REPORT"
                """
            )
        }
        await bench.printed("halfway\n")
        #expect(try await bench.eventually { bench.release() })
        _ = try await task.value
        #expect(bench.printed == "halfway\nnearly\n")
    }

    @Test("Exit code 75 without a question may go better later; others are for good")
    func exitCodes() async throws {
        let bench = try AgentBench()
        let later = await bench.failure(of: "echo busy; exit 75")
        #expect(later.kind == .transient)
        #expect(later.message.contains("busy"))
        let never = await bench.failure(of: "echo one >&2; echo two >&2; echo; exit 3")
        #expect(
            never
                == AttemptFailure(
                    kind: .permanent, message: "The command ended with exit code 3. Its last line: two"))
        let silent = await bench.failure(of: "exit 125")
        #expect(silent.message == "The command ended with exit code 125, having printed nothing.")
    }

    @Test("A question from a command that failed is not asked")
    func questionOfFailure() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(
            of: #"echo '{"question": {"text": "?"}}' >> "$FERMATA_REPORT"; exit 1"#)
        #expect(failure.kind == .permanent)
    }

    @Test("A command that a signal ended is told from one that exited")
    func signals() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: "kill -SEGV $$")
        #expect(failure.kind == .uncertain)
        #expect(failure.message.contains("SIGSEGV (signal 11)"))
        let exited = await bench.failure(of: "exit 139")
        #expect(exited.kind == .permanent)
        #expect(exited.message.contains("exit code 139"))
    }

    @Test("Instructions and the earlier transcript are there to read")
    func files() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(#"cat "$FERMATA_INSTRUCTIONS" "$FERMATA_TRANSCRIPT""#) {
            $0.action.instructions = [
                Instruction(kind: .note, text: "be brief"), Instruction(kind: .feedback, text: "too long"),
            ]
            $0.earlierTranscript = Array("earlier words".utf8)
        }
        let expected = """
            {"kind":"note","text":"be brief"}
            {"kind":"feedback","text":"too long"}
            earlier words
            """
        #expect(outcome == .completed(outputs: .record(("text", .string(expected))), Assessment()))
    }

    @Test("The step's own shell runs the command")
    func shell() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("$0 is $1") { $0.action.shell = ["/bin/echo", "-n"] }
        #expect(outcome == .completed(outputs: .record(("text", "$0 is $1")), Assessment()))
    }

    @Test("The default shell stops at the first failing command and at unset variables")
    func defaultShell() async throws {
        let bench = try AgentBench()
        #expect(await bench.failure(of: "false; echo unreached").message.contains("exit code 1"))
        #expect(await bench.failure(of: "echo $NOT_SET").kind == .permanent)
    }

    @Test("It works in the step's directory, with nothing on standard input and no descriptor but three")
    func surroundings() async throws {
        let bench = try AgentBench()
        // One that a program started from here would inherit.
        let leaking = fcntl(STDIN_FILENO, F_DUPFD, 50)
        defer { close(leaking) }
        try #require(leaking >= 50)
        let outcome = try await bench.perform(
            """
            pwd -P
            wc -c
            n=3
            while [ $n -le \(leaking) ]; do [ ! -e /proc/self/fd/$n ] || echo "open: $n"; n=$((n + 1)); done
            """)
        #expect(
            outcome == .completed(outputs: .record(("text", .string("\(bench.directory)\n0"))), Assessment()))
    }

    @Test("The command starts with default signals and none blocked")
    func defaultSignals() async throws {
        let bench = try AgentBench()
        // The last seven digits are signals 1 to 28; the C library keeps two further on to itself.
        let outcome = try await bench.perform(
            "grep -E '^Sig(Blk|Ign)' /proc/self/status | grep -o '.......$'")
        #expect(outcome == .completed(outputs: .record(("text", "0000000\n0000000")), Assessment()))
    }

    @Test("Terminal colours and other control bytes are handed on as they are")
    func controlBytes() async throws {
        let bench = try AgentBench()
        _ = try await bench.perform(#"printf '\033[31mred\007\015\000'"#)
        #expect(bench.printedBytes == [0x1B, 0x5B, 0x33, 0x31, 0x6D, 0x72, 0x65, 0x64, 0x07, 0x0D, 0x00])
    }
}
