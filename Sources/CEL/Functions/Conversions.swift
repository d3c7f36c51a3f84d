extension FunctionTable {
    /// The functions that make a value of one type from one of another.
    static let conversions: [StandardFunction] = [
        .function("bool", [Signature([.bool], .bool), Signature([.string], .bool)], .unary(Conversion.bool)),
        .function(
            "int",
            [.int, .uint, .double, .string, .timestamp].map { Signature([$0], .int) },
            .unary(Conversion.int)),
        .function(
            "uint", [.uint, .int, .double, .string].map { Signature([$0], .uint) }, .unary(Conversion.uint)),
        .function(
            "double", [.double, .int, .uint, .string].map { Signature([$0], .double) },
            .unary(Conversion.double)),
        .function(
            "string",
            [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration].map {
                Signature([$0], .string)
            },
            .unary(Conversion.string)),
        .function("bytes", [.bytes, .string].map { Signature([$0], .bytes) }, .unary(Conversion.bytes)),
        .function(
            "timestamp", [.timestamp, .string, .int].map { Signature([$0], .timestamp) },
            .unary(Conversion.timestamp)),
        .function(
            "duration", [.duration, .string, .int].map { Signature([$0], .duration) },
            .unary(Conversion.duration)),
        .function(
            "dyn", [Signature([.parameter("A")], .dyn)],
            .unary { value, _ throws(EvaluationError) in value }),
        .function(
            "type", [Signature([.parameter("A")], .type)],
            .unary { value, _ throws(EvaluationError) in .type(value.type) }),
    ]
}

/// Conversions as the specification defines them: what does not fit is an error, never cut off or rounded
/// to the nearest that would fit.
enum Conversion {
    static func bool(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
            case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
            default: throw unreadable("bool")
            }
        default: throw .noOverload("bool", value)
        }
    }

    static func int(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let result = Int64(exactly: number) else { throw outOfRange("int") }
            return .int(result)
        case .double(let number):
            // Both ends are excluded: 2^63 is no int, and -2^63 may be a number below it, rounded.
            guard number > -0x1p63, number < 0x1p63 else { throw outOfRange("int") }
            return .int(Int64(number))
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count)
            guard let number = decimal(text), let result = Int64(exactly: number) else {
                throw unreadable("int")
            }
            return .int(result)
        case .timestamp(let moment): return .int(moment.seconds)
        default: throw .noOverload("int", value)
        }
    }

    static func uint(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let result = UInt64(exactly: number) else { throw outOfRange("uint") }
            return .uint(result)
        case .double(let number):
            guard number >= 0, number < 0x1p64 else { throw outOfRange("uint") }
            return .uint(UInt64(number))
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count)
            guard Digits.decimal(text.utf8.first) != nil, let number = decimal(text),
                let result = UInt64(exactly: number)
            else { throw unreadable("uint") }
            return .uint(result)
        default: throw .noOverload("uint", value)
        }
    }

    /// A whole number in decimal digits, with or without a sign.
    private static func decimal(_ text: String) -> Int128? {
        let bytes = text.utf8
        let hasSign = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let digits = bytes.dropFirst(hasSign ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var number: Int128 = 0
        for byte in digits {
            guard let digit = Digits.decimal(byte), number < 1 << 64 else { return nil }
            number = number * 10 + Int128(digit)
        }
        return bytes.first == UInt8(ascii: "-") ? -number : number
    }

    static func double(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count * 8)
            guard let number = floatingPoint(text) else { throw unreadable("double") }
            return .double(number)
        default: throw .noOverload("double", value)
        }
    }

    /// A decimal number, or one of the names of what is none. Swift itself would also read hexadecimal.
    private static func floatingPoint(_ text: String) -> Double? {
        var bytes = ArraySlice(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: break
        }
        let allowed = bytes.allSatisfy { Digits.decimal($0) != nil || ".eE+-".utf8.contains($0) }
        guard allowed, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    static func string(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .string: return value
        case .bool(let holds): return .string(holds ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(DecimalText.shortest(number))
        case .bytes(let bytes):
            try fuel.produce(bytes: bytes.count)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError(.invalidValue, "these octets are not UTF-8")
            }
            return .string(text)
        case .timestamp(let moment): return .string(moment.text)
        case .duration(let duration): return .string(duration.text)
        default: throw .noOverload("string", value)
        }
    }

    static func bytes(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .bytes: return value
        case .string(let text):
            try fuel.produce(bytes: text.utf8.count)
            return .bytes(Array(text.utf8))
        default: throw .noOverload("bytes", value)
        }
    }

    static func timestamp(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard let moment = TimestampValue(seconds: seconds) else { throw outOfRange("timestamp") }
            return .timestamp(moment)
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count)
            guard let moment = TimestampValue(text) else { throw unreadable("timestamp") }
            return .timestamp(moment)
        default: throw .noOverload("timestamp", value)
        }
    }

    static func duration(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .duration: return value
        case .int(let seconds):
            guard let duration = DurationValue(seconds: seconds) else { throw outOfRange("duration") }
            return .duration(duration)
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count)
            guard let duration = DurationValue(text) else { throw unreadable("duration") }
            return .duration(duration)
        default: throw .noOverload("duration", value)
        }
    }

    private static func outOfRange(_ type: String) -> EvaluationError {
        EvaluationError(.outOfRange, "the value is beyond the range of \(type)")
    }

    private static func unreadable(_ type: String) -> EvaluationError {
        EvaluationError(.invalidValue, "this text cannot be read as a \(type)")
    }
}
