import HTTPTypes
import NIOCore

/// The name and port that a request says it is for, or comes from: `name`, `name:80`, `[::1]:80`.
struct Authority: Hashable {
    /// In lower case, an IPv6 address without brackets.
    let host: String
    let port: Int?

    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        var name: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = bytes[1..<end]
            rest = bytes[(end + 1)...]
            guard name.allSatisfy({ Self.isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == 0x2E }) else {
                return nil
            }
        } else {
            let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            name = bytes[..<end]
            rest = bytes[end...]
            guard name.allSatisfy(Self.isNameCharacter) else { return nil }
        }
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
                digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(String(decoding: digits, as: UTF8.self)), number <= 65_535
            else { return nil }
            port = number
        }
        // `localhost.` is the same name as `localhost`.
        if name.last == UInt8(ascii: "."), name.count > 1 { name = name.dropLast() }
        guard !name.isEmpty, name.count <= 255 else { return nil }
        host = String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Whether it names the machine itself.
    var isLoopback: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}

/// Which names this server answers to. A page elsewhere whose name was made to lead here (DNS rebinding)
/// sends its own name and is refused.
struct HostRule: Sendable {
    /// Names besides this machine's address, as `--allow-host` and `--host` give them.
    private let allowed: [Authority]

    init(allowedHosts: [String]) {
        // What a server listens on may stand for every address; some systems lead it to the machine itself.
        allowed = allowedHosts.compactMap { Authority($0) }.filter { !["0.0.0.0", "::"].contains($0.host) }
    }

    /// The authority of a request, if it is this server's.
    func check(_ text: String?, on connection: ConnectionFacts) throws(AccessRefusal) -> Authority {
        guard let text, let authority = Authority(text) else {
            throw .host(text.map { String($0.prefix(100)) } ?? "nobody")
        }
        guard isAllowed(authority, on: connection) else { throw .host(String(text.prefix(100))) }
        return authority
    }

    private func isAllowed(_ authority: Authority, on connection: ConnectionFacts) -> Bool {
        if allowed.contains(where: {
            $0.host == authority.host && ($0.port ?? authority.port) == authority.port
        }) {
            return true
        }
        let port = authority.port ?? (connection.isSecure ? 443 : 80)
        guard port == connection.localPort else { return false }
        // An address cannot be rebound: it is this machine's only when the connection was made to it.
        if authority.host == connection.localAddress { return true }
        return connection.isLoopback && authority.isLoopback
    }
}

/// Which pages may send requests: those of this server. Programs send neither header and are told apart by
/// their credential.
enum OriginRule {
    /// Refuses what a browser says comes from a page elsewhere.
    static func check(_ headers: HTTPFields, authority: Authority, isUnsafe: Bool) throws(AccessRefusal) {
        if let site = headers[.secFetchSite] {
            // `none` is a person who typed an address or followed a bookmark; that sends nothing but GET.
            guard site == "same-origin" || site == "none" && !isUnsafe else {
                throw .origin("another origin")
            }
        }
        if let origin = headers[.origin] {
            guard let sender = sender(origin), sender == authority else {
                throw .origin(String(origin.prefix(100)))
            }
        }
    }

    /// The authority of an origin: behind a proxy, which scheme the browser used cannot be known here.
    private static func sender(_ origin: String) -> Authority? {
        for (scheme, port) in [("http://", 80), ("https://", 443)] where origin.hasPrefix(scheme) {
            guard let sender = Authority(origin.dropFirst(scheme.count)) else { return nil }
            return sender.port == port ? Authority(sender.host) : sender
        }
        return nil
    }
}

extension HTTPField.Name {
    /// Where a browser says a request comes from (Fetch Metadata).
    static let secFetchSite = named("Sec-Fetch-Site")
    /// Whom a request is for.
    static let host = named("Host")
    /// The session's own token.
    static let csrfToken = named("X-Fermata-CSRF")

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a field's name") }
        return name
    }
}
