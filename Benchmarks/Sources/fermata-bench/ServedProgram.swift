import AsyncHTTPClient
import FermataCore
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `fermata serve` as a process of its own, with a journal in a new directory, spoken to over HTTP.
struct ServedProgram {
    let port: Int
    let token: String
    private let child: RunningChild

    /// Starts the program that `FERMATA` names.
    /// It offers one playbook, given as YAML.
    static func start(offering playbook: String) throws -> ServedProgram {
        guard let program = getenv("FERMATA").map({ String(cString: $0) }), !program.isEmpty else {
            throw Unusable(message: "FERMATA names no program; `make bench` does")
        }
        let directory = try Fixture.temporaryDirectory()
        let folder = directory + "/playbooks"
        guard mkdir(folder, 0o700) == 0, let file = fopen(folder + "/bench.yaml", "w") else {
            throw Unusable(message: "\(folder) cannot be made")
        }
        fputs(playbook, file)
        fclose(file)
        let environment = ["FERMATA_HOME=\(directory)/home", "HOME=\(directory)"]
        let child = try RunningChild.start(
            program,
            [
                "serve", "--port", "0", "--playbooks", folder, "--streams-per-person", "2000",
                "--requests-per-second", "100000",
            ], environment: environment)
        while let line = child.readLine() {
            guard let start = line.firstRange(of: "http://127.0.0.1:") else { continue }
            guard let port = Int(line[start.upperBound...].prefix(while: \.isNumber)) else { continue }
            return ServedProgram(port: port, token: try token(program, environment), child: child)
        }
        throw Unusable(message: "the server did not say where it listens")
    }

    /// A token for as many requests as it takes.
    private static func token(_ program: String, _ environment: [String]) throws -> String {
        let maker = try RunningChild.start(
            program, ["token", "create", "bench", "--role", "admin"], environment: environment)
        defer { maker.wait() }
        guard let token = maker.readLine() else { throw Unusable(message: "no token was made") }
        return token
    }

    /// Sends a request and gives the answer, which must be a success.
    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, key: String? = nil
    ) async throws -> JSON {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .RAW(value: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let key { request.headers.add(name: "Idempotency-Key", value: key) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.encoded()))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        guard (200..<300).contains(response.status.code) else {
            throw Unusable(message: "\(method) \(path): \(response.status) \(String(buffer: bytes))")
        }
        return try JSON(parsing: Array(bytes.readableBytesView))
    }

    /// The most memory the server has had at one time, in bytes.
    func peakMemoryByteCount() throws -> Int { try child.peakMemoryByteCount() }

    /// Processor seconds that the server has used so far.
    func processorSeconds() throws -> Double { try child.processorSeconds() }

    func stop() { child.stop() }
}
