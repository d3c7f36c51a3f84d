/// A regular expression as an automaton, which reads a text once and never goes back.
///
/// All states that the text read so far may be in are followed at the same time. A text takes time in
/// proportion to its length times the size of the pattern, whatever they are.
struct Pattern: Sendable {
    /// One state. The next one follows it, unless it says otherwise.
    private enum Instruction {
        case one(ScalarClass)
        case assertion(PatternAssertion)
        case split(Int, Int)
        case jump(Int)
        case match
    }

    static let maximumBytes = 4096
    static let maximumInstructions = 5000
    /// What compiling any pattern that is allowed costs at most.
    static let compilingFuel = 10_000
    /// How many states one unit of fuel pays for.
    private static let statesPerUnit = 8

    private var instructions: [Instruction] = []

    init(_ source: String, _ fuel: inout Fuel) throws(EvaluationError) {
        guard source.utf8.count <= Self.maximumBytes else {
            throw PatternParser.fail("it has more than \(Self.maximumBytes) bytes")
        }
        try fuel.charge(1 + source.utf8.count / 2)
        let syntax = try PatternParser.parse(source)
        guard Self.size(of: syntax) < Self.maximumInstructions else {
            throw PatternParser.fail("its repetitions make it too large")
        }
        append(syntax)
        instructions.append(.match)
        try fuel.charge(instructions.count)
    }

    /// How many instructions a part makes, or more than are allowed.
    private static func size(of syntax: PatternSyntax) -> Int {
        let size: Int
        switch syntax {
        case .empty: size = 0
        case .one, .assertion: size = 1
        case .sequence(let items): size = items.reduce(0) { min($0 + Self.size(of: $1), maximumInstructions) }
        case .alternatives(let items):
            size = items.reduce(0) { min($0 + Self.size(of: $1) + 2, maximumInstructions) }
        case .repetition(let item, let minimum, let maximum):
            size = (Self.size(of: item) + 2) * max(minimum + 1, maximum ?? 0)
        }
        return min(size, maximumInstructions)
    }

    private mutating func append(_ syntax: PatternSyntax) {
        switch syntax {
        case .empty: break
        case .one(let set): instructions.append(.one(set.prepared()))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let items): items.forEach { append($0) }
        case .alternatives(let items):
            var jumps: [Int] = []
            for item in items.dropLast() {
                let split = reserve()
                append(item)
                jumps.append(reserve())
                instructions[split] = .split(split + 1, instructions.count)
            }
            if let last = items.last { append(last) }
            for jump in jumps { instructions[jump] = .jump(instructions.count) }
        case .repetition(let item, let minimum, let maximum):
            for _ in 0..<minimum { append(item) }
            guard let maximum else {
                let split = reserve()
                append(item)
                instructions.append(.jump(split))
                instructions[split] = .split(split + 1, instructions.count)
                return
            }
            var splits: [Int] = []
            for _ in minimum..<maximum {
                splits.append(reserve())
                append(item)
            }
            for split in splits { instructions[split] = .split(split + 1, instructions.count) }
        }
    }

    /// A place whose instruction is known later.
    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }

    /// Whether any part of the text matches.
    func matches(_ text: String, _ fuel: inout Fuel) throws(EvaluationError) -> Bool {
        var current = StateSet(capacity: instructions.count)
        var following = StateSet(capacity: instructions.count)
        var stack: [Int] = []
        var previous: Unicode.Scalar?
        var iterator = text.unicodeScalars.makeIterator()
        var next = iterator.next()
        while true {
            // A match may begin at every position.
            if follow(0, previous, next, &current, &stack) { return true }
            guard let scalar = next else { return false }
            try fuel.charge(1 + current.count / Self.statesPerUnit)
            next = iterator.next()
            following.removeAll()
            for index in 0..<current.count {
                let state = current[index]
                guard case .one(let set) = instructions[state], set.contains(scalar) else { continue }
                if follow(state + 1, scalar, next, &following, &stack) { return true }
            }
            swap(&current, &following)
            previous = scalar
        }
    }

    /// Adds a state with all that are reached from it without reading; true when one of them is the end.
    @inline(__always)
    private func follow(
        _ start: Int, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar?, _ states: inout StateSet,
        _ stack: inout [Int]
    ) -> Bool {
        stack.append(start)
        while let state = stack.popLast() {
            guard states.insert(state) else { continue }
            switch instructions[state] {
            case .match:
                stack.removeAll(keepingCapacity: true)
                return true
            case .one: break
            case .jump(let target): stack.append(target)
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .assertion(let assertion):
                if assertion.holds(between: previous, and: next) { stack.append(state + 1) }
            }
        }
        return false
    }
}

extension PatternAssertion {
    fileprivate func holds(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: previous == nil
        case .textEnd: next == nil
        case .lineStart: previous == nil || previous == "\n"
        case .lineEnd: next == nil || next == "\n"
        case .wordBoundary: Self.isWordPart(previous) != Self.isWordPart(next)
        case .noWordBoundary: Self.isWordPart(previous) == Self.isWordPart(next)
        }
    }

    private static func isWordPart(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, scalar.isASCII else { return false }
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "_": return true
        default: return false
        }
    }
}

/// A set of states that is emptied in no time.
private struct StateSet {
    private var members: [Int]
    private var places: [Int]
    private(set) var count = 0

    init(capacity: Int) {
        members = Array(repeating: 0, count: capacity)
        places = Array(repeating: 0, count: capacity)
    }

    subscript(index: Int) -> Int { members[index] }

    mutating func removeAll() {
        count = 0
    }

    /// Adds a state; false when it is there already.
    @inline(__always)
    mutating func insert(_ state: Int) -> Bool {
        let place = places[state]
        if place < count, members[place] == state { return false }
        members[count] = state
        places[state] = count
        count += 1
        return true
    }
}
