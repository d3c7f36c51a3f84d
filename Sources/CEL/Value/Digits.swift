/// Digits in bytes of ASCII.
enum Digits {
    /// The value of a decimal digit.
    static func decimal(_ byte: UInt8?) -> UInt8? {
        guard let byte, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        return byte - UInt8(ascii: "0")
    }

    /// The value of a hexadecimal digit in either case.
    static func hexadecimal(_ byte: UInt8?) -> UInt8? {
        guard let byte else { return nil }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
        default: return nil
        }
    }

    /// The decimals of so many billionths after a point, without zeros at the end; nothing for none.
    static func fraction(_ billionths: Int) -> String {
        guard billionths > 0 else { return "" }
        var digits = padded(billionths, 9)
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }

    /// The number with zeros in front up to a width.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
