import ArgumentParser
import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import FermataServer
import Logging

/// `fermata serve`: the engine behind HTTP.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Carry out runs here and serve them to browsers and programs.",
        discussion: """
            Prints where the server listens, and a link that signs you in once. Runs that nobody carries out \
            are taken over and go on. Ctrl-C ends the server in good order; runs can be resumed.

            EXAMPLES:
              fermata serve --playbooks Examples
              fermata serve --port 0
              fermata serve --host 0.0.0.0 --tls-certificate chain.pem --tls-key key.pem

            \(ExitStatus.help([.completed, .error, .usage]))
            """)

    /// The page's files, beside the program.
    private static let pageFolder = "fermata_FermataServer.resources/Page"

    @Option(name: .long, help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "The port to listen on; 0 takes any that is free.")
    var port: UInt16 = 7331

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder of playbooks that people may start. May be given more than once.", valueName: "folder"),
        completion: .directory)
    var playbooks: [String] = []

    @Option(name: .long, help: "The directory runs work in; this one otherwise.", completion: .directory)
    var directory: String?

    @Option(
        name: .long, help: "Serve the page's files from this folder, to work on the page.",
        completion: .directory)
    var page: String?

    @Option(
        name: .long, help: "A certificate chain for TLS, PEM.", completion: .file())
    var tlsCertificate: String?

    @Option(name: .long, help: "The certificate's private key, PEM.", completion: .file())
    var tlsKey: String?

    @Flag(name: .long, help: "Serve other machines without TLS. Everything can then be read on the way.")
    var insecure = false

    @Option(
        name: .long, help: "Let the sign-in link open on this run: its name, the beginning of it, or last.")
    var open: RunReference?

    @OptionGroup var access: AccessOptions
    @OptionGroup var log: LogOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together.")
        }
        guard Self.isLoopback(host) || tlsCertificate != nil || insecure else {
            throw ValidationError(
                "\(host) can be reached from other machines: give --tls-certificate and --tls-key, or "
                    + "--insecure if something else encrypts the connections.")
        }
    }

    func run() async throws {
        let console = Console()
        do {
            let environment = ProcessEnvironment.variables
            let logger = Logger.fermata(
                isVerbose: log.verbose, environment: environment, console: console)
            try await serve(
                with: LocalConductor.open(environment: environment, console: console, logger: logger))
        } catch let error as ServerStartError {
            throw CommandFailure(error.description).report(to: console)
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }

    private func serve(with conductor: LocalConductor) async throws {
        let settings = try settings(with: conductor)
        let control = AccessControl(
            AccessSettings(
                home: conductor.location.directory, allowedHosts: access.allowHost + [host],
                isSecure: settings.encryption != nil, provider: access.provider,
                personLimit: access.personLimit, streamsPerPerson: access.streamsPerPerson),
            logger: conductor.logger)
        let place = try await open?.resolve(with: conductor).rawValue
        let signals = try SignalFeed()
        try await conductor.withEngine { engine in
            let server = FermataServer(
                settings, engine: engine, journal: conductor.journal, access: control,
                newRun: { RunID.fresh(at: conductor.clock.now) }, clock: conductor.clock,
                logger: conductor.logger)
            try await server.run(until: Self.endings(signals)) { port in
                Self.announce(port, settings, control, conductor, place: place)
            }
        }
    }

    private func settings(with conductor: LocalConductor) throws -> ServerSettings {
        let folders = try playbooks.map { path throws(FileProblem) in try FileAccess.directory(path) }
        let encryption = tlsCertificate.flatMap { certificate in
            tlsKey.map { ServerSettings.Encryption(certificatePath: certificate, keyPath: $0) }
        }
        return ServerSettings(
            host: host, port: Int(port), encryption: encryption, playbookFolders: folders,
            pageFolder: try page.map { path throws(FileProblem) in try FileAccess.directory(path) }
                ?? ProgramFolder.path.map { "\($0)/\(Self.pageFolder)" },
            directory: try directory.map { path throws(FileProblem) in try FileAccess.directory(path) }
                ?? FileAccess.workingDirectory(),
            homeDirectory: LoginIdentity.homeDirectory(conductor.environment))
    }

    private static func announce(
        _ port: Int, _ settings: ServerSettings, _ control: AccessControl, _ conductor: LocalConductor,
        place run: String?
    ) {
        let scheme = settings.encryption == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let address = "\(scheme)://\(host):\(port)"
        do {
            let signIn = try control.makeSignInPath(for: conductor.login.name)
            // The secret stands in the fragment, behind whatever place the page opens on.
            let path = run.map { "/runs/\($0)\(signIn.dropFirst())" } ?? signIn
            conductor.console.write("Fermata listens on \(address) - sign in once with \(address)\(path)")
        } catch {
            conductor.console.write("Fermata listens on \(address)")
            conductor.console.writeError("No sign-in link could be made: \(error)")
        }
    }

    /// An element when the process is asked to end.
    private static func endings(_ signals: SignalFeed) -> AsyncStream<Void> {
        AsyncStream {
            // A second signal ends the process at once.
            defer { SignalFeed.release() }
            return await signals.next() == nil ? nil : ()
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
