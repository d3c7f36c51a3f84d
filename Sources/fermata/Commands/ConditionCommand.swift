import ArgumentParser
import CEL
import FermataCore

/// `fermata cel`: conditions, without a run.
struct ConditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cel",
        abstract: "Check and try out conditions in CEL.",
        subcommands: [CheckConditionCommand.self, EvaluateConditionCommand.self])
}

/// `fermata cel check`.
struct CheckConditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a condition, and list every mistake with its place.",
        discussion: """
            A condition is true or false; with --expect, another type is expected of the whole. With --json, \
            the names and types of the file's objects are known, and a misspelled one is a mistake. Without \
            it, a name may stand for anything.

            The language is described in docs/conditions.md.

            EXAMPLES:
              fermata cel check 'step.uncertainty > 0.7 || run.cost > 2.5'
              fermata cel check 'step.uncertanty > 0.7' --json state.json
              fermata cel check --expect string 'step.name + "!"'

            \(ExitStatus.help([.completed, .error, .usage, .playbook]))
            """)

    @Argument(help: "The condition.")
    var expression: String
    @Option(name: .long, help: "An object of variables; - reads standard input.", completion: .file())
    var json: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What the whole must be: \(ExpectedType.words).", valueName: "type"))
    var expect = ExpectedType.bool

    func run() async throws {
        let console = Console()
        do {
            let environment = try ConditionState(file: json).environment
            let mistakes = environment.check(expression, expecting: expect.type)
            guard mistakes.isEmpty else {
                console.write(mistakes.map { $0.report(on: expression) }.joined(separator: "\n"))
                throw ExitStatus.playbook
            }
            console.write(
                expect == .bool ? "The condition is valid." : "The expression is valid.")
        } catch let status as ExitStatus {
            throw status.exitCode
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }
}

/// `fermata cel eval`.
struct EvaluateConditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate a condition over the variables of a file and print its value.",
        discussion: """
            The value is printed as JSON, or as text where it has none.

            EXAMPLES:
              fermata cel eval 'step.tags.exists(tag, tag == "release")' --json state.json
              echo '{"cost": 3}' | fermata cel eval 'cost > 2.5' --json -

            \(ExitStatus.help([.completed, .error, .usage, .playbook]))
            """)

    @Argument(help: "The condition.")
    var expression: String
    @Option(name: .long, help: "An object of variables; - reads standard input.", completion: .file())
    var json: String?

    func run() async throws {
        let console = Console()
        do {
            let state = try ConditionState(file: json)
            let value = try state.environment.compile(expression).evaluate(state.bindings)
            console.write(try value.printed)
        } catch let mistake as Diagnostic {
            console.write(mistake.report(on: expression))
            throw ExitStatus.playbook.exitCode
        } catch let error as EvaluationError {
            console.write(error.report(on: expression))
            throw ExitStatus.playbook.exitCode
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }
}

/// What a whole expression may be expected to be.
enum ExpectedType: String, CaseIterable, ExpressibleByArgument {
    case bool, int, uint, double, string, bytes, list, map, timestamp, duration, any

    static let words = allCases.map(\.rawValue).joined(separator: ", ")

    var type: ValueType {
        switch self {
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list(.dyn)
        case .map: .map(.dyn, .dyn)
        case .timestamp: .timestamp
        case .duration: .duration
        case .any: .dyn
        }
    }
}

/// The variables of a file, which is an object of JSON.
private struct ConditionState {
    static let maximumByteCount = 16 << 20

    var environment = Environment()
    var bindings = Bindings()

    init(file: String?) throws(FileProblem) {
        environment.allowsUndeclaredVariables = file == nil
        guard let file else { return }
        let bytes = try FileAccess.read(file, limit: Self.maximumByteCount)
        let value: Value
        do {
            value = try Value(json: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw FileProblem(path: file, problem: "is no JSON at byte \(error.position): \(error.message)")
        }
        guard case .map(let map) = value else {
            throw FileProblem(path: file, problem: "is no JSON object of variables")
        }
        for entry in map.entries {
            guard case .string(let name) = entry.key else { continue }
            environment.declare(name, ValueType(of: entry.value, named: name))
            bindings[name] = entry.value
        }
    }
}

extension ValueType {
    /// The type that a value of JSON shows, with the names of its objects' fields.
    fileprivate init(of value: Value, named name: String) {
        switch value {
        case .bool: self = .bool
        case .int: self = .int
        case .double: self = .double
        case .string: self = .string
        case .list: self = .list(.dyn)
        case .map(let map):
            let fields = map.entries.compactMap { entry -> Shape.Field? in
                guard case .string(let field) = entry.key else { return nil }
                return Shape.Field(field, ValueType(of: entry.value, named: "\(name).\(field)"))
            }
            self = .record(Shape(name, fields))
        case .null, .uint, .bytes, .record, .timestamp, .duration, .type, .optional: self = .dyn
        }
    }
}

extension Value {
    /// The value as JSON, or as the language writes it where it has none.
    fileprivate var printed: String {
        get throws(EvaluationError) {
            if case .type(let type) = self { return type.name }
            return try json()
        }
    }
}

extension Diagnostic {
    fileprivate func report(on source: String) -> String {
        SourceExcerpt(source, range).report(text)
    }
}

extension EvaluationError {
    fileprivate func report(on source: String) -> String {
        range.map { SourceExcerpt(source, $0).report("no value: \(message)") } ?? "no value: \(message)"
    }
}

/// The line of a source that a range begins in, with the range marked.
private struct SourceExcerpt {
    private let place: String
    private let line: String
    private let marks: String

    init(_ source: String, _ range: SourceRange) {
        let position = range.position(in: source)
        place = "\(position.line):\(position.column)"
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.indices.contains(position.line - 1) ? lines[position.line - 1] : ""
        line = InertText.line(String(text))
        let width = range.text(in: source)?.prefix { $0 != "\n" }.unicodeScalars.count ?? 1
        let room = max(1, text.unicodeScalars.count - position.column + 1)
        marks =
            String(repeating: " ", count: position.column - 1)
            + String(repeating: "^", count: min(max(1, width), room))
    }

    func report(_ message: String) -> String {
        "\(place): \(InertText.line(message))\n  \(line)\n  \(marks)"
    }
}
