/// Doubles as decimal text.
enum DecimalText {
    /// The fewest digits that mean the same double: `5`, `0.5`, `1e+23`, `NaN`, `-Infinity`.
    static func shortest(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = shortestDigits(number.magnitude)
        let sign = number < 0 ? "-" : ""
        guard exponent >= -4, exponent < 21 else {
            let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
            return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponentText(exponent))"
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + text(digits[...])
        }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return sign + text(whole) + zeros + (fraction.isEmpty ? "" : "." + text(fraction))
    }

    /// The number with so many decimals; a tie goes to the even digit.
    static func fixed(_ number: Double, decimals: Int) -> String {
        if let name = name(of: number) { return name }
        let exact = ExactDecimal(number.magnitude)
        let digits = exact.rounded(decimals: decimals)
        return (number.sign == .minus ? "-" : "") + digits.text(decimals: decimals)
    }

    /// The number with one digit before the point, so many decimals, and an exponent.
    static func scientific(_ number: Double, decimals: Int) -> String {
        if let name = name(of: number) { return name }
        let exact = ExactDecimal(number.magnitude)
        let (digits, exponent) = exact.rounded(significant: decimals + 1)
        let fraction = decimals > 0 ? "." + text(digits.dropFirst()) : ""
        let sign = number.sign == .minus ? "-" : ""
        return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponentText(exponent))"
    }

    private static func name(of number: Double) -> String? {
        number.isFinite ? nil : shortest(number)
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }

    private static func exponentText(_ exponent: Int) -> String {
        (exponent < 0 ? "-" : "+") + Digits.padded(abs(exponent), 2)
    }

    /// The digits that Swift writes for a positive number, and the power of ten of the first.
    private static func shortestDigits(_ number: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var pointAt: Int?
        var written = ArraySlice(number.description.utf8)
        while let byte = written.popFirst() {
            if let digit = Digits.decimal(byte) {
                digits.append(digit)
            } else if byte == UInt8(ascii: ".") {
                pointAt = digits.count
            } else {
                exponent = Int(String(decoding: written, as: UTF8.self)) ?? 0
                break
            }
        }
        exponent += (pointAt ?? digits.count) - 1
        let leading = digits.prefix { $0 == 0 }.count
        exponent -= leading
        digits.removeFirst(leading)
        while digits.last == 0 { digits.removeLast() }
        return (digits, exponent)
    }
}

/// A finite positive double as exact decimal digits.
struct ExactDecimal {
    /// The digits, the first not zero; empty for zero.
    private var digits: [UInt8]
    /// How many of the digits stand after the point; negative never.
    private var fractionCount: Int

    init(_ number: Double) {
        guard number > 0 else {
            digits = []
            fractionCount = 0
            return
        }
        // The number is a whole significand times a power of two; halves become fives over ten.
        let shift = Int(number.exponent) - Int(Double.significandBitCount)
        let significand = UInt64(number.significand * 0x1p52)
        var limbs = [UInt32(significand % 1_000_000_000), UInt32(significand / 1_000_000_000)]
        var remaining = shift.magnitude
        while remaining > 0 {
            let step = shift > 0 ? min(remaining, 29) : min(remaining, 12)
            Self.multiply(&limbs, by: shift > 0 ? 1 << UInt64(step) : Self.powerOfFive(Int(step)))
            remaining -= step
        }
        fractionCount = shift < 0 ? -shift : 0
        digits = []
        for limb in limbs.reversed() {
            var rest = limb
            var chunk = [UInt8](repeating: 0, count: 9)
            for index in (0..<9).reversed() {
                chunk[index] = UInt8(rest % 10)
                rest /= 10
            }
            digits += chunk
        }
        digits = Array(digits.drop { $0 == 0 })
    }

    private static func powerOfFive(_ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { power, _ in power * 5 }
    }

    private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            limbs.append(UInt32(carry % 1_000_000_000))
            carry /= 1_000_000_000
        }
    }

    /// The number with so many digits after the point.
    func rounded(decimals: Int) -> ExactDecimal {
        var result = self
        if fractionCount <= decimals {
            if !digits.isEmpty { result.digits += [UInt8](repeating: 0, count: decimals - fractionCount) }
        } else {
            result.digits = Self.rounded(digits, keeping: digits.count - (fractionCount - decimals))
        }
        result.fractionCount = decimals
        return result
    }

    /// So many digits from the first on, and the power of ten of the first.
    func rounded(significant count: Int) -> (digits: [UInt8], exponent: Int) {
        guard !digits.isEmpty else { return ([UInt8](repeating: 0, count: count), 0) }
        var exponent = digits.count - fractionCount - 1
        var kept = digits
        if digits.count > count {
            kept = Self.rounded(digits, keeping: count)
            if kept.count > count {
                kept.removeLast()
                exponent += 1
            }
        } else {
            kept += [UInt8](repeating: 0, count: count - digits.count)
        }
        return (kept, exponent)
    }

    /// The first digits of a number, rounded to the nearest and from halfway to the even; one more digit
    /// when a carry reaches beyond the first.
    private static func rounded(_ digits: [UInt8], keeping count: Int) -> [UInt8] {
        guard count >= 0 else { return [] }
        var kept = Array(digits.prefix(count))
        let dropped = digits.dropFirst(count)
        let isBeyondHalf =
            dropped.first ?? 0 > 5 || dropped.first == 5 && dropped.dropFirst().contains { $0 > 0 }
        let isHalf = dropped.first == 5 && !isBeyondHalf
        guard isBeyondHalf || isHalf && (kept.last ?? 0) % 2 == 1 else { return kept }
        var index = kept.count - 1
        while index >= 0, kept[index] == 9 {
            kept[index] = 0
            index -= 1
        }
        if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
        return kept
    }

    /// The digits with a point before the last so many.
    func text(decimals: Int) -> String {
        let padded = [UInt8](repeating: 0, count: max(0, decimals + 1 - digits.count)) + digits
        var bytes = padded.map { $0 + UInt8(ascii: "0") }
        if decimals > 0 { bytes.insert(UInt8(ascii: "."), at: bytes.count - decimals) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
