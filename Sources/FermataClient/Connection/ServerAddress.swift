/// Where a server is: `https://HOST`, `http://HOST:PORT`, with a path before the server's own if there is
/// one.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Why a text is no address of a server.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, for people.
        public let description: String
    }

    /// The address without a slash at its end.
    public let description: String
    /// The host's name or number, an IPv6 address without its brackets.
    public let host: String
    /// Whether what is sent is encrypted.
    public let isSecure: Bool

    /// Whether the server is on this machine.
    public var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "::1" || name.hasPrefix("127.") && Self.isNumeric(name)
    }

    /// Reads an address.
    ///
    /// - Throws: for anything but http and https, and for an address that carries a secret or a query.
    public init(_ text: String) throws(Problem) {
        var rest = text[...]
        if rest.lowercased().hasPrefix("https://") {
            isSecure = true
            rest = rest.dropFirst("https://".count)
        } else if rest.lowercased().hasPrefix("http://") {
            isSecure = false
            rest = rest.dropFirst("http://".count)
        } else {
            throw Self.problem("it begins with neither https:// nor http://")
        }
        if rest.contains("@") { throw Self.problem("a name and password do not belong in it") }
        if rest.contains("?") || rest.contains("#") {
            throw Self.problem(
                "it may have no query and no fragment; a token comes from FERMATA_TOKEN or a file")
        }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw Self.problem("it has characters that no address has")
        }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        let authority = rest.prefix { $0 != "/" }
        host = try Self.host(in: authority)
        description = (isSecure ? "https://" : "http://") + rest
    }

    private static func host(in authority: Substring) throws(Problem) -> String {
        var name = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw problem("the bracket is not closed") }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw problem("the port is no number") }
            if !after.isEmpty { port = after.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port {
            guard let number = UInt16(port), number > 0 else { throw problem("the port is no number") }
        }
        guard !name.isEmpty else { throw problem("it names no host") }
        return String(name)
    }

    private static func isNumeric(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
    }

    private static func problem(_ text: String) -> Problem {
        Problem(description: "The server's address cannot be used: \(text).")
    }
}
