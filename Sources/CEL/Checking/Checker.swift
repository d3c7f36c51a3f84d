struct Checker {
    let environment: Environment
    private(set) var diagnostics: [Diagnostic] = []
    init(environment: Environment) { self.environment = environment }
    mutating func check(_ expression: Expression, expecting expected: ValueType) {}
}
