/// The type of a variable, a field or a function's parameter, as the checker knows it.
public indirect enum ValueType: Sendable, Hashable {
    /// Any type; nothing is known until the expression is evaluated.
    case dyn
    /// The type of `null`.
    case null
    /// `true` and `false`.
    case bool
    /// Signed integers.
    case int
    /// Unsigned integers.
    case uint
    /// Floating-point numbers.
    case double
    /// Text.
    case string
    /// Octets.
    case bytes
    /// Moments.
    case timestamp
    /// Lengths of time.
    case duration
    /// Types as values.
    case type
    /// Lists with elements of a type.
    case list(ValueType)
    /// Maps with keys of one type and values of another.
    case map(ValueType, ValueType)
    /// Values that may be absent.
    case optional(ValueType)
    /// Structures of the host, with known fields.
    case record(Shape)
    /// A type that a function leaves open; in one signature the same name is the same type.
    case parameter(String)

    /// Whether a value is of the type, judged by what an evaluation can tell: not by the elements.
    public func admits(_ value: Value) -> Bool {
        switch (self, value) {
        case (.dyn, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint),
            (.double, .double), (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp),
            (.duration, .duration), (.type, .type), (.list, .list), (.map, .map), (.map, .record),
            (.optional, .optional), (.record, .map):
            true
        case (.record(let shape), .record(let record)): record.shape === shape
        default: false
        }
    }
}

extension ValueType: CustomStringConvertible {
    /// The type as the specification writes it, such as `map(string, int)`.
    public var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let value): "optional(\(value))"
        case .record(let shape): shape.name
        case .parameter(let name): name
        }
    }
}

extension Shape: Hashable {
    /// Whether two shapes are the same object.
    public static func == (left: Shape, right: Shape) -> Bool { left === right }

    /// Hashes the identity of the shape.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
