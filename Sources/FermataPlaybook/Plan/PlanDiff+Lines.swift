public import FermataCore

extension PlanDiff {
    /// Longer values are shortened in a line.
    static let maximumShownLength = 72

    /// The difference for people, one change a line: `+` for new steps, `-` for those that are gone, `~`
    /// for each field of a step that has another value. No colours; every line begins with one of these
    /// signs.
    public var lines: [String] {
        var lines = changes.flatMap { change in
            switch change {
            case .added(let step): ["+ \(step.id)\(Self.summary(of: step))"]
            case .removed(let step): ["- \(step.id)\(Self.summary(of: step))"]
            case .changed(let id, let fields):
                fields.map { field in
                    let (before, after) = (
                        Self.shown(field.before, field: field.field),
                        Self.shown(field.after, field: field.field)
                    )
                    return "~ \(id): \(Self.word(for: field.field)) \(before) → \(after)"
                }
            }
        }
        if isReordered { lines.append("~ the steps stand in another order") }
        return lines
    }

    private static func summary(of step: PlanStep) -> String {
        guard case .object(let members) = step.json else { return "" }
        let fields = members.filter { $0.name != "id" && $0.name != "name" }
            .map { "\(word(for: $0.name)) \(shown($0.value, field: $0.name))" }
        let title = step.name.map { " (\(shortened($0)))" } ?? ""
        return "\(title): \(fields.joined(separator: ", "))"
    }

    /// The name of a field in a playbook, where times are written with their unit.
    private static func word(for field: String) -> String { field == "timeoutSeconds" ? "timeout" : field }

    private static func shown(_ value: JSON, field: String) -> String {
        switch value {
        case .null: "none"
        case .integer(let seconds) where field == "timeoutSeconds":
            WrittenDuration.text(seconds: Int(seconds))
        case .string(let text): shortened(YAMLWriter.scalar(text))
        case .array(let items) where items.allSatisfy({ $0.stringValue != nil }):
            shortened("[\(items.map(\.text).joined(separator: ", "))]")
        case .bool, .integer, .number, .array, .object: shortened(value.encoded())
        }
    }

    private static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        guard scalars.count > maximumShownLength else { return String(String.UnicodeScalarView(scalars)) }
        return String(String.UnicodeScalarView(scalars.prefix(maximumShownLength))) + "…"
    }
}
