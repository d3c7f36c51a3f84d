import FermataCore

/// A view to which patches are applied as a page applies them.
struct MergedView {
    private static let nameMembers = [
        "agents": "id", "steps": "id", "gates": "gate", "decisions": "revision",
    ]

    private(set) var members: [String: JSON]

    init(_ view: JSON) {
        members = [:]
        guard case .object(let all) = view else { return }
        for member in all { members[member.name] = member.value }
    }

    mutating func apply(_ patch: JSON) {
        guard case .object(let changes) = patch else { return }
        let order = patch["order"]
        for change in changes where change.name != "order" {
            if let nameMember = Self.nameMembers[change.name] {
                merge(change.value, into: change.name, by: nameMember)
            } else if change.value == .null {
                members[change.name] = nil
            } else {
                members[change.name] = change.value
            }
        }
        guard case .object(let lists) = order else { return }
        for list in lists { arrange(list.name, as: list.value) }
    }

    private func items(of list: String) -> [JSON] {
        if case .array(let items) = members[list] { items } else { [] }
    }

    private mutating func merge(_ changed: JSON, into list: String, by name: String) {
        guard case .array(let changed) = changed else { return }
        var items = items(of: list)
        for item in changed {
            if let index = items.firstIndex(where: { $0[name] == item[name] }) {
                items[index] = item
            } else {
                items.append(item)
            }
        }
        members[list] = .array(items)
    }

    private mutating func arrange(_ list: String, as names: JSON) {
        guard case .array(let names) = names, let name = Self.nameMembers[list] else { return }
        let items = items(of: list)
        members[list] = .array(names.compactMap { wanted in items.first { $0[name] == wanted } })
    }

    /// Whether the view with all patches is the one given.
    func isSame(as view: JSON) -> Bool { members == MergedView(view).members }

    /// The members that are different from those of the one given.
    func differences(from view: JSON) -> [String] {
        let other = MergedView(view).members
        return Set(members.keys).union(other.keys).filter { members[$0] != other[$0] }.sorted()
    }
}
