#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why tokens or sessions could not be read or changed.
public enum AccessError: Error, Hashable, Sendable {
    /// A token of that name exists.
    case tokenExists(name: String)
    /// No token has that name.
    case tokenUnknown(name: String)
    /// Nobody can be named like that.
    case tokenNameInvalid(name: String)
    /// There are as many tokens as there may be.
    case tooManyTokens(limit: Int)
    /// A file or folder cannot be used.
    case storage(path: String, detail: String)

    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .tokenExists: "access.token-exists"
        case .tokenUnknown: "access.token-unknown"
        case .tokenNameInvalid: "access.token-name"
        case .tooManyTokens: "access.token-limit"
        case .storage: "access.storage"
        }
    }

    /// The error behind a system call's number.
    static func system(_ number: Int32, path: String) -> AccessError {
        .storage(path: path, detail: String(cString: strerror(number)))
    }
}

extension AccessError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .tokenExists(let name):
            "There is a token for \(name) already. Revoke it first, or use another name."
        case .tokenUnknown(let name):
            "There is no token for \(name). `fermata token list` shows the ones there are."
        case .tokenNameInvalid(let name):
            "\(name) cannot be a token's name: it takes 1 to 64 letters, digits and . _ - @ +, "
                + "and begins with a letter or a digit."
        case .tooManyTokens(let limit):
            "There are \(limit) tokens, which is the most. Revoke some first."
        case .storage(let path, let detail):
            "\(path): \(detail). Nothing was changed; check the folder, its owner and its rights."
        }
    }
}
