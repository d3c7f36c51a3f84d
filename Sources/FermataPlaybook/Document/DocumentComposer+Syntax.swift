import Yams

extension DocumentComposer {
    /// Says in our words what the YAML reader found wrong.
    func mistake(for error: any Error) -> Finding {
        guard let error = error as? YamlError else { return mistake(at: .start, "\(error)") }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let position = SourcePosition(line: mark.line, column: mark.column)
            if source.scalar(at: position) == "\t" {
                return mistake(at: position, "a tab cannot stand here: YAML is indented with spaces")
            }
            // The reader has a limit of its own, far above ours.
            if problem.contains("nesting level") {
                return mistake(at: position, "values are nested deeper than \(Self.maximumDepth) levels")
            }
            let details = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
            return mistake(at: position, "this is not YAML: \(details)")
        case .composer(_, let problem, let mark, _):
            let position = SourcePosition(line: mark.line, column: mark.column)
            if problem.contains("another document") {
                return mistake(at: position, "a second document begins here; one file holds one document")
            }
            return mistake(at: position, "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return duplicateMistake(
                key: duplicates.first ?? "",
                first: SourcePosition(line: context.mark.line, column: context.mark.column))
        case .reader(let problem, let offset, _, _):
            return mistake(at: source.position(ofByte: offset ?? 0), "this is not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return mistake(at: .start, "this is not YAML: \(error)")
        }
    }

    private func mistake(at position: SourcePosition, _ message: String) -> Finding {
        Finding(position: position, message: message)
    }

    /// The reader knows where a repeated key stands first; the one to remove is usually the second, which
    /// in block style is the next line that begins with it in the same column.
    private func duplicateMistake(key: String, first: SourcePosition) -> Finding {
        let written = Array(key.unicodeScalars)
        for number in (first.line + 1)..<max(first.line + 1, source.lineCount + 1) {
            let line = source.line(number)
            let indentation = line.prefix { $0 == " " }.count
            if indentation == line.count || indentation > first.column - 1 { continue }
            if indentation < first.column - 1 { break }
            let rest = line.dropFirst(indentation)
            if rest.starts(with: written), rest.dropFirst(written.count).first == ":" {
                return mistake(
                    at: SourcePosition(line: number, column: first.column),
                    "`\(key)` is given twice; the first stands in line \(first.line)")
            }
        }
        return mistake(at: first, "`\(key)` is given twice")
    }
}
