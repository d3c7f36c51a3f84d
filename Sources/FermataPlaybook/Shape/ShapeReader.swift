import FermataCore

/// Compares a document with its shape. What fits becomes JSON in one normal form (durations in seconds,
/// single items in a list, switches as booleans); everything else becomes a mistake, and reading goes on
/// behind it.
struct ShapeReader {
    /// Words are compared with the known ones only for so many mistakes: more are not listed anyway.
    static let maximumSuggestionCount = 200

    let source: SourceText
    /// All that was found wrong so far.
    private(set) var findings: [Finding] = []
    /// Where values stand, by their path.
    private(set) var values: [String: SourcePosition] = [:]
    /// Where the keys of values stand, by the path of the value.
    private(set) var keys: [String: SourcePosition] = [:]
    /// Paths at or under which something is wrong already.
    private(set) var spoilt: Set<String> = []

    init(source: SourceText) {
        self.source = source
    }

    /// Adds a mistake at a position and remembers that what stands at the path is not to be trusted.
    mutating func report(_ message: String, at position: SourcePosition, path: String) {
        findings.append(Finding(position: position, message: message))
        spoilt.insert(path)
    }

    /// Reads a node; `nil` when it does not have the shape, which has been reported.
    mutating func read(_ node: DocumentNode, as shape: Shape, path: String) -> JSON? {
        values[path] = node.position
        if node.isNull, !shape.acceptsNothing {
            report("\(shape.expectation) was expected, found nothing", at: node.position, path: path)
            return nil
        }
        switch shape {
        case .text, .name, .word, .integer, .amount, .boolean, .switching, .duration, .written:
            guard case .scalar(let text, let isPlain) = node.content else {
                report(
                    "\(shape.expectation) was expected, found \(node.kindName)", at: node.position, path: path
                )
                return nil
            }
            switch shape.value(of: text, isPlain: isPlain) {
            case .success(let value): return value
            case .failure(let problem):
                report(problem.message, at: node.position, path: path)
                return nil
            }
        case .anything: return readAnything(node, path: path)
        case .list(let item, let allowsSingle):
            return readList(node, of: item, allowsSingle: allowsSingle, path: path)
        case .record(let record): return readRecord(node, record, path: path)
        case .map(let keys, let values): return readMap(node, keys: keys, values: values, path: path)
        case .either(let scalar, let record):
            if case .mapping = node.content { return readRecord(node, record, path: path) }
            guard case .scalar = node.content else {
                report(
                    "\(shape.expectation) was expected, found \(node.kindName)", at: node.position, path: path
                )
                return nil
            }
            return read(node, as: scalar, path: path)
        }
    }

    private mutating func readList(
        _ node: DocumentNode, of item: Shape, allowsSingle: Bool, path: String
    ) -> JSON? {
        guard case .list(let items) = node.content else {
            if allowsSingle, case .scalar = node.content {
                return read(node, as: item, path: "\(path)/0").map { .array([$0]) }
            }
            let expectation = Shape.list(of: item, allowsSingle: allowsSingle).expectation
            report("\(expectation) was expected, found \(node.kindName)", at: node.position, path: path)
            return nil
        }
        var values: [JSON] = []
        for (index, node) in items.enumerated() {
            if let value = read(node, as: item, path: "\(path)/\(index)") { values.append(value) }
        }
        return .array(values)
    }

    private mutating func readRecord(_ node: DocumentNode, _ record: RecordShape, path: String) -> JSON? {
        guard case .mapping(let entries) = node.content else {
            report(
                "a mapping (\(record.title)) was expected, found \(node.kindName)", at: node.position,
                path: path)
            return nil
        }
        var members: [JSONMember] = []
        for entry in entries {
            guard let name = readKey(entry.key, path: path) else { continue }
            guard let field = record.field(name) else {
                reportUnknownKey(name, of: record, at: entry.key.position, path: path)
                continue
            }
            keys["\(path)/\(name)"] = entry.key.position
            guard let value = read(entry.value, as: field.shape, path: "\(path)/\(name)") else { continue }
            if !field.mayBeEmpty, entry.value.isEmpty {
                let hint = field.isRequired ? "" : ", or leave the key out"
                report(
                    "`\(name)` is empty: give at least one entry\(hint)", at: entry.key.position,
                    path: "\(path)/\(name)")
            }
            members.append(JSONMember(name: name, value: value))
        }
        reportMissingKeys(of: record, at: keys[path] ?? node.position, isEmpty: entries.isEmpty, path: path)
        return .object(members)
    }

    private mutating func reportMissingKeys(
        of record: RecordShape, at position: SourcePosition, isEmpty: Bool, path: String
    ) {
        if isEmpty, !record.mayBeEmpty {
            let known = record.fields.map { "`\($0.name)`" }.joined(separator: ", ")
            report("\(record.title) needs at least one of \(known)", at: position, path: path)
        }
        for field in record.fields {
            let key = keys["\(path)/\(field.name)"]
            if key == nil, field.isRequired {
                report(
                    "\(record.title) needs the key `\(field.name)`", at: position,
                    path: "\(path)/\(field.name)")
            }
            if let key, let companion = field.companion, keys["\(path)/\(companion.name)"] == nil {
                report(
                    "`\(field.name)` needs `\(companion.name)`: \(companion.meaning)", at: key,
                    path: "\(path)/\(companion.name)")
            }
        }
    }

    private mutating func readMap(
        _ node: DocumentNode, keys keyShape: KeyShape, values shape: Shape, path: String
    ) -> JSON? {
        guard case .mapping(let entries) = node.content else {
            let expectation = Shape.map(keys: keyShape, values: shape).expectation
            report("\(expectation) was expected, found \(node.kindName)", at: node.position, path: path)
            return nil
        }
        var members: [JSONMember] = []
        for entry in entries {
            guard let name = readKey(entry.key, path: path) else { continue }
            if let problem = keyShape.problem(with: name) {
                report(problem, at: entry.key.position, path: "\(path)/\(name)")
                continue
            }
            keys["\(path)/\(name)"] = entry.key.position
            if let value = read(entry.value, as: shape, path: "\(path)/\(name)") {
                members.append(JSONMember(name: name, value: value))
            }
        }
        return .object(members)
    }

    private mutating func readAnything(_ node: DocumentNode, path: String) -> JSON? {
        switch node.content {
        case .scalar(let text, let isPlain):
            if text.contains("\0") {
                report("text cannot contain a NUL character", at: node.position, path: path)
                return nil
            }
            return isPlain ? JSON(freeScalar: text) : .string(text)
        case .list(let items):
            return .array(
                items.enumerated().compactMap { readAnything($0.element, path: "\(path)/\($0.offset)") })
        case .mapping(let entries):
            var members: [JSONMember] = []
            for entry in entries {
                guard let name = readKey(entry.key, path: path) else { continue }
                guard let value = readAnything(entry.value, path: "\(path)/\(name)") else { continue }
                members.append(JSONMember(name: name, value: value))
            }
            return .object(members)
        }
    }

    private mutating func readKey(_ key: DocumentNode, path: String) -> String? {
        guard case .scalar(let text, _) = key.content else {
            report("a key must be text, found \(key.kindName)", at: key.position, path: path)
            return nil
        }
        return text
    }

    private func nearest(to name: String, among known: [String]) -> String? {
        findings.count < Self.maximumSuggestionCount
            ? NearestSpelling.nearest(to: name, among: known) : nil
    }

    /// Words of other systems for what has another name here.
    private static let translations = [
        "jobs": "steps", "tasks": "steps", "timeout-minutes": "timeout", "continue-on-error": "onFailure",
        "depends_on": "needs", "depends-on": "needs", "environment": "env", "script": "run", "command": "run",
        "max-parallel": "concurrency", "title": "name",
    ]

    private mutating func reportUnknownKey(
        _ name: String, of record: RecordShape, at position: SourcePosition, path: String
    ) {
        let known = record.fields.map(\.name)
        var message = "\(record.title) has no key `\(bounded(name))`"
        let translation = Self.translations[name].flatMap { known.contains($0) ? $0 : nil }
        if let nearest = translation ?? nearest(to: name, among: known) {
            message += "; did you mean `\(nearest)`?"
        } else {
            message += "; the keys are \(known.joined(separator: ", "))"
        }
        report(message, at: position, path: "\(path)/\(name)")
    }
}

/// A word from a file, shortened so that a message stays a line.
func bounded(_ word: String) -> String {
    word.unicodeScalars.count <= 60 ? word : String(word.unicodeScalars.prefix(60)) + "…"
}
