import FermataCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Times and durations for people.
enum TimeText {
    /// `14:03:09` in the local time zone.
    static func clock(_ time: Timestamp) -> String {
        let local = fields(time)
        return "\(two(local.tm_hour)):\(two(local.tm_min)):\(two(local.tm_sec))"
    }

    /// `2027-01-31 14:03:09` in the local time zone.
    static func full(_ time: Timestamp) -> String {
        let local = fields(time)
        return "\(local.tm_year + 1900)-\(two(local.tm_mon + 1))-\(two(local.tm_mday)) \(clock(time))"
    }

    /// `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`, `3 d 4 h`.
    static func duration(milliseconds: Int64) -> String {
        let positive = max(0, milliseconds)
        let seconds = positive / 1000
        switch seconds {
        case ..<10: return "\(seconds).\(positive % 1000 / 100) s"
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min \(two(Int32(seconds % 60))) s"
        case ..<86_400: return "\(seconds / 3600) h \(two(Int32(seconds / 60 % 60))) min"
        default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    private static func fields(_ time: Timestamp) -> tm {
        var seconds = time_t(time.milliseconds / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        return local
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
