import FermataCore
import FermataTesting
import Logging
import Synchronization
import Testing

@testable import FermataServer

@Suite("The keys of an identity provider")
struct KeySetCacheTests {
    private struct Gone: Error {}

    private let issuer = Issuer()
    private let clock = ManualClock()
    private let provider = PublishedKeys()

    /// What the provider answers, and how often it was asked.
    private final class PublishedKeys: Sendable {
        private let state = Mutex<(keys: JSON?, count: Int)>((nil, 0))

        var count: Int { state.withLock { $0.count } }
        func publish(_ keys: JSON?) { state.withLock { $0.keys = keys } }
        func fetch() throws -> JSON {
            try state.withLock { state in
                state.count += 1
                guard let keys = state.keys else { throw Gone() }
                return keys
            }
        }
    }

    private func cache() -> KeySetCache {
        KeySetCache(clock: clock, logger: Logger(label: "test") { _ in CollectedLog().handler }) {
            [provider] in try provider.fetch()
        }
    }

    private func statement(of issuer: Issuer) async throws -> SignedStatement {
        let text = try await issuer.sign(Issuer.claims(at: clock.now))
        return try #require(SignedStatement(Secret(text)))
    }

    @Test("Keys are fetched when they are first needed, and then kept")
    func kept() async throws {
        provider.publish(Issuer.keySet(issuer.published))
        let cache = cache()
        let statement = try await statement(of: issuer)
        #expect(provider.count == 0)
        for _ in 0..<10 { #expect(await cache.keys(for: statement)?.verify(statement) == true) }
        #expect(provider.count == 1)
    }

    @Test("A key that is not known makes them be fetched again, not more than once a minute")
    func unknownKey() async throws {
        provider.publish(Issuer.keySet(issuer.published))
        let cache = cache()
        _ = await cache.keys(for: try await statement(of: issuer))
        let next = Issuer(name: "k2")
        let statement = try await statement(of: next)
        provider.publish(Issuer.keySet(issuer.published, next.published))
        for _ in 0..<50 { #expect(await cache.keys(for: statement)?.verify(statement) == false) }
        #expect(provider.count == 1)
        clock.advance(seconds: KeySetCache.retrySeconds)
        #expect(await cache.keys(for: statement)?.verify(statement) == true)
        #expect(provider.count == 2)
    }

    @Test("Many who come at once wait for one answer")
    func together() async throws {
        provider.publish(Issuer.keySet(issuer.published))
        let cache = cache()
        let statement = try await statement(of: issuer)
        let verified = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { await cache.keys(for: statement)?.verify(statement) ?? false } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(verified == 50)
        #expect(provider.count == 1)
    }

    @Test("A provider that is gone is asked once a minute, its keys count for a day, and then nobody gets in")
    func gone() async throws {
        provider.publish(Issuer.keySet(issuer.published))
        let cache = cache()
        let statement = try await statement(of: issuer)
        _ = await cache.keys(for: statement)
        provider.publish(nil)
        clock.advance(seconds: KeySetCache.freshSeconds)
        for _ in 0..<10 { #expect(await cache.keys(for: statement)?.verify(statement) == true) }
        #expect(provider.count == 2)
        clock.advance(seconds: KeySetCache.longestUseSeconds)
        #expect(await cache.keys(for: statement) == nil)
    }

    @Test("A key that the provider has withdrawn does not count after an hour")
    func withdrawn() async throws {
        provider.publish(Issuer.keySet(issuer.published))
        let cache = cache()
        let statement = try await statement(of: issuer)
        _ = await cache.keys(for: statement)
        provider.publish(Issuer.keySet(Issuer(name: "k2").published))
        clock.advance(seconds: KeySetCache.freshSeconds)
        #expect(await cache.keys(for: statement)?.verify(statement) == false)
    }

    @Test("A provider that was never there is told apart from a statement that does not hold")
    func neverThere() async throws {
        let verifier = StatementVerifier(try #require(Issuer.provider), clock: clock, cache: cache())
        let text = try await issuer.sign(Issuer.claims(at: clock.now))
        await #expect(throws: AccessRefusal.keysUnavailable) { _ = try await verifier.identify(Secret(text)) }
    }
}
