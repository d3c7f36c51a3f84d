import FermataCore
import FermataJournal

/// A log whose events were changed in ways that nobody would seal: other numbers, other words, other order,
/// events of other runs.
struct LogAlteration {
    /// How many changes one log gets at most.
    static let maximumChangeCount = 4
    /// Whole numbers that break arithmetic which is not bounded.
    private static let extremes: [Int64] = [
        .min, .min + 1, -1, 0, 1, 2, 99, 1 << 24, 1 << 53 - 1, 1 << 53, .max - 1, .max,
    ]
    private static let fractions: [Double] = [-1, 0.5, 1e12, 1.7e308, -1.7e308, .leastNonzeroMagnitude]

    /// One event as it is stored and when and by whom it happened.
    struct Entry {
        var record: EventRecord
        var context: EventContext
    }

    private var generator: SeededGenerator
    private let others: [Entry]

    /// Prepares for changes.
    ///
    /// - Parameters:
    ///   - seed: Everything follows from it.
    ///   - others: Events of other runs, of which some are mixed in.
    init(seed: UInt64, others: [Entry]) {
        generator = SeededGenerator(seed: seed)
        self.others = others
    }

    /// The log, altered in at least one place.
    mutating func altered(_ log: [Entry]) -> [Entry] {
        var log = log
        for _ in 0..<generator.within(1...Self.maximumChangeCount) where !log.isEmpty { change(&log) }
        return log
    }

    private mutating func change(_ log: inout [Entry]) {
        let index = generator.below(log.count)
        switch generator.below(12) {
        case 0: log.remove(at: index)
        case 1: log.insert(log[index], at: generator.below(log.count + 1))
        case 2: log.swapAt(index, generator.below(log.count))
        case 3: log.removeSubrange(index...)
        case 4: if let other = generator.pickAny(others) { log.insert(other, at: index) }
        case 5: if let other = generator.pickAny(others) { log[index].record.payload = other.record.payload }
        case 6: log[index].record.type = generator.pick(Event.Kind.allCases).rawValue
        case 7: log[index].context.time = Timestamp(milliseconds: generator.pick(Self.extremes))
        default: log[index].record.payload = changed(log[index].record.payload)
        }
    }

    /// The value with something changed at a random place, near the leaves more often than at the root.
    private mutating func changed(_ json: JSON) -> JSON {
        switch json {
        case .object(var members):
            guard !members.isEmpty else { return junk() }
            let index = generator.below(members.count)
            switch generator.below(16) {
            case 0: members.remove(at: index)
            case 1: members[index].value = junk()
            case 2: return junk()
            default: members[index].value = changed(members[index].value)
            }
            return .object(members)
        case .array(var items):
            guard !items.isEmpty else { return .array([junk()]) }
            let index = generator.below(items.count)
            switch generator.below(10) {
            case 0: items.remove(at: index)
            case 1: items.append(items[index])
            case 2: items.swapAt(index, generator.below(items.count))
            case 3: items = []
            default: items[index] = changed(items[index])
            }
            return .array(items)
        case .integer: return .integer(generator.pick(Self.extremes))
        case .number: return .number(generator.pick(Self.fractions))
        case .string(let text): return .string(changed(text))
        case .bool(let value): return generator.happens(percent: 80) ? .bool(!value) : junk()
        case .null: return junk()
        }
    }

    /// Names of other steps are the most telling change of a text: they make circles, doubles and strangers.
    private mutating func changed(_ text: String) -> String {
        switch generator.below(6) {
        case 0: ""
        case 1: text + text
        case 2: SimulationNames.step(generator.below(8)).rawValue
        case 3: generator.pick(SimulationNames.agents).rawValue
        case 4: generator.pick(["approve", "skip", "stop", "running", "completed", "external", "autonomous"])
        default: String(text.reversed())
        }
    }

    private mutating func junk() -> JSON {
        switch generator.below(8) {
        case 0: .null
        case 1: .bool(generator.happens(percent: 50))
        case 2: .integer(generator.pick(Self.extremes))
        case 3: .number(generator.pick(Self.fractions))
        case 4: .string(SimulationNames.step(generator.below(8)).rawValue)
        case 5: .array([])
        case 6: .array([.integer(generator.pick(Self.extremes)), .null])
        default: .record(("step", SimulationNames.step(0).json), ("gate", 1))
        }
    }
}
