/// A length of time in whole nanoseconds, positive or negative, up to about 292 years.
public struct DurationValue: Sendable, Hashable, Comparable {
    /// The length in nanoseconds.
    public let nanoseconds: Int64

    static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// The duration of so many nanoseconds.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The duration of so many whole seconds, or nil beyond 292 years.
    public init?(seconds: Int64) {
        let (value, overflow) = seconds.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
        guard !overflow else { return nil }
        nanoseconds = value
    }

    /// Whether one duration is less than another.
    public static func < (left: DurationValue, right: DurationValue) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension DurationValue {
    private static let units: [(suffix: [UInt8], nanoseconds: Int128)] = [
        (Array("ns".utf8), 1), (Array("us".utf8), 1000), (Array("µs".utf8), 1000),
        (Array("μs".utf8), 1000), (Array("ms".utf8), 1_000_000), (Array("s".utf8), 1_000_000_000),
        (Array("m".utf8), 60_000_000_000), (Array("h".utf8), 3_600_000_000_000),
    ]

    /// Reads `1h30m`, `-1.5s`, `1h34us` or `0`: numbers with the units h, m, s, ms, us, ns, and one sign in
    /// front of all. A fraction finer than a nanosecond is cut off.
    public init?(_ text: String) {
        var rest = ArraySlice(text.utf8)
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) {
            self.init(nanoseconds: 0)
            return
        }
        guard !rest.isEmpty else { return nil }
        var total: Int128 = 0
        while !rest.isEmpty {
            guard let part = Self.takePart(&rest), total <= Int128(Int64.max) else { return nil }
            total += part
        }
        guard let nanoseconds = Int64(exactly: isNegative ? -total : total) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    /// Takes one number with its unit from the front.
    private static func takePart(_ rest: inout ArraySlice<UInt8>) -> Int128? {
        var hasDigits = false
        var whole: Int128 = 0
        while let digit = Digits.decimal(rest.first) {
            whole = whole * 10 + Int128(digit)
            guard whole <= 1 << 64 else { return nil }
            hasDigits = true
            rest.removeFirst()
        }
        var fraction: Int128 = 0
        var scale: Int128 = 1
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            while let digit = Digits.decimal(rest.first) {
                // Beyond fourteen places of an hour there is no nanosecond left.
                if scale < 100_000_000_000_000 {
                    fraction = fraction * 10 + Int128(digit)
                    scale *= 10
                }
                hasDigits = true
                rest.removeFirst()
            }
        }
        let unit = rest.prefix { byte in Digits.decimal(byte) == nil && byte != UInt8(ascii: ".") }
        guard hasDigits, let size = units.first(where: { $0.suffix.elementsEqual(unit) })?.nanoseconds
        else { return nil }
        rest.removeFirst(unit.count)
        return whole * size + fraction * size / scale
    }

    /// The duration as `string(d)` writes it: seconds with as many decimals as it has, and `s`.
    public var text: String {
        let magnitude = nanoseconds.magnitude
        let perSecond = UInt64(Self.nanosecondsPerSecond)
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / perSecond)\(Digits.fraction(Int(magnitude % perSecond)))s"
    }
}
