import FermataCore
import Foundation
import Testing

@testable import FermataPlaybook

@Suite("The JSON Schema of playbooks")
struct SchemaTests {
    static let path = Repository.root.appending(path: "docs/playbook.schema.json")

    /// Documents and whether shape alone makes them valid.
    static let documents: [(String, Bool)] = [
        ("name: X\nsteps: {a: {run: x}}\n", true),
        ("name: 5\nsteps: {a: {run: true}}\n", true),
        ("name: X\nbudget: 0\nconcurrency: 64\nsteps: {a: {run: x}}\n", true),
        ("name: X\ngates: {beforeStart: on, question: off, breakpoint: true}\nsteps: {a: {run: x}}\n", true),
        ("name: X\ngates: {question: {timeout: 45, onTimeout: {answer: yes}}}\nsteps: {a: {run: x}}\n", true),
        ("name: X\nbreakpoints: [a, {step: a2, level: guided}]\nsteps: {a: {run: x}, a2: {run: x}}\n", true),
        ("name: X\nsteps: {a: {run: x, with: {any: [1, {deep: null}]}, env: {A: 1, B: , C: on}}}\n", true),
        ("name: X\nsteps: {a: {run: x}, b: {run: x, needs: a}, c: {run: x, needs: [a, b]}}\n", true),
        ("name: X\nsteps: {a: {run: x, timeout: 1h30m, retries: 20, onFailure: stop}}\n", true),
        ("name: X\nagents: {p: {kind: human}}\nsteps: {a: {agent: p, run: q}}\n", true),
        ("name: X\nagents: {s: {kind: command, shell: sh, autonomy: manual}}\nsteps: {a: {run: q}}\n", true),
        ("name: X\ninputs: {i: {type: choice, options: [a], default: a}}\nsteps: {a: {run: q}}\n", true),
        ("name: X\nsteps: {a: {run: x}}\nsynthesis: [{title: T, text: }]\n", true),
        ("steps: {a: {run: x}}\n", false),
        ("name: X\n", false),
        ("name: X\nsteps: {}\n", false),
        ("name: X\nsteps: [a]\n", false),
        ("name: [X]\nsteps: {a: {run: x}}\n", false),
        ("name: ''\nsteps: {a: {run: x}}\n", false),
        ("name: X\nsteps: {a b: {run: x}}\n", false),
        ("name: X\nsteps: {a: {run: x, neds: b}}\n", false),
        ("name: X\nsteps: {a: {run: x, needs: [[b]]}}\n", false),
        ("name: X\nsteps: {a: {run: x, needs: 'b c'}}\n", false),
        ("name: X\nsteps: {a: {run: x, timeout: 10 minutes}}\n", false),
        ("name: X\nsteps: {a: {run: x, timeout: 0}}\n", false),
        ("name: X\nsteps: {a: {run: x, timeout: 2592001}}\n", false),
        ("name: X\nsteps: {a: {run: x, timeout: ''}}\n", false),
        ("name: X\nsteps: {a: {run: x, retries: 21}}\n", false),
        ("name: X\nsteps: {a: {run: x, retries: '2'}}\n", false),
        ("name: X\nsteps: {a: {run: x, effect: all}}\n", false),
        ("name: X\nsteps: {a: {run: x, env: {FERMATA_X: y}}}\n", false),
        ("name: X\nsteps: {a: {run: x, env: {1A: y}}}\n", false),
        ("name: X\nsteps: {a: {run: x, env: {A: [y]}}}\n", false),
        ("name: X\nsteps: {a: {run: x, with: 5}}\n", false),
        ("name: X\nbudget: -1\nsteps: {a: {run: x}}\n", false),
        ("name: X\nbudget: much\nsteps: {a: {run: x}}\n", false),
        ("name: X\nautonomy: none\nsteps: {a: {run: x}}\n", false),
        ("name: X\nagents: {}\nsteps: {a: {run: x}}\n", false),
        ("name: X\nagents: {a: {}}\nsteps: {a: {run: x}}\n", false),
        ("name: X\nsynthesis: []\nsteps: {a: {run: x}}\n", false),
        ("name: X\nsynthesis: [{title: T}]\nsteps: {a: {run: x}}\n", false),
        ("name: X\ngates: {beforeStart: always}\nsteps: {a: {run: x}}\n", false),
        ("name: X\ngates: {beforeStart: 'true'}\nsteps: {a: {run: x}}\n", false),
        ("name: X\ngates: {beforeStart: {}}\nsteps: {a: {run: x}}\n", false),
        ("name: X\ngates: {beforeStart: {timeout: 1m}}\nsteps: {a: {run: x}}\n", false),
        ("name: X\ngates: {beforeStart: {timeout: 1m, onTimeout: skip}}\nsteps: {a: {run: x}}\n", false),
        ("name: X\nbreakpoints: [{level: guided}]\nsteps: {a: {run: x}}\n", false),
        ("name: X\nbreakpoints: a\nsteps: {a: {run: x}}\n", false),
        ("name: X\nbreakpoints: [{step: a, logOnly: yes}]\nsteps: {a: {run: x}}\n", false),
        ("name: X\ninputs: {i: {required: on}}\nsteps: {a: {run: x}}\n", false),
        ("name: X\ninputs: {i: {type: integer}}\nsteps: {a: {run: x}}\n", false),
    ]

    @Test("The file in the documentation is the one the parser's table makes")
    func isCurrent() throws {
        if Golden.rewrites { try PlaybookSchema.text.write(to: Self.path, atomically: true, encoding: .utf8) }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(
            committed == PlaybookSchema.text,
            "run the tests with FERMATA_REWRITE_GOLDENS=1 and review the file")
        #expect(try JSON(parsing: committed) == PlaybookSchema.json)
    }

    @Test("Schema and parser give the same verdict", arguments: documents)
    func agree(document: String, isValid: Bool) throws {
        let node = try DocumentComposer(source: SourceText(file: "a.yaml", text: document)).compose()
        let complaints = SchemaValidator.complaints(about: node.json, by: PlaybookSchema.json)
        #expect(complaints.isEmpty == isValid, "the schema says \(complaints)")
        var mistakes: [PlaybookMistake] = []
        do {
            _ = try PlaybookParser.parse(document, file: "a.yaml")
        } catch {
            mistakes = error.mistakes
        }
        #expect(mistakes.isEmpty == isValid, "the parser says \(mistakes)")
    }

    @Test("What the schema refuses, the parser refuses too", arguments: MistakeTests.cases)
    func neverStricter(example: MistakeTests.Case) throws {
        guard let text = String(validating: example.bytes, as: UTF8.self) else { return }
        let node: DocumentNode
        do {
            node = try DocumentComposer(source: SourceText(file: "a.yaml", text: text)).compose()
        } catch {
            return
        }
        if !SchemaValidator.complaints(about: node.json, by: PlaybookSchema.json).isEmpty {
            #expect(!example.found().isEmpty)
        }
    }

    @Test("The schema accepts every example", arguments: ExamplesTests.names)
    func acceptsExamples(name: String) throws {
        let text = try ExamplesTests.source(of: name)
        let node = try DocumentComposer(source: SourceText(file: name, text: text)).compose()
        #expect(SchemaValidator.complaints(about: node.json, by: PlaybookSchema.json) == [])
    }

    @Test("Every word the core knows can be written")
    func everyWord() throws {
        let text = PlaybookSchema.text
        let words =
            Autonomy.allCases.map(\.rawValue) + Effect.allCases.map(\.rawValue)
            + Impact.allCases.map(\.rawValue)
            + Approval.allCases.map(\.rawValue) + FailureResponse.allCases.map(\.rawValue)
            + GateKind.allCases.map(\.rawValue) + Breakpoint.Level.allCases.map(\.rawValue)
            + InputDeclaration.Kind.allCases.map(\.rawValue) + AgentDeclaration.Kind.allCases.map(\.rawValue)
        for word in words { #expect(text.contains("\"\(word)\""), "\(word) is missing") }
        let step = PlanStep(
            id: try #require(StepID("a")), name: "n", agent: try #require(AgentID("s")),
            needs: [try #require(StepID("b"))], run: "r", with: .record(("a", 1)), env: .record(("A", "b")),
            effect: .external, impact: .high, undo: "u", approval: .required, timeoutSeconds: 1, retries: 1,
            isIdempotent: true, onFailure: .stop)
        guard case .object(let members) = step.json else { return }
        let keys = members.map(\.name).filter { $0 != "id" }.map { $0 == "timeoutSeconds" ? "timeout" : $0 }
        #expect(RecordShape.step.fields.map(\.name) == keys)
    }
}

extension DocumentNode {
    /// The document as an editor that reads YAML 1.2 hands it to a schema.
    var json: JSON {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? JSON(plainScalar: text) : .string(text)
        case .list(let items): .array(items.map(\.json))
        case .mapping(let entries):
            .object(
                entries.map { entry in
                    guard case .scalar(let name, _) = entry.key.content else {
                        return JSONMember(name: "\(entry.key.json.encoded())", value: entry.value.json)
                    }
                    return JSONMember(name: name, value: entry.value.json)
                })
        }
    }
}
