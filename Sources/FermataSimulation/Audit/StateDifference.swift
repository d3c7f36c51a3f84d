import FermataCore

/// Says where two JSON values differ first, for reports.
enum StateDifference {
    static func description(of left: JSON, _ right: JSON) -> String {
        guard case .object(let members) = left, case .object(let others) = right else {
            if case .array(let items) = left, case .array(let counterparts) = right,
                items.count == counterparts.count,
                let index = items.indices.first(where: { items[$0] != counterparts[$0] })
            {
                return "\(index)." + description(of: items[index], counterparts[index])
            }
            return "\(left.encoded()) is not \(right.encoded())"
        }
        for member in members where right[member.name] != member.value {
            return "\(member.name)." + description(of: member.value, right[member.name] ?? .null)
        }
        let added = others.first { left[$0.name] == nil }?.name ?? "something that its JSON does not show"
        return "only one has \(added)"
    }
}
