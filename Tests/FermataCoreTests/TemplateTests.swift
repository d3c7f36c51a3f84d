import FermataCore
import Testing

@Suite("Expressions in text")
struct TemplateTests {
    private func value(of reference: Reference) -> JSON? {
        switch reference {
        case .input("count"): 3
        case .input("list"): .array([1, "two"])
        case .input("empty"): .null
        case .output(let step, let name): step.rawValue == "gone" ? nil : .string("<\(step).\(name)>")
        case .outcome: "done"
        case .runID: "r1"
        case .runTitle: "Title"
        case .input: nil
        }
    }

    @Test(
        "Each kind of reference is replaced, with or without space",
        arguments: [
            ("", ""), ("plain", "plain"), ("${{inputs.count}}", "3"), ("${{ inputs.count }}", "3"),
            ("${{\n inputs.count\t}}", "3"), ("a${{ run.id }}b${{ run.title }}c", "ar1bTitlec"),
            ("${{ steps.a-b.outputs.text }}", "<a-b.text>"), ("${{ steps.a.outcome }}!", "done!"),
            ("[${{ steps.gone.outputs.text }}]", "[]"), ("[${{ inputs.empty }}]", "[]"),
            ("${{ inputs.list }}", #"[1,"two"]"#), ("$${{ run.id }}", "${{ run.id }}"),
            ("$$${{ run.id }}", "$${{ run.id }}"), ("$ {{ x }} $x ${y} $", "$ {{ x }} $x ${y} $"),
            ("é${{ run.id }}🎼", "ér1🎼"), ("}}${{ run.id }}}}", "}}r1}}"),
        ])
    func resolves(text: String, expected: String) {
        #expect(Template.resolve(text: text, lookup: value) == expected)
    }

    @Test(
        "What cannot be read is refused with the reason",
        arguments: [
            ("${{", "the closing `}}` is missing"), ("${{ run.id }", "the closing `}}` is missing"),
            ("${{ run.id ${{ run.id }}", "the closing `}}` is missing"), ("${{ }}", "there are inputs.NAME"),
            ("${{ inputs }}", "write `inputs.NAME`"), ("${{ inputs.a.b }}", "write `inputs.NAME`"),
            ("${{ inputs. }}", "write `inputs.NAME`"), ("${{ steps.a }}", "write `steps.ID.outputs.NAME`"),
            ("${{ steps.a.outcome.x }}", "write `steps.a.outputs.NAME`"), ("${{ run }}", "write `run.id`"),
            ("${{ rnu.id }}", "did you mean `run`?"), ("${{ steps.a.outcom }}", "did you mean `outcome`?"),
            ("${{ inputs.a || 'b' }}", "write `inputs.NAME`"), ("${{ secrets.X }}", "there are inputs.NAME"),
        ])
    func refuses(text: String, reason: String) throws {
        let error = try #require(throws: TemplateError.self) { try Template(parsing: text) }
        #expect(error.problem.contains(reason), "\(error)")
        #expect(Template.resolve(text: text, lookup: value) == text)
        #expect(Template.references(in: text) == [])
    }

    @Test("A string that is exactly one expression keeps the type of the value; others become text")
    func types() {
        let json = JSON.record(
            ("${{ run.id }}", "${{ inputs.count }}"), ("b", "n${{ inputs.count }}"),
            ("c", .array(["${{ inputs.list }}", true, .null])), ("d", "${{ steps.gone.outputs.text }}"),
            ("e", "${{ inputs.count }}\n"))
        let expected = JSON.record(
            ("${{ run.id }}", 3), ("b", "n3"), ("c", .array([.array([1, "two"]), true, .null])), ("d", .null),
            ("e", "3\n"))
        #expect(Template.resolve(json: json, lookup: value) == expected)
    }

    @Test("References are listed once each, in their order")
    func references() throws {
        let text = "${{ steps.b.outputs.x }} ${{ run.id }} $${{ run.title }} ${{ steps.b.outputs.x }}"
        #expect(Template.references(in: text).map(\.description) == ["steps.b.outputs.x", "run.id"])
        #expect(Template.references(in: text).compactMap(\.step) == [StepID("b")])
        let json = JSON.record(("a", .string(text)), ("b", .array(["${{ inputs.z }}"])))
        #expect(try Template.references(inStringsOf: json).map(\.description).last == "inputs.z")
        #expect(throws: TemplateError.self) { try Template.references(inStringsOf: .array(["${{ x }}"])) }
    }

    @Test("A thousand expressions are read; one more is refused")
    func count() throws {
        let thousand = String(repeating: "${{ run.id }}", count: Template.maximumReferenceCount)
        #expect(try Template(parsing: thousand).references == [.runID])
        #expect(throws: TemplateError.self) { try Template(parsing: thousand + "${{ run.id }}") }
    }

    @Test("Large values cannot multiply without bound, and what is left out is said to be")
    func bound() {
        let large = JSON.string(String(repeating: "x", count: 400_000))
        let text = Template.resolve(text: String(repeating: "${{ run.id }}", count: 900)) { _ in large }
        #expect(text.utf8.count < Template.maximumResolvedByteCount + 900 * 100)
        #expect(text.hasPrefix("xxx"))
        #expect(text.hasSuffix("(left out: the values together are larger than 1048576 bytes)"))
        let items = JSON.array(Array(repeating: "${{ run.id }}", count: 3))
        guard case .array(let resolved) = Template.resolve(json: items, lookup: { _ in large }) else {
            return
        }
        #expect(resolved[0] == large)
        #expect(resolved[2] != large)
    }
}
