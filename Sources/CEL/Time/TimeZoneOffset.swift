/// How far a zone's clocks are from UTC at a moment.
enum TimeZoneOffset {
    private static let lookupCost = 20

    /// The offset in seconds, east positive, of `UTC`, a name such as `Europe/Paris`, or `+01:00`.
    ///
    /// The rules come from ``TimeZoneData``, so that the same condition holds on every machine.
    static func seconds(
        _ zone: String, at moment: TimestampValue, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Int {
        try fuel.charge(lookupCost)
        if let fixed = fixed(zone) { return fixed }
        if zone.isEmpty || ExactText.areEqual(zone, "UTC") { return 0 }
        guard zone.utf8.count <= 64, let line = lines[zone], let rules = TimeZoneRules(line) else {
            throw EvaluationError(.invalidValue, "there is no time zone of this name")
        }
        return rules.offset(at: moment.seconds)
    }

    /// `+01:00`, `-09:30` or `02:00`.
    private static func fixed(_ text: String) -> Int? {
        var bytes = ArraySlice(text.utf8)
        let isWest = bytes.first == UInt8(ascii: "-")
        if isWest || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let digits = bytes.compactMap { Digits.decimal($0) }.map(Int.init)
        guard bytes.count == 5, digits.count == 4, bytes[bytes.startIndex + 2] == UInt8(ascii: ":") else {
            return nil
        }
        let hours = digits[0] * 10 + digits[1]
        let minutes = digits[2] * 10 + digits[3]
        guard hours < 24, minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    /// The line of each name.
    private static let lines: [String: Substring] = {
        var lines: [String: Substring] = [:]
        for part in TimeZoneData.parts {
            for line in part.split(separator: "\n") {
                for name in line.prefix(while: { $0 != "|" }).split(separator: " ") {
                    lines[String(name)] = line
                }
            }
        }
        return lines
    }()

    /// All names that there are.
    static var names: [String] { lines.keys.sorted() }
}

/// The rules of one zone, as a line of ``TimeZoneData`` has them.
struct TimeZoneRules {
    private let offsets: [Int]
    private let stream: Substring.UTF8View
    private let rule: YearlyRule

    /// The moment that the first change is counted from: 1800-01-01T00:00:00Z.
    private static let origin: Int64 = -5_364_662_400

    init?(_ line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 4, let rule = YearlyRule(fields[3]) else { return nil }
        offsets = fields[1].split(separator: ",").compactMap { Int($0) }
        guard !offsets.isEmpty else { return nil }
        stream = fields[2].utf8
        self.rule = rule
    }

    /// The offset at so many seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        var moment = Self.origin
        var current = offsets[0]
        var rest = stream
        while let kind = rest.popFirst().map(Self.bits) {
            var delta: Int64 = 0
            var shift: Int64 = 0
            while let bits = rest.popFirst().map(Self.bits) {
                delta |= Int64(bits & 31) << shift
                shift += 5
                if bits < 32 { break }
            }
            moment += kind < 32 ? delta * 900 : delta
            if seconds < moment { return current }
            current = offsets[min(Int(kind & 31), offsets.count - 1)]
        }
        return rule.offset(at: seconds)
    }

    /// The six bits that a character stands for.
    private static func bits(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }
}

/// What holds every year after the last change that is listed.
private struct YearlyRule {
    /// The n-th weekday of a month, the fifth being the last, and seconds after midnight, which may be
    /// negative or lie beyond the day.
    struct Change {
        let month: Int
        let week: Int
        let weekday: Int
        let seconds: Int

        init?(_ text: Substring) {
            let fields = text.split(separator: ".").compactMap { Int($0) }
            guard fields.count == 4 else { return nil }
            (month, week, weekday, seconds) = (fields[0], fields[1], fields[2], fields[3])
        }

        /// The local moment of the change in a year, in seconds since 1970 were the clock UTC.
        func moment(in year: Int) -> Int64 {
            let first = CivilTime.daysSince1970(year: year, month: month, day: 1)
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            while day > CivilTime.days(inMonth: month, of: year) { day -= 7 }
            return Int64(first + day - 1) * 86400 + Int64(seconds)
        }
    }

    private let standard: Int
    private let summer: (offset: Int, from: Change, to: Change)?

    init?(_ text: Substring) {
        let fields = text.split(separator: ",")
        guard let first = fields.first, let standard = Int(first) else { return nil }
        self.standard = standard
        guard fields.count == 4 else {
            summer = nil
            return
        }
        guard let offset = Int(fields[1]), let from = Change(fields[2]), let to = Change(fields[3]) else {
            return nil
        }
        summer = (offset, from, to)
    }

    func offset(at seconds: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilTime(secondsSince1970: seconds + Int64(standard)).year
        let from = summer.from.moment(in: year) - Int64(standard)
        let to = summer.to.moment(in: year) - Int64(summer.offset)
        // South of the equator summer ends in the year before it begins.
        let isSummer = from < to ? from <= seconds && seconds < to : seconds < to || from <= seconds
        return isSummer ? summer.offset : standard
    }
}
