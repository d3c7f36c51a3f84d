public import ArgumentParser
public import FermataCore

// The domain's own words, as they are written on the command line.

extension Autonomy: ExpressibleByArgument {}

extension Breakpoint.Level: ExpressibleByArgument {}

extension RunPhase: ExpressibleByArgument {}

extension StepID: ExpressibleByArgument {
    /// Reads a step's name.
    public init?(argument: String) { self.init(argument) }
}

extension AgentID: ExpressibleByArgument {
    /// Reads an agent's name.
    public init?(argument: String) { self.init(argument) }
}

extension Digest: ExpressibleByArgument {
    /// Reads 64 hexadecimal digits.
    public init?(argument: String) { self.init(hexadecimal: argument) }
}
