/// What an expression may be and may use. Every limit is there for text that nobody vouches for.
public struct Limits: Sendable {
    /// The longest source, in bytes of UTF-8.
    public var sourceBytes: Int
    /// How deep expressions may nest, counting parentheses as well as what is left of them.
    public var depth: Int
    /// How many parts an expression may consist of.
    public var nodes: Int
    /// What one evaluation may spend; see `docs/conditions.md` for the prices.
    public var fuel: Int

    /// The largest text or sequence of octets that an evaluation may make, in bytes: 1 MiB.
    public static let producedBytes = 1 << 20
    /// The longest list or map that an evaluation may make: 65,536 elements, which are 1 MiB or more.
    public static let producedElements = 1 << 16

    /// The limits that Fermata uses: 4 KiB of source, depth 64, 2,000 nodes, 100,000 units of fuel.
    public static let standard = Limits()

    /// Limits of your own, where the standard ones do not fit.
    public init(sourceBytes: Int = 4096, depth: Int = 64, nodes: Int = 2000, fuel: Int = 100_000) {
        self.sourceBytes = sourceBytes
        self.depth = depth
        self.nodes = nodes
        self.fuel = fuel
    }
}
