import FermataCore
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Supervises one run in a terminal until it ends or the person leaves.
struct InteractiveSession {
    /// How the session came to its end.
    enum Leave: Hashable {
        /// The run has ended.
        case ended(RunPhase)
        /// The person closed the view, or the terminal went away; the run is as it was and can be resumed.
        case detached
    }

    private let supervision: any Supervision
    private let actor: Actor
    private let editor: EditorLauncher
    private let environment: [String: String]

    /// A session of a person at this terminal with a run.
    init(
        supervision: any Supervision, actor: Actor, editor: EditorLauncher,
        environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.supervision = supervision
        self.actor = actor
        self.editor = editor
        self.environment = environment
    }

    /// Whether this process has a terminal that can show the view. Otherwise a run is told in plain lines.
    static func isPossible(environment: [String: String] = ProcessEnvironment.variables) -> Bool {
        let name = environment["TERM"] ?? ""
        return !name.isEmpty && name != "dumb" && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    }

    /// Shows the view until the run has ended and been looked at, or the person leaves.
    func run() async throws -> Leave {
        let inbox = TerminalInbox()
        guard let device = TerminalDevice(), let keyboard = KeyboardReader(device: device, inbox: inbox)
        else {
            throw SessionError.noTerminal
        }
        let leave = await withTaskGroup(of: Void.self) { group in
            group.addTask { await forwardStates(to: inbox) }
            group.addTask {
                await supervision.followOutputs { chunk in
                    inbox.put {
                        $0.outputs.append(.init(step: chunk.step, attempt: chunk.attempt, bytes: chunk.bytes))
                    }
                }
            }
            var loop = SessionLoop(
                supervision: supervision, actor: actor, editor: editor, device: device, keyboard: keyboard,
                inbox: inbox, environment: environment)
            device.open()
            keyboard.start()
            let leave = await loop.run(in: &group)
            keyboard.stop()
            device.close()
            group.cancelAll()
            loop.printAfterwards(leave)
            return leave
        }
        return leave
    }

    private func forwardStates(to inbox: TerminalInbox) async {
        do {
            try await supervision.followStates { state in
                inbox.put { contents in
                    if contents.state.map({ $0.revision < state.revision }) ?? true { contents.state = state }
                }
            }
        } catch {
            let failure = CommandFailure(error)
            inbox.put { $0.failure = failure.message }
        }
    }
}

/// Why a session could not begin.
enum SessionError: Error, CustomStringConvertible {
    /// Standard input and output are no terminal.
    case noTerminal

    /// What to do.
    var description: String {
        switch self {
        case .noTerminal: "There is no terminal to show the run in; without one it is told in plain lines."
        }
    }
}
