import FermataClient
import FermataSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which server a command asks, and as whom.
struct ServerAccess: Sendable {
    /// The variable that names the server where no option does.
    static let serverVariable = "FERMATA_SERVER"
    /// The variable that holds the token.
    static let tokenVariable = "FERMATA_TOKEN"
    /// The file in the program's folder that holds the token where nothing else does.
    static let tokenFileName = "client-token"
    /// No token is longer, in bytes.
    private static let longestToken = 16 << 10

    let address: ServerAddress
    let token: String?
    let certificate: String?

    /// What the options and the environment name; `nil` for this machine's journal.
    init?(_ options: CommonOptions, environment: [String: String], console: Console) throws {
        let named = options.server ?? environment[Self.serverVariable] ?? ""
        guard !named.isEmpty else {
            if options.tokenFile != nil || options.serverCertificate != nil {
                throw CommandFailure(
                    "--token-file and --server-certificate are for a server: name it with --server or "
                        + "\(Self.serverVariable).", status: .usage)
            }
            return nil
        }
        do {
            address = try ServerAddress(named)
        } catch {
            throw CommandFailure(error.description, status: .usage)
        }
        certificate = try options.serverCertificate.map { path in
            // Read here, so that a wrong path is told as such and not as a server that cannot be trusted.
            _ = try FileAccess.read(path, limit: 1 << 20)
            return path
        }
        token = try Self.token(options, environment, console)
        if !address.isSecure, !address.isLoopback {
            console.writeError(
                "Warning: what goes to and from \(address) is not encrypted, and neither is your token. "
                    + "Use https:// unless the whole way is yours.")
        }
    }

    private static func token(
        _ options: CommonOptions, _ environment: [String: String], _ console: Console
    ) throws -> String? {
        if let file = options.tokenFile { return try token(in: file, console) }
        if let token = environment[tokenVariable], !token.isEmpty {
            return try checked(token, from: tokenVariable)
        }
        guard let folder = JournalLocation(environment: environment)?.directory else { return nil }
        let file = "\(folder)/\(tokenFileName)"
        return access(file, F_OK) == 0 ? try token(in: file, console) : nil
    }

    private static func token(in file: String, _ console: Console) throws -> String {
        let bytes = try FileAccess.read(file, limit: longestToken)
        var status = stat()
        if file != "-", stat(file, &status) == 0, status.st_mode & (S_IRWXG | S_IRWXO) != 0 {
            console.writeError("Warning: others can read the token in \(file): chmod 600 \(file)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return try checked(String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }), from: file)
    }

    private static func checked(_ token: String, from source: String) throws -> String {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CommandFailure(
                "There is no token in \(source): one word of letters and digits was expected.")
        }
        return token
    }
}

extension ServerClient {
    /// A client of a server, which tells on the console when it has lost it.
    convenience init(_ access: ServerAccess, console: Console) throws(CertificateProblem) {
        try self.init(
            address: access.address, token: access.token, certificate: access.certificate,
            notice: { console.writeError($0) })
    }
}
