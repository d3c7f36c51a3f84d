extension Parser {
    /// A primary with the selections, indexes and method calls that follow it.
    mutating func parseMember(negativeFrom: SourceRange?) throws(Diagnostic) -> Expression {
        var member = try parsePrimary(negativeFrom: negativeFrom)
        while true {
            let opened = current.range
            if take(.dot) {
                member = try parseSelection(of: member)
            } else if take(.openBracket) {
                let isOptional = take(.question)
                let index = try parseExpression()
                let end = current.range
                try expect(.closeBracket, "a closing bracket", opened: opened)
                member = try make(
                    .index(member, index, isOptional: isOptional), member.range.extended(to: end),
                    over: member.height, index.height)
            } else if current.sign == .openBrace, Self.isTypeName(member) {
                throw Diagnostic(
                    .syntax, "messages are not supported; a map is written {'name': value}", at: opened)
            } else {
                return member
            }
        }
    }

    private static func isTypeName(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .name: true
        case .select(let operand, _, let isOptional): !isOptional && isTypeName(operand)
        default: false
        }
    }

    private mutating func parseSelection(of operand: Expression) throws(Diagnostic) -> Expression {
        let isOptional = take(.question)
        let field = try parseField()
        let opened = current.range
        if !isOptional, !field.isQuoted, take(.openParenthesis) {
            let (arguments, end) = try parseArguments(opened: opened)
            let range = operand.range.extended(to: end)
            if hasMacros, let expanded = try expandMacro(operand, field.field, arguments, range) {
                return expanded
            }
            let height = arguments.lazy.map(\.height).max() ?? 0
            return try make(
                .method(operand, field.field, arguments), range, above: max(operand.height, height))
        }
        return try make(
            .select(operand, field.field, isOptional: isOptional),
            operand.range.extended(to: field.field.range), over: operand.height)
    }

    private mutating func parseField() throws(Diagnostic) -> (field: Expression.Field, isQuoted: Bool) {
        let range = current.range
        switch current.kind {
        case .name(let name):
            advance()
            return (Expression.Field(name: name, range: range), false)
        case .quotedName(let name):
            advance()
            return (Expression.Field(name: name, range: range), true)
        case .integer, .literal, .sign, .end: throw unexpected("the name of a field")
        }
    }

    /// Arguments up to the closing parenthesis; the opening one has been read.
    private mutating func parseArguments(
        opened: SourceRange
    ) throws(Diagnostic) -> (arguments: [Expression], end: SourceRange) {
        var arguments: [Expression] = []
        var end = current.range
        if take(.closeParenthesis) { return ([], end) }
        repeat { arguments.append(try parseExpression()) } while take(.comma)
        end = current.range
        try expect(.closeParenthesis, "a comma or a closing parenthesis", opened: opened)
        return (arguments, end)
    }

    private mutating func parsePrimary(negativeFrom: SourceRange?) throws(Diagnostic) -> Expression {
        let token = current
        switch token.kind {
        case .integer(let magnitude):
            advance()
            return try number(magnitude, token.range, negativeFrom)
        case .literal(let value):
            advance()
            if let negativeFrom, case .double(let number) = value {
                return try make(.literal(.double(-number)), negativeFrom.extended(to: token.range))
            }
            return try make(.literal(value), token.range)
        case .name(let name):
            advance()
            return try parseName(name, token.range, root: nil)
        case .quotedName: throw unexpected("a name without back ticks")
        case .sign(.dot):
            advance()
            guard case .name(let name) = current.kind else { throw unexpected("a name") }
            let range = current.range
            advance()
            return try parseName(name, range, root: token.range)
        case .sign(.yes), .sign(.no):
            advance()
            return try make(.literal(.bool(token.sign == .yes)), token.range)
        case .sign(.null):
            advance()
            return try make(.literal(.null), token.range)
        case .sign(.openParenthesis):
            advance()
            let inner = try parseExpression()
            try expect(.closeParenthesis, "a closing parenthesis", opened: token.range)
            return inner
        case .sign(.openBracket):
            advance()
            return try parseList(opened: token.range)
        case .sign(.openBrace):
            advance()
            return try parseMap(opened: token.range)
        case .sign, .end: throw unexpected("a value")
        }
    }

    private mutating func number(
        _ magnitude: UInt64, _ range: SourceRange, _ negativeFrom: SourceRange?
    ) throws(Diagnostic) -> Expression {
        if let negativeFrom {
            let whole = negativeFrom.extended(to: range)
            guard magnitude <= Int64.min.magnitude else {
                throw Diagnostic(.syntax, "this number is beyond what an int holds", at: whole)
            }
            return try make(.literal(.int(Int64(truncatingIfNeeded: 0 &- magnitude))), whole)
        }
        guard let value = Int64(exactly: magnitude) else {
            throw Diagnostic(.syntax, "this number is beyond what an int holds", at: range)
        }
        return try make(.literal(.int(value)), range)
    }

    private mutating func parseName(
        _ name: String, _ range: SourceRange, root: SourceRange?
    ) throws(Diagnostic) -> Expression {
        guard !Token.Sign.reserved.contains(name) else {
            throw Diagnostic(.syntax, "`\(name)` is a reserved word", at: range)
        }
        let whole = (root ?? range).extended(to: range)
        let opened = current.range
        guard take(.openParenthesis) else { return try make(.name(name, isRoot: root != nil), whole) }
        let (arguments, end) = try parseArguments(opened: opened)
        let all = whole.extended(to: end)
        if hasMacros, root == nil, name == "has", arguments.count == 1 {
            return try expandHas(arguments[0], all)
        }
        return try make(
            .call(name, isRoot: root != nil, nameRange: range, arguments), all,
            above: arguments.lazy.map(\.height).max() ?? 0)
    }

    private mutating func parseList(opened: SourceRange) throws(Diagnostic) -> Expression {
        var elements: [Expression.Element] = []
        var height = 0
        while current.sign != .closeBracket, current.sign != .comma {
            let isOptional = take(.question)
            let value = try parseExpression()
            height = max(height, value.height)
            elements.append(Expression.Element(value: value, isOptional: isOptional))
            if current.sign != .comma || !hasAnother(after: .closeBracket) { break }
        }
        _ = take(.comma)
        let end = current.range
        try expect(.closeBracket, "a comma or a closing bracket", opened: opened)
        return try make(.list(elements), opened.extended(to: end), above: height)
    }

    private mutating func parseMap(opened: SourceRange) throws(Diagnostic) -> Expression {
        var entries: [Expression.Entry] = []
        var height = 0
        while current.sign != .closeBrace, current.sign != .comma {
            let isOptional = take(.question)
            let key = try parseExpression()
            try expect(.colon, "a colon")
            let value = try parseExpression()
            height = max(height, key.height, value.height)
            entries.append(Expression.Entry(key: key, value: value, isOptional: isOptional))
            if current.sign != .comma || !hasAnother(after: .closeBrace) { break }
        }
        _ = take(.comma)
        let end = current.range
        try expect(.closeBrace, "a comma or a closing brace", opened: opened)
        return try make(.map(entries), opened.extended(to: end), above: height)
    }

    /// Takes a comma unless the closing sign comes after it.
    private mutating func hasAnother(after closing: Token.Sign) -> Bool {
        guard following.sign != closing else { return false }
        advance()
        return true
    }
}
