import CEL

/// Values as the conformance set writes them: `{"int": "1"}`, `{"list": [...]}`.
enum TaggedValue {
    static func read(_ value: Value) throws -> Value {
        guard case .map(let map) = value, map.count == 1, let entry = map.entries.first,
            case .string(let tag) = entry.key
        else { throw ConformanceCase.Unreadable(description: "no tagged value: \(value)") }
        let content = entry.value
        switch (tag, content) {
        case ("null", _): return .null
        case ("bool", .bool): return content
        case ("string", .string): return content
        case ("int", .string(let text)): return .int(try number(Int64(text), text))
        case ("uint", .string(let text)): return .uint(try number(UInt64(text), text))
        case ("double", .string(let text)): return .double(try number(double(text), text))
        case ("bytes", .string(let text)): return .bytes(try base64(text))
        case ("list", .list(let elements)): return .list(try elements.map(read))
        case ("map", .list(let pairs)): return .map(try self.map(pairs))
        case ("timestamp", .string(let text)): return .timestamp(try number(TimestampValue(text), text))
        case ("duration", .string(let text)): return .duration(try number(DurationValue(text), text))
        case ("type", .string(let text)): return .type(TypeValue(text))
        default: throw ConformanceCase.Unreadable(description: "an unknown tag: \(value)")
        }
    }

    private static func number<T>(_ value: T?, _ text: String) throws -> T {
        guard let value else { throw ConformanceCase.Unreadable(description: "no number: \(text)") }
        return value
    }

    private static func double(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(text)
        }
    }

    private static func map(_ pairs: [Value]) throws -> MapValue {
        var map = MapValue()
        for pair in pairs {
            guard case .list(let sides) = pair, sides.count == 2,
                map.insert(try read(sides[0]), try read(sides[1]))
            else { throw ConformanceCase.Unreadable(description: "no entry: \(pair)") }
        }
        return map
    }

    private static func base64(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            default: throw ConformanceCase.Unreadable(description: "no base64: \(text)")
            }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// Whether two values are of the same type and the same: `NaN` is itself, and `-0.0` is not `0.0`.
    static func areSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.double(let left), .double(let right)):
            return left.isNaN && right.isNaN || left == right && left.sign == right.sign
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy(areSame)
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && left.entries.allSatisfy { entry in
                    right.entries.contains { areSame($0.key, entry.key) && areSame($0.value, entry.value) }
                }
        default: return left.type == right.type && left.isEqual(to: right)
        }
    }
}
