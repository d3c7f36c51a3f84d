/// A type of Swift whose values have a counterpart in the language, in both directions.
public protocol ValueConvertible {
    /// The value in the language.
    var celValue: Value { get }

    /// The counterpart of a value, or nil when it has another type or does not fit.
    init?(celValue: Value)
}

extension Value: ValueConvertible {
    /// The value itself.
    public var celValue: Value { self }

    /// The value itself.
    public init(celValue: Value) {
        self = celValue
    }

    /// The counterpart of a value of Swift.
    public init(_ value: some ValueConvertible) {
        self = value.celValue
    }
}

extension Bool: ValueConvertible {
    /// The value as a `bool`.
    public var celValue: Value { .bool(self) }

    /// The truth of a `bool`.
    public init?(celValue: Value) {
        guard case .bool(let value) = celValue else { return nil }
        self = value
    }
}

extension Int: ValueConvertible {
    /// The number as an `int`.
    public var celValue: Value { .int(Int64(self)) }

    /// The number of an `int`, or of a `uint` that fits.
    public init?(celValue: Value) {
        guard let number = Int64(celValue: celValue) else { return nil }
        self.init(exactly: number)
    }
}

extension Int64: ValueConvertible {
    /// The number as an `int`.
    public var celValue: Value { .int(self) }

    /// The number of an `int`, or of a `uint` that fits.
    public init?(celValue: Value) {
        switch celValue {
        case .int(let number): self = number
        case .uint(let number): self.init(exactly: number)
        default: return nil
        }
    }
}

extension UInt64: ValueConvertible {
    /// The number as a `uint`.
    public var celValue: Value { .uint(self) }

    /// The number of a `uint`, or of an `int` that is not negative.
    public init?(celValue: Value) {
        switch celValue {
        case .uint(let number): self = number
        case .int(let number): self.init(exactly: number)
        default: return nil
        }
    }
}

extension Double: ValueConvertible {
    /// The number as a `double`.
    public var celValue: Value { .double(self) }

    /// The number of a `double`; whole numbers are other types, and not converted.
    public init?(celValue: Value) {
        guard case .double(let value) = celValue else { return nil }
        self = value
    }
}

extension String: ValueConvertible {
    /// The text as a `string`.
    public var celValue: Value { .string(self) }

    /// The text of a `string`.
    public init?(celValue: Value) {
        guard case .string(let value) = celValue else { return nil }
        self = value
    }
}

extension Array: ValueConvertible where Element: ValueConvertible {
    /// The elements as a `list`.
    public var celValue: Value { .list(map(\.celValue)) }

    /// The elements of a `list`, if all have a counterpart.
    public init?(celValue: Value) {
        guard case .list(let values) = celValue else { return nil }
        let elements = values.compactMap { Element(celValue: $0) }
        guard elements.count == values.count else { return nil }
        self = elements
    }
}

extension Dictionary: ValueConvertible where Key == String, Value: ValueConvertible {
    /// The entries as a `map`, in the order of their names.
    public var celValue: CEL.Value {
        .map(MapValue(sorted { $0.key < $1.key }.map { ($0.key, $0.value.celValue) }))
    }

    /// The entries of a `map` with names as keys, if all values have a counterpart; a record is read.
    public init?(celValue: CEL.Value) {
        let map: MapValue
        switch celValue {
        case .map(let value): map = value
        case .record(let record): map = record.asMap
        default: return nil
        }
        self = [:]
        for entry in map.entries {
            guard case .string(let name) = entry.key, let value = Value(celValue: entry.value) else {
                return nil
            }
            self[name] = value
        }
    }
}

extension Optional: ValueConvertible where Wrapped: ValueConvertible {
    /// The value, or `null` for nil.
    public var celValue: Value { self?.celValue ?? .null }

    /// Nil for `null`, and otherwise the counterpart.
    public init?(celValue: Value) {
        if case .null = celValue {
            self = .none
        } else if let value = Wrapped(celValue: celValue) {
            self = value
        } else {
            return nil
        }
    }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
    /// `true` or `false` as a `bool`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A whole number as an `int`.
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// A number with a point as a `double`.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// A text as a `string`.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Elements as a `list`.
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
}
