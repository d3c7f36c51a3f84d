extension FunctionTable {
    /// The functions that take moments and durations apart.
    static let time: [StandardFunction] = [
        parts("getFullYear") { $0.year },
        parts("getMonth") { $0.month - 1 },
        parts("getDate") { $0.day },
        parts("getDayOfMonth") { $0.day - 1 },
        parts("getDayOfWeek") { $0.weekday },
        parts("getDayOfYear") { $0.dayOfYear },
        parts("getHours", ofDuration: { $0 / 3_600_000_000_000 }, { $0.hour }),
        parts("getMinutes", ofDuration: { $0 / 60_000_000_000 }, { $0.minute }),
        parts("getSeconds", ofDuration: { $0 / 1_000_000_000 }, { $0.second }),
        milliseconds,
    ].flatMap { $0 }

    /// A part of a moment in UTC or in a zone, and where there is one, the part of a duration.
    private static func parts(
        _ name: String, ofDuration durationPart: (@Sendable (Int64) -> Int64)? = nil,
        _ part: @escaping @Sendable (CivilTime) -> Int
    ) -> [StandardFunction] {
        [
            .method(
                name,
                [Signature([.timestamp], .int)] + (durationPart == nil ? [] : [Signature([.duration], .int)]),
                .unary { value, _ throws(EvaluationError) in
                    if case .duration(let duration) = value, let durationPart {
                        return .int(durationPart(duration.nanoseconds))
                    }
                    guard case .timestamp(let moment) = value else { throw .noOverload(name, value) }
                    return .int(Int64(part(CivilTime(secondsSince1970: moment.seconds))))
                }),
            .method(
                name, [Signature([.timestamp, .string], .int)],
                .binary { value, zone, fuel throws(EvaluationError) in
                    guard case .timestamp(let moment) = value, case .string(let zone) = zone else {
                        throw .noOverload(name, value, zone)
                    }
                    let local = moment.seconds + Int64(try TimeZoneOffset.seconds(zone, at: moment, &fuel))
                    return .int(Int64(part(CivilTime(secondsSince1970: local))))
                }),
        ]
    }

    /// Milliseconds are what is left of a second: zones do not change them.
    private static let milliseconds: [StandardFunction] = [
        .method(
            "getMilliseconds", [Signature([.timestamp], .int), Signature([.duration], .int)],
            .unary { value, _ throws(EvaluationError) in
                switch value {
                case .timestamp(let moment): return .int(Int64(moment.nanoseconds / 1_000_000))
                case .duration(let duration): return .int(duration.nanoseconds / 1_000_000 % 1000)
                default: throw .noOverload("getMilliseconds", value)
                }
            }),
        .method(
            "getMilliseconds", [Signature([.timestamp, .string], .int)],
            .binary { value, zone, fuel throws(EvaluationError) in
                guard case .timestamp(let moment) = value, case .string(let zone) = zone else {
                    throw .noOverload("getMilliseconds", value, zone)
                }
                _ = try TimeZoneOffset.seconds(zone, at: moment, &fuel)
                return .int(Int64(moment.nanoseconds / 1_000_000))
            }),
    ]
}
