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

    private let engine: Engine
    private let run: RunID
    private let actor: Actor
    private let carriesOut: Bool
    private let editor: EditorLauncher
    private let environment: [String: String]

    /// A session of this process with a run. With `carriesOut` this process carries the run out; without, it
    /// only watches and decides.
    init(
        engine: Engine, run: RunID, actor: Actor, carriesOut: Bool, editor: EditorLauncher,
        environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.engine = engine
        self.run = run
        self.actor = actor
        self.carriesOut = carriesOut
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
        let outputs = engine.outputs.outputs(of: run)
        let states = engine.states(of: run)
        let leave = await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.forward(states, to: inbox) }
            group.addTask {
                for await chunk in outputs {
                    inbox.put {
                        $0.outputs.append(.init(step: chunk.step, attempt: chunk.attempt, bytes: chunk.bytes))
                    }
                }
            }
            var loop = SessionLoop(
                engine: engine, run: run, actor: actor, carriesOut: carriesOut, editor: editor,
                device: device, keyboard: keyboard, inbox: inbox, environment: environment)
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

    private static func forward(_ states: RunStates, to inbox: TerminalInbox) async {
        var iterator = states.makeAsyncIterator()
        do {
            while let state = try await iterator.next() {
                inbox.put { contents in
                    if contents.state.map({ $0.revision < state.revision }) ?? true { contents.state = state }
                }
            }
        } catch {
            inbox.put { $0.failure = error.description }
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
