import CEL
import Synchronization
import Testing

@Suite("What hosts bring along")
struct HostTests {
    /// A structure that counts how often its fields are read.
    private final class Counted: Record {
        static let counted = Shape(
            "counted", [Shape.Field("a", .int), Shape.Field("b", .string), Shape.Field("c", .int)])
        let reads = Mutex<[Int]>([])

        var shape: Shape { Self.counted }

        func value(at slot: Int) throws(EvaluationError) -> Value? {
            reads.withLock { $0.append(slot) }
            switch slot {
            case 0: return 1
            case 1: return nil
            default: throw EvaluationError("the field cannot be read")
            }
        }
    }

    @Test("A field is read when it is asked for and not before")
    func lazyReads() throws {
        var environment = Environment()
        environment.declare("it", .record(Counted.counted))
        let record = Counted()
        let bindings: Bindings = ["it": .record(record)]
        #expect(try environment.compile("it.a == 1 || it.c == 2").holds(bindings))
        #expect(record.reads.withLock { $0 } == [0])
        #expect(try environment.compile("!has(it.b) && has(it.a)").holds(bindings))
        #expect(try environment.compile("it.c == 1 || it['a'] == 1").holds(bindings))
        #expect(
            try environment.compile("it.a == 1 && !('b' in it) && it.?b == optional.none()").holds(bindings))
        let program = try environment.compile("1 < 2 && it.c == 1")
        let error = #expect(throws: EvaluationError.self) { try program.holds(bindings) }
        #expect(error?.kind == .host)
        #expect(error?.range == SourceRange(9, 13))
    }

    @Test("A record behaves as a map from names to values")
    func records() throws {
        struct Step: Sendable {
            let name: String
            let cost: Double?
        }
        let shape = RecordShape<Step>(
            "step",
            [
                .init("name", .string) { .string($0.name) },
                .init("cost", .double) { step in step.cost.map { .double($0) } },
            ])
        let bindings: Bindings = [
            "full": shape.record(of: Step(name: "a", cost: 1.5)),
            "bare": shape.record(of: Step(name: "a", cost: nil)),
        ]
        #expect(
            try holds("full == {'name': 'a', 'cost': 1.5} && bare == {'name': 'a'} && full != bare", bindings)
        )
        #expect(
            try holds("full.map(k, k) == ['name', 'cost'] && bare.size() == 1 && type(full) == map", bindings)
        )
        #expect(try holds("full.all(k, v, k == 'name' ? v == 'a' : v > 1.0)", bindings))
        #expect(try failure("bare.cost > 1.0", bindings) == .noSuchKey)
        #expect(try failure("full.unknown", bindings) == .noSuchKey)
        #expect(try value("full", bindings).json() == #"{"name":"a","cost":1.5}"#)
    }

    @Test("Functions of the host are chosen by the types of their arguments and charged at their price")
    func functions() throws {
        var environment = Environment()
        environment.define(
            Function("risk", [.string], returning: .double, cost: 50) { arguments throws(EvaluationError) in
                .double(String(celValue: arguments[0]) == "high" ? 0.9 : 0.1)
            })
        environment.define(
            Function("risk", [.int], returning: .double) { _ throws(EvaluationError) in 0.5 })
        environment.define(
            Function("broken", isMethod: true, [.string], returning: .dyn) { _ throws(EvaluationError) in
                throw EvaluationError("it is broken")
            })
        let isDefined = environment.define(
            Function("size", [.string], returning: .int) { _ throws(EvaluationError) in 0 })
        #expect(!isDefined, "a built-in function was replaced")
        #expect(try environment.compile("risk('high') > 0.8 && risk(3) == 0.5").holds())
        #expect(try environment.compile("'a'.broken() || true").holds())
        #expect(throws: EvaluationError.self) { try environment.compile("risk(1.5)").evaluate() }
        let error = #expect(throws: EvaluationError.self) {
            try environment.compile("risk('high')").evaluate(fuel: 40)
        }
        #expect(error?.isLimit == true)
    }

    @Test("An activation tells variables apart by the order of their declaration")
    func indexes() throws {
        struct Numbers: Activation {
            func value(of variable: Variable) -> Value? {
                variable.index < 0 ? nil : .int(Int64(variable.index))
            }
        }
        var environment = Environment()
        let names = ["a", "b", "c.d"]
        #expect(names.map { environment.declare($0, .int).index } == [0, 1, 2])
        #expect(environment.declare("b", .dyn).index == 1)
        #expect(try environment.compile("[a, b, c.d] == [0, 1, 2]").holds(Numbers()))
        #expect(throws: EvaluationError.self) { try environment.compile("e").evaluate(Numbers()) }
    }

    @Test("Values of Swift and of the language become each other")
    func conversions() {
        #expect([String: [Int?]](celValue: ["a": [1, nil]].celValue) == ["a": [1, nil]])
        #expect(UInt64(celValue: -1) == nil && Int(celValue: .uint(7)) == 7 && Double(celValue: 1) == nil)
        #expect(Value([true, false]).isEqual(to: [true, false]))
        #expect(
            Int(celValue: "1") == nil && [String](celValue: [1]) == nil
                && Int?(celValue: .null) == .some(.none)
        )
    }
}
