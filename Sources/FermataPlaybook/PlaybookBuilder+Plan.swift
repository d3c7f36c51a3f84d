import FermataCore

extension PlaybookBuilder {
    /// Looking for an expression reads on through the file; beyond this many problems the value's place
    /// must do.
    static let maximumSearchCount = 200

    /// Refuses the file when anything was found wrong with it or with the plan.
    mutating func finish(_ plan: Plan, in playbook: Playbook) throws(PlaybookError) {
        for (number, problem) in plan.problems(in: playbook).enumerated() where !followsFromAnother(problem) {
            let path = path(of: problem.site)
            let position =
                number < Self.maximumSearchCount ? position(of: problem, path: path) : place(of: path)
            reader.report(problem.description, at: position, path: path)
        }
        guard reader.findings.isEmpty else { throw PlaybookError(reader.findings, in: reader.source) }
    }

    /// Whether a problem exists only because something else could not be read.
    private func followsFromAnother(_ problem: PlanProblem) -> Bool {
        if problem == .empty { return !reader.findings.isEmpty }
        let cause: String? =
            switch problem {
            case .unknownNeed(_, let step, _), .unknownStep(_, let step, _),
                .unknownBreakpoint(_, let step, _):
                "/steps/\(step)"
            case .unknownInput(_, let name, _): "/inputs/\(name)"
            case .unknownAgent(_, let agent, _): "/agents/\(agent)"
            case .missingRun(let step, _): "/steps/\(step)/run"
            case .undoWithoutExternalEffect(let step): "/steps/\(step)/effect"
            case .empty, .tooManySteps, .duplicateStep, .selfNeed, .repeatedNeed, .cycle, .retriesOutOfRange,
                .timeoutOutOfRange, .timeoutOfPerson, .notStartable, .wrongShape, .expressionInCommand,
                .invalidExpression,
                .referenceOutsideNeeds,
                .repeatedBreakpoint, .irreversibleByDefault:
                nil
            }
        return isSpoilt(path(of: problem.site)) || cause.map { isSpoilt($0) } ?? false
    }

    private func path(of site: PlanProblem.Site) -> String {
        switch site {
        case .plan: return "/steps"
        case .step(let step): return "/steps/\(step)"
        case .field(let step, let field): return "/steps/\(step)/\(field)"
        case .need(let step, let needed): return needPath(step: step, needed: needed)
        case .breakpoint(let number): return "/breakpoints/\(number)"
        case .synthesisPart(let number): return "/synthesis/\(number)"
        }
    }

    /// The last mention of the needed step, which is the one too many when there are two.
    private func needPath(step: StepID, needed: StepID) -> String {
        let list = "/steps/\(step)/needs"
        let index = needs[step]?.lastIndex(of: needed.rawValue) ?? 0
        return "\(list)/\(index)"
    }

    private func place(of path: String) -> SourcePosition {
        let isStep = path.hasPrefix("/steps/") && path.utf8.count { $0 == UInt8(ascii: "/") } == 2
        if isStep || path == "/steps" || path.hasSuffix("/undo") {
            return reader.keys[path] ?? reader.values[path] ?? .start
        }
        if let position = reader.values[path] ?? reader.keys[path] { return position }
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return .start }
        return place(of: String(path[..<slash]))
    }

    private func position(of problem: PlanProblem, path: String) -> SourcePosition {
        let start = place(of: path)
        switch problem {
        case .invalidExpression(_, let error):
            return reader.source.position(after: start) { $0.hasPrefix(error.expression) }
        case .unknownInput(_, let name, _): return position(of: .input(name), after: start)
        case .unknownStep(_, let step, _), .referenceOutsideNeeds(_, let step):
            return reader.source.position(after: start) { text in
                SourceText.reference(atStartOf: text)?.hasPrefix("steps.\(step).") ?? false
            }
        case .expressionInCommand: return reader.source.position(after: start) { _ in true }
        case .empty, .tooManySteps, .duplicateStep, .unknownNeed, .selfNeed, .repeatedNeed, .cycle,
            .unknownAgent,
            .missingRun, .retriesOutOfRange, .timeoutOutOfRange, .undoWithoutExternalEffect, .timeoutOfPerson,
            .notStartable, .wrongShape, .unknownBreakpoint, .repeatedBreakpoint, .irreversibleByDefault:
            return start
        }
    }

    private func position(of reference: Reference, after start: SourcePosition) -> SourcePosition {
        reader.source.position(after: start) { SourceText.reference(atStartOf: $0) == reference.description }
    }
}

extension SourceText {
    /// Where the first expression behind a position begins that fits; the position itself when none does,
    /// because the text was written with escapes.
    func position(after start: SourcePosition, where fits: (String) -> Bool) -> SourcePosition {
        for number in start.line..<max(start.line, lineCount + 1) {
            let line = line(number)
            var index = line.startIndex + (number == start.line ? min(start.column - 1, line.count) : 0)
            while index < line.endIndex {
                if line[index] == "$", line[index...].starts(with: "${{".unicodeScalars),
                    fits(String(String.UnicodeScalarView(line[index...].prefix(200))))
                {
                    return SourcePosition(line: number, column: index - line.startIndex + 1)
                }
                index += 1
            }
        }
        return start
    }

    /// What stands between `${{` and `}}` at the beginning of a text.
    static func reference(atStartOf text: String) -> String? {
        let inner = text.unicodeScalars.dropFirst(3)
        guard let end = inner.firstIndex(of: "}") else { return nil }
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        let rest = inner[..<end].drop(while: isSpace)
        let last = rest.lastIndex { !isSpace($0) }.map { rest.index(after: $0) } ?? rest.startIndex
        return String(String.UnicodeScalarView(rest[..<last]))
    }
}
