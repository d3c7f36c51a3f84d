import FermataAPI
import FermataCore

/// Open gates in a table for people.
struct GateTable {
    private static let titleLimit = 60

    let gates: [GateSummary]
    let now: Timestamp

    var lines: [String] {
        let rows = gates.map { gate in
            [
                GateText.reference(gate.run, gate.gate), gate.kind.rawValue, gate.step?.rawValue ?? "",
                TimeText.duration(milliseconds: now.milliseconds(since: gate.openedAt)), silence(of: gate),
                InertText.line(gate.title, limit: Self.titleLimit),
            ]
        }
        return TextTable(header: ["GATE", "KIND", "STEP", "WAITS", "DEFAULT", "QUESTION"], rows: rows).lines
    }

    private func silence(of gate: GateSummary) -> String {
        guard let deadline = gate.deadline, let outcome = gate.onTimeout else { return "none" }
        let left = deadline.milliseconds(since: now)
        return left <= 0 ? outcome.word : "\(outcome.word) in \(TimeText.duration(milliseconds: left))"
    }
}
