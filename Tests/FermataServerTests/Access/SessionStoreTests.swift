import FermataCore
import Testing

@testable import FermataServer

@Suite("Sessions")
struct SessionStoreTests {
    private let home: TemporaryHome
    private let store: SessionStore
    private let start = Timestamp(milliseconds: 1_800_000_000_000)

    init() throws {
        home = try TemporaryHome()
        store = SessionStore(home: home.path)
    }

    private func begin(_ name: String = "ada", at time: Timestamp? = nil) throws -> Secret {
        let time = time ?? start
        let session = Session(
            name: name, role: .operator, token: nil, createdAt: time,
            expiresAt: time.adding(seconds: SessionStore.longestSeconds))
        return try store.create(session, now: time)
    }

    @Test("A session outlives the server that began it")
    func survives() throws {
        let secret = try begin()
        #expect(try SessionStore(home: home.path).find(secret.digest, now: start)?.name == "ada")
        #expect(try home.rights("access/sessions") == 0o700)
        #expect(try home.rights("access/sessions/\(secret.digest.hexadecimal)") == 0o600)
    }

    @Test("A session that is used goes on, and one that is not ends")
    func sliding() throws {
        let used = try begin()
        let idle = try begin()
        let step = SessionStore.idleSeconds - 60
        #expect(try store.find(used.digest, now: start.adding(seconds: step)) != nil)
        #expect(try store.find(used.digest, now: start.adding(seconds: 2 * step)) != nil)
        #expect(try store.find(idle.digest, now: start.adding(seconds: SessionStore.idleSeconds)) == nil)
    }

    @Test("However busy a session is, it ends")
    func longest() throws {
        let secret = try begin()
        var time = start
        while time < start.adding(seconds: SessionStore.longestSeconds) {
            #expect(try store.find(secret.digest, now: time) != nil)
            time = time.adding(seconds: 86_400)
        }
        #expect(try store.find(secret.digest, now: time) == nil)
    }

    @Test("Noting that a session is used cannot bring it back after it was signed out")
    func noReturn() throws {
        let secret = try begin()
        let folder = SecretFolder(path: "\(home.path)/access/sessions")
        try store.remove(secret.digest)
        let later = start.adding(seconds: SessionStore.touchIntervalSeconds + 1)
        #expect(try folder.read(secret.digest, touchingBefore: later, at: later) == nil)
        #expect(try store.find(secret.digest, now: later) == nil)
        #expect(try home.names("access/sessions") == [])
    }

    @Test("Of a person's sessions the one used least recently makes room, and others' stay")
    func bound() throws {
        let foreign = try begin("grace")
        let secrets = try (0..<SessionStore.maximumPerPerson).map { index in
            try begin(at: start.adding(seconds: index))
        }
        let later = start.adding(seconds: SessionStore.touchIntervalSeconds + 1)
        // The oldest is used once more, so the second is the one that was used least recently.
        #expect(try store.find(secrets[0].digest, now: later) != nil)
        _ = try begin(at: later.adding(seconds: 1))
        let alive = try secrets.map { try store.find($0.digest, now: later) != nil }
        #expect(alive == [true, false] + Array(repeating: true, count: alive.count - 2))
        #expect(try store.find(foreign.digest, now: later) != nil)
    }

    @Test("What has expired is removed when somebody signs in")
    func collection() throws {
        _ = try begin("grace")
        _ = try begin(at: start.adding(seconds: SessionStore.idleSeconds + 1))
        #expect(try home.names("access/sessions").count == 1)
    }
}
