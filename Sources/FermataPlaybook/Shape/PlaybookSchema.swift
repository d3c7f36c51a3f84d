public import FermataCore

/// The JSON Schema (draft 2020-12) of playbooks, for editors. It is made from the same table as the parser;
/// what no schema can express, such as circles among steps, only the parser finds.
public enum PlaybookSchema {
    /// The schema.
    public static var json: JSON {
        guard case .object(let members) = schema(of: .record(.playbook)) else { return .null }
        let heading: [JSONMember] = [
            JSONMember(name: "$schema", value: "https://json-schema.org/draft/2020-12/schema"),
            JSONMember(name: "title", value: "Fermata playbook"),
        ]
        return .object(heading + members)
    }

    /// The schema as it stands in a file: two spaces a level, a line feed at the end.
    public static var text: String {
        var text = ""
        write(json, level: 0, to: &text)
        return text + "\n"
    }

    private static func schema(of shape: Shape) -> JSON {
        switch shape {
        case .text(let allowsEmpty):
            let types: [JSON] = ["string", "number", "boolean"] + (allowsEmpty ? ["null"] : [])
            return .record(("type", .array(types)), ("minLength", allowsEmpty ? nil : 1))
        case .name:
            return .record(
                ("type", .array(["string", "integer", "boolean"])), ("minimum", 0),
                ("pattern", .string(namePattern)))
        case .word(let words): return .record(("enum", .array(words.map(JSON.string))))
        case .integer(let range):
            return .record(
                ("type", "integer"), ("minimum", range.lowerBound.json), ("maximum", range.upperBound.json))
        case .amount: return .record(("type", "number"), ("minimum", 0))
        case .boolean: return .record(("type", "boolean"))
        case .switching: return .record(("enum", .array(["on", "off", true, false])))
        case .duration:
            let range = WrittenDuration.allowedSeconds
            let seconds = schema(of: .integer(range))
            let written = JSON.record(("type", "string"), ("pattern", .string(WrittenDuration.pattern)))
            return .record(("anyOf", .array([seconds, written])))
        case .written: return .record(("type", .array(["string", "number", "boolean", "null"])))
        case .anything: return .object([])
        case .list(let item, let allowsSingle):
            let list = JSON.record(("type", "array"), ("items", schema(of: item)))
            return allowsSingle ? .record(("anyOf", .array([schema(of: item), list]))) : list
        case .record(let record): return schema(of: record)
        case .map(let keys, let values):
            return .record(
                ("type", "object"), ("propertyNames", schema(of: keys)),
                ("additionalProperties", schema(of: values)))
        case .either(let scalar, let record):
            return .record(("anyOf", .array([schema(of: scalar), schema(of: record)])))
        }
    }

    private static func schema(of record: RecordShape) -> JSON {
        let properties = record.fields.map { JSONMember(name: $0.name, value: schema(of: $0)) }
        let required = record.fields.filter(\.isRequired).map { JSON.string($0.name) }
        let companions = record.fields.compactMap { field in
            field.companion.map { JSONMember(name: field.name, value: .array([.string($0.name)])) }
        }
        return .record(
            ("type", "object"), ("properties", .object(properties)), ("additionalProperties", false),
            ("required", required.isEmpty ? nil : .array(required)),
            ("minProperties", record.mayBeEmpty ? nil : 1),
            ("dependentRequired", companions.isEmpty ? nil : .object(companions)))
    }

    private static func schema(of field: FieldShape) -> JSON {
        guard case .object(var members) = schema(of: field.shape) else { return .object([]) }
        let standard = field.standard.map { " Default: \($0)." } ?? ""
        members.insert(JSONMember(name: "description", value: .string(field.summary + standard)), at: 0)
        if !field.mayBeEmpty {
            let isMap = if case .map = field.shape { true } else { false }
            members.append(JSONMember(name: isMap ? "minProperties" : "minItems", value: 1))
        }
        return .object(members)
    }

    private static func schema(of keys: KeyShape) -> JSON {
        switch keys {
        case .name: .record(("pattern", .string(namePattern)))
        case .variable:
            .record(
                (
                    "pattern",
                    .string(
                        "^(?!\(Startable.reservedPrefix))[A-Za-z_][A-Za-z0-9_]"
                            + "{0,\(Startable.maximumNameByteCount - 1)}$")
                ))
        case .anything: .object([])
        }
    }

    /// The rule of `Identifier` as a regular expression.
    private static let namePattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,\(StepID.maximumLength - 1)}$"

    private static func write(_ value: JSON, level: Int, to text: inout String) {
        let indentation = String(repeating: "  ", count: level + 1)
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "{\n"
            for (index, member) in members.enumerated() {
                text += indentation + JSON.string(member.name).encoded() + ": "
                write(member.value, level: level + 1, to: &text)
                text += index + 1 < members.count ? ",\n" : "\n"
            }
            text += String(repeating: "  ", count: level) + "}"
        case .array(let items) where items.contains(where: { if case .object = $0 { true } else { false } }):
            text += "[\n"
            for (index, item) in items.enumerated() {
                text += indentation
                write(item, level: level + 1, to: &text)
                text += index + 1 < items.count ? ",\n" : "\n"
            }
            text += String(repeating: "  ", count: level) + "]"
        case .null, .bool, .integer, .number, .string, .array, .object: text += value.encoded()
        }
    }
}
