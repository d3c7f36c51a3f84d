import FermataCore
import FermataJournal
import FermataTesting
import Testing

@testable import FermataRuntime

@Suite("An order that nobody waits for any more")
struct AbandonedOrderTests {
    @Test("is not decided when its turn comes, and what waits behind it is")
    func waiting() throws {
        var bench = try MachineBench.working(at: .of([.step("a")]))
        #expect(
            bench.feed(bench.order(.note(nil, text: "One."), reply: 1, until: bench.now.adding(seconds: 10)))
                == ["append note.added"])
        _ = bench.feed(bench.order(.note(nil, text: "Two."), reply: 2, until: bench.now.adding(seconds: 10)))
        _ = bench.feed(
            bench.order(.note(nil, text: "Three."), reply: 3, until: bench.now.adding(seconds: 10)))
        #expect(bench.feed(.abandoned(2)) == ["reply 2 order.expired"])
        #expect(try bench.answer() == ["reply 1", "append note.added"])
        #expect(try bench.answer().first == "reply 3")
        #expect(bench.feed(.abandoned(3)).filter { $0.hasPrefix("reply") }.isEmpty)
    }

    @Test("is not decided again when others were first, and stands when it is stored")
    func underWay() throws {
        for isFirst in [true, false] {
            var bench = try MachineBench.working(at: .of([.step("a")]))
            if !isFirst { try bench.others(.note(nil, text: "Before.")) }
            _ = bench.feed(bench.order(.pause(.run), reply: 1, until: bench.now.adding(seconds: 10)))
            #expect(bench.feed(.abandoned(1)).isEmpty)
            var words = try bench.answer()
            while !words.contains(where: { $0.hasPrefix("reply 1") }) { words = try bench.answer() }
            #expect(words.contains(isFirst ? "reply 1" : "reply 1 order.expired"))
            #expect(bench.machine.run.state.isPaused == isFirst)
        }
    }

    @Test("is answered at once if it was not read before, and has expired when it is read")
    func unread() async throws {
        let mailbox = Mailbox()
        let order = RunMachine.Order(
            .pause(.run), by: .engine, until: MachineBench.start, reply: mailbox.nextReply())
        let outcome = await withCheckedContinuation { continuation in
            mailbox.send(.order(order, continuation))
            mailbox.abandon(order.reply)
        }
        guard case .decided(.failure(.expired)) = outcome else {
            Issue.record("it was answered \(outcome)")
            return
        }
        guard case .order(let read, nil) = await mailbox.next() else {
            Issue.record("something else came")
            return
        }
        #expect(try #require(read.expiry) < MachineBench.start)
    }
}
