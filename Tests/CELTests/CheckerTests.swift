import CEL
import Testing

@Suite("Checking before evaluation")
struct CheckerTests {
    private static let environment: Environment = {
        var environment = Environment()
        environment.declare(
            "step",
            .record(
                Shape(
                    "step",
                    [
                        Shape.Field("uncertainty", .double), Shape.Field("impact", .string),
                        Shape.Field("tags", .list(.string)), Shape.Field("outputs", .map(.string, .dyn)),
                        Shape.Field("startedAt", .timestamp),
                    ])))
        environment.declare("cost", .double)
        environment.declare("count", .int)
        environment.declare("anything", .dyn)
        environment.define(
            Function("risk", [.string], returning: .double) { _ throws(EvaluationError) in 0.5 })
        return environment
    }()

    @Test(
        "A mistake is found with its place and what was probably meant",
        arguments: [
            ("step.uncertanty > 0.7", "no field `uncertanty` on step; did you mean `uncertainty`?", 5, 15),
            ("stp.uncertainty > 0.7", "there is no variable `stp`; did you mean `step`?", 0, 3),
            (
                "step.impact.size()  > risky('a')", "there is no function `risky`; did you mean `risk`?", 22,
                27
            ),
            (
                "step.impact.startWith('h')", "there is no method `startWith`; did you mean `startsWith`?",
                12, 21
            ),
            ("has(step.tag)", "no field `tag` on step; did you mean `tags`?", 9, 12),
            ("step.impact.contains()", "`contains` takes 1 argument, not 0", 12, 20),
            ("math.greates(1)", "there is no function `math.greates`; did you mean `math.greatest`?", 5, 12),
            ("step.tags.exists(tg, tag == 'a')", "there is no variable `tag`; did you mean `tg`?", 21, 24),
        ])
    func suggestions(source: String, text: String, start: Int, end: Int) throws {
        let mistakes = Self.environment.check(source)
        #expect(mistakes.map(\.text) == [text])
        #expect(mistakes.first?.range == SourceRange(start, end))
        #expect(mistakes.first?.stage == .types)
    }

    @Test(
        "Types that cannot fit are complained about",
        arguments: [
            "step.impact > 3", "count + 1.5", "step.impact == 3", "3 in step.tags", "'a' || cost > 1.0",
            "!count", "-'a'",
            "cost ? 1 : 2", "step.tags.all(t, t)", "count.all(x, true)", "step.tags['a']", "step.outputs[1]",
            "'abc'.contains(1)", "size(1)", "risk(1)", "timestamp('never')", "duration('1 day')",
            "'a'.matches('(')",
            "count.size", "{1.5: 2}", "[?1]", "math.greatest('a')", "cost % 2.0", "step.startedAt + 1",
            "step['impct']",
            "optional.of(1) + 1", "cost.optMap(x, x)",
        ])
    func complaints(source: String) {
        #expect(!Self.environment.check(source).isEmpty)
    }

    @Test(
        "Nothing is said where nothing is known",
        arguments: [
            "anything.what.ever[3] > anything", "[1, 'a', anything].exists(x, x == 3)",
            "count == 1.0 && 1u < cost",
            "step.outputs.report.score > 0.8", "anything + 1 > 2.0", "(anything ? 1 : 'a') == 2",
            "step.impact == null",
            "step.tags.map(t, t.size())[0] > 1", "step.?impact.orValue('low') == 'high'",
            "risk(anything) > 0.5",
            "step.startedAt + duration('5m') > timestamp(0)", "type(cost) == double",
            "count in {1: 2} || 'a' in step.outputs",
            "{'a': 1}.transformMap(k, v, v + 1).a == 2", "math.greatest(count, cost) > 1",
            "size(step) > 0 && 'a' in step",
        ])
    func silence(source: String) {
        #expect(Self.environment.check(source).map(\.text) == [])
    }

    @Test("The type of the whole can be demanded")
    func expected() {
        #expect(Self.environment.check("cost", expecting: .bool).count == 1)
        #expect(Self.environment.check("cost > 1.0", expecting: .bool).isEmpty)
        #expect(Self.environment.check("anything", expecting: .bool).isEmpty)
    }

    @Test("Several mistakes come in the order of the source, and a syntax error comes alone")
    func order() {
        let mistakes = Self.environment.check("stp == 1 || cst > 2.0 || step.impct == 'a'")
        #expect(mistakes.map(\.suggestion) == ["step", "cost", "impact"])
        #expect(Self.environment.check("stp == ").map(\.stage) == [.syntax])
    }

    @Test("Without complaints about names, the types of what is declared are still checked")
    func undeclared() {
        var environment = Self.environment
        environment.allowsUndeclaredVariables = true
        #expect(environment.check("unknown.field > 3").isEmpty)
        #expect(environment.check("unknown && step.impct == 'a'").count == 1)
    }
}
