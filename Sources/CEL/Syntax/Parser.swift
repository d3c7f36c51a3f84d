/// Reads an expression by the grammar of the specification, operators by their precedence.
struct Parser {
    private let tokens: [Token]
    private let limits: Limits
    let hasMacros: Bool
    private var position = 0
    private var nesting = 0
    private var nodeCount = 0

    /// The expression that a source is, with the limits applied to it.
    static func parse(_ source: String, limits: Limits, hasMacros: Bool) throws(Diagnostic) -> Expression {
        let bytes = Array(source.utf8)
        guard bytes.count <= limits.sourceBytes else {
            throw Diagnostic(
                .syntax, "an expression has at most \(limits.sourceBytes) bytes, and this one \(bytes.count)",
                at: SourceRange(limits.sourceBytes, bytes.count))
        }
        var parser = Parser(tokens: try Lexer.tokens(of: bytes), limits: limits, hasMacros: hasMacros)
        let expression = try parser.parseExpression()
        guard case .end = parser.current.kind else {
            throw parser.unexpected("an operator or the end")
        }
        return expression
    }

    private init(tokens: [Token], limits: Limits, hasMacros: Bool) {
        self.tokens = tokens
        self.limits = limits
        self.hasMacros = hasMacros
    }

    var current: Token { tokens[position] }

    /// The token after the current one, or the end.
    var following: Token { tokens[min(position + 1, tokens.count - 1)] }

    /// The range of the token before the current one.
    private var previousRange: SourceRange { tokens[max(0, position - 1)].range }

    mutating func take(_ sign: Token.Sign) -> Bool {
        guard current.sign == sign else { return false }
        position += 1
        return true
    }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    mutating func expect(_ sign: Token.Sign, _ text: String, opened: SourceRange? = nil) throws(Diagnostic) {
        guard !take(sign) else { return }
        if case .end = current.kind, let opened {
            throw Diagnostic(.syntax, "this is never closed with \(text)", at: opened)
        }
        throw unexpected(text)
    }

    func unexpected(_ expected: String) -> Diagnostic {
        if case .end = current.kind {
            return Diagnostic(.syntax, "the expression ends where \(expected) is expected", at: current.range)
        }
        return Diagnostic(.syntax, "\(expected) is expected here", at: current.range)
    }

    /// Makes a part of the expression and counts it.
    mutating func make(
        _ kind: Expression.Kind, _ range: SourceRange, over children: Int...
    ) throws(Diagnostic) -> Expression {
        try make(kind, range, above: children.max() ?? 0)
    }

    mutating func make(
        _ kind: Expression.Kind, _ range: SourceRange, above height: Int
    ) throws(Diagnostic) -> Expression {
        nodeCount += 1
        guard nodeCount <= limits.nodes else {
            throw Diagnostic(.syntax, "an expression has at most \(limits.nodes) parts", at: range)
        }
        guard height < limits.depth else { throw tooDeep(range) }
        return Expression(kind: kind, range: range, height: height + 1)
    }

    private func tooDeep(_ range: SourceRange) -> Diagnostic {
        Diagnostic(.syntax, "an expression nests at most \(limits.depth) levels deep", at: range)
    }

    mutating func parseExpression() throws(Diagnostic) -> Expression {
        nesting += 1
        guard nesting <= limits.depth else { throw tooDeep(current.range) }
        defer { nesting -= 1 }
        let condition = try parseLogic(.or)
        guard take(.question) else { return condition }
        let yes = try parseLogic(.or)
        try expect(.colon, "a colon")
        let no = try parseExpression()
        return try make(
            .conditional(condition, yes, no), condition.range.extended(to: no.range),
            over: condition.height, yes.height, no.height)
    }

    /// Operands between `||`, each of them operands between `&&`, in one part each however many they are.
    private mutating func parseLogic(_ logic: Expression.Logic) throws(Diagnostic) -> Expression {
        let first = logic == .or ? try parseLogic(.and) : try parseRelation()
        let sign: Token.Sign = logic == .or ? .or : .and
        guard current.sign == sign else { return first }
        var operands = [first]
        while take(sign) {
            operands.append(logic == .or ? try parseLogic(.and) : try parseRelation())
        }
        let range = first.range.extended(to: previousRange)
        return try make(.logic(logic, operands), range, above: operands.lazy.map(\.height).max() ?? 0)
    }

    private mutating func parseRelation() throws(Diagnostic) -> Expression {
        var left = try parseSum()
        while let sign = current.sign, let relation = Self.relation(sign) {
            advance()
            let right = try parseSum()
            left = try make(
                .relation(relation, left, right), left.range.extended(to: right.range),
                over: left.height, right.height)
        }
        return left
    }

    private static func relation(_ sign: Token.Sign) -> Expression.Relation? {
        switch sign {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .isIn: .isIn
        default: nil
        }
    }

    private mutating func parseSum() throws(Diagnostic) -> Expression {
        var left = try parseProduct()
        while let sign = current.sign, sign == .plus || sign == .minus {
            advance()
            left = try arithmetic(sign == .plus ? .add : .subtract, left, try parseProduct())
        }
        return left
    }

    private mutating func parseProduct() throws(Diagnostic) -> Expression {
        var left = try parseUnary()
        while let sign = current.sign, sign == .star || sign == .slash || sign == .percent {
            advance()
            let operation: Expression.Arithmetic =
                sign == .star ? .multiply : sign == .slash ? .divide : .remainder
            left = try arithmetic(operation, left, try parseUnary())
        }
        return left
    }

    private mutating func arithmetic(
        _ operation: Expression.Arithmetic, _ left: Expression, _ right: Expression
    ) throws(Diagnostic) -> Expression {
        try make(
            .arithmetic(operation, left, right), left.range.extended(to: right.range),
            over: left.height, right.height)
    }

    /// Signs of one kind in front of a member; the last minus in front of a number belongs to the number.
    private mutating func parseUnary() throws(Diagnostic) -> Expression {
        let sign: Token.Sign = current.sign == .minus ? .minus : .not
        var signs: [SourceRange] = []
        while current.sign == sign {
            signs.append(current.range)
            guard signs.count <= limits.depth else { throw tooDeep(current.range) }
            advance()
        }
        var negativeFrom: SourceRange?
        if sign == .minus, !signs.isEmpty, startsNumber { negativeFrom = signs.removeLast() }
        var operand = try parseMember(negativeFrom: negativeFrom)
        for range in signs.reversed() {
            operand = try make(
                sign == .minus ? .negate(operand) : .not(operand), range.extended(to: operand.range),
                over: operand.height)
        }
        return operand
    }

    /// Whether the current token is a number that a minus belongs to.
    private var startsNumber: Bool {
        switch current.kind {
        case .integer, .literal(.double): true
        default: false
        }
    }
}
