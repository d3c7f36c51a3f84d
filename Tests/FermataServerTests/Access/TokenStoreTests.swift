import FermataCore
import Foundation
import Testing

@testable import FermataServer

@Suite("Tokens")
struct TokenStoreTests {
    private let home: TemporaryHome
    private let store: TokenStore
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    init() throws {
        home = try TemporaryHome()
        store = TokenStore(home: home.path)
    }

    private func create(_ name: String, _ role: Role = .viewer, seconds: Int? = nil) throws -> Secret {
        try store.create(
            name: name, role: role, expiresAt: seconds.map { now.adding(seconds: $0) }, now: now)
    }

    @Test("A secret has 256 random bits behind a prefix that scanners know, and no two are alike")
    func form() throws {
        let secrets = try (0..<50).map { try create("p\($0)").reveal() }
        #expect(Set(secrets).count == 50)
        for secret in secrets {
            #expect(secret.hasPrefix("fermata_"))
            #expect(Base64URL.bytes(of: secret.dropFirst(8).utf8)?.count == 32)
        }
    }

    @Test("Nothing that is stored holds the secret")
    func secretIsNotStored() throws {
        let secret = try create("ada").reveal()
        let stored = try home.contents()
        #expect(stored.range(of: Data("ada".utf8)) != nil)
        #expect(stored.range(of: Data(secret.utf8)) == nil)
        #expect(stored.range(of: Data(secret.dropFirst(8).utf8)) == nil)
    }

    @Test("Only their owner may read the files and folders, also when a folder was open before")
    func rights() throws {
        try FileManager.default.createDirectory(
            atPath: "\(home.path)/access/tokens", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o777])
        _ = try create("ada")
        #expect(try home.rights("access") == 0o700)
        #expect(try home.rights("access/tokens") == 0o700)
        let files = try home.names("access/tokens")
        #expect(files.count == 1)
        for file in files { #expect(try home.rights("access/tokens/\(file)") == 0o600) }
    }

    @Test("What one process makes or revokes another sees at once")
    func shared() throws {
        let other = TokenStore(home: home.path)
        let secret = try create("ada", .approver)
        #expect(try other.find(secret.digest, now: now)?.role == .approver)
        try other.revoke(name: "ada")
        #expect(try store.find(secret.digest, now: now) == nil)
    }

    @Test("A token is valid before the moment at which it expires, and not at it")
    func expiry() throws {
        let secret = try create("ada", seconds: 60)
        #expect(try store.find(secret.digest, now: now.adding(seconds: 59)) != nil)
        #expect(try store.find(secret.digest, now: now.adding(seconds: 60)) == nil)
        #expect(try store.list().map(\.name) == ["ada"])
    }

    @Test("A name belongs to one token at a time")
    func names() throws {
        _ = try create("ada", seconds: 1)
        #expect(throws: AccessError.tokenExists(name: "ada")) { _ = try create("ada") }
        try store.revoke(name: "ada")
        #expect(throws: AccessError.tokenUnknown(name: "ada")) { try store.revoke(name: "ada") }
        _ = try create("ada")
    }

    @Test("Of many who make a token of one name at the same time, one succeeds")
    func concurrentNames() async throws {
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { [store, now] in
                    do {
                        _ = try store.create(name: "ada", role: .viewer, expiresAt: nil, now: now)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        #expect(try store.list().count == 1)
    }

    @Test(
        "Nobody can be named what would be something else in an address, a path or a log",
        arguments: [
            "", ".", "..", "../tokens", "a/b", "a b", "a\n", "-a", "\u{0}", "ädä", "a%2Fb",
            String(repeating: "a", count: 65),
        ])
    func invalidNames(name: String) {
        #expect(throws: AccessError.tokenNameInvalid(name: name)) { _ = try create(name) }
    }

    @Test("Of many who use a link at the same time, one succeeds")
    func concurrentLink() async throws {
        let secret = try store.createLink(name: "ada", role: .admin, now: now)
        let used = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { [store] in try store.consume(secret.digest) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(used == 1)
    }

    @Test("A link that nobody has opened is gone after its time, and so is its file")
    func forgottenLink() throws {
        let secret = try store.createLink(name: "ada", role: .admin, now: now)
        let later = now.adding(seconds: TokenStore.linkLifetimeSeconds)
        #expect(try store.find(secret.digest, now: later.adding(seconds: -1)) != nil)
        #expect(try store.find(secret.digest, now: later) == nil)
        _ = try store.createLink(name: "ada", role: .admin, now: later)
        #expect(try home.names("access/tokens").count == 1)
    }

    @Test("A damaged file is told with its name and lets nobody in")
    func damage() throws {
        let secret = try create("ada")
        let path = "\(home.path)/access/tokens/\(secret.digest.hexadecimal)"
        for content in ["", "{}", "{\"name\":\"ada\",\"role\":\"boss\",\"createdAt\":1}", "\u{0}"] {
            try Data(content.utf8).write(to: URL(filePath: path))
            let error = try #require(throws: AccessError.self) {
                _ = try store.find(secret.digest, now: now)
            }
            #expect(error.code == "access.storage" && "\(error)".contains(path), "\(error)")
        }
        try Data(repeating: 0x20, count: SecretFolder.maximumBytes + 1).write(to: URL(filePath: path))
        #expect(throws: AccessError.self) { _ = try store.find(secret.digest, now: now) }
    }

    @Test("A link of the file system in place of a token is not followed")
    func symbolicLink() throws {
        let secret = try create("ada", .admin)
        let path = "\(home.path)/access/tokens/\(secret.digest.hexadecimal)"
        try FileManager.default.moveItem(atPath: path, toPath: "\(home.path)/elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: "\(home.path)/elsewhere")
        #expect(throws: AccessError.self) { _ = try store.find(secret.digest, now: now) }
    }

    @Test("There can be so many tokens and no more")
    func limit() throws {
        for index in 0..<TokenStore.maximumTokens {
            // Written directly, since each creation looks at all the others.
            let token = Token(
                name: "p\(index)", role: .viewer, createdAt: now, expiresAt: nil, isForLink: false)
            try SecretFolder(path: "\(home.path)/access/tokens").add(
                token.json, as: Digest(of: "p\(index)".utf8), at: now)
        }
        #expect(throws: AccessError.tooManyTokens(limit: TokenStore.maximumTokens)) {
            _ = try create("ada")
        }
    }
}
