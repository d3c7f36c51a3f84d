/// A structure of the host whose fields are read when an expression asks for them.
///
/// An expression sees a map from names to values. Nothing is converted before it is read: a condition
/// over one field of a large structure costs one read.
public protocol Record: AnyObject, Sendable {
    /// The fields that there are. It is the same object at every call.
    var shape: Shape { get }

    /// The value of the field at a place in ``Shape/fields``, or nil when it is not set.
    ///
    /// - Throws: ``EvaluationError`` when the field cannot be read; the expression then has that error,
    ///   unless `||` or `&&` makes up for it.
    func value(at slot: Int) throws(EvaluationError) -> Value?
}

/// The names and types of the fields of a ``Record``, compared by identity.
public final class Shape: Sendable {
    /// One field.
    public struct Field: Sendable {
        /// The name that an expression selects.
        public let name: String
        /// The type that the checker assumes.
        public let type: ValueType

        /// A field of that name and type.
        public init(_ name: String, _ type: ValueType) {
            self.name = name
            self.type = type
        }
    }

    /// What diagnostics call the structure, such as `step`.
    public let name: String
    /// The fields; a field's place in this array is its slot.
    public let fields: [Field]
    private let slots: [String: Int]

    /// A shape of that name with those fields; of fields with the same name the first counts.
    public init(_ name: String, _ fields: [Field]) {
        self.name = name
        self.fields = fields
        slots = Dictionary(
            fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of a field, or nil when there is no such field.
    public func slot(of name: String) -> Int? {
        slots[name]
    }
}

extension Record {
    /// The value of the field of that name, or nil when it is not there or not set.
    func value(named name: String) throws(EvaluationError) -> Value? {
        guard let slot = shape.slot(of: name) else { return nil }
        return try value(at: slot)
    }

    /// The fields that are set and can be read, in the order of the shape.
    var presentFields: [(name: String, value: Value)] {
        var present: [(name: String, value: Value)] = []
        for (slot, field) in shape.fields.enumerated() {
            // Reason: a field that cannot be read is not present when a record is looked at as a whole.
            if let value = try? value(at: slot) { present.append((field.name, value)) }
        }
        return present
    }

    /// The whole record as a map of values.
    var asMap: MapValue {
        MapValue(presentFields.map { ($0.name, $0.value) })
    }
}
