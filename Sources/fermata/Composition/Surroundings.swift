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

    /// Opens this machine's journal, or makes it; where a server is named, speaks to that and opens no
    /// journal.
    static func open(_ options: CommonOptions, console: Console) throws -> Surroundings {
        let environment = ProcessEnvironment.variables
        let logger = Logger.fermata(
            isVerbose: options.log.verbose, environment: environment, console: console)
        let access = try ServerAccess(options, environment: environment, console: console)
        let conductor: any Conductor =
            try access.map { try RemoteConductor($0, console: console) }
            ?? LocalConductor.open(environment: environment, console: console, logger: logger)
        return Surroundings(
            conductor: conductor, console: console, logger: logger, environment: environment)
    }

    /// The time now.
    var now: Timestamp { clock.now }
}
