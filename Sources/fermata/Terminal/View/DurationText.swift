/// Times and amounts in the view.
enum DurationText {
    /// `0:07`, `12:41`, `1:02:03`, `3 d 4 h`.
    static func clock(seconds: Int64) -> String {
        let seconds = max(0, seconds)
        if seconds >= 86_400 { return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h" }
        let (minutes, rest) = (seconds / 60, seconds % 60)
        if minutes >= 60 { return "\(minutes / 60):\(two(minutes % 60)):\(two(rest))" }
        return "\(minutes):\(two(rest))"
    }

    /// The time from one moment to another, in whole seconds.
    static func clock(milliseconds: Int64) -> String { clock(seconds: milliseconds / 1000) }

    /// An amount with two digits after the point.
    static func amount(_ value: Double) -> String {
        guard value.magnitude < 1e15 else { return "\(value)" }
        let hundredths = Int64((value * 100).rounded())
        return "\(hundredths / 100).\(two(abs(hundredths % 100)))"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
