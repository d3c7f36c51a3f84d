import FermataCore

/// All that a yes would start, when it is so little that a line of a list shows it whole.
///
/// Only what is fully shown can be approved. So only an action that changes nothing and costs little can be
/// decided in a list at all: a plan, a result, a failure or the end of a run has to be opened.
struct GateExtract: Hashable, Sendable {
    /// The longest extract, in bytes of all names and values together.
    static let maximumByteCount = 480

    /// A member of the action.
    private struct Member: Hashable {
        var name: String
        var text: String
    }

    private let members: [Member]

    init?(of gate: Gate) {
        guard gate.kind == .beforeCriticalAction, case .action(let action) = gate.subject,
            action.effect == .none, action.impact != .high
        else { return nil }
        members = action.json.memberList.map { member in
            Member(name: member.name, text: member.value.stringValue ?? member.value.encoded())
        }
        let byteCount = members.reduce(0) { $0 + $1.name.utf8.count + $1.text.utf8.count }
        guard byteCount <= Self.maximumByteCount, !members.contains(where: { $0.text.contains("\n") }) else {
            return nil
        }
    }

    /// Every member of the action, in its order.
    var json: JSON {
        .array(members.map { .record(("name", $0.name.json), ("text", $0.text.json)) })
    }
}
