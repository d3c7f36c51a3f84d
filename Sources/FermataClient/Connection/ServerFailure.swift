public import FermataCore

/// Why a server did not do what it was asked, or may not have done it.
public enum ServerFailure: Error, Hashable, Sendable {
    /// The server answered that it did not, and why.
    case problem(ServerProblem)
    /// The server cannot be reached; nothing was sent.
    case unreachable(ServerAddress, detail: String)
    /// The server is not who it says it is, as far as this machine can tell; nothing was sent.
    case untrusted(ServerAddress, detail: String)
    /// The connection was lost before the answer came, and no later try got one.
    case lost(ServerAddress, detail: String)
    /// The same, and an order was on its way: it may have been done.
    case unknownOutcome(ServerAddress, detail: String)
    /// The answer is not what was expected: another version, or no Fermata server.
    case unreadable(ServerAddress, detail: String)
}

extension ServerFailure: CustomStringConvertible {
    /// What happened and what to do.
    public var description: String {
        switch self {
        case .problem(let problem): problem.detail
        case .unreachable(let address, let detail):
            "No server answers at \(address): \(detail). Nothing was sent. "
                + "Check the address and that `fermata serve` runs there."
        case .untrusted(let address, let detail):
            "The server at \(address) cannot be trusted: \(detail). Nothing was sent. "
                + "If its certificate is your own, name it with --server-certificate FILE."
        case .lost(let address, let detail):
            "The connection to \(address) was lost (\(detail)), and the server could not be asked again."
        case .unknownOutcome(let address, let detail):
            "The connection to \(address) was lost (\(detail)), and the server could not be asked again. "
                + "What was ordered may have been done: `fermata show RUN` tells."
        case .unreadable(let address, let detail):
            "What \(address) answered cannot be read: \(detail). "
                + "It may be another program, or another version of Fermata."
        }
    }
}

extension ServerFailure {
    /// The failure as the whole request has met it, of which the last try may have met only a part.
    func told(of request: ServerRequest, afterArrival mayHaveArrived: Bool) -> ServerFailure {
        switch self {
        case .unreachable(let address, let detail), .lost(let address, let detail):
            guard mayHaveArrived else { return self }
            return request.method == .get
                ? .lost(address, detail: detail) : .unknownOutcome(address, detail: detail)
        case .problem, .untrusted, .unknownOutcome, .unreadable: return self
        }
    }
}

/// An error as a server tells it (RFC 9457).
public struct ServerProblem: Error, Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// A name for programs that never changes.
    public let code: String
    /// What happened and what to do.
    public let detail: String
    /// Everything the server said.
    public let json: JSON

    /// Reads a problem from the body of an answer that is no success.
    init(status: Int, body: [UInt8]) {
        self.status = status
        let parsed: JSON
        do {
            parsed = try JSON(parsing: body)
        } catch {
            // Whatever stands between may answer in its own words; the status says enough then.
            parsed = .object([])
        }
        json = parsed
        code = parsed["code"]?.stringValue ?? UnnamedAnswer().code
        detail = parsed["detail"]?.stringValue ?? "The server answered with status \(status)."
    }

    /// Whether the same order may be sent again after a moment: the server was about to end, or had too much
    /// to do.
    var isPassing: Bool {
        ["server.shutting-down", "access.rate-limited", "access.keys-unavailable"].contains(code)
            || status == 502 || status == 504
    }
}
