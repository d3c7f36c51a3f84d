/// A value of the Common Expression Language.
///
/// Strings are sequences of code points: two strings are equal only if their UTF-8 bytes are, whatever
/// Swift's own `==` says of them. Use ``isEqual(to:)`` to compare values by the rules of the language.
public enum Value: Sendable {
    /// The value `null`, of type `null_type`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A signed integer of 64 bits.
    case int(Int64)
    /// An unsigned integer of 64 bits.
    case uint(UInt64)
    /// An IEEE 754 number of 64 bits.
    case double(Double)
    /// A sequence of code points.
    case string(String)
    /// A sequence of octets.
    case bytes([UInt8])
    /// An ordered list.
    case list([Value])
    /// An associative array with keys of type `int`, `uint`, `bool` or `string`.
    case map(MapValue)
    /// A structure of the host, whose fields are read when they are asked for; it behaves as a map from
    /// names to values.
    case record(any Record)
    /// A moment, with nanoseconds.
    case timestamp(TimestampValue)
    /// A length of time, with nanoseconds.
    case duration(DurationValue)
    /// A type as a value, such as `int` or `google.protobuf.Timestamp`.
    case type(TypeValue)
    /// A value that may be absent, as `optional.of(x)` and `optional.none()` make it.
    indirect case optional(Value?)
}

/// A type as a value of the language, named as the specification names it.
public struct TypeValue: Sendable, Hashable {
    /// The name, such as `int`, `null_type` or `google.protobuf.Duration`.
    public let name: String

    /// The type of that name.
    public init(_ name: String) {
        self.name = name
    }
}

extension Value {
    /// The type of the value, as `type(x)` gives it.
    public var type: TypeValue {
        switch self {
        case .null: TypeValue("null_type")
        case .bool: TypeValue("bool")
        case .int: TypeValue("int")
        case .uint: TypeValue("uint")
        case .double: TypeValue("double")
        case .string: TypeValue("string")
        case .bytes: TypeValue("bytes")
        case .list: TypeValue("list")
        case .map, .record: TypeValue("map")
        case .timestamp: TypeValue("google.protobuf.Timestamp")
        case .duration: TypeValue("google.protobuf.Duration")
        case .type: TypeValue("type")
        case .optional: TypeValue("optional_type")
        }
    }

    /// The names that stand for a type wherever no variable has the same name.
    static let typeNames: Set<String> = [
        "null_type", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "type",
        "optional_type", "google.protobuf.Timestamp", "google.protobuf.Duration",
    ]

    /// Whether the value is the default of its type: zero, empty, false or null. Types and optional values
    /// have none.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.isEmpty
        case .record(let value): value.presentFields.isEmpty
        case .timestamp(let value): value.seconds == 0 && value.nanoseconds == 0
        case .duration(let value): value.nanoseconds == 0
        case .type, .optional: false
        }
    }
}
