/// A place where the run is held for a person.
public struct Breakpoint: Hashable, Sendable {
    /// The levels of autonomy at which a breakpoint fires.
    public enum Level: String, CaseIterable, Sendable, JSONCodable {
        case manual
        case guided
        case supervised
        case autonomous
        /// At every level; nothing subtracts from it.
        case always

        /// Whether a breakpoint of this level fires while the given autonomy is in force: one marked `guided`
        /// fires at `guided` and below.
        public func fires(at autonomy: Autonomy) -> Bool {
            switch self {
            case .manual: autonomy <= .manual
            case .guided: autonomy <= .guided
            case .supervised: autonomy <= .supervised
            case .autonomous, .always: true
            }
        }
    }

    /// The step before which the run is held.
    public var step: StepID
    /// When it fires.
    public var level: Level
    /// Whether it only leaves a mark in the log.
    public var logOnly: Bool

    /// Creates a breakpoint.
    public init(step: StepID, level: Level = .always, logOnly: Bool = false) {
        self.step = step
        self.level = level
        self.logOnly = logOnly
    }
}

extension Breakpoint: JSONCodable {
    /// The breakpoint as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("level", level == .always ? nil : level.json),
            ("logOnly", logOnly ? true : nil))
    }

    /// Reads a breakpoint.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            step: try json.field("step"), level: try json.optionalField("level") ?? .always,
            logOnly: try json.optionalField("logOnly") ?? false)
    }
}
