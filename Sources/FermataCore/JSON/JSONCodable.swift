/// A type with one explicit JSON form. What is stored forever or sent over a wire conforms by hand, never by
/// a synthesised `Codable`, so that renaming a property cannot change a format.
public protocol JSONCodable {
    /// The value as JSON.
    var json: JSON { get }
    /// Reads the value back.
    init(json: JSON) throws(JSONDecodingError)
}

/// Why a JSON value is not what was expected, and where in it.
public struct JSONDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member names and indexes from the outermost value to the wrong one, joined by dots.
    public let path: String
    /// What is wrong there.
    public let problem: String

    /// Creates an error.
    public init(path: String = "", problem: String) {
        self.path = path
        self.problem = problem
    }

    /// The same error seen from one level further out.
    public func within(_ name: String) -> JSONDecodingError {
        JSONDecodingError(path: path.isEmpty ? name : "\(name).\(path)", problem: problem)
    }

    /// A sentence for people.
    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

extension JSON {
    /// Reads a member that must be there.
    public func field<Value: JSONCodable>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value {
        guard let value = try optionalField(name, as: type) else {
            throw JSONDecodingError(path: name, problem: "is missing")
        }
        return value
    }

    /// Reads a member that may be absent or `null`.
    public func optionalField<Value: JSONCodable>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value? {
        guard case .object = self else {
            throw JSONDecodingError(problem: "an object was expected, found \(kindName)")
        }
        guard let member = self[name], member != .null else { return nil }
        do {
            return try Value(json: member)
        } catch {
            throw error.within(name)
        }
    }
}

extension JSON {
    /// The largest whole number that every reader of JSON keeps exactly (RFC 8259, section 6; RFC 7493,
    /// section 2.2). Numbers that count something are never larger.
    public static let largestExactInteger = 1 << 53 - 1

    /// Reads a member that must be there and counts something, from 0 or another number.
    public func count(_ name: String, from least: Int = 0) throws(JSONDecodingError) -> Int {
        guard let count = try optionalCount(name, from: least) else {
            throw JSONDecodingError(path: name, problem: "is missing")
        }
        return count
    }

    /// Reads a member that counts something and may be absent or `null`.
    public func optionalCount(_ name: String, from least: Int = 0) throws(JSONDecodingError) -> Int? {
        guard let member = try optionalField(name, as: JSON.self) else { return nil }
        do {
            return try Int(json: member, in: least...Self.largestExactInteger)
        } catch {
            throw error.within(name)
        }
    }
}

extension JSON: JSONCodable {
    /// The value itself.
    public var json: JSON { self }
    /// The value itself.
    public init(json: JSON) { self = json }
}

extension String: JSONCodable {
    /// A JSON string.
    public var json: JSON { .string(self) }
    /// Reads a JSON string.
    public init(json: JSON) throws(JSONDecodingError) {
        guard case .string(let text) = json else {
            throw JSONDecodingError(problem: "a string was expected, found \(json.kindName)")
        }
        self = text
    }
}

extension Bool: JSONCodable {
    /// A JSON boolean.
    public var json: JSON { .bool(self) }
    /// Reads a JSON boolean.
    public init(json: JSON) throws(JSONDecodingError) {
        guard case .bool(let value) = json else {
            throw JSONDecodingError(problem: "true or false was expected, found \(json.kindName)")
        }
        self = value
    }
}

extension Int: JSONCodable {
    /// A JSON number without fraction.
    public var json: JSON { .integer(Int64(self)) }
    /// Reads a whole number that every reader of JSON keeps exactly, so that no later arithmetic overflows.
    public init(json: JSON) throws(JSONDecodingError) {
        try self.init(json: json, in: -JSON.largestExactInteger...JSON.largestExactInteger)
    }

    /// Reads a whole number within a range.
    public init(json: JSON, in range: ClosedRange<Int>) throws(JSONDecodingError) {
        guard case .integer(let value) = json else {
            throw JSONDecodingError(problem: "a whole number was expected, found \(json.kindName)")
        }
        guard let number = Int(exactly: value), range.contains(number) else {
            throw JSONDecodingError(
                problem: "a whole number from \(range.lowerBound) to \(range.upperBound) was expected, "
                    + "found \(value)")
        }
        self = number
    }
}

extension Double: JSONCodable {
    /// A JSON number.
    public var json: JSON { .number(self) }
    /// Reads any number.
    public init(json: JSON) throws(JSONDecodingError) {
        switch json {
        case .number(let value): self = value
        case .integer(let value): self = Double(value)
        case .null, .bool, .string, .array, .object:
            throw JSONDecodingError(problem: "a number was expected, found \(json.kindName)")
        }
    }
}

extension Array: JSONCodable where Element: JSONCodable {
    /// A JSON array.
    public var json: JSON { .array(map(\.json)) }
    /// Reads a JSON array.
    public init(json: JSON) throws(JSONDecodingError) {
        guard case .array(let items) = json else {
            throw JSONDecodingError(problem: "an array was expected, found \(json.kindName)")
        }
        self = []
        reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            do {
                append(try Element(json: item))
            } catch {
                throw error.within(String(index))
            }
        }
    }
}

extension JSONCodable where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// The raw word.
    public var json: JSON { .string(rawValue) }
    /// Reads one of the known words.
    public init(json: JSON) throws(JSONDecodingError) {
        let word = try String(json: json)
        guard let value = Self(rawValue: word) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONDecodingError(problem: "\"\(word)\" is none of \(known)")
        }
        self = value
    }
}
