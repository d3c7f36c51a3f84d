import CEL

/// The value of a source, or its error.
func value(_ source: String, _ bindings: Bindings = [:]) throws -> Value {
    try Environment().compile(source).evaluate(bindings)
}

/// Whether a source is true.
func holds(_ source: String, _ bindings: Bindings = [:]) throws -> Bool {
    try Environment().compile(source).holds(bindings)
}

/// The kind of the error that evaluating a source gives; nil when it has a value.
func failure(_ source: String, _ bindings: Bindings = [:]) throws -> EvaluationError.Kind? {
    let program = try Environment().compile(source)
    do {
        _ = try program.evaluate(bindings)
        return nil
    } catch {
        return error.kind
    }
}

/// The complaint about a source that is no expression; nil when it is one.
func refusal(_ source: String, limits: Limits = .standard) -> Diagnostic? {
    do {
        _ = try Environment(limits: limits).compile(source)
        return nil
    } catch {
        return error
    }
}
