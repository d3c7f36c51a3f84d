import FermataAgents
import FermataCore
import FermataRuntime
import Testing

@Suite("Hostile output and reports are bounded, and refused with a reason")
struct CommandAgentOutputTests {
    private static func text(of outcome: AgentOutcome) -> String {
        switch outcome {
        case .completed(let outputs, _): outputs["text"]?.stringValue ?? ""
        case .suspended(let question, _, _): question.text
        }
    }

    @Test("A line of 100 MB is handed on whole, in pieces, and its end is the text")
    func longLine() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("head -c 104857600 /dev/zero | tr '\\0' x")
        #expect(bench.printedCount == 104_857_600)
        let text = Self.text(of: outcome)
        #expect(text.hasPrefix("[104841216 bytes left out]\nxxx"))
        #expect(text.utf8.count < 17_000)
    }

    @Test("Binary output is handed on as it is, and repaired where it must be text")
    func binary() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("printf 'a\\377\\376\\200b'")
        #expect(bench.printedBytes == [0x61, 0xFF, 0xFE, 0x80, 0x62])
        #expect(Self.text(of: outcome) == "a\u{FFFD}\u{FFFD}\u{FFFD}b")
        let random = try await bench.perform("head -c 3000000 /dev/urandom")
        #expect(bench.printedCount == 3_000_005)
        #expect(!Self.text(of: random).isEmpty)
    }

    @Test("A command that closes its outputs is still waited for")
    func closedOutputs() async throws {
        let bench = try AgentBench()
        let task = Task {
            try await bench.perform(
                """
                mkfifo hold
                exec >&- 2>&-
                read line < hold || true
                echo '{"output": {"late": true}}' >> "$FERMATA_REPORT"
                """)
        }
        #expect(try await bench.eventually { bench.release() })
        #expect(try await task.value == .completed(outputs: .record(("late", true)), Assessment()))
    }

    @Test("A report over the limit is refused")
    func hugeReport() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(of: #"head -c 1048577 /dev/zero > "$FERMATA_REPORT""#)
        #expect(failure.kind == .uncertain)
        #expect(failure.message.contains("larger than 1048576 bytes"))
    }

    @Test(
        "A report that is no plain file any more is refused at once",
        arguments: [
            ("mkfifo", "no plain file"), ("mkdir", "no plain file"),
            ("ln -s /etc/passwd", "symbolic link"), ("ln ../../linked", "more than one name"),
            ("true", "No such file"),
        ])
    func replacedReport(command: String, reason: String) async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(
            of: """
                echo secret > linked
                cd "$(dirname "$FERMATA_REPORT")"
                rm report
                \(command) report
                """)
        #expect(failure.kind == .uncertain)
        #expect(failure.message.contains(reason))
        #expect(try bench.scratchEntries().isEmpty)
    }

    @Test("A directory put in the place of the attempt's own is not mistaken for it")
    func replacedScratch() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            """
            scratch="$(dirname "$FERMATA_REPORT")"
            mv "$scratch" "$scratch-moved"
            mkdir "$scratch"
            echo '{"output": {"forged": true}}' > "$scratch/report"
            echo honest
            """)
        #expect(outcome == .completed(outputs: .record(("text", "honest")), Assessment()))
    }

    @Test("A wrong line of a report is named with what is wrong in it")
    func wrongLine() async throws {
        let bench = try AgentBench()
        let failure = await bench.failure(
            of: """
                echo '{"output": {"fine": 1}}' >> "$FERMATA_REPORT"
                echo >> "$FERMATA_REPORT"
                echo '{"assessment": {"uncertainty": 1.5}}' >> "$FERMATA_REPORT"
                """)
        #expect(failure.kind == .uncertain)
        #expect(failure.message.contains("line 3"))
        #expect(failure.message.contains("assessment.uncertainty"))
    }

    @Test("The attempt's files are private, and gone afterwards whatever the command left there")
    func privateFiles() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform(
            """
            cd "$(dirname "$FERMATA_REPORT")"
            stat -c %a . report
            mkdir -p deep/deeper/deepest; touch deep/deeper/file; ln -s / link; chmod 0 deep/deeper
            i=0; while [ $i -lt 300 ]; do mkdir d; cd d; i=$((i + 1)); done
            """)
        #expect(Self.text(of: outcome) == "700\n600")
        #expect(try bench.scratchEntries().isEmpty)
    }

    @Test("Many attempts at once keep apart")
    func manyAtOnce() async throws {
        let bench = try AgentBench()
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 1...24 {
                group.addTask { Self.text(of: try await bench.perform("echo number \(number)")) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == Set((1...24).map { "number \($0)" }))
    }
}
