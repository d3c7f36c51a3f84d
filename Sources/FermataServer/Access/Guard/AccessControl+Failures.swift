extension AccessControl {
    /// Counts a wrong credential from an address, and gives the refusal to answer with: once there were too
    /// many, that is to wait. A right credential is never held up by it.
    func countFailure(_ refusal: AccessRefusal, from connection: ConnectionFacts) -> AccessRefusal {
        guard case .required = refusal else { return refusal }
        switch failureLimiter.take(connection.remoteAddress, at: now) {
        case .allowed: return refusal
        case .refused(let seconds): return .rateLimited(retryAfterSeconds: seconds)
        }
    }
}
