import Testing

@testable import FermataCore

/// What agents and people usually do, in one word each.
extension Scenario {
    // Agents

    mutating func completes(
        _ steps: StepID..., outputs: JSON = .record(("result", "done")), uncertainty: Double? = nil,
        cost: Double? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        for step in steps {
            let assessment = Assessment(uncertainty: uncertainty, cost: cost)
            when(
                .report(
                    key(step, location), .completed(outputs: outputs, assessment, transcript: nil)),
                by: .engine, location)
        }
    }

    mutating func fails(
        _ step: StepID, _ kind: AttemptFailure.Kind = .transient, cost: Double? = nil,
        at location: SourceLocation = #_sourceLocation
    ) {
        let failure = AttemptFailure(kind: kind, message: "It broke.")
        when(
            .report(key(step, location), .failed(failure, cost: cost, transcript: nil)), by: .engine, location
        )
    }

    mutating func asks(
        _ step: StepID, _ text: String = "Which one?", options: [String] = [], memento: JSON = "page 3",
        at location: SourceLocation = #_sourceLocation
    ) {
        let question = Question(text: text, options: options)
        when(
            .report(
                key(step, location),
                .suspended(question, memento: memento, Assessment(), transcript: nil)),
            by: .engine, location)
    }

    /// The compensation that is in progress ends.
    mutating func undoes(
        _ step: StepID, failing failure: AttemptFailure? = nil,
        at location: SourceLocation = #_sourceLocation
    ) {
        let first = state.compensations.first
        let key = CompensationKey(
            effect: first?.effect ?? EffectID(1), step: step, number: first?.number ?? 0, epoch: state.epoch)
        when(.reportCompensation(key, failure, transcript: nil), by: .engine, location)
    }

    // People

    /// A verdict on the newest open gate, of the step if one is named, with the digest that it shows.
    mutating func decides(
        _ verdict: Verdict, on step: StepID? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        let gate = gate(step, location)
        when(.decide(gate.id, verdict, digest: gate.digest), location)
    }

    mutating func approves(_ step: StepID? = nil, at location: SourceLocation = #_sourceLocation) {
        decides(.approve, on: step, at: location)
    }

    mutating func rejects(
        _ step: StepID? = nil, because reason: String = "Too long.",
        at location: SourceLocation = #_sourceLocation
    ) {
        decides(.reject(reason: reason), on: step, at: location)
    }

    mutating func answers(
        _ answer: JSON, on step: StepID? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        decides(.answer(answer), on: step, at: location)
    }

    mutating func edits(
        _ edits: JSON, on step: StepID? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        decides(.approveEdited(edits), on: step, at: location)
    }

    /// Edits the plan as it stands.
    mutating func editsPlan(
        at location: SourceLocation = #_sourceLocation, _ change: (inout [PlanStep]) -> Void
    ) {
        when(planEdit(change), location)
    }

    func planEdit(_ change: (inout [PlanStep]) -> Void) -> Command {
        var steps = state.plan.steps
        change(&steps)
        return .editPlan(baseRevision: state.plan.revision, steps: steps)
    }

    /// A verdict on the newest open gate, to be tried with `refuses`.
    func verdict(_ verdict: Verdict, on step: StepID? = nil) -> Command {
        let gate = gate(step)
        return .decide(gate.id, verdict, digest: gate.digest)
    }
}
