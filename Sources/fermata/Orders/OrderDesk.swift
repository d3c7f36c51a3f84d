/// Knows whether an order is being carried out, so that a session does not end between an order and its
/// reply.
actor OrderDesk {
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// An order is carried out from now on.
    func begin() { isBusy = true }

    /// Its reply has been written.
    func end() {
        isBusy = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Returns when no order is being carried out; at the latest when the one that is has been given up.
    func waitUntilFree() async {
        guard isBusy else { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}
