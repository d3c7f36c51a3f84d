import FermataCore

/// Which keys the line of hints offers: those that the rules would not refuse just now.
extension TerminalModel {
    /// The rules are asked at most this often; each answer looks through the whole plan.
    private static let hintIntervalMilliseconds: Int64 = 500

    mutating func refreshHints() {
        let isRecent = hintsComputedAtMilliseconds.map {
            now.steadyMilliseconds - $0 < Self.hintIntervalMilliseconds
        }
        guard isRecent != true, let state else { return }
        hintsComputedAtMilliseconds = now.steadyMilliseconds
        let context = DecisionContext(time: now.wall, actor: actor)
        hints = KeyBinding.allCases.filter { binding in
            guard let command = sample(binding, in: state) else { return false }
            return Self.isAllowed(command, in: state, context)
        }
    }

    private static func isAllowed(_ command: Command, in state: RunState, _ context: DecisionContext) -> Bool
    {
        do throws(Refusal) {
            _ = try state.decide(command, in: context)
            return true
        } catch {
            if case .effectsCannotBeUndone = error { return true }
            return false
        }
    }

    /// A command as the key would send it, to ask the rules about.
    private func sample(_ binding: KeyBinding, in state: RunState) -> Command? {
        guard let step = selectedStep else { return nil }
        return switch binding {
        case .redirect: .redirect(step, instructions: "…")
        case .skip: .skip(step, includingDependents: false, reason: "")
        case .rollBack: .rollBack(step, instructions: nil, accepting: [])
        case .takeOver: .takeOver(step, outputs: .object([]))
        case .pauseRun: state.isPaused ? .resume(.run) : .pause(.run)
        case .undo: .undo()
        case .approve, .edit, .reject, .hold, .open, .readOn, .readBack, .nextQuestion, .previousQuestion,
            .moveUp,
            .moveDown, .showStep, .skipWithDependents, .note, .pauseStep, .breakpoint, .editPlan,
            .moreAutonomy, .lessAutonomy, .stopRun, .leave, .stopOrKill, .suspend, .help:
            nil
        }
    }
}
