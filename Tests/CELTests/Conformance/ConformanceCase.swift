import CEL

/// One case of the conformance set, in the form that `docs/conditions.md` describes.
struct ConformanceCase {
    enum Expectation {
        case value(Value)
        case error
    }

    /// Why a case cannot be read.
    struct Unreadable: Error {
        let description: String
    }

    let id: String
    let expression: String
    let container: String
    let hasMacros: Bool
    let isChecked: Bool
    let declarations: [(name: String, type: ValueType)]
    let bindings: [String: Value]
    let expectation: Expectation

    init(_ value: Value) throws {
        let fields = try Fields(value)
        id = try fields.string("id")
        expression = try fields.string("expr")
        container = try fields.string("container")
        hasMacros = try !fields.bool("disable_macros")
        isChecked = try !fields.bool("disable_check")
        declarations = try fields.list("type_env").map { declaration in
            let declaration = try Fields(declaration)
            return (try declaration.string("name"), TypeText.read(try declaration.string("type")))
        }
        bindings = try Dictionary(
            uniqueKeysWithValues: fields.map("bindings").entries.map { entry in
                (try Fields.string(entry.key), try TaggedValue.read(entry.value))
            })
        let expected = try fields.map("expect")
        if let value = expected["value"] {
            expectation = .value(try TaggedValue.read(value))
        } else {
            expectation = .error
        }
    }

    /// What is wrong with the outcome, or nil when it is as expected.
    func complaint() -> String? {
        do {
            let value = try evaluate()
            switch expectation {
            case .error: return "expected an error, got \(value)"
            case .value(let expected):
                return TaggedValue.areSame(expected, value) ? nil : "expected \(expected), got \(value)"
            }
        } catch {
            if case .error = expectation { return nil }
            return "expected \(expectation), got the error \(error)"
        }
    }

    var environment: Environment {
        var environment = Environment(container: container, hasMacros: hasMacros)
        for (name, type) in declarations { environment.declare(name, type) }
        return environment
    }

    private func evaluate() throws -> Value {
        try environment.compile(expression).evaluate(Bindings(bindings))
    }
}

/// The named fields of a JSON object.
struct Fields {
    let map: MapValue

    init(_ value: Value) throws {
        guard case .map(let map) = value else {
            throw ConformanceCase.Unreadable(description: "no object: \(value)")
        }
        self.map = map
    }

    static func string(_ value: Value?) throws -> String {
        guard case .string(let text) = value else {
            throw ConformanceCase.Unreadable(description: "no string: \(String(describing: value))")
        }
        return text
    }

    func string(_ name: String) throws -> String { try Self.string(map[name]) }

    func bool(_ name: String) throws -> Bool {
        guard case .bool(let holds) = map[name] else {
            throw ConformanceCase.Unreadable(description: "no bool: \(name)")
        }
        return holds
    }

    func list(_ name: String) throws -> [Value] {
        guard case .list(let elements) = map[name] else {
            throw ConformanceCase.Unreadable(description: "no list: \(name)")
        }
        return elements
    }

    func map(_ name: String) throws -> MapValue {
        guard case .map(let inner) = map[name] else {
            throw ConformanceCase.Unreadable(description: "no object: \(name)")
        }
        return inner
    }
}

/// Types as the set writes them; what is not known to it is `dyn`.
enum TypeText {
    private static let simple: [String: ValueType] = [
        "null": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
        "bytes": .bytes, "timestamp": .timestamp, "duration": .duration, "type": .type,
    ]

    static func read(_ text: String) -> ValueType {
        if let type = simple[text] { return type }
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return .dyn }
        let inner = text[text.index(after: open)...].dropLast()
        switch text[..<open] {
        case "list": return .list(read(String(inner)))
        case "map":
            guard let comma = inner.firstIndex(of: ",") else { return .dyn }
            let value = inner[inner.index(after: comma)...].drop { $0 == " " }
            return .map(read(String(inner[..<comma])), read(String(value)))
        default: return .dyn
        }
    }
}
