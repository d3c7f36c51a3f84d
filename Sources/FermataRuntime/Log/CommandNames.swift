/// Names commands that nobody has named: twelve characters each, enough to tell the commands of one run
/// apart. Everything follows from the seed (SplitMix64; Steele, Lea and Flood, 2014).
struct CommandNames: Sendable {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 12
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> String {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return String(
            unsafeUninitializedCapacity: Self.length,
            initializingUTF8With: { buffer in
                for index in 0..<Self.length {
                    buffer[index] = Self.alphabet[Int(bits & 31)]
                    bits >>= 5
                }
                return Self.length
            })
    }

    /// One name out of nowhere.
    static func random() -> String {
        var names = CommandNames(seed: .random(in: .min ... .max))
        return names.next()
    }
}
