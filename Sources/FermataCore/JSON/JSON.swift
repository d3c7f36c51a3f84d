/// A JSON value (RFC 8259) that keeps the order of object members.
///
/// The core speaks JSON without Foundation: step inputs, outputs, events and digests are all built from this
/// type, so what a person is shown, what is stored and what is hashed are the same bytes.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number. Never infinite or NaN when it came from the parser.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([JSONMember])

    /// Builds an object from the fields that are present, in the order given.
    public static func record(_ fields: (String, JSON?)...) -> JSON {
        var members: [JSONMember] = []
        members.reserveCapacity(fields.count)
        for (name, value) in fields {
            if let value { members.append(JSONMember(name: name, value: value)) }
        }
        return .object(members)
    }

    /// The member of that name, or `nil` when this is no object or has no such member.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string value, or `nil` for anything else.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value as people expect to see it inside a sentence or an environment variable: strings bare,
    /// `null` empty, everything else as compact JSON.
    public var text: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .bool, .integer, .number, .array, .object: encoded()
        }
    }

    /// The kind of value, in JSON's own word.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// One name and value of a JSON object.
public struct JSONMember: Hashable, Sendable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var value: JSON

    /// Creates a member.
    public init(name: String, value: JSON) {
        self.name = name
        self.value = value
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Creates a string value.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Creates a boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
