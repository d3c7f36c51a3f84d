import FermataCore

/// What stays in the terminal after the view has gone: how the run ended with its result, or how to go on.
struct ClosingText {
    let state: RunState
    let leave: InteractiveSession.Leave
    let carriesOut: Bool
    /// Texts that were written and not sent, by what they are about.
    let drafts: [String: String]

    /// Plain lines.
    var lines: [String] {
        var lines = ["\(VisibleText.line(state.title)) · run \(state.id) · \(standing)"]
        switch leave {
        case .ended:
            if let reason = state.endReason { lines.append(VisibleText.line(reason)) }
            for part in state.synthesis?.parts ?? [] {
                lines += ["", VisibleText.line(part.title)]
                lines += VisibleText.lines(part.text).map { $0.isEmpty ? "" : "  " + $0 }
                if !part.sources.isEmpty {
                    lines.append("  (rests on \(part.sources.map(\.rawValue).joined(separator: ", ")))")
                }
            }
        case .detached:
            lines.append(
                carriesOut
                    ? "The run waits. Go on with: fermata resume \(state.id)"
                    : "You have left the view. Come back with: fermata watch \(state.id)")
        }
        for (name, text) in drafts.sorted(by: { $0.key < $1.key }) {
            lines += ["", "Not sent (\(name)):"] + VisibleText.lines(text)
        }
        return lines
    }

    private var standing: String {
        let summary = state.summary
        let time = DurationText.clock(milliseconds: state.updatedAt.milliseconds(since: state.createdAt))
        return "\(state.phase.rawValue) · \(summary.endedStepCount) of \(summary.stepCount) steps · \(time)"
    }
}
