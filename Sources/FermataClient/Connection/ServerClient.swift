import AsyncHTTPClient
import FermataCore
import NIOCore
import NIOHTTP1
import NIOSSL

/// The head of an answer, and its body that is still to be read.
struct ServerResponse: Sendable {
    let status: Int
    let body: HTTPClientResponse.Body

    var isSuccess: Bool { (200..<300).contains(status) }
}

/// A file that should name whom to trust, and does not.
public struct CertificateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String

    /// What is wrong, for people.
    public var description: String {
        "\(path): holds no certificate; a text that begins with -----BEGIN CERTIFICATE----- was expected"
    }
}

/// Speaks to one server. What it is asked for is retried within the bounds of a rule, and every order carries
/// a key, so that the server does it once.
public final class ServerClient: Sendable {
    /// How long connecting may take, in seconds.
    static let connectSeconds: Int64 = 5
    /// How long nothing may come, in seconds: more than twice the interval of a stream's heartbeats.
    static let silenceSeconds: Int64 = 40
    /// The largest answer, in bytes.
    static let answerByteLimit = 256 << 20

    /// Where the server is.
    public let address: ServerAddress
    let notice: @Sendable (String) -> Void
    private let token: String?
    private let http: HTTPClient

    /// A client that has not connected yet. `close` must be called when it is done with.
    ///
    /// - Parameters:
    ///   - address: Where the server is.
    ///   - token: Who asks.
    ///   - certificate: A file with the certificates, in PEM form, that the server's must come from, in
    ///     place of those that the system trusts.
    ///   - notice: Told when a connection was lost and is made again, and when that has been achieved.
    /// - Throws: when the file holds no certificate.
    public init(
        address: ServerAddress, token: String?, certificate: String?,
        notice: @escaping @Sendable (String) -> Void
    ) throws(CertificateProblem) {
        self.address = address
        self.notice = notice
        self.token = token
        var configuration = HTTPClient.Configuration(
            // A token must go nowhere but where it was meant to.
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(Self.connectSeconds), read: .seconds(Self.silenceSeconds)))
        configuration.connectionPool.retryConnectionEstablishment = false
        if let certificate {
            var tls = TLSConfiguration.makeClientConfiguration()
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(certificate))
            } catch {
                throw CertificateProblem(path: certificate)
            }
            configuration.tlsConfiguration = tls
        }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections. Nothing can be asked after that.
    public func close() async {
        do {
            try await http.shutdown()
        } catch {
            // Whatever is still open ends with the process.
            return
        }
    }

    /// Sends a request and reads the whole answer as JSON.
    func json(_ request: ServerRequest, rule: RetryRule) async throws -> JSON {
        let bytes = try await bytes(request, rule: rule)
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw ServerFailure.unreadable(address, detail: "it is no JSON: \(error)")
        }
    }

    /// Sends a request and reads a value from the answer.
    func value<Value>(
        _ request: ServerRequest, rule: RetryRule, _ read: (JSON) throws(JSONDecodingError) -> Value
    ) async throws -> Value {
        let json = try await json(request, rule: rule)
        do {
            return try read(json)
        } catch {
            throw ServerFailure.unreadable(address, detail: error.description)
        }
    }

    /// Sends a request and reads the whole answer.
    /// - Throws: `ServerFailure`, or `CancellationError`.
    @discardableResult
    func bytes(_ request: ServerRequest, rule: RetryRule) async throws -> [UInt8] {
        var tries = RequestTries(rule, isRepeatable: request.isRepeatable)
        var isLost = false
        while true {
            let (setback, failure): (RequestTries.Setback, ServerFailure)
            do {
                let response = try await execute(request)
                let body = try await response.body.collect(upTo: Self.answerByteLimit)
                let bytes = Array(body.readableBytesView)
                if isLost { noticeReturn() }
                isLost = false
                if response.isSuccess { return bytes }
                let problem = ServerProblem(status: response.status, body: bytes)
                guard problem.isPassing else { throw ServerFailure.problem(problem) }
                (setback, failure) = (.postponed, .problem(problem))
            } catch let failure as ServerFailure {
                throw failure
            } catch {
                (setback, failure) = try Setbacks.classify(error, from: address)
            }
            switch tries.after(setback, fraction: .random(in: 0...1)) {
            case .tryAgain(let milliseconds):
                if !isLost { noticeLoss() }
                isLost = true
                try await Self.wait(milliseconds)
            case .giveUp:
                throw failure.told(of: request, afterArrival: tries.mayHaveArrived)
            }
        }
    }

    /// Sends a request once and gives the head of the answer; the body is still to be read.
    func execute(_ request: ServerRequest) async throws -> ServerResponse {
        var message = HTTPClientRequest(url: address.description + request.target)
        message.method = .RAW(value: request.method.rawValue)
        message.headers.add(name: "Accept", value: request.accept)
        message.headers.add(name: "User-Agent", value: "fermata")
        if let token { message.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let key = request.idempotencyKey { message.headers.add(name: "Idempotency-Key", value: key) }
        if let last = request.lastEvent { message.headers.add(name: "Last-Event-ID", value: "\(last)") }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(ByteBuffer(bytes: body.encodedBytes()))
        }
        let response = try await http.execute(message, deadline: .distantFuture)
        return ServerResponse(status: Int(response.status.code), body: response.body)
    }

    func noticeLoss() { notice("The connection to \(address) was lost; trying again.") }

    func noticeReturn() { notice("Connected to \(address) again.") }

    /// Waits before another try.
    static func wait(_ milliseconds: Int64) async throws {
        // Reason: the server is given time to come back; nothing here could tell when it has.
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
}
