package import FermataCore
import FermataPlaybook

/// What a gate's approval would bring that was not there before, line by line.
///
/// An action, a result or a synthesis is compared with the last one that was asked about in the same place;
/// a plan with the playbook's. What has no predecessor is new as a whole.
struct GateChanges: Hashable, Sendable {
    /// The most lines that are listed.
    static let maximumLineCount = 400
    /// The longest line, in bytes.
    static let maximumLineByteCount = 2_048

    /// The lines, those that stay as they are among them.
    let lines: [TextLine]
    /// Whether these are all lines, each in full.
    let isWhole: Bool

    /// The lines of a gate; all of them when the whole is wanted, however long it is.
    init(of gate: Gate, in state: RunState, isWhole isWholeWanted: Bool) {
        let whole = Self.allLines(of: gate, in: state)
        isWhole =
            isWholeWanted
            || whole.count <= Self.maximumLineCount
                && whole.allSatisfy { $0.text.utf8.count <= Self.maximumLineByteCount }
        guard !isWhole else {
            lines = whole
            return
        }
        lines = whole.prefix(Self.maximumLineCount).map { line in
            TextLine(line.kind, BoundedValue.text(line.text, maximumByteCount: Self.maximumLineByteCount))
        }
    }

    private static func allLines(of gate: Gate, in state: RunState) -> [TextLine] {
        switch gate.subject {
        case .plan: return planLines(in: state)
        case .start, .question: return []
        case .action, .failure, .forbidden, .result, .synthesis, .unknownOutcome, .compensation:
            guard let after = text(of: gate.subject) else { return [] }
            let before = predecessor(of: gate, in: state).flatMap { text(of: $0.subject) }
            guard let before else {
                return after.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                    .map { TextLine(.added, String($0)) }
            }
            if before == after { return after.split(separator: "\n").map { TextLine(.same, String($0)) } }
            return TextDifference.lines(from: before, to: after, isWhole: true)
                .map(TextLine.init(signed:))
        }
    }

    /// The last gate before this one that asked about a thing of the same kind in the same place.
    private static func predecessor(of gate: Gate, in state: RunState) -> Gate? {
        state.gates.prefix { $0.id < gate.id }.last {
            $0.step == gate.step && isSameKind($0.subject, gate.subject)
        }
    }

    private static func isSameKind(_ left: GateSubject, _ right: GateSubject) -> Bool {
        switch (left, right) {
        case (.action, .action), (.result, .result), (.synthesis, .synthesis), (.failure, .failure): true
        case (.start, _), (.plan, _), (.action, _), (.result, _), (.failure, _), (.forbidden, _),
            (.synthesis, _), (.question, _), (.unknownOutcome, _), (.compensation, _):
            false
        }
    }

    private static func planLines(in state: RunState) -> [TextLine] {
        let empty = Plan(revision: 0, steps: [])
        let before = state.plan.revision > state.playbook.plan.revision ? state.playbook.plan : empty
        return PlanDiff(from: before, to: state.plan).lines.map(TextLine.init(signed:))
    }

    private static func text(of subject: GateSubject) -> String? {
        switch subject {
        case .failure(_, let next): next.flatMap { text(of: .action($0)) }
        case .action(let action), .unknownOutcome(let action), .compensation(let action, _),
            .forbidden(let action, _):
            ValueDocument.text(of: action.json.memberList, comment: [])
        case .result(let outputs, _): ValueDocument.text(of: outputs.memberList, comment: [])
        case .synthesis(let synthesis):
            ValueDocument.text(of: synthesis.json.memberList.filter { $0.name == "parts" }, comment: [])
        case .start, .plan, .question: nil
        }
    }
}

extension JSON {
    /// The members of an object; none for anything else.
    package var memberList: [JSONMember] {
        if case .object(let members) = self { members } else { [] }
    }
}
