/// The name of a field with its place in a shape that is known.
struct FieldName: Sendable {
    let name: String
    /// The first shape with such a field, by identity, and the place there: most names are in one shape.
    private let shape: ObjectIdentifier?
    /// Keeps the shape, so that no other object comes to have its identity.
    private let owner: Shape?
    private let slot: Int

    init(_ name: String, among shapes: [Shape]) {
        self.name = name
        let first = shapes.first { $0.slot(of: name) != nil }
        owner = first
        shape = first.map { ObjectIdentifier($0) }
        slot = first?.slot(of: name) ?? 0
    }

    /// The value of the field, or nil when the record has no such field or it is not set.
    @inline(__always)
    func read(_ record: any Record) throws(EvaluationError) -> Value? {
        if ObjectIdentifier(record.shape) == shape { return try record.value(at: slot) }
        return try record.value(named: name)
    }

    /// The value of the field; selecting from an optional value gives an optional value.
    @inline(__always)
    func select(from operand: Value) throws(EvaluationError) -> Value {
        switch operand {
        case .record(let record):
            if let value = try read(record) { return value }
            throw missing()
        case .map(let map):
            if let value = map[name] { return value }
            throw missing()
        default:
            return try selectFromOther(operand)
        }
    }

    private func selectFromOther(_ operand: Value) throws(EvaluationError) -> Value {
        guard case .optional(let inner) = operand else { throw noFields(operand) }
        guard let inner else { return operand }
        return .optional(try find(in: inner))
    }

    /// The value of the field if it is there.
    func find(in operand: Value) throws(EvaluationError) -> Value? {
        switch operand {
        case .record(let record): return try read(record)
        case .map(let map): return map[name]
        case .optional(let inner):
            return try inner.flatMap { inner throws(EvaluationError) in try find(in: inner) }
        default: throw noFields(operand)
        }
    }

    private func missing() -> EvaluationError {
        EvaluationError(.noSuchKey, "there is no field `\(name)`, or it is not set")
    }

    private func noFields(_ operand: Value) -> EvaluationError {
        EvaluationError(.noMatchingOverload, "a value of type \(operand.type.name) has no field `\(name)`")
    }
}
