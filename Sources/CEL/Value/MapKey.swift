/// The key of a map. Numbers of different types that are equal are the same key.
struct MapKey: Sendable, Hashable {
    private enum Form: Sendable {
        case bool(Bool)
        case integer(Int64)
        /// Only numbers above the largest `Int64`.
        case large(UInt64)
        case string(String)
    }

    private let form: Form

    /// The key that a value makes, or nil when values of its type can be no keys.
    ///
    /// A double looks up the integer it equals, but `isLiteral` keys of a map may not be doubles.
    init?(_ value: Value) {
        switch value {
        case .bool(let value): form = .bool(value)
        case .int(let value): form = .integer(value)
        case .uint(let value): form = Int64(exactly: value).map { .integer($0) } ?? .large(value)
        case .string(let value): form = .string(value)
        case .double(let value):
            if let integer = Int64(exactly: value) {
                form = .integer(integer)
            } else if let large = UInt64(exactly: value) {
                form = .large(large)
            } else {
                return nil
            }
        case .null, .bytes, .list, .map, .record, .timestamp, .duration, .type, .optional: return nil
        }
    }

    /// The key of a field's name.
    init(_ name: String) {
        form = .string(name)
    }

    static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left.form, right.form) {
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.large(let left), .large(let right)): left == right
        case (.string(let left), .string(let right)): ExactText.areEqual(left, right)
        case (.bool, _), (.integer, _), (.large, _), (.string, _): false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch form {
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .large(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        }
    }
}
