/// The bounds of what the server takes in.
enum ServerLimits {
    /// The largest body, in bytes: what the playbook parser reads at most.
    static let bodyByteCount = 1 << 20
    /// How long a body may take to come, in seconds.
    static let bodySeconds = 20
    /// How long the request of an order waits for its turn, from when it has come in whole, in seconds. What
    /// has not come to its turn by then is never carried out.
    static let orderSeconds = 10
    /// How long a connection may be silent between requests, or take to send the head of one, in seconds.
    static let idleSeconds: Int64 = 30
    /// The largest head of a request, in bytes.
    static let headByteCount = 32 << 10
    /// The most fields of a head.
    static let headFieldCount = 100
    /// The most connections at the same time.
    static let connectionCount = 4096
    /// How long streams and answers may take to end when the server ends, in seconds.
    static let shutdownSeconds: Int64 = 10
    /// The most runs that one feed watches.
    static let watchedRunCount = 8
    /// The most items of a list's page.
    static let pageSize = 500
    /// The items of a list's page when nobody says how many.
    static let usualPageSize = 50
    /// The most events of a page.
    static let eventPageSize = 1000
}
