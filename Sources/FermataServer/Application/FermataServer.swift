public import FermataCore
public import FermataJournal
public import FermataRuntime
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The engine behind HTTP: the API, the streams, and the page.
public struct FermataServer: Sendable {
    private let parts: ServerParts

    /// Creates a server. It does nothing until `run` is called.
    ///
    /// - Parameters:
    ///   - settings: How it is reached, and what it offers.
    ///   - engine: What carries out runs; it must be running while the server is.
    ///   - journal: The journal of the engine.
    ///   - access: Who may do what.
    ///   - newRun: Gives a name to each new run.
    ///   - clock: What tells the time.
    ///   - logger: Where to tell what happens.
    public init(
        _ settings: ServerSettings, engine: Engine, journal: any Journal, access: AccessControl,
        newRun: @escaping @Sendable () -> RunID, clock: any WallClock = SystemClock(), logger: Logger
    ) {
        let reader = RunReader(journal: journal, server: engine.owner)
        let hub = StreamHub(clock: clock, heartbeatMilliseconds: settings.heartbeatMilliseconds) { channel in
            RunFollower(channel: channel, engine: engine, reader: reader, clock: clock)
        }
        parts = ServerParts(
            settings: settings, engine: engine, journal: journal, clock: clock, logger: logger,
            access: access, reader: reader, hub: hub,
            lists: ListChannel(
                reader: reader, clock: clock, intervalMilliseconds: settings.listIntervalMilliseconds,
                tally: access.tally, logger: logger),
            playbooks: PlaybookShelf(folders: settings.playbookFolders),
            metrics: ServerMetrics(), orders: OrderIndex(journal: journal),
            grace: GracePeriods(engine: engine, access: access, clock: clock, logger: logger),
            newRun: newRun)
    }

    /// Serves until the process is asked to end or the task is cancelled.
    ///
    /// - Parameters:
    ///   - ending: An element asks the server to end in good order.
    ///   - onListening: Called once with the port that is listened on.
    /// - Throws: `ServerStartError` when it cannot begin.
    public func run(
        until ending: some AsyncSequence<Void, Never> & Sendable,
        onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let application = Application(
            router: router(), server: try channelBuilder(),
            configuration: ApplicationConfiguration(
                address: .hostname(parts.settings.host, port: parts.settings.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    ServerLimits.connectionCount)),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? parts.settings.port)
            }, logger: parts.logger)
        let services: [any Service] = [
            parts.hub, parts.lists, parts.grace, parts.access.tally, Adoption(parts: parts), Ending(ending),
            application,
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, logger: parts.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(ServerLimits.shutdownSeconds)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError {
            throw ServerStartError(error, settings: parts.settings)
        }
    }

    func router() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        let table = RouteTable()
        router.add(middleware: RequestJournal(metrics: parts.metrics))
        router.add(middleware: ResponseHeaders())
        router.add(
            middleware: ProblemMiddleware(
                page: PageFiles(folder: parts.settings.pageFolder), table: table,
                tally: parts.access.tally))
        router.add(middleware: AccessMiddleware(parts.access))
        router.add(middleware: QueryCheck())
        AccessRoutes(parts.access).add(to: router)
        RunRoutes(parts: parts).add(to: router)
        GateRoutes(parts: parts).add(to: router)
        SteeringRoutes(parts: parts).add(to: router)
        StreamRoutes(parts: parts).add(to: router)
        InspectionRoutes(parts: parts).add(to: router)
        CatalogRoutes(parts: parts).add(to: router)
        HealthRoutes(parts: parts).add(to: router)
        DescriptionRoutes().add(to: router)
        table.fill(from: router.routes.map { ($0.method, $0.path.description) })
        return router
    }

    private func channelBuilder() throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [TargetCheckInstaller(), PeerWatch()],
                idleTimeout: .seconds(ServerLimits.idleSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ServerLimits.headByteCount,
                    maxHeaderListSize: ServerLimits.headByteCount,
                    maxHeaderFieldCount: ServerLimits.headFieldCount)))
        guard let encryption = parts.settings.encryption else { return plain }
        return try .tls(plain, tlsConfiguration: encryption.configuration())
    }
}

extension ServerSettings.Encryption {
    /// Reads the files.
    fileprivate func configuration() throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
        } catch {
            throw ServerStartError.certificate(path: certificatePath, detail: "\(error)")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
        } catch {
            throw ServerStartError.certificate(path: keyPath, detail: "\(error)")
        }
        return .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    }
}

/// Ends the group of services when it is asked to.
private struct Ending<Asked: AsyncSequence<Void, Never> & Sendable>: Service {
    private let asked: Asked

    init(_ asked: Asked) {
        self.asked = asked
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in asked { break }
        }
    }
}
