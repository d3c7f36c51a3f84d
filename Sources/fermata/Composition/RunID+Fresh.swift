import FermataCore

extension RunID {
    /// Characters that tell the time.
    private static let timeLength = 5
    /// Characters that are random.
    private static let randomLength = 5
    /// How long the time part stays the same. Five characters of it last from 1970 to 2106.
    private static let millisecondsPerTick: Int64 = 128_000

    /// A name for a new run: ten characters, of which the first five grow with time, so that names sort by
    /// age.
    static func fresh(at time: Timestamp) -> RunID {
        let ticks = UInt64(max(0, time.milliseconds) / millisecondsPerTick)
        let text =
            CrockfordText.text(of: ticks, length: timeLength) + CrockfordText.random(length: randomLength)
        guard let run = RunID(text) else {
            preconditionFailure("base 32 text is always a valid name")
        }
        return run
    }
}
