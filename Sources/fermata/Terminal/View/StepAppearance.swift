import FermataCore

/// How the standing of a step looks: a glyph and a word, and colour only as the third.
struct StepAppearance {
    let glyph: String
    let word: String
    let ink: Ink

    /// The longest word.
    static let wordColumns = 9

    init(_ step: StepState, in state: RunState, _ symbols: Symbols) {
        (glyph, word, ink) = Self.look(of: step, in: state, symbols)
    }

    private static func look(
        of step: StepState, in state: RunState, _ symbols: Symbols
    ) -> (String, String, Ink) {
        switch step.phase {
        case .held, .suspended, .reviewing: (symbols.you, "needs you", .you)
        case .done: (symbols.done, "done", .done)
        case .failed: (symbols.failed, "failed", .failed)
        case .skipped: (symbols.skipped, "skipped", .faint)
        case .rolledBack: (symbols.rolledBack, "undoing", .rolledBack)
        case .working:
            step.isPaused || state.isPaused
                ? (symbols.paused, "paused", .blocked) : (symbols.running, "running", .running)
        case .pending, .ready: lookBeforeStart(of: step, in: state, symbols)
        }
    }

    private static func lookBeforeStart(
        of step: StepState, in state: RunState, _ symbols: Symbols
    ) -> (String, String, Ink) {
        let agent = state.planStep(step.id)?.agent
        if step.isPaused || agent.map(state.pausedAgents.contains) == true {
            return (symbols.paused, "paused", .blocked)
        }
        switch state.phase {
        case .drafting, .proposed: return (symbols.proposed, "proposed", .faint)
        case .completed, .stopped, .failed: return (symbols.queued, "not begun", .faint)
        case .running, .concluding:
            return step.phase == .ready
                ? (symbols.ready, "ready", .plain) : (symbols.queued, "queued", .faint)
        }
    }
}

/// How the standing of a run looks.
struct RunAppearance {
    let glyph: String
    let word: String
    let ink: Ink

    init(_ state: RunState, _ symbols: Symbols) {
        (glyph, word, ink) =
            switch state.phase {
            case .completed: (symbols.done, "completed", .done)
            case .failed: (symbols.failed, "failed", .failed)
            case .stopped: (symbols.skipped, "stopped", .faint)
            case _ where state.stop != nil: (symbols.skipped, "stopping", .failed)
            case _ where state.isPaused: (symbols.paused, "held by you", .blocked)
            case .drafting: (symbols.proposed, "drafting", .faint)
            case .proposed: (symbols.proposed, "proposed", .faint)
            case .running: (symbols.running, "running", .running)
            case .concluding: (symbols.running, "concluding", .running)
            }
    }
}
