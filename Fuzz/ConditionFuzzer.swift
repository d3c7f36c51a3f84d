// Compiled into one module with Sources/CEL by scripts/fuzz, so that all of it has the fuzzer's
// instrumentation.

/// What libFuzzer calls with each input: a source, and after a zero byte an object of variables in JSON.
///
/// Every source must be refused or have a value or an error, within its fuel; the same again must come out
/// the same; and a value that has JSON must be readable from it.
@_cdecl("LLVMFuzzerTestOneInput")
public func examineCondition(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    Conditions.examine(
        String(decoding: parts.first ?? [], as: UTF8.self),
        variables: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : "{}")
    return 0
}

enum Conditions {
    private static let fuel = 20_000

    private static let environment: Environment = {
        var environment = Environment()
        let shape = Shape(
            "step", [Shape.Field("uncertainty", .double), Shape.Field("tags", .list(.string))])
        environment.declare("step", .record(shape))
        environment.declare("text", .string)
        environment.declare("number", .int)
        environment.declare("numbers", .list(.int))
        return environment
    }()

    private static let standard: Bindings = [
        "text": "a text with ünïcödé 😀", "number": 42, "numbers": [1, 2, 3, -4, 5],
    ]

    static func examine(_ source: String, variables: String) {
        let mistakes = environment.check(source)
        for mistake in mistakes {
            require(
                mistake.range.start <= mistake.range.end && mistake.range.end <= source.utf8.count,
                "a mistake lies outside of the source")
            _ = mistake.range.position(in: source)
        }
        do {
            let program = try environment.compile(source)
            require(!mistakes.contains { $0.stage == .syntax }, "checked as no expression, and compiled")
            let bindings = bindings(variables)
            let first = outcome(of: program, bindings)
            let second = outcome(of: program, bindings)
            require(first == second, "evaluated twice with different outcomes")
        } catch {
            require(error.stage == .syntax && !mistakes.isEmpty, "refused, but not by the checker")
        }
    }

    /// Ends the process, also in an optimised build with a message, which `precondition` has not there.
    private static func require(_ holds: Bool, _ message: String) {
        guard holds else { fatalError(message) }
    }

    private static func bindings(_ json: String) -> Bindings {
        var bindings = standard
        guard case .map(let map) = readJSON(json) else { return bindings }
        for entry in map.entries {
            if case .string(let name) = entry.key { bindings[name] = entry.value }
        }
        return bindings
    }

    private static func readJSON(_ text: String) -> Value? {
        do {
            return try Value(json: text)
        } catch {
            return nil
        }
    }

    private static func outcome(of program: Program, _ bindings: Bindings) -> String {
        do {
            let json = try program.evaluate(bindings, fuel: fuel).json()
            require(readJSON(json) != nil, "wrote JSON that cannot be read")
            return json
        } catch {
            return error.message
        }
    }
}
