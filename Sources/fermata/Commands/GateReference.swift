import ArgumentParser
import FermataCore
import FermataJournal

/// How people name a gate: `RUN.gN`, or only `gN` when no other run has an open gate of that number.
struct GateReference: ExpressibleByArgument, Hashable {
    let run: RunReference?
    let gate: GateID

    init?(argument: String) {
        let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = parts.last, last.hasPrefix("g"), let gate = GateID(String(last)) else { return nil }
        self.gate = gate
        switch parts.count {
        case 1: run = nil
        case 2:
            guard let run = RunReference(argument: String(parts[0])) else { return nil }
            self.run = run
        default: return nil
        }
    }

    /// The gate and its run.
    func resolve(with conductor: any Conductor) async throws -> (run: RunID, gate: GateID) {
        if let run { return (try await run.resolve(with: conductor), gate) }
        let runs = try await conductor.openGates(limit: .max).filter { $0.gate == gate }.map(\.run)
        guard let only = runs.first else {
            throw CommandFailure(
                "No run has an open gate \(gate). `fermata inbox` lists the open ones.", code: "gate.unknown",
                status: .refused)
        }
        guard runs.count == 1 else {
            let names = runs.map { "\($0).\(gate)" }.joined(separator: ", ")
            throw CommandFailure(
                "Several runs have an open gate \(gate). Say which one you mean: \(names).",
                code: CommandErrorCode.ambiguousGate.code, status: .refused)
        }
        return (only, gate)
    }
}
