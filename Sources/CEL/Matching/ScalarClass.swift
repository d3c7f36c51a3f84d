/// A set of code points.
struct ScalarClass: Sendable {
    /// Ranges, both ends included, in no order until they are prepared.
    private var ranges: [ClosedRange<UInt32>] = []
    /// General categories, one bit each.
    private var categories: UInt32 = 0
    private var isNegated = false
    /// Which of the code points below 128 are in the set; filled when it is prepared.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    static let maximum: UInt32 = 0x10FFFF

    init(_ ranges: ClosedRange<UInt32>...) {
        self.ranges = ranges
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
    }

    mutating func formUnion(_ other: ScalarClass) {
        ranges += other.isNegated ? other.complement : other.ranges
        categories |= other.isNegated ? 0 : other.categories
    }

    mutating func insert(categories mask: UInt32) {
        categories |= mask
    }

    mutating func negate() {
        isNegated.toggle()
    }

    /// What is outside of the ranges of a class that has no categories.
    private var complement: [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= Self.maximum { result.append(next...Self.maximum) }
        return result
    }

    /// How many code points of one class are looked up for another case; beyond that only ASCII is.
    private static let foldedCount: UInt32 = 4096

    /// Adds the other case of everything in the ranges.
    mutating func foldCase() {
        var remaining = Self.foldedCount
        for range in ranges {
            let count = min(range.upperBound - range.lowerBound + 1, remaining)
            remaining -= count
            for value in range.lowerBound..<(range.lowerBound + count) { insertCases(of: value) }
            for value in UInt32(0x41)...0x7A where range.contains(value) { insertCases(of: value) }
        }
    }

    /// Adds the other cases of a code point, where they are one code point.
    private mutating func insertCases(of value: UInt32) {
        guard let scalar = Unicode.Scalar(value) else { return }
        var pending = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        pending += pending.compactMap { $0.unicodeScalars.first }.flatMap {
            [$0.properties.lowercaseMapping, $0.properties.uppercaseMapping]
        }
        for text in pending {
            if let other = text.unicodeScalars.first, text.unicodeScalars.count == 1, other != scalar {
                ranges.append(other.value...other.value)
            }
        }
        // Three signs are lowered to letters that are not raised to them.
        switch value {
        case 0x4B, 0x6B: ranges.append(0x212A...0x212A)
        case 0x53, 0x73: ranges.append(0x17F...0x17F)
        case 0xC5, 0xE5: ranges.append(0x212B...0x212B)
        default: break
        }
    }

    /// The same set, ready to be asked.
    func prepared() -> ScalarClass {
        var result = self
        result.ranges = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.ranges.last, range.lowerBound <= last.upperBound {
                result.ranges[result.ranges.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.ranges.append(range)
            }
        }
        for value in UInt32(0)..<128 {
            guard let scalar = Unicode.Scalar(value), result.search(scalar) else { continue }
            if value < 64 { result.low |= 1 << UInt64(value) } else { result.high |= 1 << UInt64(value - 64) }
        }
        return result
    }

    /// Whether a code point is in a prepared set.
    @inline(__always)
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 64 { return low & (1 << UInt64(value)) != 0 }
        if value < 128 { return high & (1 << UInt64(value - 64)) != 0 }
        return search(scalar)
    }

    private func search(_ scalar: Unicode.Scalar) -> Bool {
        var lower = 0
        var upper = ranges.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if ranges[middle].contains(scalar.value) { return !isNegated }
            if ranges[middle].lowerBound > scalar.value { upper = middle } else { lower = middle + 1 }
        }
        let isOfCategory = categories != 0 && categories & GeneralCategories.bit(of: scalar) != 0
        return isOfCategory != isNegated
    }
}

/// The general categories of Unicode as bits.
enum GeneralCategories {
    static let all: UInt32 = (1 << 30) - 1

    /// The categories that a name such as `L` or `Lu` means.
    static func mask(named name: String) -> UInt32? {
        if name == "Any" { return all }
        let bits = names.enumerated().filter { $0.element.hasPrefix(name) }.map {
            UInt32(1) << UInt32($0.offset)
        }
        guard !name.isEmpty, name.utf8.count <= 2, !bits.isEmpty else { return nil }
        return bits.reduce(0, |)
    }

    static func bit(of scalar: Unicode.Scalar) -> UInt32 {
        1 << index(of: scalar.properties.generalCategory)
    }

    private static let names = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
        "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func index(of category: Unicode.GeneralCategory) -> UInt32 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }
}
