/// Which steps must have ended before which, through any number of needs. One bit for each pair of steps.
struct PlanAncestry {
    private let numbers: [StepID: Int]
    private let needs: [[Int]]
    private var rows: [UInt64] = []
    private let wordsPerRow: Int
    private let order: [Int]

    /// Prepares for a plan without circles. The bits are made when they are first asked for.
    init(plan: Plan, numbers: [StepID: Int]) {
        self.numbers = numbers
        needs = plan.steps.map { step in step.needs.compactMap { numbers[$0] } }
        wordsPerRow = (plan.steps.count + 63) / 64
        order = Self.topologicalOrder(of: needs)
    }

    /// Whether the other step must have ended before this one starts.
    mutating func step(_ id: StepID, isAfter other: StepID) -> Bool {
        guard let number = numbers[id], let wanted = numbers[other] else { return false }
        if rows.isEmpty { fillRows() }
        return rows[number * wordsPerRow + wanted / 64] & (1 << UInt64(wanted % 64)) != 0
    }

    private mutating func fillRows() {
        rows = Array(repeating: 0, count: needs.count * wordsPerRow)
        for number in order {
            let row = number * wordsPerRow
            for need in needs[number] {
                for word in 0..<wordsPerRow { rows[row + word] |= rows[need * wordsPerRow + word] }
                rows[row + need / 64] |= 1 << UInt64(need % 64)
            }
        }
    }

    /// The steps so that each comes behind all it needs.
    private static func topologicalOrder(of needs: [[Int]]) -> [Int] {
        var dependents: [[Int]] = Array(repeating: [], count: needs.count)
        var waiting = needs.map(\.count)
        for (number, needed) in needs.enumerated() {
            for need in needed { dependents[need].append(number) }
        }
        var order = needs.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for dependent in dependents[order[next]] {
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { order.append(dependent) }
            }
            next += 1
        }
        return order
    }
}
