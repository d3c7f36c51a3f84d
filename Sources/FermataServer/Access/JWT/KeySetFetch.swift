import AsyncHTTPClient
import FermataCore
import NIOCore
import NIOHTTP1

/// Gets a provider's keys over HTTP.
enum KeySetFetch {
    /// The most bytes of a key set.
    static let maximumLength = 256 << 10
    /// How long the whole exchange may take.
    static let timeoutSeconds: Int64 = 5

    /// Why there are no keys.
    enum Failure: Error, CustomStringConvertible {
        case status(UInt)

        var description: String {
            switch self {
            case .status(let code): "it answered \(code)"
            }
        }
    }

    /// Fetches the keys. It happens so rarely that each time has a client of its own.
    static func fetch(_ url: String) async throws -> JSON {
        var configuration = HTTPClient.Configuration(
            // Keys come from where the operator said, and from nowhere that place points to.
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(timeoutSeconds), read: .seconds(timeoutSeconds)))
        configuration.decompression = .disabled
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
            let response = try await client.execute(request, timeout: .seconds(timeoutSeconds))
            guard response.status == .ok else { throw Failure.status(response.status.code) }
            let body = try await response.body.collect(upTo: maximumLength)
            let keys = try JSON(parsing: body.readableBytesView)
            try await client.shutdown()
            return keys
        } catch {
            try await client.shutdown()
            throw error
        }
    }
}
