import NIOCore
import NIOPosix

/// Why a server could not begin.
public enum ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process listens there.
    case portInUse(host: String, port: Int)
    /// The address is not this machine's, or may not be used.
    case address(host: String, port: Int, detail: String)
    /// A certificate or key cannot be used.
    case certificate(path: String, detail: String)

    init(_ error: any Error, settings: ServerSettings) {
        if let error = error as? IOError, error.errnoCode == 98 || error.errnoCode == 48 {
            self = .portInUse(host: settings.host, port: settings.port)
        } else {
            self = .address(host: settings.host, port: settings.port, detail: "\(error)")
        }
    }

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "Port \(port) of \(host) is in use already. End what listens there, or choose another with "
                + "--port; 0 takes any that is free."
        case .address(let host, let port, let detail):
            "Nothing can listen on \(host), port \(port): \(detail). Check --host and --port."
        case .certificate(let path, let detail):
            "\(path) cannot be used for TLS: \(detail). It must be PEM and readable by this user."
        }
    }
}
