extension FunctionTable {
    private static let numbers: [ValueType] = [.int, .uint, .double]

    /// The mathematical extension: `math.greatest`, rounding, signs and bits.
    static let mathematics: [StandardFunction] = [
        extreme("math.greatest", prefers: .greater),
        extreme("math.least", prefers: .less),
        rounding("math.ceil") { $0.rounded(.up) },
        rounding("math.floor") { $0.rounded(.down) },
        rounding("math.round") { $0.rounded(.toNearestOrAwayFromZero) },
        rounding("math.trunc") { $0.rounded(.towardZero) },
        test("math.isNaN") { $0.isNaN },
        test("math.isInf") { $0.isInfinite },
        test("math.isFinite") { $0.isFinite },
        .function("math.sqrt", numbers.map { Signature([$0], .double) }, .unary(squareRoot)),
        .function("math.abs", numbers.map { Signature([$0], $0) }, .unary(absolute)),
        .function("math.sign", numbers.map { Signature([$0], $0) }, .unary(sign)),
        bits("math.bitAnd", { $0 & $1 }, { $0 & $1 }),
        bits("math.bitOr", { $0 | $1 }, { $0 | $1 }),
        bits("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
        .function(
            "math.bitNot", [Signature([.int], .int), Signature([.uint], .uint)],
            .unary { value, _ throws(EvaluationError) in
                switch value {
                case .int(let number): return .int(~number)
                case .uint(let number): return .uint(~number)
                default: throw .noOverload("math.bitNot", value)
                }
            }),
        shift("math.bitShiftLeft") { $0 << $1 },
        // A shift to the right brings in zeros, whatever the sign.
        shift("math.bitShiftRight") { $0 >> $1 },
    ]

    /// The extreme of several numbers of any type; of equal ones the first.
    private static func extreme(_ name: String, prefers preferred: Order) -> StandardFunction {
        .function(
            name, [],
            .variadic { arguments, fuel throws(EvaluationError) in
                var candidates = arguments
                if arguments.count == 1, case .list(let elements) = arguments[0] { candidates = elements }
                guard var best = candidates.first else {
                    throw EvaluationError(.invalidValue, "\(name) needs at least one number")
                }
                for candidate in candidates {
                    try fuel.charge(1)
                    switch candidate {
                    case .int, .uint, .double: break
                    default: throw EvaluationError.noOverload(name, candidate)
                    }
                    if candidate.order(to: best) == preferred { best = candidate }
                }
                return best
            })
    }

    private static func rounding(
        _ name: String, _ round: @escaping @Sendable (Double) -> Double
    ) -> StandardFunction {
        .function(
            name, [Signature([.double], .double)],
            .unary { value, _ throws(EvaluationError) in
                guard case .double(let number) = value else { throw .noOverload(name, value) }
                return .double(round(number))
            })
    }

    private static func test(
        _ name: String, _ holds: @escaping @Sendable (Double) -> Bool
    ) -> StandardFunction {
        .function(
            name, [Signature([.double], .bool)],
            .unary { value, _ throws(EvaluationError) in
                guard case .double(let number) = value else { throw .noOverload(name, value) }
                return .bool(holds(number))
            })
    }

    private static func squareRoot(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .int(let number): return .double(Double(number).squareRoot())
        case .uint(let number): return .double(Double(number).squareRoot())
        case .double(let number): return .double(number.squareRoot())
        default: throw .noOverload("math.sqrt", value)
        }
    }

    private static func absolute(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .int(let number):
            guard number != .min else { throw .overflow }
            return .int(abs(number))
        case .uint: return value
        case .double(let number): return .double(number.magnitude)
        default: throw .noOverload("math.abs", value)
        }
    }

    private static func sign(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .int(let number): return .int(number.signum())
        case .uint(let number): return .uint(number.signum())
        case .double(let number): return .double(number > 0 ? 1 : number < 0 ? -1 : number)
        default: throw .noOverload("math.sign", value)
        }
    }

    private static func bits(
        _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64,
        _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> StandardFunction {
        .function(
            name, [Signature([.int, .int], .int), Signature([.uint, .uint], .uint)],
            .binary { left, right, _ throws(EvaluationError) in
                switch (left, right) {
                case (.int(let left), .int(let right)): return .int(signed(left, right))
                case (.uint(let left), .uint(let right)): return .uint(unsigned(left, right))
                default: throw .noOverload(name, left, right)
                }
            })
    }

    private static func shift(
        _ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64
    ) -> StandardFunction {
        .function(
            name, [Signature([.int, .int], .int), Signature([.uint, .int], .uint)],
            .binary { value, distance, _ throws(EvaluationError) in
                guard case .int(let distance) = distance else { throw .noOverload(name, value, distance) }
                guard distance >= 0 else {
                    throw EvaluationError(.invalidValue, "\(name) shifts by zero or more")
                }
                switch value {
                case .int(let number):
                    return .int(Int64(bitPattern: shift(UInt64(bitPattern: number), distance)))
                case .uint(let number): return .uint(shift(number, distance))
                default: throw .noOverload(name, value, .int(distance))
                }
            })
    }
}
