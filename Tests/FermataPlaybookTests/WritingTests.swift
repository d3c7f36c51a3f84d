import FermataCore
import Testing

@testable import FermataPlaybook

@Suite("Scalars keep their writing where text is expected")
struct WritingTests {
    /// What YAML may take for something else than the text it is.
    static let scalars = [
        "1.10", "0755", "+49", "1e3", "1_000", "0x1F", "0o17", "yes", "no", "on", "True", "FALSE", "1:30",
        "2026-01-01", ".5", "5.", "-0", "1.0", "12345678901234567890", ".inf", "NaN",
    ]

    private func playbook(_ text: String) throws -> Playbook {
        try PlaybookParser.parse(text, file: "p.yaml")
    }

    @Test("In every text of a playbook", arguments: scalars)
    func playbooks(scalar: String) throws {
        let playbook = try playbook(
            """
            name: \(scalar)
            description: \(scalar)
            inputs:
              text: {default: \(scalar), description: \(scalar)}
              path: {type: path, default: \(scalar)}
              choice: {type: choice, options: [\(scalar), other], default: \(scalar)}
            agents:
              shell: {kind: command, shell: [\(scalar)]}
              person: {kind: human}
            gates: {question: {timeout: 1m, onTimeout: {answer: \(scalar)}}}
            steps:
              a: {agent: shell, name: \(scalar), run: \(scalar), env: {A: \(scalar)}, with: {v: \(scalar)}}
              b: {agent: person, run: Which?, with: {options: [\(scalar), other]}}
            synthesis: [{title: \(scalar), text: \(scalar)}]
            """)
        #expect(playbook.name == scalar)
        #expect(playbook.description == scalar)
        #expect(playbook.inputs.map(\.defaultValue) == [.string(scalar), .string(scalar), .string(scalar)])
        #expect(playbook.inputs[0].description == scalar)
        #expect(playbook.inputs[2].options == [scalar, "other"])
        #expect(playbook.agents[0].shell == [scalar])
        #expect(playbook.gates[.question].onTimeout == .answer(scalar))
        let step = playbook.plan.steps[0]
        #expect(step.name == scalar)
        #expect(step.run == scalar)
        #expect(step.env == .record(("A", .string(scalar))))
        #expect(step.with["v"]?.text == scalar)
        #expect(playbook.plan.steps[1].with["options"] == .array([.string(scalar), "other"]).written)
        #expect(playbook.synthesis?.parts.first?.title == scalar)
        #expect(playbook.synthesis?.parts.first?.text == scalar)
    }

    @Test("In inputs from the command line", arguments: scalars)
    func inputs(scalar: String) throws {
        let declared = try playbook(
            """
            name: X
            inputs:
              text: {}
              choice: {type: choice, options: [\(scalar), other]}
            steps: {a: {run: x}}
            """
        ).inputs
        let inputs = try InputResolver.resolve(
            declared, given: ["text": scalar, "choice": scalar], workingDirectory: "/")
        #expect(inputs == .record(("text", .string(scalar)), ("choice", .string(scalar))))
    }

    @Test("In edited outputs, parts and variables", arguments: scalars)
    func edits(scalar: String) throws {
        let outputs = try ValueDocument.parse("version: \(scalar)\n", file: "e", as: .outputs)
        #expect(outputs["version"]?.text == scalar)
        let edits = try ValueDocument.parse("env: {A: \(scalar)}\n", file: "e", as: .action)
        #expect(edits == .record(("env", .record(("A", .string(scalar))))))
        let synthesis = try ValueDocument.parse(
            "parts: [{title: \(scalar), text: \(scalar)}]\n", file: "e", as: .synthesis)
        #expect(
            synthesis
                == .record(
                    (
                        "parts",
                        .array([.record(("title", .string(scalar)), ("text", .string(scalar)))])
                    )))
    }

    @Test("Where anything may stand, numbers and booleans as JSON writes them have their type")
    func values() throws {
        let value = try ValueDocument.parse(
            "a: 10\nb: 2.5\nc: true\nd: '10'\ne: ~\nf: -3\ng: null\n", file: "e", as: .outputs)
        #expect(
            value
                == .record(
                    ("a", 10), ("b", .number(2.5)), ("c", true), ("d", "10"), ("e", .null), ("f", -3),
                    ("g", .null)))
    }

    @Test(
        "Nothing is the empty text where text may be empty, and refused elsewhere",
        arguments: ["", "~", "null"])
    func nothing(scalar: String) throws {
        let playbook = try playbook(
            "name: X\nsteps: {a: {run: x, env: {A: \(scalar)}, with: {v: \(scalar)}}}\n")
        #expect(playbook.plan.steps[0].env == .record(("A", "")))
        #expect(playbook.plan.steps[0].with == .record(("v", .null)))
        for text in [
            "name: \(scalar)\nsteps: {a: {run: x}}\n", "name: X\nsteps: {a: {run: \(scalar)}}\n",
            "name: X\ninputs: {i: {default: \(scalar)}}\nsteps: {a: {run: x}}\n",
            "name: X\ninputs: {i: {type: choice, options: [\(scalar), b]}}\nsteps: {a: {run: x}}\n",
        ] {
            #expect(throws: PlaybookError.self) { try self.playbook(text) }
        }
        let quoted = try self.playbook("name: X\nsteps: {a: {run: x, env: {A: '\(scalar)'}}}\n")
        #expect(quoted.plan.steps[0].env == .record(("A", .string(scalar))))
    }

    @Test("A time limit of a step that asks a person is refused, with what to do instead")
    func timeoutOfPerson() {
        let error = #expect(throws: PlaybookError.self) {
            try playbook(
                """
                name: X
                agents: {person: {kind: human}}
                steps:
                  a: {run: Which?, agent: person, timeout: 5m}
                """)
        }
        #expect(error?.mistakes.count == 1)
        #expect(error?.mistakes.first?.position == SourcePosition(line: 4, column: 44))
        #expect(error?.mistakes.first?.message.contains("onTimeout") == true)
    }
}

extension JSON {
    /// The value with each text that JSON writes as a number or boolean in its type, as it is read.
    fileprivate var written: JSON {
        guard case .array(let items) = self else { return self }
        return .array(items.map { $0.stringValue.map { JSON(freeScalar: $0) } ?? $0 })
    }
}
