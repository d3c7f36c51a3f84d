import FermataCore
import FermataPlaybook
import Testing

@Suite("Plans as documents")
struct PlanDocumentTests {
    private func playbook() throws -> Playbook {
        try PlaybookParser.parse(
            """
            name: Two steps
            inputs: {branch: {default: main}}
            agents: {shell: {kind: command}, me: {kind: human}}
            breakpoints: [test]
            steps:
              build: {run: make, timeout: 90m}
              test: {run: make test, needs: build, retries: 2}
            synthesis: [{title: T, text: "${{ steps.test.outputs.text }}"}]
            """, file: "a.yaml")
    }

    /// Texts that YAML in one of its versions could take for something else.
    static let texts = [
        "plain", "two words", "", " ", " leading", "trailing ", "yes", "No", "on", "~", "null", "true", "1",
        "-1",
        "1.5", "1e3", "0x1F", ".inf", "1:30", "- item", "a: b", "a #b", "#", "*star", "&anchor", "!tag", "%",
        "@x",
        "`x`", "'single'", "\"double\"", "back\\slash", "{a", "[b", "a, b", "? x", "| x", "> x", "---", "...",
        "line\n", "two\nlines", "two\nlines\n", "ends\n\n\n", "\nstarts", "  indented\nmore", "a\n  b\n c\n",
        "a\n\n\nb\n", "tab\there", "\ttab", "a\n\tb\n", "carriage\r\nreturn", "bell\u{7}", "del\u{7F}",
        "nel\u{85}x",
        "a\u{2028}b\n", "a\u{FEFF}b", "é", "e\u{301}", "🎼", "a\n# not a comment\n", "x \n y", "a\n---\nb\n",
        "${{ inputs.branch }}",
    ]

    @Test("Every text survives being written and read back", arguments: texts)
    func roundTrip(text: String) throws {
        var playbook = try playbook()
        let key = text.isEmpty ? "empty" : text
        playbook.plan.steps[0].with = .record(
            (key, .string(text)), ("list", .array([.string(text), 1, .null])))
        playbook.plan.steps[0].env = .record(("TEXT", .string(text)))
        playbook.plan.steps[0].name = text.isEmpty ? nil : text
        playbook.plan.steps[1].run = text.contains("${{") || text.isEmpty ? "x" : text
        let written = PlanDocument.text(of: playbook.plan, in: playbook)
        let again = try PlanDocument.parse(written, file: "plan.yaml", revision: 1, in: playbook)
        #expect(again.json.encoded() == playbook.plan.json.encoded(), "\(written)")
    }

    @Test("A plan is written in the words of a playbook")
    func words() throws {
        let playbook = try playbook()
        let text = PlanDocument.text(of: playbook.plan, in: playbook)
        let body = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        #expect(
            body == """
                steps:
                  build:
                    agent: shell
                    run: make
                    timeout: 1h30m
                  test:
                    agent: shell
                    needs: [build]
                    run: make test
                    retries: 2
                """)
        #expect(text.contains("# Agents: shell (command), me (human)\n"))
    }

    @Test("An edited plan has the next revision, and may drop steps that the synthesis names")
    func edited() throws {
        let plan = try PlanDocument.parse(
            "steps:\n  ask: {agent: me, run: \"Ready for \\\"it\\\"?\"}\n", file: "plan.yaml", revision: 7,
            in: playbook())
        #expect(plan.revision == 7)
        #expect(plan.steps.map(\.id.rawValue) == ["ask"])
    }

    @Test("A mistake in an edited plan is named with its place in the edited text")
    func mistake() throws {
        let error = try #require(throws: PlaybookError.self) {
            try PlanDocument.parse(
                "# comment\nsteps:\n  a: {run: x, needs: b}\n  b: {run: y, needs: a}\n", file: "plan.yaml",
                revision: 2, in: playbook())
        }
        #expect(
            error.mistakes.map(\.headline) == [
                "plan.yaml:3:22: error: steps need each other in a circle: a → b → a"
            ])
    }

    @Test("A difference is told line by line")
    func difference() throws {
        let playbook = try playbook()
        let edited = try PlanDocument.parse(
            """
            steps:
              lint: {name: Check style, run: "swift format\\nlint"}
              build: {run: make all, timeout: 2h, needs: [lint]}
            """, file: "plan.yaml", revision: 2, in: playbook)
        #expect(
            PlanDiff(from: playbook.plan, to: edited).lines == [
                #"+ lint (Check style): agent shell, run "swift format\nlint""#,
                "~ build: run make → make all",
                "~ build: timeout 1h30m → 2h",
                "~ build: needs none → [lint]",
                "- test: agent shell, needs [build], run make test, retries 2",
            ])
        var reordered = playbook.plan
        reordered.steps.reverse()
        #expect(PlanDiff(from: playbook.plan, to: reordered).lines == ["~ the steps stand in another order"])
        #expect(PlanDiff(from: playbook.plan, to: playbook.plan).lines == [])
    }
}
