import ArgumentParser
import FermataCore

/// What a hold is about: the whole run, one step, or one agent.
struct ScopeOptions: ParsableArguments {
    @Option(name: .long, help: "Only this step.")
    var step: StepID?

    @Option(name: .long, help: "Only the steps of this agent.")
    var agent: AgentID?

    func validate() throws {
        if step != nil, agent != nil { throw ValidationError("--step and --agent exclude each other.") }
    }

    var scope: HoldScope {
        if let step { return .step(step) }
        if let agent { return .agent(agent) }
        return .run
    }
}
