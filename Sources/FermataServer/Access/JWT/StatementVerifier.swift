import FermataCore
import FermataRuntime
import Logging

/// Says who somebody is by what an identity provider has signed.
struct StatementVerifier: Sendable {
    /// How far the provider's clock and this one's may differ.
    static let clockToleranceSeconds = 30
    /// The longest name of a person, in bytes.
    private static let longestName = 200

    private let provider: IdentityProvider
    private let cache: KeySetCache
    private let clock: any WallClock

    init(_ provider: IdentityProvider, clock: any WallClock, cache: KeySetCache) {
        self.provider = provider
        self.cache = cache
        self.clock = clock
    }

    init(_ provider: IdentityProvider, clock: any WallClock, logger: Logger) {
        let cache = KeySetCache(clock: clock, logger: logger) {
            try await KeySetFetch.fetch(provider.keysURL)
        }
        self.init(provider, clock: clock, cache: cache)
    }

    /// Who a statement is about, and until when it holds.
    func identify(_ secret: Secret) async throws(AccessRefusal) -> (person: Person, expiresAt: Timestamp) {
        guard let statement = SignedStatement(secret) else { throw .required(.malformed) }
        guard let keys = await cache.keys(for: statement) else { throw .keysUnavailable }
        guard keys.verify(statement) else { throw .required(.statement) }
        guard let expiresAt = validity(of: statement.claims), isMeantForHere(statement.claims),
            let name = name(in: statement.claims)
        else { throw .required(.statement) }
        guard let role = role(in: statement.claims) else { throw .required(.noRole) }
        return (Person(name: name, role: role, authentication: .jwt), expiresAt)
    }

    /// When the statement ends, if it holds now. One that never ends is not taken.
    private func validity(of claims: JSON) -> Timestamp? {
        guard let end = claims["exp"].flatMap(Self.moment),
            clock.now < end.adding(seconds: Self.clockToleranceSeconds)
        else { return nil }
        if let claim = claims["nbf"] {
            guard let start = Self.moment(claim),
                start <= clock.now.adding(seconds: Self.clockToleranceSeconds)
            else { return nil }
        }
        return end
    }

    /// Seconds since 1970, with a fraction or without (RFC 7519, section 2).
    private static func moment(_ value: JSON) -> Timestamp? {
        // Beyond that, milliseconds would not fit.
        let latest = 9_000_000_000_000.0
        switch value {
        case .integer(let seconds) where (0...Int64(latest)).contains(seconds):
            return Timestamp(milliseconds: seconds * 1000)
        case .number(let seconds) where (0...latest).contains(seconds):
            return Timestamp(milliseconds: Int64(seconds * 1000))
        case .integer, .number, .null, .bool, .string, .array, .object: return nil
        }
    }

    private func isMeantForHere(_ claims: JSON) -> Bool {
        guard claims["iss"]?.stringValue == provider.issuer else { return false }
        switch claims["aud"] {
        case .string(let audience): return audience == provider.audience
        case .array(let audiences): return audiences.contains(.string(provider.audience))
        case .null, .bool, .integer, .number, .object, nil: return false
        }
    }

    private func name(in claims: JSON) -> String? {
        guard let name = claims[provider.nameClaim]?.stringValue, !name.isEmpty,
            name.utf8.count <= Self.longestName,
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        else { return nil }
        return name
    }

    private func role(in claims: JSON) -> Role? {
        let value =
            claims[provider.roleClaim]
            ?? provider.roleClaim.split(separator: ".").reduce(claims as JSON?) { $0?[String($1)] }
        let words: [String]
        switch value {
        case .string(let text): words = [text] + text.split(separator: " ").map(String.init)
        case .array(let items): words = items.compactMap(\.stringValue)
        case .null, .bool, .integer, .number, .object, nil: words = []
        }
        return words.compactMap { provider.roles[$0] }.max()
    }
}
