public import FermataCore

/// The whole of a run as a page shows it: rendered once, and compared part by part with a later one.
///
/// A patch holds the members that changed; of `agents`, `steps`, `gates` and `decisions` only the changed
/// elements, told apart by their `id`, `id`, `gate` and `revision`; `order` with the names of all elements of
/// a list whose membership or order changed; and `null` for a member that is gone. `decisions` only grow.
public struct RunView: Hashable, Sendable {
    /// One element of a list: its name and its JSON.
    struct Element: Hashable, Sendable {
        var name: JSON
        var json: JSON
    }

    /// Everything that is no list of elements, in the order of the JSON.
    var head: [JSONMember]
    var agents: [Element]
    var steps: [Element]
    var gates: [Element]
    var decisions: [Element]

    /// The view of a run as it stands.
    ///
    /// - Parameters:
    ///   - state: The run.
    ///   - decisions: What people have decided so far; a state does not hold it.
    ///   - owner: Who carries it out.
    public init(_ state: RunState, decisions: [DecisionView] = [], owner: OwnerView? = nil) {
        self = RunProjection(state, decisions: decisions, owner: owner).view
    }

    init(head: [JSONMember], agents: [Element], steps: [Element], gates: [Element], decisions: [Element]) {
        self.head = head
        self.agents = agents
        self.steps = steps
        self.gates = gates
        self.decisions = decisions
    }

    /// The view as JSON.
    public var json: JSON {
        .object(
            head + [
                JSONMember(name: "agents", value: .array(agents.map(\.json))),
                JSONMember(name: "steps", value: .array(steps.map(\.json))),
                JSONMember(name: "gates", value: .array(gates.map(\.json))),
                JSONMember(name: "decisions", value: .array(decisions.map(\.json))),
            ])
    }

    /// What changed since an earlier view of the same run; `nil` when nothing did.
    public func patch(from earlier: RunView) -> JSON? {
        var members = changedHead(from: earlier)
        var order: [JSONMember] = []
        let lists: [(name: String, before: [Element], after: [Element])] = [
            ("agents", earlier.agents, agents), ("steps", earlier.steps, steps),
            ("gates", earlier.gates, gates), ("decisions", earlier.decisions, decisions),
        ]
        for list in lists {
            let changed = Self.changed(from: list.before, to: list.after)
            if !changed.isEmpty {
                members.append(JSONMember(name: list.name, value: .array(changed)))
            }
            let isOrderKept =
                list.before.count == list.after.count
                && zip(list.before, list.after).allSatisfy { $0.name == $1.name }
            if list.name != "decisions", !isOrderKept {
                order.append(JSONMember(name: list.name, value: .array(list.after.map(\.name))))
            }
        }
        if !order.isEmpty { members.append(JSONMember(name: "order", value: .object(order))) }
        return members.isEmpty ? nil : .object(members)
    }

    private func changedHead(from earlier: RunView) -> [JSONMember] {
        let before = Dictionary(
            earlier.head.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let names = Set(head.map(\.name))
        return head.filter { before[$0.name] != $0.value }
            + earlier.head.filter { !names.contains($0.name) }.map { JSONMember(name: $0.name, value: .null) }
    }

    private static func changed(from before: [Element], to after: [Element]) -> [JSON] {
        // Lists mostly keep their order, so that the same place mostly holds the same element.
        var earlier: [JSON: JSON]?
        var changed: [JSON] = []
        for (index, element) in after.enumerated() {
            if before.indices.contains(index), before[index].name == element.name {
                if before[index].json != element.json { changed.append(element.json) }
                continue
            }
            let known =
                earlier
                ?? Dictionary(before.map { ($0.name, $0.json) }, uniquingKeysWith: { first, _ in first })
            earlier = known
            if known[element.name] != element.json { changed.append(element.json) }
        }
        return changed
    }
}
