import FermataCore

/// Checks a value against the part of JSON Schema that the playbook's schema uses. Any other word is a
/// complaint, so that the schema cannot quietly begin to use one.
enum SchemaValidator {
    static func complaints(about value: JSON, by schema: JSON, at path: String = "") -> [String] {
        guard case .object(let rules) = schema else { return ["\(path): the schema is no object"] }
        return rules.flatMap { rule in
            complaints(about: value, rule: rule.name, rule.value, schema: schema, at: path)
        }
    }

    private static func complaints(
        about value: JSON, rule: String, _ argument: JSON, schema: JSON, at path: String
    ) -> [String] {
        switch rule {
        case "$schema", "title", "description": return []
        case "type", "enum", "minimum", "maximum", "minLength", "pattern":
            return fits(value, rule: rule, argument) ? [] : ["\(path): \(value.encoded()) breaks \(rule)"]
        case "anyOf":
            let isFit = items(argument).contains { complaints(about: value, by: $0, at: path).isEmpty }
            return isFit ? [] : ["\(path): \(value.encoded()) fits nothing"]
        case "items":
            return items(value).enumerated().flatMap {
                complaints(about: $0.element, by: argument, at: "\(path)/\($0.offset)")
            }
        case "minItems", "minProperties":
            guard case .integer(let least) = argument else { return ["\(path): \(rule) is no number"] }
            return items(value).count + members(value).count >= Int(least) || isScalar(value)
                ? [] : ["\(path): too few"]
        case "properties":
            return members(argument).flatMap { property in
                value[property.name].map {
                    complaints(about: $0, by: property.value, at: "\(path)/\(property.name)")
                } ?? []
            }
        case "additionalProperties":
            let others = members(value).filter { schema["properties"]?[$0.name] == nil }
            if argument == false { return others.map { "\(path): unknown \($0.name)" } }
            return others.flatMap { complaints(about: $0.value, by: argument, at: "\(path)/\($0.name)") }
        case "propertyNames":
            return members(value).flatMap { complaints(about: .string($0.name), by: argument, at: path) }
        case "required":
            guard case .object = value else { return [] }
            return items(argument).filter { value[$0.text] == nil }.map { "\(path): no \($0.text)" }
        case "dependentRequired":
            return members(argument).filter { value[$0.name] != nil }.flatMap { members in
                items(members.value).filter { value[$0.text] == nil }.map { "\(path): no \($0.text)" }
            }
        default: return ["\(path): the validator does not know \(rule)"]
        }
    }

    private static func fits(_ value: JSON, rule: String, _ argument: JSON) -> Bool {
        switch rule {
        case "type":
            let types = argument.stringValue.map { [$0] } ?? items(argument).map(\.text)
            if case .integer = value, types.contains("integer") { return true }
            return types.contains(value.kindName)
        case "enum": return items(argument).contains(value)
        case "minimum": return number(value).map { $0 >= number(argument) ?? 0 } ?? true
        case "maximum": return number(value).map { $0 <= number(argument) ?? 0 } ?? true
        case "minLength":
            return value.stringValue.map { Double($0.unicodeScalars.count) >= number(argument) ?? 0 } ?? true
        case "pattern":
            guard let text = value.stringValue else { return true }
            do {
                return try Regex(argument.text).firstMatch(in: text) != nil
            } catch {
                return false
            }
        default: return false
        }
    }

    private static func items(_ value: JSON) -> [JSON] {
        if case .array(let items) = value { items } else { [] }
    }

    private static func members(_ value: JSON) -> [JSONMember] {
        if case .object(let members) = value { members } else { [] }
    }

    private static func isScalar(_ value: JSON) -> Bool {
        switch value {
        case .array, .object: false
        case .null, .bool, .integer, .number, .string: true
        }
    }

    private static func number(_ value: JSON) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
