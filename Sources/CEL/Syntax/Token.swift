/// One word, number, text or sign of a source.
struct Token {
    enum Kind {
        /// A name, or a reserved word that may stand where a field's name does.
        case name(String)
        /// A field's name in back ticks.
        case quotedName(String)
        /// A whole number without its sign.
        case integer(UInt64)
        /// A value as it stands: numbers of the other types, text and octets.
        case literal(Value)
        case sign(Sign)
        case end
    }

    /// Signs, and the words that are used like signs.
    enum Sign: Equatable {
        case question, colon, comma, dot
        case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
        case or, and, not
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn
        case plus, minus, star, slash, percent
        case yes, no, null
    }

    let kind: Kind
    let range: SourceRange

    /// The sign that the token is, if it is one.
    var sign: Sign? {
        if case .sign(let sign) = kind { sign } else { nil }
    }
}

extension Token.Sign {
    /// Words that the grammar uses; they can name nothing.
    static let words: [String: Token.Sign] = ["true": .yes, "false": .no, "null": .null, "in": .isIn]

    /// Words kept for the languages that CEL is embedded in: legal as fields and methods only.
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ]
}
