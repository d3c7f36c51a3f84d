import FermataCore

/// What an action says beside its command and its values: everything else that a person lets pass with it.
/// What has its default is left out.
struct ActionSettings {
    let action: Action

    /// Each with its label.
    var facts: [(label: String, text: String)] {
        var facts: [(label: String, text: String)] = []
        if action.directory != .run {
            let directory = action.directory
            facts.append(("directory", "\(directory.path) of workspace \(directory.workspace)"))
        }
        if action.agentKind == .command, action.inherits != Action.inheritedNames {
            let names = action.inherits.joined(separator: ", ")
            facts.append(("inherits", names.isEmpty ? "no variables" : names))
        }
        if let seconds = action.timeoutSeconds {
            facts.append(("time limit", TimeText.duration(milliseconds: Int64(seconds) * 1000)))
        }
        if action.retries > 0 {
            facts.append(("retries", "\(action.retries) more after a failure, without asking"))
        }
        if action.isIdempotent {
            facts.append(("idempotent", "doing it twice is declared to be the same as doing it once"))
        }
        switch action.approval {
        case .policy: break
        case .required: facts.append(("approval", "the result is always reviewed"))
        }
        switch action.onFailure {
        case .ask: break
        case .skip: facts.append(("on failure", "the step is skipped"))
        case .stop: facts.append(("on failure", "the run is stopped"))
        }
        return facts
    }
}
