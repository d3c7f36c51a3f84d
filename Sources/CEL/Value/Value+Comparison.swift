/// How two values that have an order stand to each other.
enum Order {
    case less
    case equal
    case greater
    /// One of them is not a number.
    case unordered

    init<T: Comparable>(_ left: T, _ right: T) {
        self = left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
    }

    var reversed: Order {
        switch self {
        case .less: .greater
        case .greater: .less
        case .equal: .equal
        case .unordered: .unordered
        }
    }
}

extension Value {
    /// The order of two values, or nil when their types have none with each other.
    ///
    /// Numbers of different types are ordered by what they amount to. An integer beside a double is
    /// compared as a double once it is known to be in range, as the specification's cases have it.
    @inline(__always)
    func order(to other: Value) -> Order? {
        switch (self, other) {
        case (.double(let left), .double(let right)): Order(left, right)
        case (.int(let left), .int(let right)): Order(left, right)
        case (.string(let left), .string(let right)):
            ExactText.areEqual(left, right) ? .equal : ExactText.precedes(left, right) ? .less : .greater
        default: orderOfOthers(to: other)
        }
    }

    private func orderOfOthers(to other: Value) -> Order? {
        switch (self, other) {
        case (.uint(let left), .uint(let right)): return Order(left, right)
        case (.int(let left), .uint(let right)):
            return UInt64(exactly: left).map { Order($0, right) } ?? .less
        case (.uint(let left), .int(let right)):
            return UInt64(exactly: right).map { Order(left, $0) } ?? .greater
        case (.int(let left), .double(let right)): return Self.order(left, right)
        case (.double(let left), .int(let right)): return Self.order(right, left).reversed
        case (.uint(let left), .double(let right)): return Self.order(left, right)
        case (.double(let left), .uint(let right)): return Self.order(right, left).reversed
        case (.bool(let left), .bool(let right)): return Order(left ? 1 : 0, right ? 1 : 0)
        case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
        case (.duration(let left), .duration(let right)): return Order(left, right)
        case (.bytes(let left), .bytes(let right)):
            return left == right ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
        default: return nil
        }
    }

    private static func order<Integer: FixedWidthInteger>(_ left: Integer, _ right: Double) -> Order {
        if right.isNaN { return .unordered }
        if right > Double(Integer.max) { return .less }
        if right < Double(Integer.min) { return .greater }
        return Order(Double(left), right)
    }

    /// Whether two values are equal by the rules of the language.
    ///
    /// Numbers of different types are equal when they amount to the same, `NaN` is unequal to itself,
    /// values of other different types are unequal. Use it outside of evaluation on values whose size is
    /// known to be bounded: it looks at every element.
    public func isEqual(to other: Value) -> Bool {
        var unlimited = Fuel(limit: .max)
        do {
            return try isEqual(to: other, &unlimited)
        } catch {
            return false
        }
    }

    /// Whether two values are equal, charging for every element and byte that is looked at.
    @inline(__always)
    func isEqual(to other: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            if left.utf8.count != right.utf8.count { return false }
            try fuel.charge(forBytes: left.utf8.count)
            return ExactText.areEqual(left, right)
        case (.int(let left), .int(let right)): return left == right
        case (.double(let left), .double(let right)): return left == right
        case (.bool(let left), .bool(let right)): return left == right
        default: return try isOtherEqual(to: other, &fuel)
        }
    }

    private func isOtherEqual(to other: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.int, .uint), (.int, .double), (.uint, .uint), (.uint, .int), (.uint, .double), (.double, .int),
            (.double, .uint), (.timestamp, .timestamp), (.duration, .duration):
            return order(to: other) == .equal
        case (.bytes(let left), .bytes(let right)):
            if left.count != right.count { return false }
            try fuel.charge(forBytes: left.count)
            return left == right
        case (.type(let left), .type(let right)): return ExactText.areEqual(left.name, right.name)
        case (.list(let left), .list(let right)):
            guard left.count == right.count else { return false }
            for index in left.indices {
                try fuel.charge(1)
                guard try left[index].isEqual(to: right[index], &fuel) else { return false }
            }
            return true
        case (.map(let left), .map(let right)): return try Self.areEqual(left, right, &fuel)
        case (.record(let left), .record(let right)):
            if left === right { return true }
            return try Self.areEqual(left.asMap, right.asMap, &fuel)
        case (.record(let left), .map(let right)): return try Self.areEqual(left.asMap, right, &fuel)
        case (.map(let left), .record(let right)): return try Self.areEqual(left, right.asMap, &fuel)
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            try fuel.charge(1)
            return try left.isEqual(to: right, &fuel)
        default: return false
        }
    }

    private static func areEqual(
        _ left: MapValue, _ right: MapValue, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Bool {
        guard left.count == right.count else { return false }
        for entry in left.entries {
            try fuel.charge(1)
            guard let value = right[entry.key] else { return false }
            guard try entry.value.isEqual(to: value, &fuel) else { return false }
        }
        return true
    }
}
