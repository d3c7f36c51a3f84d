/// The name of a field with its places in the shapes that are known.
struct FieldName: Sendable {
    let name: String
    private let places: [(shape: Shape, slot: Int)]

    init(_ name: String, among shapes: [Shape]) {
        self.name = name
        places = shapes.compactMap { shape in shape.slot(of: name).map { (shape, $0) } }
    }

    /// The value of the field, or nil when the record has no such field or it is not set.
    @inline(__always)
    func read(_ record: any Record) throws(EvaluationError) -> Value? {
        let shape = record.shape
        for place in places where place.shape === shape { return try record.value(at: place.slot) }
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
