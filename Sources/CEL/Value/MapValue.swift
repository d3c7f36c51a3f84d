/// A map of the language: keys of type `int`, `uint`, `bool` or `string`, in the order they were put in.
///
/// Equality disregards the order. `1`, `1u` and `1.0` are the same key.
public struct MapValue: Sendable {
    /// One key with its value.
    public struct Entry: Sendable {
        /// The key, as it was put in.
        public let key: Value
        /// The value.
        public let value: Value
    }

    /// The entries, in the order they were put in.
    public private(set) var entries: [Entry] = []
    /// Where each key stands; left empty while a look through a few entries is faster.
    private var positions: [MapKey: Int] = [:]

    private static let indexedFrom = 9

    /// The empty map.
    public init() {}

    /// The map of the given names and values; of names that occur twice the last wins.
    public init(_ pairs: some Sequence<(String, Value)>) {
        for (name, value) in pairs {
            if let position = position(of: MapKey(name)) {
                entries[position] = Entry(key: .string(name), value: value)
            } else {
                append(MapKey(name), .string(name), value)
            }
        }
    }

    /// Puts in a key with its value; false, and nothing done, when the key is there already or its type
    /// can be no key.
    public mutating func insert(_ key: Value, _ value: Value) -> Bool {
        switch key {
        case .bool, .int, .uint, .string: break
        case .null, .double, .bytes, .list, .map, .record, .timestamp, .duration, .type, .optional:
            return false
        }
        guard let mapKey = MapKey(key), position(of: mapKey) == nil else { return false }
        append(mapKey, key, value)
        return true
    }

    /// How many entries the map has.
    public var count: Int { entries.count }

    /// Whether the map has no entry.
    public var isEmpty: Bool { entries.isEmpty }

    /// The value of a key, or nil when there is none; any number finds the integer it equals.
    public subscript(key: Value) -> Value? {
        guard let mapKey = MapKey(key) else { return nil }
        return position(of: mapKey).map { entries[$0].value }
    }

    /// The value of a name, or nil when there is none.
    public subscript(name: String) -> Value? {
        if positions.isEmpty {
            for entry in entries {
                if case .string(let key) = entry.key, ExactText.areEqual(key, name) { return entry.value }
            }
            return nil
        }
        return position(of: MapKey(name)).map { entries[$0].value }
    }

    private func position(of key: MapKey) -> Int? {
        if positions.isEmpty {
            return entries.firstIndex { MapKey($0.key) == key }
        }
        return positions[key]
    }

    private mutating func append(_ mapKey: MapKey, _ key: Value, _ value: Value) {
        entries.append(Entry(key: key, value: value))
        if entries.count > Self.indexedFrom {
            positions[mapKey] = entries.count - 1
        } else if entries.count == Self.indexedFrom {
            for (index, entry) in entries.enumerated() {
                if let entryKey = MapKey(entry.key) { positions[entryKey] = index }
            }
        }
    }
}
