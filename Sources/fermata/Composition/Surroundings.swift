import FermataCore
import FermataRuntime
import Logging

/// Everything a command works with: its runs and who conducts them, and the person at the keyboard.
struct Surroundings: Sendable {
    let conductor: any Conductor
    let clock = SystemClock()
    let console: Console
    let logger: Logger
    let environment: [String: String]

    /// Opens this machine's journal, or makes it.
    static func open(_ options: CommonOptions, console: Console) throws -> Surroundings {
        let environment = ProcessEnvironment.variables
        let logger = Logger.fermata(isVerbose: options.verbose, environment: environment, console: console)
        return Surroundings(
            conductor: try LocalConductor.open(environment: environment, console: console, logger: logger),
            console: console, logger: logger, environment: environment)
    }

    /// The time now.
    var now: Timestamp { clock.now }
}
