/// A part of an expression as it was written, with macros recognised.
struct Expression {
    indirect enum Kind {
        case literal(Value)
        /// A name; with a leading dot it is looked for at the root only.
        case name(String, isRoot: Bool)
        case select(Expression, Field, isOptional: Bool)
        case has(Expression, Field)
        case index(Expression, Expression, isOptional: Bool)
        case call(String, isRoot: Bool, nameRange: SourceRange, [Expression])
        case method(Expression, Field, [Expression])
        case negate(Expression)
        case not(Expression)
        case arithmetic(Arithmetic, Expression, Expression)
        case relation(Relation, Expression, Expression)
        /// Operands between `&&` or between `||`, two or more.
        case logic(Logic, [Expression])
        case conditional(Expression, Expression, Expression)
        case list([Element])
        case map([Entry])
        case comprehension(Comprehension)
        /// `target.optMap(variable, body)` and `target.optFlatMap(variable, body)`.
        case optionalMap(Expression, variable: Field, body: Expression, isFlat: Bool)
    }

    /// A name that is selected, called or declared, with its place.
    struct Field {
        let name: String
        let range: SourceRange
    }

    struct Element {
        let value: Expression
        let isOptional: Bool
    }

    struct Entry {
        let key: Expression
        let value: Expression
        let isOptional: Bool
    }

    /// A macro over the elements of a list or the keys of a map.
    struct Comprehension {
        enum Macro {
            case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry

            /// Whether the last argument is what becomes of an element, not what it must satisfy.
            var transforms: Bool {
                switch self {
                case .map, .transformList, .transformMap, .transformMapEntry: true
                case .all, .exists, .existsOne, .filter: false
                }
            }
        }

        let macro: Macro
        let target: Expression
        let variables: [Field]
        /// What an element must satisfy; nil where the macro takes all.
        let predicate: Expression?
        /// What becomes of an element; nil where it stays what it is or only counts.
        let transform: Expression?
    }

    enum Arithmetic: String {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    enum Relation: String {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case isIn = "in"
    }

    enum Logic: String {
        case and = "&&"
        case or = "||"
    }

    let kind: Kind
    let range: SourceRange
    /// How many levels the expression has.
    let height: Int
}
