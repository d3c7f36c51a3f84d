#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Wall and processor time of a piece of work.
struct Measurement {
    /// Seconds on the clock.
    var wallSeconds: Double
    /// Seconds of processor time of the whole process, user and system.
    var processorSeconds: Double

    /// Measures a piece of work.
    static func of(_ body: () async throws -> Void) async rethrows -> Measurement {
        let (wall, processor) = (Self.wallSeconds, Self.processorSeconds)
        try await body()
        return Measurement(
            wallSeconds: Self.wallSeconds - wall, processorSeconds: Self.processorSeconds - processor)
    }

    /// Seconds on the monotonic clock.
    static var wallSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Processor seconds of this process so far.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension [Double] {
    /// The middle value; 0 when there is none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}

/// A number with a few digits, without a formatter.
func digits(_ value: Double, _ count: Int = 2) -> String {
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard count > 0, abs(scaled) < 1e15 else { return String(Int(value.rounded())) }
    let whole = Int(scaled) / Int(scale)
    let fraction = String(abs(Int(scaled)) % Int(scale))
    return "\(whole)." + String(repeating: "0", count: count - fraction.count) + fraction
}
