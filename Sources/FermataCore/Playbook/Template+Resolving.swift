extension Template {
    /// What stands for a value that does not fit any more.
    static let omission = "(left out: the values together are larger than \(maximumResolvedByteCount) bytes)"

    /// Replaces every expression of a text. What `lookup` does not know, such as an output of a skipped
    /// step, is empty text. A text whose expressions cannot be read stays as it is: `Plan.problems(in:)`
    /// names it, and no run begins with it.
    public static func resolve(text: String, lookup: (Reference) -> JSON?) -> String {
        var budget = Budget()
        guard let template = readable(text) else { return text }
        return budget.text(of: template, lookup: lookup)
    }

    /// Replaces every expression in the strings of a value, at any depth. A string that is exactly one
    /// expression becomes the value itself, with its type, and `null` where `lookup` does not know it; in
    /// all others expressions become text, as they do in `resolve(text:lookup:)`. Names of members are left
    /// alone.
    public static func resolve(json: JSON, lookup: (Reference) -> JSON?) -> JSON {
        var budget = Budget()
        return budget.value(of: json, lookup: lookup)
    }

    /// What a text refers to, each once; nothing when its expressions cannot be read.
    public static func references(in text: String) -> [Reference] {
        readable(text)?.references ?? []
    }

    /// What the strings of a value refer to, at any depth, each once.
    public static func references(inStringsOf json: JSON) throws(TemplateError) -> [Reference] {
        var found: [Reference] = []
        try collectReferences(of: json, into: &found)
        var seen: Set<Reference> = []
        return found.filter { seen.insert($0).inserted }
    }

    private static func readable(_ text: String) -> Template? {
        guard mayHoldExpressions(text) else { return nil }
        do {
            return try Template(parsing: text)
        } catch {
            return nil
        }
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

        mutating func value(of json: JSON, lookup: (Reference) -> JSON?) -> JSON {
            switch json {
            case .null, .bool, .integer, .number: return json
            case .string(let text):
                guard let template = Template.readable(text) else { return json }
                if template.segments.count == 1, case .reference(let reference) = template.segments[0] {
                    let value = lookup(reference) ?? .null
                    return spend(value.encodedBytes().count) ? value : .string(Template.omission)
                }
                return .string(self.text(of: template, lookup: lookup))
            case .array(let items): return .array(items.map { value(of: $0, lookup: lookup) })
            case .object(let members):
                return .object(
                    members.map { JSONMember(name: $0.name, value: value(of: $0.value, lookup: lookup)) })
            }
        }

        mutating func text(of template: Template, lookup: (Reference) -> JSON?) -> String {
            var text = ""
            for segment in template.segments {
                switch segment {
                case .literal(let literal): text += literal
                case .reference(let reference):
                    let piece = lookup(reference)?.text ?? ""
                    text += spend(piece.utf8.count) ? piece : Template.omission
                }
            }
            return text
        }

        private mutating func spend(_ byteCount: Int) -> Bool {
            guard byteCount <= remaining else { return false }
            remaining -= byteCount
            return true
        }
    }
}
