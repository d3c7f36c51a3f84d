public import FermataCore

/// How people and addresses name a gate of any run: `RUN.gN`.
public struct GateName: Hashable, Sendable, CustomStringConvertible {
    /// The run.
    public var run: RunID
    /// The gate within it.
    public var gate: GateID

    /// Creates a name.
    public init(_ run: RunID, _ gate: GateID) {
        self.run = run
        self.gate = gate
    }

    /// Reads `RUN.gN`; `nil` for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasPrefix("g"), let run = RunID(String(parts[0])),
            let gate = GateID(String(parts[1]))
        else { return nil }
        self.init(run, gate)
    }

    /// `RUN.gN`.
    public var description: String { "\(run).\(gate)" }
    /// The text as JSON.
    public var json: JSON { .string(description) }
}
