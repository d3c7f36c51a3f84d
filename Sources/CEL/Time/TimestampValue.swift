/// A moment between the years 1 and 9999, in seconds since 1970 and nanoseconds, without leap seconds.
public struct TimestampValue: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public let seconds: Int64
    /// The nanoseconds after that second, from 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The range of ``seconds``: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    public static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// The moment, or nil when it lies outside the years 1 to 9999 or the nanoseconds outside a second.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.secondsRange.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
            return nil
        }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Whether one moment comes before another.
    public static func < (left: TimestampValue, right: TimestampValue) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The moment a duration later, or nil outside the years 1 to 9999.
    public func adding(_ duration: DurationValue) -> TimestampValue? {
        let perSecond = DurationValue.nanosecondsPerSecond
        let sum = Int64(nanoseconds) + duration.nanoseconds % perSecond
        let carry: Int64 = sum < 0 ? -1 : sum / perSecond
        return TimestampValue(
            seconds: seconds + duration.nanoseconds / perSecond + carry,
            nanoseconds: Int32(sum - carry * perSecond))
    }

    /// The moment a duration earlier, or nil outside the years 1 to 9999.
    public func subtracting(_ duration: DurationValue) -> TimestampValue? {
        guard duration.nanoseconds != .min else {
            return adding(DurationValue(nanoseconds: .max))?.adding(DurationValue(nanoseconds: 1))
        }
        return adding(DurationValue(nanoseconds: -duration.nanoseconds))
    }

    /// The time from another moment to this one, or nil beyond 292 years.
    public func since(_ other: TimestampValue) -> DurationValue? {
        let (whole, overflow) = (seconds - other.seconds)
            .multipliedReportingOverflow(by: DurationValue.nanosecondsPerSecond)
        let (sum, overflowSum) = whole.addingReportingOverflow(Int64(nanoseconds) - Int64(other.nanoseconds))
        // The lowest duration is reached through a sum that is too low by itself.
        if overflow, seconds < other.seconds, nanoseconds > other.nanoseconds {
            guard let less = TimestampValue(seconds: seconds + 1, nanoseconds: nanoseconds)?.since(other)
            else { return nil }
            let (exact, overflowExact) = less.nanoseconds
                .subtractingReportingOverflow(DurationValue.nanosecondsPerSecond)
            return overflowExact ? nil : DurationValue(nanoseconds: exact)
        }
        return overflow || overflowSum ? nil : DurationValue(nanoseconds: sum)
    }
}

extension TimestampValue {
    /// Reads a moment as RFC 3339 writes it, such as `2009-02-13T23:31:30.5+01:00`.
    public init?(_ text: String) {
        var reader = TimestampReader(rest: ArraySlice(text.utf8))
        guard let value = reader.read() else { return nil }
        self = value
    }

    /// The moment as RFC 3339 writes it, in UTC with as many decimals as it has.
    public var text: String {
        let date = CivilTime(secondsSince1970: seconds)
        let day =
            "\(Digits.padded(date.year, 4))-\(Digits.padded(date.month, 2))-\(Digits.padded(date.day, 2))"
        let time = [date.hour, date.minute, date.second].map { Digits.padded($0, 2) }.joined(separator: ":")
        return "\(day)T\(time)\(Digits.fraction(Int(nanoseconds)))Z"
    }
}

/// Takes a moment in RFC 3339's form from bytes.
private struct TimestampReader {
    var rest: ArraySlice<UInt8>

    mutating func read() -> TimestampValue? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t"),
            let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            hour < 24, minute < 60, second < 60,
            (1...12).contains(month), day >= 1, day <= CivilTime.days(inMonth: month, of: year)
        else { return nil }
        guard let fraction = fraction(), let offset = offset(), rest.isEmpty else { return nil }
        let days = CivilTime.daysSince1970(year: year, month: month, day: day)
        let local = Int64(days) * 86400 + Int64(hour * 3600 + minute * 60 + second)
        return TimestampValue(seconds: local - Int64(offset), nanoseconds: fraction)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = Digits.decimal(rest.first) else { return nil }
            value = value * 10 + Int(digit)
            rest.removeFirst()
        }
        return value
    }

    /// The nanoseconds after a point: zero without one, nil without digits. What is finer is cut off.
    private mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var value: Int32 = 0
        var count = 0
        while let digit = Digits.decimal(rest.first) {
            if count < 9 { value = value * 10 + Int32(digit) }
            count += 1
            rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 9)..<9 { value *= 10 }
        return value
    }

    /// The offset from UTC in seconds.
    private mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
