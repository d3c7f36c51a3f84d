import Testing

@testable import FermataCore

/// Which phases follow which, as events bring it about.
enum Transitions {
    struct Edge: Hashable, Comparable {
        var from: String
        var to: String

        static func < (left: Edge, right: Edge) -> Bool {
            (left.from, left.to) < (right.from, right.to)
        }
    }

    static func step(from before: RunState, to after: RunState) -> Set<Edge> {
        var edges: Set<Edge> = []
        for step in after.steps {
            guard let earlier = before[step.id], earlier.phase.word != step.phase.word else { continue }
            edges.insert(Edge(from: earlier.phase.word, to: step.phase.word))
        }
        return edges
    }

    static func run(from before: RunState, to after: RunState) -> Set<Edge> {
        guard before.phase != after.phase else { return [] }
        return [Edge(from: before.phase.rawValue, to: after.phase.rawValue)]
    }

    /// Expects that nothing happens which the drawing in the documentation does not show.
    static func check(
        from before: RunState, to after: RunState, by event: Event, _ location: SourceLocation
    ) {
    }
}
