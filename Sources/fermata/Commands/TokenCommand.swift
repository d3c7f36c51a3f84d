public import ArgumentParser
import FermataClient
public import FermataCore
import FermataRuntime
import FermataServer
import FermataSQLite

extension Role: ExpressibleByArgument {}

/// `fermata token`: who may use a server.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Say who may use a server, and what they may do.",
        discussion: """
            A token stands for a person or a program. A viewer reads; an operator also runs the server's \
            playbooks and intervenes; an approver also decides; an admin also manages access.

            Changes hold at once, also for a server that is running.
            """,
        subcommands: [CreateTokenCommand.self, ListTokensCommand.self, RevokeTokenCommand.self])
}

/// A command about the tokens of this user's servers, or of the server that is named. It needs no journal.
protocol TokenRegisterCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
    func perform(on register: any TokenRegister, console: Console) async throws
}

extension TokenRegisterCommand {
    mutating func run() async throws {
        let console = Console()
        do {
            let environment = ProcessEnvironment.variables
            guard let access = try ServerAccess(common, environment: environment, console: console) else {
                let location = try JournalLocation.named(by: environment)
                try await perform(on: TokenStore(home: location.directory), console: console)
                return
            }
            let client = try ServerClient(access, console: console)
            let result = await Self.result { try await perform(on: client, console: console) }
            await client.close()
            try result.get()
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }

    private static func result(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    /// The codes with which a command about tokens ends.
    static var exitCodes: String { ExitStatus.help([.completed, .error, .refused, .usage]) }
}

extension CommandFailure {
    init(_ error: AccessError) {
        switch error {
        case .storage: self.init(error.description, code: error.code)
        case .tokenExists, .tokenUnknown, .tokenNameInvalid, .tooManyTokens:
            self.init(error.description, code: error.code, status: .refused)
        }
    }
}

/// `fermata token create`.
struct CreateTokenCommand: TokenRegisterCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token and print its secret, once.",
        discussion: """
            The secret is kept nowhere: what is stored is its digest. Events name the token as the one who \
            acted, so give everybody a token of their own.

            EXAMPLES:
              fermata token create ada --role approver
              fermata token create nightly --role operator --expires 30d

            \(exitCodes)
            """)

    @Argument(help: "Whom it stands for: letters, digits and . _ - @ +")
    var name: String
    @Option(
        name: .long,
        help: "What they may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    var role: Role
    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long it is valid, such as 12h or 30d; without it, until it is revoked.",
            valueName: "time"))
    var expires: TokenLifetime?
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func perform(on register: any TokenRegister, console: Console) async throws {
        let now = SystemClock().now
        let expiresAt = expires.map { now.adding(seconds: $0.seconds) }
        let secret = try await register.createToken(name: name, role: role, expiresAt: expiresAt, now: now)
        if format.json {
            let token = JSON.record(
                ("token", .string(secret)), ("name", name.json), ("role", role.json),
                ("expiresAt", expiresAt?.json))
            console.write(token.encoded())
            return
        }
        console.write(secret)
        let end = expiresAt.map { "until \(TimeText.full($0))" } ?? "until it is revoked"
        console.writeError("\(name) is \(role.rawValue), \(end). This is the only time the secret is shown.")
    }
}

/// `fermata token list`.
struct ListTokensCommand: TokenRegisterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tokens; their secrets are known to nobody.",
        discussion: """
            EXAMPLES:
              fermata token list

            \(exitCodes)
            """)

    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func perform(on register: any TokenRegister, console: Console) async throws {
        let tokens = try await register.allTokens()
        if format.json {
            for token in tokens { console.write(token.json.encoded()) }
            return
        }
        guard !tokens.isEmpty else {
            console.write("No tokens.")
            return
        }
        let now = SystemClock().now
        let width = tokens.map(\.name.count).max() ?? 0
        for token in tokens {
            let name = token.name + String(repeating: " ", count: width - token.name.count)
            let role = token.role.rawValue + String(repeating: " ", count: 8 - token.role.rawValue.count)
            console.write("\(name)  \(role)  made \(TimeText.full(token.createdAt))  \(end(of: token, now))")
        }
    }

    private func end(of token: Token, _ now: Timestamp) -> String {
        guard let expiresAt = token.expiresAt else { return "until it is revoked" }
        let time = TimeText.full(expiresAt)
        guard token.isValid(at: now) else { return "expired \(time)" }
        return token.isForLink ? "a link nobody has opened, until \(time)" : "until \(time)"
    }
}

/// `fermata token revoke`.
struct RevokeTokenCommand: TokenRegisterCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Make a token invalid, and sign its person out everywhere.",
        discussion: """
            EXAMPLES:
              fermata token revoke nightly

            \(exitCodes)
            """)

    @Argument(help: "Whom it stands for.")
    var name: String
    @OptionGroup var common: CommonOptions

    func perform(on register: any TokenRegister, console: Console) async throws {
        try await register.revoke(name: name)
        console.write("Revoked the token of \(name).")
    }
}

/// How long a token is valid: `90m`, `12h`, `30d`.
struct TokenLifetime: Hashable, ExpressibleByArgument {
    /// One minute to ten years.
    private static let allowedSeconds = 60...315_360_000
    private static let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400]

    let seconds: Int

    init?(argument: String) {
        guard let letter = argument.last, let unit = Self.units[letter] else { return nil }
        let digits = argument.dropLast().utf8
        guard (1...7).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(argument.dropLast()), Self.allowedSeconds.contains(count * unit)
        else { return nil }
        seconds = count * unit
    }
}
