/// The answers to the newest orders that had a key, and the orders that are being carried out: a repeat that
/// comes meanwhile waits for the answer. Only what was done is kept; a refusal has changed nothing, and a
/// repeat of it is decided anew.
actor AnswerStore {
    /// The most answers that are kept. Older ones are told from the log.
    static let maximumCount = 4096
    /// How much all answers may take, in bytes.
    static let maximumByteCount = 32 << 20

    private struct Entry {
        var order: String
        var answer: GivenAnswer
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    private var byteCount = 0
    /// Who waits for an order that is being carried out.
    private var underWay: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// The answer to an order: the first one if it was given before.
    func answer(
        to key: OrderKey, orElse carryOut: @Sendable () async throws -> GivenAnswer
    ) async throws -> GivenAnswer {
        while underWay[key.key] != nil {
            await withCheckedContinuation { underWay[key.key, default: []].append($0) }
        }
        if let entry = entries[key.key] {
            guard entry.order == key.order else { throw RequestRefusal.reusedKey }
            return entry.answer
        }
        underWay[key.key] = []
        defer {
            for waiting in underWay.removeValue(forKey: key.key) ?? [] { waiting.resume() }
        }
        let answer = try await carryOut()
        keep(answer, for: key)
        return answer
    }

    private func keep(_ answer: GivenAnswer, for key: OrderKey) {
        entries[key.key] = Entry(order: key.order, answer: answer)
        order.append(key.key)
        byteCount += answer.body.count
        while order.count > Self.maximumCount || byteCount > Self.maximumByteCount, order.count > 1 {
            let oldest = order.removeFirst()
            byteCount -= entries.removeValue(forKey: oldest)?.answer.body.count ?? 0
        }
    }
}
