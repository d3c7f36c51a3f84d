/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and the same numbers on every machine and in every
/// version, which the standard library's generator does not promise.
struct SeededGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one below the bound, which must be positive.
    mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "There is no number below \(bound) to choose")
        return Int(next() % UInt64(bound))
    }

    /// A number within a range.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Whether something happens that happens so many times in a hundred.
    mutating func happens(percent: Int) -> Bool { below(100) < percent }

    /// One of the items; there must be one.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// One of the items, if there is one.
    mutating func pickAny<Item>(_ items: [Item]) -> Item? { items.isEmpty ? nil : pick(items) }

    /// One of the items, each as often as its weight says; one weight at least must be positive.
    mutating func pick<Item>(weighted items: [(weight: Int, item: Item)]) -> Item {
        var left = below(items.reduce(0) { $0 + $1.weight })
        for (weight, item) in items {
            if left < weight { return item }
            left -= weight
        }
        return items[items.count - 1].item
    }
}
