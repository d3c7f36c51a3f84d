/// What expressions may refer to: variables, functions and limits.
///
/// ```swift
/// var environment = Environment()
/// environment.declare("cost", .double)
/// let program = try environment.compile("cost > 2.5")
/// let holds = try program.evaluate(["cost": 3.1] as Bindings)
/// ```
public struct Environment: Sendable {
    /// A variable with the type it is declared to have.
    struct Declaration: Sendable {
        let variable: Variable
        let type: ValueType
    }

    /// The limits of expressions and evaluations.
    public var limits: Limits
    /// The namespace, such as `com.example`, within which names are looked for first.
    public var container: String
    /// Whether `has`, `all`, `map` and the like are macros; without them they are functions that do not
    /// exist.
    public var hasMacros: Bool
    /// Whether the checker is silent about variables that are not declared.
    public var allowsUndeclaredVariables = false

    private(set) var declarations: [String: Declaration] = [:]
    private(set) var functions = FunctionTable()
    private(set) var shapes: [Shape] = []

    /// An environment without variables, with the functions of the specification.
    public init(container: String = "", limits: Limits = .standard, hasMacros: Bool = true) {
        self.container = container
        self.limits = limits
        self.hasMacros = hasMacros
    }

    /// Declares a variable, which may have dots in its name. A later declaration of the same name replaces
    /// the type and keeps the index.
    ///
    /// A variable that is not declared can still be bound; looking it up takes longer and the checker
    /// complains.
    @discardableResult
    public mutating func declare(_ name: String, _ type: ValueType) -> Variable {
        let variable = declarations[name]?.variable ?? Variable(name: name, index: declarations.count)
        declarations[name] = Declaration(variable: variable, type: type)
        add(type)
        return variable
    }

    /// Adds a function; false when a built-in one has the same name and number of arguments.
    @discardableResult
    public mutating func define(_ function: Function) -> Bool {
        function.parameters.forEach { add($0) }
        add(function.result)
        return functions.add(function)
    }

    /// Makes a program of a source.
    ///
    /// - Throws: ``Diagnostic`` of the stage ``Diagnostic/Stage/syntax`` when the source is no expression or
    ///   exceeds a limit. Names that do not exist and types that do not fit are no obstacle: evaluating
    ///   them is an error. ``check(_:expecting:)`` finds them beforehand.
    public func compile(_ source: String) throws(Diagnostic) -> Program {
        let expression = try Parser.parse(source, limits: limits, hasMacros: hasMacros)
        var compiler = Compiler(environment: self)
        let node = compiler.compile(expression)
        return Program(source: source, node: node, localCount: compiler.localCount, fuel: limits.fuel)
    }

    /// Whatever is known to be wrong with a source before it is evaluated, in the order of the source.
    ///
    /// What is not known, it does not complain about: a value of type `dyn` may turn out to be anything.
    /// The whole expression must be of the type that is expected.
    public func check(_ source: String, expecting expected: ValueType = .dyn) -> [Diagnostic] {
        do {
            let expression = try Parser.parse(source, limits: limits, hasMacros: hasMacros)
            var checker = Checker(environment: self)
            checker.check(expression, expecting: expected)
            return checker.diagnostics.sorted {
                ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end)
            }
        } catch {
            return [error]
        }
    }

    /// Remembers the shapes in a type, so that programs know the places of their fields.
    private mutating func add(_ type: ValueType) {
        switch type {
        case .record(let shape):
            guard !shapes.contains(shape) else { return }
            shapes.append(shape)
            shape.fields.forEach { add($0.type) }
        case .list(let element), .optional(let element): add(element)
        case .map(let key, let value):
            add(key)
            add(value)
        case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type,
            .parameter:
            break
        }
    }

    /// The full names that a name may stand for, in the order in which they are tried.
    func candidates(for name: String, isRoot: Bool) -> [String] {
        guard !isRoot, !container.isEmpty else { return [name] }
        var scopes = container.split(separator: ".", omittingEmptySubsequences: true)
        var candidates: [String] = []
        while !scopes.isEmpty {
            candidates.append(scopes.joined(separator: ".") + "." + name)
            scopes.removeLast()
        }
        return candidates + [name]
    }
}
