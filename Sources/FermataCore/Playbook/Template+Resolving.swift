extension Template {
    /// Replaces every expression of a text. What `lookup` does not know, such as an output of a skipped step, is
    /// empty text.
    public static func resolve(
        _ text: String, lookup: (Reference) -> JSON?
    ) throws(TemplateError) -> String {
        guard mayHoldExpressions(text) else { return text }
        var budget = Budget()
        return try budget.text(of: Template(parsing: text), lookup: lookup)
    }

    /// Replaces every expression in the strings of a value, at any depth. A string that is exactly one expression
    /// becomes the value itself, with its type, and `null` where `lookup` does not know it; in all others
    /// expressions become text. Names of members are left alone.
    public static func resolve(
        json: JSON, lookup: (Reference) -> JSON?
    ) throws(TemplateError) -> JSON {
        var budget = Budget()
        return try budget.value(of: json, lookup: lookup)
    }

    /// What the strings of a value refer to, at any depth, each once.
    public static func references(in json: JSON) throws(TemplateError) -> [Reference] {
        var found: [Reference] = []
        try collectReferences(of: json, into: &found)
        var seen: Set<Reference> = []
        return found.filter { seen.insert($0).inserted }
    }

    private static func collectReferences(
        of json: JSON, into found: inout [Reference]
    ) throws(TemplateError) {
        switch json {
        case .null, .bool, .integer, .number: break
        case .string(let text):
            if mayHoldExpressions(text) { found += try Template(parsing: text).references }
        case .array(let items):
            for item in items { try collectReferences(of: item, into: &found) }
        case .object(let members):
            for member in members { try collectReferences(of: member.value, into: &found) }
        }
    }

    /// Counts the bytes of one resolution, so that repeated large values cannot multiply without bound.
    private struct Budget {
        var remaining = Template.maximumResolvedByteCount

        mutating func value(
            of json: JSON, lookup: (Reference) -> JSON?
        ) throws(TemplateError) -> JSON {
            switch json {
            case .null, .bool, .integer, .number: return json
            case .string(let text):
                guard Template.mayHoldExpressions(text) else { return json }
                let template = try Template(parsing: text)
                if template.segments.count == 1, case .reference(let reference) = template.segments[0] {
                    let value = lookup(reference) ?? .null
                    try spend(value.encodedBytes().count, on: reference)
                    return value
                }
                return .string(try self.text(of: template, lookup: lookup))
            case .array(let items):
                var resolved: [JSON] = []
                for item in items { resolved.append(try value(of: item, lookup: lookup)) }
                return .array(resolved)
            case .object(let members):
                var resolved: [JSONMember] = []
                for member in members {
                    resolved.append(JSONMember(name: member.name, value: try value(of: member.value, lookup: lookup)))
                }
                return .object(resolved)
            }
        }

        mutating func text(
            of template: Template, lookup: (Reference) -> JSON?
        ) throws(TemplateError) -> String {
            var text = ""
            for segment in template.segments {
                switch segment {
                case .literal(let literal): text += literal
                case .reference(let reference):
                    let piece = lookup(reference)?.text ?? ""
                    try spend(piece.utf8.count, on: reference)
                    text += piece
                }
            }
            return text
        }

        private mutating func spend(_ byteCount: Int, on reference: Reference) throws(TemplateError) {
            remaining -= byteCount
            guard remaining >= 0 else {
                throw TemplateError(
                    expression: "${{ \(reference) }}",
                    problem: "the values together are larger than \(Template.maximumResolvedByteCount) bytes")
            }
        }
    }
}
