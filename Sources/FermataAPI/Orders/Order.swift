public import FermataCore

/// A verdict or an intervention as a program writes it: one JSON object, one line.
///
/// The forms are described in `docs/commands.md`.
public struct Order: Hashable, Sendable {
    /// The words for interventions, which are those of the command line.
    package enum Intervention: String, CaseIterable {
        case pause
        case resume
        case redirect
        case skip
        case rollback
        case stop
        case takeOver = "take-over"
        case note
        case undo
        case redo
        case autonomy
        case addBreakpoint = "breakpoint-add"
        case removeBreakpoint = "breakpoint-remove"
        case editPlan = "plan-edit"
        case hold
        case release

        /// What belongs to it besides its word.
        package var memberNames: [String] {
            switch self {
            case .pause, .resume: ["step", "agent"]
            case .redirect: ["step", "instructions"]
            case .skip: ["step", "withDependents", "reason"]
            case .rollback: ["step", "instructions", "accept", "preview"]
            case .stop: ["reason"]
            case .takeOver: ["step", "outputs"]
            case .note: ["step", "text"]
            case .undo, .redo: ["revision"]
            case .autonomy: ["agent", "level"]
            case .addBreakpoint: Breakpoint.memberNames
            case .removeBreakpoint: ["step"]
            case .editPlan: ["baseRevision", "steps"]
            case .hold, .release: ["gate"]
            }
        }
    }

    /// Whatever the program wants back with the reply.
    public var id: JSON?
    /// What it wishes.
    public var command: Command

    /// Reads an order; the path of the error says which member is wrong.
    public init(json: JSON) throws(JSONDecodingError) {
        guard case .object = json else {
            throw JSONDecodingError(problem: "an object was expected, found \(json.kindName)")
        }
        id = json["id"]
        let word = try json.optionalField("intervention", as: String.self)
        if json["gate"] != nil, word == nil {
            command = .decide(
                try Self.gate(in: json), try Verdict(order: json, besides: ["id", "gate", "digest"]),
                digest: try json.field("digest"))
        } else if let word {
            guard let intervention = Intervention(rawValue: word) else {
                let known = Intervention.allCases.map(\.rawValue)
                let nearest = NearestSpelling.nearest(to: word, among: known).map { "; did you mean \($0)?" }
                throw JSONDecodingError(
                    path: "intervention",
                    problem: "\"\(word)\" is none of \(known.joined(separator: ", "))\(nearest ?? "")")
            }
            try json.requireMembers(among: ["id", "intervention"] + intervention.memberNames)
            command = try Self.command(for: intervention, from: json)
        } else {
            throw JSONDecodingError(problem: "neither \"gate\" nor \"intervention\" is there")
        }
    }

    private static func gate(in json: JSON) throws(JSONDecodingError) -> GateID {
        if case .string(let text) = json["gate"] {
            guard let gate = GateID(text) else {
                throw JSONDecodingError(path: "gate", problem: "a gate such as \"g3\" was expected")
            }
            return gate
        }
        return try json.field("gate")
    }

    private static func command(
        for intervention: Intervention, from json: JSON
    ) throws(JSONDecodingError) -> Command {
        switch intervention {
        case .pause: .pause(try scope(in: json))
        case .resume: .resume(try scope(in: json))
        case .redirect: .redirect(try json.field("step"), instructions: try json.field("instructions"))
        case .skip:
            .skip(
                try json.field("step"),
                includingDependents: try json.optionalField("withDependents") ?? false,
                reason: try json.optionalField("reason") ?? "")
        case .rollback:
            .rollBack(
                try json.field("step"), instructions: try json.optionalField("instructions"),
                accepting: try json.optionalField("accept") ?? [],
                preview: try json.optionalField("preview"))
        case .stop: .stop(reason: try json.optionalField("reason") ?? "")
        case .takeOver: .takeOver(try json.field("step"), outputs: try json.field("outputs"))
        case .note: .note(try json.optionalField("step"), text: try json.field("text"))
        case .undo: .undo(try json.optionalField("revision"))
        case .redo: .redo(try json.optionalField("revision"))
        case .autonomy: .setAutonomy(try json.optionalField("agent"), try json.field("level"))
        case .addBreakpoint:
            .addBreakpoint(
                Breakpoint(
                    step: try json.field("step"), level: try json.optionalField("level") ?? .always,
                    logOnly: try json.optionalField("logOnly") ?? false))
        case .removeBreakpoint: .removeBreakpoint(try json.field("step"))
        case .hold: .holdGate(try gate(in: json))
        case .release: .releaseGate(try gate(in: json))
        case .editPlan:
            .editPlan(baseRevision: try json.field("baseRevision"), steps: try PlanStep.steps(in: json))
        }
    }

    private static func scope(in json: JSON) throws(JSONDecodingError) -> HoldScope {
        let step = try json.optionalField("step", as: StepID.self)
        let agent = try json.optionalField("agent", as: AgentID.self)
        switch (step, agent) {
        case (let step?, nil): return .step(step)
        case (nil, let agent?): return .agent(agent)
        case (nil, nil): return .run
        case (.some, .some):
            throw JSONDecodingError(path: "agent", problem: "cannot be there together with a step")
        }
    }
}
