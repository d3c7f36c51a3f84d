public import FermataCore

extension Order {
    /// The JSON that `init(json:)` reads as this command; `nil` for commands that only the process which
    /// carries a run out gives.
    public static func json(for command: Command) -> JSON? {
        switch command {
        case .adopt, .advance, .expireGates, .report, .reportCompensation: return nil
        case .decide(let gate, let verdict, let digest):
            guard case .object(let members) = verdict.json else { return nil }
            return .object(
                [JSONMember(name: "gate", value: gate.json), JSONMember(name: "digest", value: digest.json)]
                    + members)
        case .holdGate(let gate): return intervention(.hold, ("gate", gate.json))
        case .releaseGate(let gate): return intervention(.release, ("gate", gate.json))
        case .editPlan(let base, let steps):
            return intervention(.editPlan, ("baseRevision", base.json), ("steps", steps.json))
        case .redirect(let step, let instructions):
            return intervention(.redirect, ("step", step.json), ("instructions", instructions.json))
        case .skip(let step, let includingDependents, let reason):
            return intervention(
                .skip, ("step", step.json), ("withDependents", includingDependents.json),
                ("reason", reason.json))
        case .takeOver(let step, let outputs):
            return intervention(.takeOver, ("step", step.json), ("outputs", outputs))
        case .rollBack(let step, let instructions, let accepting, let preview):
            return intervention(
                .rollback, ("step", step.json), ("instructions", instructions?.json),
                ("accept", accepting.json), ("preview", preview?.json))
        case .pause(let scope): return hold(.pause, scope)
        case .resume(let scope): return hold(.resume, scope)
        case .stop(let reason): return intervention(.stop, ("reason", reason.json))
        case .note(let step, let text):
            return intervention(.note, ("step", step?.json), ("text", text.json))
        case .addBreakpoint(let breakpoint):
            return intervention(
                .addBreakpoint, ("step", breakpoint.step.json), ("level", breakpoint.level.json),
                ("logOnly", breakpoint.logOnly.json))
        case .removeBreakpoint(let step): return intervention(.removeBreakpoint, ("step", step.json))
        case .setAutonomy(let agent, let level):
            return intervention(.autonomy, ("agent", agent?.json), ("level", level.json))
        case .undo(let revision): return intervention(.undo, ("revision", revision?.json))
        case .redo(let revision): return intervention(.redo, ("revision", revision?.json))
        }
    }

    private static func hold(_ word: Intervention, _ scope: HoldScope) -> JSON {
        switch scope {
        case .run: intervention(word)
        case .agent(let agent): intervention(word, ("agent", agent.json))
        case .step(let step): intervention(word, ("step", step.json))
        }
    }

    private static func intervention(_ word: Intervention, _ fields: (String, JSON?)...) -> JSON {
        var members = [JSONMember(name: "intervention", value: .string(word.rawValue))]
        for (name, value) in fields {
            if let value { members.append(JSONMember(name: name, value: value)) }
        }
        return .object(members)
    }
}
