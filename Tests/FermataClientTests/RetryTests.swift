import Testing

@testable import FermataClient

@Suite("Trying again")
struct RetryTests {
    @Test("A server that is not there is told at once to a command that has sent nothing")
    func absent() {
        var tries = RequestTries(.brief, isRepeatable: true)
        #expect(tries.after(.unsent, fraction: 1) == .giveUp)
        #expect(!tries.mayHaveArrived)
    }

    @Test("A server that was lost after an order was sent is waited for, also while it cannot be reached")
    func lost() {
        var tries = RequestTries(.brief, isRepeatable: true)
        #expect(tries.after(.unanswered, fraction: 1) == .tryAgain(afterMilliseconds: 100))
        #expect(tries.after(.unsent, fraction: 1) == .tryAgain(afterMilliseconds: 200))
        #expect(tries.mayHaveArrived)
    }

    @Test("What cannot be repeated is sent once", arguments: [RetryRule.brief, .order, .watching])
    func once(rule: RetryRule) {
        var tries = RequestTries(rule, isRepeatable: false)
        #expect(tries.after(.unanswered, fraction: 0) == .giveUp)
    }

    @Test("A server that asks to come back later is asked again")
    func postponed() {
        var tries = RequestTries(.brief, isRepeatable: true)
        #expect(tries.after(.postponed, fraction: 0) == .tryAgain(afterMilliseconds: 50))
    }

    @Test(
        "Waits grow to a limit and add up to no more than the rule allows, however the dice fall",
        arguments: [0, 0.5, 1])
    func waits(fraction: Double) {
        for rule in [RetryRule.brief, .order, .watching] {
            var backoff = Backoff(rule)
            var waits: [Int64] = []
            while let wait = backoff.next(fraction: fraction) { waits.append(wait) }
            #expect(waits.reduce(0, +) == rule.longestOutageMilliseconds)
            #expect(waits.allSatisfy { $0 > 0 && $0 <= Backoff.longestMilliseconds })
            #expect(waits.count < 200)
        }
    }
}
