extension ValueType {
    /// Whether a value of this type may turn out to be of another.
    func mayBe(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn), (.parameter, _), (_, .parameter): true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
            left.mayBe(right)
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            leftKey.mayBe(rightKey) && leftValue.mayBe(rightValue)
        case (.record, .map(let key, _)), (.map(let key, _), .record): key.mayBe(.string)
        default: self == other
        }
    }

    /// Whether the type is one of several, or may turn out to be.
    func isOne(of types: [ValueType]) -> Bool {
        types.contains { mayBe($0) }
    }

    private var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    /// Whether a value of this type may equal one of another; `null` may be compared with everything.
    func mayEqual(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null): true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
            left.mayEqual(right)
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            leftKey.mayEqual(rightKey) && leftValue.mayEqual(rightValue)
        default: isNumber && other.isNumber || mayBe(other)
        }
    }

    /// Whether values of the types have an order with each other.
    func mayBeOrdered(with other: ValueType) -> Bool {
        let orderable: [ValueType] = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
        guard isOne(of: orderable), other.isOne(of: orderable) else { return false }
        return isNumber && other.isNumber || mayBe(other)
    }

    /// The type of what may be of either type.
    func joined(with other: ValueType) -> ValueType {
        switch (self, other) {
        case (.list(let left), .list(let right)): .list(left.joined(with: right))
        case (.optional(let left), .optional(let right)): .optional(left.joined(with: right))
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            .map(leftKey.joined(with: rightKey), leftValue.joined(with: rightValue))
        default: self == other ? self : .dyn
        }
    }

    /// Whether an argument of this type may be one for a parameter, learning what its open types are.
    func unify(with parameter: ValueType, _ bound: inout [String: ValueType]) -> Bool {
        switch (self, parameter) {
        case (_, .parameter(let name)):
            bound[name] = bound[name]?.joined(with: self) ?? self
            return true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
            return left.unify(with: right, &bound)
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            let keysFit = leftKey.unify(with: rightKey, &bound)
            return leftValue.unify(with: rightValue, &bound) && keysFit
        default: return mayBe(parameter)
        }
    }

    /// The type with its open types replaced by what they turned out to be; `dyn` for those that did not.
    func substituting(_ bound: [String: ValueType]) -> ValueType {
        switch self {
        case .parameter(let name): bound[name] ?? .dyn
        case .list(let element): .list(element.substituting(bound))
        case .optional(let value): .optional(value.substituting(bound))
        case .map(let key, let value): .map(key.substituting(bound), value.substituting(bound))
        case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .record:
            self
        }
    }
}
