import FermataCore

extension Command {
    /// The word for it in the schedule.
    var word: String {
        switch self {
        case .adopt(let epoch, _): "adopt \(epoch)"
        case .advance: "advance"
        case .expireGates: "wake"
        case .report(let key, let report): "report \(key.step)/\(key.number) \(report.word)"
        case .reportCompensation(let key, let failure, _):
            "report undoing \(key.step)/\(key.number) \(failure?.kind.rawValue ?? "done")"
        case .decide(let gate, let verdict, _): "decide \(gate) \(verdict.word)"
        case .editPlan(let base, _): "edit plan \(base)"
        case .redirect(let step, _): "redirect \(step)"
        case .skip(let step, let all, _): "skip \(step)\(all ? " and dependents" : "")"
        case .takeOver(let step, _): "take over \(step)"
        case .rollBack(let step, _, _, _): "roll back to \(step)"
        case .pause(let scope): "pause \(scope)"
        case .resume(let scope): "resume \(scope)"
        case .stop: "stop"
        case .note(let step, _): "note \(step?.rawValue ?? "")"
        case .addBreakpoint(let breakpoint): "add breakpoint \(breakpoint.step)"
        case .holdGate(let gate): "hold \(gate)"
        case .releaseGate(let gate): "release \(gate)"
        case .removeBreakpoint(let step): "remove breakpoint \(step)"
        case .setAutonomy(let agent, let level): "set \(agent?.rawValue ?? "run") \(level.rawValue)"
        case .undo(let revision): "undo \(revision?.description ?? "")"
        case .redo(let revision): "redo \(revision?.description ?? "")"
        }
    }
}
