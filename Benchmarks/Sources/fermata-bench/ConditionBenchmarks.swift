import CEL

/// How long conditions take to compile and to evaluate over live state.
enum ConditionBenchmarks {
    /// A step as an engine holds it; expressions read it where it is.
    private final class Step: Record {
        static let shape = Shape(
            "step",
            [
                Shape.Field("uncertainty", .double), Shape.Field("impact", .string),
                Shape.Field("effect", .string), Shape.Field("tags", .list(.string)),
                Shape.Field("outputs", .map(.string, .dyn)), Shape.Field("startedAt", .timestamp),
            ])

        let uncertainty = 0.4
        let impact = "medium"
        let effect = "workspace"
        let tags = ["build", "docs", "release", "linux", "nightly", "signed"]
        let outputs = Value.map(
            MapValue([("report", .map(MapValue([("score", .double(0.9))])))]))
        let startedAt = TimestampValue(seconds: 1_700_000_000)

        var shape: Shape { Self.shape }

        func value(at slot: Int) -> Value? {
            switch slot {
            case 0: .double(uncertainty)
            case 1: .string(impact)
            case 2: .string(effect)
            case 3: .list(tags.map { .string($0) })
            case 4: outputs
            case 5: startedAt.map { .timestamp($0) }
            default: nil
            }
        }
    }

    /// A run as an engine holds it.
    private final class Run: Record {
        static let shape = Shape("run", [Shape.Field("cost", .double), Shape.Field("now", .timestamp)])

        let cost = 1.5
        let now = TimestampValue(seconds: 1_700_000_400)

        var shape: Shape { Self.shape }

        func value(at slot: Int) -> Value? {
            slot == 0 ? .double(cost) : now.map { .timestamp($0) }
        }
    }

    /// The live state: two objects that conditions read from.
    private struct State: Activation {
        let step = Step()
        let run = Run()

        func value(of variable: Variable) -> Value? {
            variable.index == 0 ? .record(step) : variable.index == 1 ? .record(run) : nil
        }
    }

    private static let conditions: [(source: String, holds: Bool, limitNanoseconds: Double?)] = [
        (#"step.uncertainty > 0.7 || step.impact == "high" || run.cost > 2.5"#, false, 500),
        (#"step.impact in ["high", "medium"] && step.effect == "workspace" && !(run.cost > 2.5)"#, true, nil),
        (#"has(step.outputs.report.score) && step.outputs.report.score > 0.8"#, true, nil),
        (#"step.tags.exists(tag, tag == "signed")"#, true, 2000),
        (#"run.now - step.startedAt > duration("5m")"#, true, nil),
    ]

    private static let compileLimitMicroseconds = 50.0
    private static let repetitions = 21
    private static let evaluationsPerRepetition = 20_000
    private static let compilationsPerRepetition = 500

    static func measure() throws {
        var environment = Environment()
        environment.declare("step", .record(Step.shape))
        environment.declare("run", .record(Run.shape))
        let state = State()
        print("Conditions (CEL) over live state, medians of \(repetitions) repetitions:")
        for (source, holds, limit) in conditions {
            let program = try environment.compile(source)
            let evaluation = try nanoseconds(evaluationsPerRepetition) {
                guard try program.holds(state) == holds else { throw WrongResult(source: source) }
            }
            let compilation = try nanoseconds(compilationsPerRepetition) {
                _ = try environment.compile(source)
            }
            let promised = limit.map { ", promised \(digits($0 / 1000)) µs" } ?? ""
            print("  \(source)")
            print(
                "    evaluate \(digits(evaluation / 1000, 3)) µs\(promised); "
                    + "compile \(digits(compilation / 1000)) µs, "
                    + "promised \(digits(compileLimitMicroseconds)) µs"
            )
        }
        try limits(environment)
    }

    /// How soon what would take minutes stops, and that matching takes time in proportion to the text.
    private static func limits(_ environment: Environment) throws {
        let variables = ["a", "b", "c", "d", "e", "f", "g", "h"]
        let nested = variables.reversed().reduce("true") { body, name in
            "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(\(name), \(body))"
        }
        let program = try environment.compile(nested)
        let stop = try nanoseconds(1) {
            do {
                _ = try program.evaluate()
                throw WrongResult(source: nested)
            } catch let error as EvaluationError {
                guard error.isLimit else { throw error }
            }
        }
        print("  eight nested macros stop at their fuel after \(digits(stop / 1_000_000)) ms, promised 5 ms")
        var matching = Environment()
        matching.declare("text", .string)
        let pattern = try matching.compile(#"text.matches("(a+)+$")"#)
        for length in [1000, 10_000] {
            let text = Value.string(String(repeating: "a", count: length) + "b")
            let time = try nanoseconds(5) { _ = try pattern.evaluate(["text": text] as Bindings) }
            print("  (a+)+$ on \(length) characters: \(digits(time / 1000)) µs")
        }
    }

    private struct WrongResult: Error {
        let source: String
    }

    /// The median time of one call, from repetitions of many.
    private static func nanoseconds(_ count: Int, _ body: () throws -> Void) throws -> Double {
        var times: [Double] = []
        for _ in 0..<repetitions {
            let start = Measurement.wallSeconds
            for _ in 0..<count { try body() }
            times.append((Measurement.wallSeconds - start) / Double(count) * 1e9)
        }
        return times.median
    }
}
