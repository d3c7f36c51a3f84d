/// A directed acyclic graph of steps. A value: every edit makes a new one with the next revision.
public struct Plan: Hashable, Sendable {
    /// The largest number of steps a plan may have.
    public static let maximumStepCount = 10_000

    /// Counts the edits, from 1.
    public var revision: Int
    /// The steps, in the order people read them.
    public var steps: [PlanStep]

    /// Creates a plan. Whether it makes sense is for `problems(agents:gates:)` to say.
    public init(revision: Int = 1, steps: [PlanStep]) {
        self.revision = revision
        self.steps = steps
    }

    /// The step of that name.
    public subscript(id: StepID) -> PlanStep? { steps.first { $0.id == id } }

    /// The steps that need one of the given ones, directly or through others, and the given ones themselves;
    /// in plan order.
    public func cone(of roots: [StepID]) -> [StepID] {
        var inside = Set(roots)
        let dependents = Dictionary(
            grouping: steps.flatMap { step in step.needs.map { (need: $0, step: step.id) } }, by: \.need)
        var waiting = roots
        while let next = waiting.popLast() {
            for edge in dependents[next] ?? [] where inside.insert(edge.step).inserted {
                waiting.append(edge.step)
            }
        }
        return steps.map(\.id).filter(inside.contains)
    }

    /// A cycle as the names along it, the first repeated at the end, or `nil` when there is none.
    public func cycle() -> [StepID]? {
        var needs: [StepID: [StepID]] = [:]
        for step in steps { needs[step.id] = step.needs }
        var finished: Set<StepID> = []
        for root in steps.map(\.id) where !finished.contains(root) {
            // Iterative depth-first search: a plan of 10,000 steps in one chain must not exhaust the stack.
            var path: [(id: StepID, next: Int)] = [(root, 0)]
            var onPath: Set<StepID> = [root]
            while let (id, next) = path.last {
                let children = needs[id] ?? []
                guard next < children.count else {
                    path.removeLast()
                    onPath.remove(id)
                    finished.insert(id)
                    continue
                }
                path[path.count - 1].next += 1
                let child = children[next]
                if onPath.contains(child), let start = path.firstIndex(where: { $0.id == child }) {
                    return path[start...].map(\.id) + [child]
                }
                if !finished.contains(child), needs[child] != nil {
                    path.append((child, 0))
                    onPath.insert(child)
                }
            }
        }
        return nil
    }
}

extension Plan: JSONCodable {
    /// The plan as JSON.
    public var json: JSON { .record(("revision", revision.json), ("steps", steps.json)) }
    /// Reads a plan.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(revision: try json.optionalCount("revision") ?? 1, steps: try json.field("steps"))
    }
}
