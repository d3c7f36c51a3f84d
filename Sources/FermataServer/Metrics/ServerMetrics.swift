/// What the server counts.
struct ServerMetrics: Sendable {
    /// A stream was opened.
    func streamOpened() {}
    /// A stream has ended.
    func streamClosed() {}
}
