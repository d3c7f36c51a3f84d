import FermataCore

/// The lanes of a plan: one row a step, one lane for each dependency that is open there, as version control
/// draws its history. Computed once for each revision of the plan.
struct PlanLanes: Hashable {
    /// Lanes further right share the last column and are drawn without lines.
    static let maximumLaneCount = 8

    /// What is drawn in one lane of a row.
    enum Cell: Hashable {
        case empty
        /// A dependency that goes on to a row below.
        case line
        /// The step.
        case step
        /// A dependency that goes on below and is needed here.
        case branch
        /// A dependency that ends here, left of the step.
        case endFromLeft
        /// A dependency that ends here, right of the step.
        case endFromRight
        /// Nothing of its own, but a line to the step passes.
        case bridge
        /// A dependency that goes on below, and a line to the step passes over it.
        case crossing
    }

    /// One row a step, in plan order.
    private(set) var rows: [[Cell]] = []
    /// The most lanes of any row.
    private(set) var laneCount = 1

    init() {}

    init(_ plan: Plan) {
        var lastUse: [StepID: Int] = [:]
        for (row, step) in plan.steps.enumerated() {
            for need in step.needs { lastUse[need] = row }
        }
        var open: [StepID?] = []
        var seen: Set<StepID> = []
        for (row, step) in plan.steps.enumerated() {
            let needs = Set(step.needs.filter(seen.contains))
            let closing = Set(needs.filter { lastUse[$0] == row })
            let inherited = open.firstIndex { $0.map(closing.contains) == true }
            let lane = inherited ?? open.firstIndex { $0 == nil } ?? open.count
            if lane == open.count { open.append(nil) }
            rows.append(Self.cells(open, lane: lane, needs: needs, closing: closing))
            for index in open.indices where open[index].map(closing.contains) == true { open[index] = nil }
            open[lane] = (lastUse[step.id] ?? row) > row ? step.id : nil
            while let last = open.last, last == nil { open.removeLast() }
            seen.insert(step.id)
        }
        laneCount = max(1, min(Self.maximumLaneCount, rows.map(\.count).max() ?? 1))
    }

    private static func cells(
        _ open: [StepID?], lane: Int, needs: Set<StepID>, closing: Set<StepID>
    ) -> [Cell] {
        guard lane < maximumLaneCount else {
            let kept = open.prefix(maximumLaneCount - 1).map { $0 == nil ? Cell.empty : .line }
            return kept + [.step]
        }
        let joined = open.indices.filter { index in
            index < maximumLaneCount && index != lane && open[index].map(needs.contains) == true
        }
        let (first, last) = (min(joined.min() ?? lane, lane), max(joined.max() ?? lane, lane))
        return open.indices.prefix(maximumLaneCount).map { index in
            if index == lane { return .step }
            let passes = index > first && index < last
            guard let owner = open[index] else { return passes ? .bridge : .empty }
            if closing.contains(owner) { return index < lane ? .endFromLeft : .endFromRight }
            if needs.contains(owner) { return .branch }
            return passes ? .crossing : .line
        }
    }

    /// A row's lanes as text, with the step's own glyph, in `laneCount` columns.
    func text(row: Int, glyph: String, ink: Ink, _ symbols: Symbols) -> StyledLine {
        var line = StyledLine()
        let cells = rows.indices.contains(row) ? rows[row] : [.step]
        for cell in cells {
            switch cell {
            case .empty: line.append(" ")
            case .line: line.append(symbols.vertical, .faint)
            case .step: line.append(glyph, ink, strong: true)
            case .branch: line.append(symbols.branch, .faint)
            case .endFromLeft: line.append(symbols.mergeLeft, .faint)
            case .endFromRight: line.append(symbols.mergeRight, .faint)
            case .bridge: line.append(symbols.horizontal, .faint)
            case .crossing: line.append(symbols.passOver, .faint)
            }
        }
        line.pad(to: laneCount)
        return line
    }
}
