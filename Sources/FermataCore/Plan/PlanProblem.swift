/// Why a plan cannot be run. Every problem names the step, and where it can the word that was probably meant.
public enum PlanProblem: Hashable, Sendable {
    /// Where a problem lies.
    public enum Site: Hashable, Sendable {
        /// In the plan as a whole.
        case plan
        /// In a step as a whole.
        case step(StepID)
        /// In a field of a step, by the field's name in a playbook.
        case field(StepID, String)
        /// In one of the steps that a step needs.
        case need(StepID, needed: StepID)
        /// In a breakpoint, by its number from 0.
        case breakpoint(Int)
        /// In a part of the synthesis, by its number from 0.
        case synthesisPart(Int)
    }

    /// There is no step.
    case empty
    /// There are more steps than a plan may have.
    case tooManySteps(count: Int)
    /// Two steps have the same name.
    case duplicateStep(StepID)
    /// A step needs one that does not exist.
    case unknownNeed(step: StepID, need: StepID, nearest: String?)
    /// A step needs itself.
    case selfNeed(StepID)
    /// A step needs another twice.
    case repeatedNeed(step: StepID, need: StepID)
    /// Steps need each other in a circle; the first is repeated at the end.
    case cycle([StepID])
    /// A step is given to an agent that is not declared.
    case unknownAgent(step: StepID, agent: AgentID, nearest: String?)
    /// A step does not say what to run, or what to ask.
    case missingRun(step: StepID, kind: AgentDeclaration.Kind)
    /// The number of retries is out of range.
    case retriesOutOfRange(step: StepID, retries: Int)
    /// The time limit is out of range.
    case timeoutOutOfRange(step: StepID, seconds: Int)
    /// A step without external effect names a command that compensates one.
    case undoWithoutExternalEffect(StepID)
    /// `with` is no object, or `env` no object of texts.
    case wrongShape(step: StepID, field: String, expected: String)
    /// A field holds what no program can be started with.
    case notStartable(step: StepID, field: String, problem: String)
    /// A step that a person performs has a time limit, which only a command can keep.
    case timeoutOfPerson(StepID)
    /// `run` or `undo` holds an expression.
    case expressionInCommand(step: StepID, field: String)
    /// An expression cannot be read.
    case invalidExpression(Site, TemplateError)
    /// An expression refers to an input that is not declared.
    case unknownInput(Site, name: String, nearest: String?)
    /// An expression refers to a step that does not exist.
    case unknownStep(Site, step: StepID, nearest: String?)
    /// An expression of a step refers to one that need not have ended before it.
    case referenceOutsideNeeds(Site, step: StepID)
    /// A breakpoint names a step that does not exist.
    case unknownBreakpoint(number: Int, step: StepID, nearest: String?)
    /// Two breakpoints name the same step.
    case repeatedBreakpoint(number: Int, step: StepID)
    /// An irreversible step that a gate would let pass when nobody answers.
    case irreversibleByDefault(StepID, gate: GateKind)
}

extension PlanProblem {
    /// The retries a step may have.
    public static let allowedRetries = 0...20
    /// The seconds one attempt may be given: up to thirty days.
    public static let allowedTimeoutSeconds = 1...2_592_000

    /// Where the problem lies.
    public var site: Site {
        switch self {
        case .empty, .tooManySteps: .plan
        case .duplicateStep(let step), .irreversibleByDefault(let step, _),
            .missingRun(let step, _):
            .step(step)
        case .unknownNeed(let step, let need, _), .repeatedNeed(let step, let need): .need(step, needed: need)
        case .selfNeed(let step): .need(step, needed: step)
        case .cycle(let names):
            names.count >= 2 ? .need(names[0], needed: names[1]) : .plan
        case .unknownAgent(let step, _, _): .field(step, "agent")
        case .retriesOutOfRange(let step, _): .field(step, "retries")
        case .timeoutOutOfRange(let step, _): .field(step, "timeout")
        case .undoWithoutExternalEffect(let step): .field(step, "undo")
        case .timeoutOfPerson(let step): .field(step, "timeout")
        case .wrongShape(let step, let field, _), .expressionInCommand(let step, let field),
            .notStartable(let step, let field, _):
            .field(step, field)
        case .invalidExpression(let site, _), .unknownInput(let site, _, _), .unknownStep(let site, _, _),
            .referenceOutsideNeeds(let site, _):
            site
        case .unknownBreakpoint(let number, _, _), .repeatedBreakpoint(let number, _): .breakpoint(number)
        }
    }
}

extension PlanProblem: CustomStringConvertible {
    /// A sentence for people that names the step and says what to do.
    public var description: String {
        switch self {
        case .empty: "the plan has no step"
        case .tooManySteps(let count):
            "the plan has \(count) steps; at most \(Plan.maximumStepCount) are allowed"
        case .duplicateStep(let step): "two steps are named `\(step)`"
        case .unknownNeed(let step, let need, let nearest):
            "step `\(step)` needs `\(need)`, which is no step of the plan\(Self.suggestion(nearest))"
        case .selfNeed(let step): "step `\(step)` needs itself"
        case .repeatedNeed(let step, let need): "step `\(step)` needs `\(need)` twice"
        case .cycle(let names):
            "steps need each other in a circle: \(names.map(\.rawValue).joined(separator: " → "))"
        case .unknownAgent(let step, let agent, let nearest):
            "step `\(step)` is given to `\(agent)`, which is no declared agent\(Self.suggestion(nearest))"
        case .missingRun(let step, let kind):
            switch kind {
            case .command: "step `\(step)` needs `run`: the command to run"
            case .human: "step `\(step)` needs `run`: the question to the person"
            }
        case .retriesOutOfRange(let step, let retries):
            "step `\(step)` has \(retries) retries; "
                + "\(Self.allowedRetries.lowerBound) to \(Self.allowedRetries.upperBound) are allowed"
        case .timeoutOutOfRange(let step, let seconds):
            "step `\(step)` has a timeout of \(seconds) seconds; 1 second to 30 days are allowed"
        case .undoWithoutExternalEffect(let step):
            "step `\(step)` has `undo` but no external effect: add `effect: external` or leave it out"
        case .wrongShape(let step, let field, let expected):
            "`\(field)` of step `\(step)` is not what it should be: \(expected) was expected"
        case .notStartable(let step, let field, let problem): "`\(field)` of step `\(step)` \(problem)"
        case .timeoutOfPerson(let step):
            "step `\(step)` asks a person, who cannot be timed out: leave `timeout` out, or say in the "
                + "playbook's `gates` when a `question` takes its default (`timeout` and `onTimeout`)"
        case .expressionInCommand(let step, let field):
            "`\(field)` of step `\(step)` holds an expression: a value inside a command could be run as one; "
                + "give it by `env` and use the variable"
        case .invalidExpression(let site, let error): "\(Self.place(site)): \(error)"
        case .unknownInput(let site, let name, let nearest):
            "\(Self.place(site)) refers to the input `\(name)`, which is not declared"
                + Self.suggestion(nearest)
        case .unknownStep(let site, let step, let nearest):
            "\(Self.place(site)) refers to `\(step)`, which is no step of the plan\(Self.suggestion(nearest))"
        case .referenceOutsideNeeds(let site, let step):
            "\(Self.place(site)) refers to `\(step)`, which need not have ended by then: add it to `needs`"
        case .unknownBreakpoint(_, let step, let nearest):
            "a breakpoint names `\(step)`, which is no step of the plan\(Self.suggestion(nearest))"
        case .repeatedBreakpoint(_, let step): "two breakpoints name the step `\(step)`"
        case .irreversibleByDefault(let step, let gate):
            "step `\(step)` cannot be undone, so \(gate.rawValue) must not approve it when nobody answers: "
                + "use another `onTimeout`, or give the step an `undo`"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean `\($0)`?" } ?? ""
    }

    private static func place(_ site: Site) -> String {
        switch site {
        case .plan: "the plan"
        case .step(let step): "step `\(step)`"
        case .field(let step, let field): "`\(field)` of step `\(step)`"
        case .need(let step, _): "`needs` of step `\(step)`"
        case .breakpoint(let number): "breakpoint \(number + 1)"
        case .synthesisPart(let number): "part \(number + 1) of the synthesis"
        }
    }
}
