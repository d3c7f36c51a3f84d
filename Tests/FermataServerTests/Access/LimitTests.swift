import FermataCore
import FermataTesting
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("Limits")
struct LimitTests {
    private let start = Timestamp(milliseconds: 1_800_000_000_000)

    @Test("A bucket gives what it holds, and then as fast as it is filled")
    func bucket() {
        let limiter = RateLimiter(RateLimit(burst: 3, perSecond: 0.5))
        for _ in 0..<3 { #expect(limiter.take("a", at: start) == .allowed) }
        #expect(limiter.take("a", at: start) == .refused(retryAfterSeconds: 2))
        #expect(limiter.take("a", at: start) == .refused(retryAfterSeconds: 2))
        #expect(limiter.take("b", at: start) == .allowed)
        #expect(limiter.take("a", at: start.adding(seconds: 1)) == .refused(retryAfterSeconds: 1))
        #expect(limiter.take("a", at: start.adding(seconds: 2)) == .allowed)
        #expect(limiter.take("a", at: start.adding(seconds: 2)) == .refused(retryAfterSeconds: 2))
    }

    @Test("A clock that is set back gives nothing away")
    func clockSetBack() {
        let limiter = RateLimiter(RateLimit(burst: 1, perSecond: 1))
        #expect(limiter.take("a", at: start) == .allowed)
        #expect(limiter.take("a", at: start.adding(seconds: -3600)) != .allowed)
        #expect(limiter.take("a", at: start.adding(seconds: -3590)) == .allowed)
    }

    @Test("However many keys come, so many are remembered, and whoever is being refused stays so")
    func boundedTable() {
        let limiter = RateLimiter(RateLimit(burst: 2, perSecond: 0.001))
        for _ in 0..<3 { _ = limiter.take("greedy", at: start) }
        for index in 0..<(3 * RateLimiter.maximumKeys) { _ = limiter.take("k\(index)", at: start) }
        #expect(limiter.keyCount <= RateLimiter.maximumKeys)
        #expect(limiter.take("greedy", at: start) != .allowed)
    }

    @Test("A person who asks too much waits, and others do not wait with them")
    func persons() async throws {
        let bench = try AccessBench { $0.personLimit = RateLimit(burst: 5, perSecond: 1) }
        let ada = try bench.makeToken("ada", .viewer)
        let grace = try bench.makeToken("grace", .viewer)
        for _ in 0..<5 { #expect(try await bench.send(.get, "/v1/runs", token: ada).status == 200) }
        let reply = try await bench.send(.get, "/v1/runs", token: ada)
        #expect(reply.status == 429)
        #expect(try reply.code == "access.rate-limited")
        #expect(reply.headers[.retryAfter] == "1")
        #expect(try await bench.send(.get, "/v1/runs", token: grace).status == 200)
        bench.clock.advance(seconds: 1)
        #expect(try await bench.send(.get, "/v1/runs", token: ada).status == 200)
    }

    @Test("Wrong credentials from an address are soon told to wait, and right ones never are")
    func failures() async throws {
        let bench = try AccessBench { $0.failureLimit = RateLimit(burst: 2, perSecond: 0.1) }
        let right = try bench.makeToken("ada", .viewer)
        var statuses: [Int] = []
        for attempt in 0..<4 {
            let wrong = Secret.newToken().reveal()
            let reply =
                attempt % 2 == 0
                ? try await bench.send(.get, "/v1/runs", token: wrong)
                : try await bench.send(.post, "/v1/session", body: #"{"token":"\#(wrong)"}"#)
            statuses.append(reply.status)
        }
        #expect(statuses == [401, 401, 429, 429])
        #expect(try await bench.send(.get, "/v1/runs", token: right).status == 200)
        #expect(try await bench.send(.post, "/v1/session", body: #"{"token":"\#(right)"}"#).status == 200)
        let elsewhere = ConnectionFacts(
            remoteAddress: "127.0.0.2", localAddress: "127.0.0.1", localPort: 8080)
        let other = try await bench.send(.get, "/v1/runs", token: "x", connection: elsewhere)
        #expect(other.status == 401)
    }

    @Test("Strangers share what their address may ask for")
    func strangers() async throws {
        let bench = try AccessBench { $0.addressLimit = RateLimit(burst: 2, perSecond: 1) }
        #expect(try await bench.send(.get, "/healthz").status == 200)
        #expect(try await bench.send(.get, "/v1/runs").status == 401)
        #expect(try await bench.send(.get, "/").status == 429)
        let token = try bench.makeToken("ada", .viewer)
        #expect(try await bench.send(.get, "/v1/runs", token: token).status == 200)
    }

    @Test("A person has so many streams, and one that ended in whatever way makes room")
    func streams() throws {
        let bench = try AccessBench { $0.streamsPerPerson = 2 }
        let ada = Person(name: "ada", role: .viewer, authentication: .token)
        let grace = Person(name: "grace", role: .viewer, authentication: .token)
        var permits = [try bench.control.openStream(for: ada), try bench.control.openStream(for: ada)]
        #expect(throws: AccessRefusal.tooManyStreams(limit: 2)) { _ = try bench.control.openStream(for: ada) }
        let other = try bench.control.openStream(for: grace)
        permits.removeLast()
        permits.append(try bench.control.openStream(for: ada))
        #expect(throws: AccessRefusal.tooManyStreams(limit: 2)) { _ = try bench.control.openStream(for: ada) }
        withExtendedLifetime((permits, other)) {}
    }

    @Test("A body larger than any that these routes take is refused")
    func bodies() async throws {
        let bench = try AccessBench()
        let huge = #"{"token":"\#(String(repeating: "a", count: 2 << 20))"}"#
        #expect(try await bench.send(.post, "/v1/session", body: huge).status == 413)
        for body in ["", "{", "[]", "null", "{\"token\":1}", "{\"token\":\"a\",\"token\":\"b\"}", "\u{0}"] {
            let reply = try await bench.send(.post, "/v1/session", body: body)
            #expect(reply.status == 400)
            #expect(try reply.code == "body.invalid")
        }
    }
}
