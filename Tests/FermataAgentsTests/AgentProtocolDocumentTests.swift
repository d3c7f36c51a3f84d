import FermataAgents
import FermataCore
import FermataRuntime
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("What the documentation shows works")
struct AgentProtocolDocumentTests {
    private static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return parts.reduce(into: "") { $0 += "/\($1)" }
    }()

    /// The `PATH` of whoever runs the tests, for programs whose place differs from machine to machine.
    private static let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"

    private static func text(_ path: String) throws -> String {
        String(decoding: try #require(AgentBench.read("\(root)/\(path)")), as: UTF8.self)
    }

    /// The blocks of the protocol's page in one language.
    private static func blocks(in language: String) throws -> [String] {
        try text("docs/agent-protocol.md").split(separator: "```\(language)\n").dropFirst().compactMap {
            part in
            part.split(separator: "```", maxSplits: 1, omittingEmptySubsequences: false).first.map(
                String.init)
        }
    }

    @Test(
        "The page's agents ask, and go on with the answer",
        arguments: [
            ("sh", ["/bin/sh", "-eu", "-c"]), ("python", ["python3", "-c"]),
        ])
    func pageExamples(language: String, shell: [String]) async throws {
        let blocks = try Self.blocks(in: language)
        #expect(blocks.count == 1)
        for block in blocks {
            let bench = try AgentBench()
            let asked = try await bench.perform(block) {
                $0.action.shell = shell
            } configure: {
                $0.environment["PATH"] = Self.path
            }
            let memento = JSON.record(("count", 3))
            #expect(
                asked
                    == .suspended(
                        Question(text: "Which colour?", options: ["red", "blue"]), memento: memento,
                        Assessment()))
            #expect(bench.printed == "reading the list\n")
            let done = try await bench.perform(block) {
                $0.action.shell = shell
                $0.invocation = 2
                $0.memento = memento
                $0.answer = "blue"
            } configure: {
                $0.environment["PATH"] = Self.path
            }
            #expect(
                done
                    == .completed(
                        outputs: .record(("colour", "blue"), ("doors", 3)),
                        Assessment(uncertainty: 0.2, cost: 1.5)))
            #expect(bench.printed.hasSuffix("painting 3 doors blue\n"))
        }
    }

    @Test("The example's agents agree on a real repository", arguments: ["sh", "python3"])
    func surveyExample(language: String) async throws {
        let bench = try AgentBench()
        let program = "\(Self.root)/Examples/agent-protocol/survey.\(language == "sh" ? "sh" : "py")"
        func survey(_ change: (inout AttemptRequest) -> Void) async throws(AttemptFailure) -> AgentOutcome {
            try await bench.perform("exec \(language) '\(program)'") {
                $0.action.env = .record(("DIRECTORY", .string(bench.directory + "/repository")))
                change(&$0)
            } configure: {
                $0.environment["PATH"] = Self.path
            }
        }
        _ = try await bench.perform(
            """
            git init -q repository
            cd repository
            seq 5 > a.txt; seq 3 > b.txt; seq 9 > c.md; touch none
            git add .
            """
        ) { _ in
        } configure: {
            $0.environment["PATH"] = Self.path
        }
        let memento = JSON.record(("files", 4))
        let asked = try await survey { _ in }
        #expect(
            asked
                == .suspended(
                    Question(text: "Which kind of file?", options: ["txt", "md"]), memento: memento,
                    Assessment()))
        let done = try await survey {
            $0.invocation = 2
            $0.memento = memento
            $0.answer = "txt"
            $0.action.instructions = [Instruction(kind: .note, text: "show \"all\"")]
        }
        #expect(
            done
                == .completed(
                    outputs: .record(("kind", "txt"), ("files", 4), ("ofKind", 2), ("lines", 8)),
                    Assessment(uncertainty: 0.1, cost: 0, summary: "2 files of kind txt")))
        #expect(bench.printed.contains("5 a.txt\n3 b.txt\n"))
        _ = try await bench.perform("touch repository/.git/index.lock")
        let busy = await #expect(throws: AttemptFailure.self) { try await survey { _ in } }
        #expect(busy?.kind == .transient)
    }

    @Test("The page names every variable the engine sets and every limit as it is")
    func variablesAndLimits() async throws {
        let page = try Self.text("docs/agent-protocol.md")
        let bench = try AgentBench()
        _ = try await bench.perform("env | grep -o '^FERMATA_[A-Z]*'") {
            $0.memento = 1
            $0.answer = "x"
        }
        let names = bench.printed.split(separator: "\n")
        #expect(names.count == 9)
        for name in names { #expect(page.contains("| `\(name)` |"), "\(name) is not explained") }
        for name in Action.inheritedNames { #expect(page.contains("`\(name)`")) }
        #expect(bench.configuration.maximumTextBytes == 16 << 10)
        #expect(
            CommandAgent.Configuration(scratchDirectory: "/", environment: [:]).graceMilliseconds == 5000)
    }
}
