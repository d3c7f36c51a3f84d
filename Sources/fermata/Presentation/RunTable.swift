import FermataCore

/// Runs in a table for people.
struct RunTable {
    private static let titleLimit = 40

    let runs: [RunSummary]

    var lines: [String] {
        let rows = runs.map { run in
            [
                run.run.rawValue,
                run.damage == nil
                    ? run.phase.rawValue + (run.isPaused && !run.phase.isFinal ? ", paused" : "") : "damaged",
                "\(run.endedStepCount)/\(run.stepCount)",
                run.openGateCount == 0 ? "" : "\(run.openGateCount)",
                TimeText.full(run.updatedAt), InertText.line(run.title, limit: Self.titleLimit),
            ]
        }
        return TextTable(header: ["RUN", "PHASE", "STEPS", "GATES", "LAST EVENT", "TITLE"], rows: rows).lines
    }
}

/// Columns as wide as their widest cell.
struct TextTable {
    let header: [String]
    let rows: [[String]]

    var lines: [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}
