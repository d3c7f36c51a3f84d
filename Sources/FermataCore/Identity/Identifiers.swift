/// A name that people and files use: typed, so that a step's name is never taken for an agent's.
public protocol Identifier: Hashable, Sendable, Comparable, CustomStringConvertible, JSONCodable {
    /// The characters of the name.
    var rawValue: String { get }
    /// The longest name allowed, in bytes.
    static var maximumLength: Int { get }
    /// Creates a name, or `nil` when a character is not allowed in it or it is too long.
    init?(_ rawValue: String)
}

extension Identifier {
    /// 64 bytes.
    public static var maximumLength: Int { 64 }
    /// The name itself.
    public var description: String { rawValue }
    /// Orders by UTF-8 bytes.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
    /// A JSON string.
    public var json: JSON { .string(rawValue) }
    /// Reads a JSON string that holds an allowed name.
    public init(json: JSON) throws(JSONDecodingError) {
        let text = try String(json: json)
        guard let name = Self(text) else {
            throw JSONDecodingError(problem: "\"\(text)\" is no valid name: \(Self.rule)")
        }
        self = name
    }

    /// What a name may look like, for error messages.
    public static var rule: String {
        "letters, digits, '-' and '_', beginning with a letter or digit, at most \(maximumLength) characters"
    }

    static func isAllowed(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= maximumLength else {
            return false
        }
        return text.utf8.allSatisfy {
            isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// Names a run, in all journals and for all time.
public struct RunID: Identifier {
    /// The characters of the name.
    public let rawValue: String
    /// Creates a name if its characters are allowed.
    public init?(_ rawValue: String) {
        guard Self.isAllowed(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Names a step within its run's plan.
public struct StepID: Identifier {
    /// The characters of the name.
    public let rawValue: String
    /// Creates a name if its characters are allowed.
    public init?(_ rawValue: String) {
        guard Self.isAllowed(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Names an agent within its playbook.
public struct AgentID: Identifier {
    /// The characters of the name.
    public let rawValue: String
    /// Creates a name if its characters are allowed.
    public init?(_ rawValue: String) {
        guard Self.isAllowed(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Numbers a gate within its run, from 1, in the order of opening. Written `g3`.
public struct GateID: Hashable, Sendable, Comparable, CustomStringConvertible, JSONCodable {
    /// The number, from 1.
    public let number: Int
    /// The numbers a gate can have.
    public static let allowedNumbers = 1...JSON.largestExactInteger
    /// Creates the id of a gate with that number; one that no gate can have becomes 0, which none has.
    public init(_ number: Int) { self.number = Self.allowedNumbers.contains(number) ? number : 0 }
    /// Reads `g3` or `3`.
    public init?(_ text: String) {
        guard let number = Int(text.hasPrefix("g") ? String(text.dropFirst()) : text),
            Self.allowedNumbers.contains(number)
        else { return nil }
        self.number = number
    }
    /// `g` and the number.
    public var description: String { "g\(number)" }
    /// Orders by opening.
    public static func < (left: GateID, right: GateID) -> Bool { left.number < right.number }
    /// A JSON number.
    public var json: JSON { .integer(Int64(number)) }
    /// Reads a JSON number from 1.
    public init(json: JSON) throws(JSONDecodingError) {
        number = try Int(json: json, in: Self.allowedNumbers)
    }
}

/// Numbers an effect on the world within its run, from 1, in the order in which they were begun. Written
/// `e3`.
public struct EffectID: Hashable, Sendable, Comparable, CustomStringConvertible, JSONCodable {
    /// The number, from 1.
    public let number: Int
    /// Creates the id of an effect with that number; one that no effect can have becomes 0, which none has.
    public init(_ number: Int) { self.number = GateID.allowedNumbers.contains(number) ? number : 0 }
    /// `e` and the number.
    public var description: String { "e\(number)" }
    /// Orders by beginning.
    public static func < (left: EffectID, right: EffectID) -> Bool { left.number < right.number }
    /// A JSON number.
    public var json: JSON { .integer(Int64(number)) }
    /// Reads a JSON number from 1.
    public init(json: JSON) throws(JSONDecodingError) {
        number = try Int(json: json, in: GateID.allowedNumbers)
    }
}

/// Counts the events of a run: the first event makes revision 1; 0 is a run of which nothing is known.
public struct Revision: Hashable, Sendable, Comparable, CustomStringConvertible, JSONCodable {
    /// The number of events.
    public let number: Int
    /// The numbers that a revision can have.
    public static let allowedNumbers = 0...JSON.largestExactInteger
    /// Creates a revision; a number that none can have becomes the nearest that one can.
    public init(_ number: Int) {
        self.number = min(max(number, Self.allowedNumbers.lowerBound), Self.allowedNumbers.upperBound)
    }
    /// The revision before the first event.
    public static let zero = Revision(0)
    /// The revision one event later.
    public var next: Revision { Revision(number + 1) }
    /// The number.
    public var description: String { String(number) }
    /// Orders by age.
    public static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
    /// A JSON number.
    public var json: JSON { .integer(Int64(number)) }
    /// Reads a JSON number that is not negative.
    public init(json: JSON) throws(JSONDecodingError) {
        number = try Int(json: json, in: Self.allowedNumbers)
    }
}

/// Counts the owners a run has had. An attempt belongs to one epoch; results of an older epoch are refused.
public struct Epoch: Hashable, Sendable, Comparable, CustomStringConvertible, JSONCodable {
    /// The number, 0 before the first owner.
    public let number: Int
    /// The numbers that an epoch can have.
    public static let allowedNumbers = 0...JSON.largestExactInteger
    /// Creates an epoch; a number that none can have becomes the nearest that one can.
    public init(_ number: Int) {
        self.number = min(max(number, Self.allowedNumbers.lowerBound), Self.allowedNumbers.upperBound)
    }
    /// The epoch before the first owner.
    public static let zero = Epoch(0)
    /// The epoch of the next owner.
    public var next: Epoch { Epoch(number + 1) }
    /// The number.
    public var description: String { String(number) }
    /// Orders by age.
    public static func < (left: Epoch, right: Epoch) -> Bool { left.number < right.number }
    /// A JSON number.
    public var json: JSON { .integer(Int64(number)) }
    /// Reads a JSON number that is not negative.
    public init(json: JSON) throws(JSONDecodingError) {
        number = try Int(json: json, in: Self.allowedNumbers)
    }
}

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z. It comes in from outside; the core has no
/// clock.
public struct Timestamp: Hashable, Sendable, Comparable, JSONCodable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64
    /// The years 1 to 9999, in milliseconds: what RFC 3339 can write. No difference of two moments overflows.
    public static let allowedMilliseconds: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
    /// Creates a moment; one before the year 1 or after 9999 becomes the first or the last there is.
    public init(milliseconds: Int64) {
        self.milliseconds = min(
            max(milliseconds, Self.allowedMilliseconds.lowerBound), Self.allowedMilliseconds.upperBound)
    }
    /// The moment that many seconds later; the last or the first there is when that is beyond it.
    public func adding(seconds: Int) -> Timestamp {
        let (shift, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1000)
        let (sum, overflowed) = milliseconds.addingReportingOverflow(shift)
        return Timestamp(milliseconds: overflow || overflowed ? (seconds < 0 ? .min : .max) : sum)
    }
    /// Milliseconds from the other moment to this one; negative when the other is later.
    public func milliseconds(since other: Timestamp) -> Int64 { milliseconds - other.milliseconds }
    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
    /// A JSON number.
    public var json: JSON { .integer(milliseconds) }
    /// Reads a JSON number.
    public init(json: JSON) throws(JSONDecodingError) {
        let range = Int(Self.allowedMilliseconds.lowerBound)...Int(Self.allowedMilliseconds.upperBound)
        milliseconds = Int64(try Int(json: json, in: range))
    }
}

/// Who did something, and how they were known.
public struct Actor: Hashable, Sendable, JSONCodable, CustomStringConvertible {
    /// The kinds of actor.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// A human being.
        case person
        /// The engine itself: timers, recovery, results it carried in.
        case engine
    }

    /// What kind of actor it is.
    public let kind: Kind
    /// The name, for people the login name.
    public let name: String
    /// How the name was established, e.g. `unix-login`.
    public let authentication: String
    /// What a person may do; of no meaning for the engine, which does what follows by itself.
    public let role: Role

    /// Creates an actor.
    public init(kind: Kind, name: String, authentication: String, role: Role = .approver) {
        self.kind = kind
        self.name = name
        self.authentication = authentication
        self.role = role
    }

    /// Whether what they change, end or leave out needs nobody else's yes.
    public var mayApprove: Bool { kind == .engine || role >= .approver }

    /// The engine.
    public static let engine = Actor(kind: .engine, name: "fermata", authentication: "internal")
    /// The name.
    public var description: String { name }

    /// The actor as JSON: the engine, who acts most often, as one word, and the role where it is not that of
    /// an approver.
    public var json: JSON {
        self == .engine
            ? "engine"
            : .record(
                ("kind", kind.json), ("name", name.json), ("authentication", authentication.json),
                ("role", role == .approver ? nil : role.json))
    }

    /// Reads an actor.
    public init(json: JSON) throws(JSONDecodingError) {
        if json == "engine" {
            self = .engine
            return
        }
        kind = try json.field("kind")
        name = try json.field("name")
        authentication = try json.field("authentication")
        // Before roles were recorded, whoever was let in as far as the log was judged by the server alone.
        role = try json.optionalField("role") ?? .approver
    }
}
