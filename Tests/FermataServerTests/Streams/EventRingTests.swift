import FermataCore
import NIOCore
import Testing

@testable import FermataRuntime
@testable import FermataServer

@Suite("The newest events of a run")
struct EventRingTests {
    private static func batch(_ first: Int, _ count: Int, patch: JSON? = nil) -> EventBatch {
        let events = (0..<count).map { JSON.record(("n", (first + $0).json)) }
        let patched = patch.map { JSON.record(("n", (first + count - 1).json), ("view", $0)) }
        return EventBatch(events, first: Revision(first), patched: patched)
    }

    private static func text(_ buffers: [ByteBuffer]) -> String {
        buffers.map { String(buffer: $0) }.joined()
    }

    @Test("A batch gives exactly the frames after a cursor, the last with its patch or without")
    func cursors() {
        let batch = Self.batch(5, 3, patch: "p")
        let all = Self.text(batch.buffers(after: Revision(4), withPatch: true))
        #expect(
            all == """
                id: 5
                event: event
                data: {"n":5}

                id: 6
                event: event
                data: {"n":6}

                id: 7
                event: event
                data: {"n":7,"view":"p"}


                """)
        let last = Self.text(batch.buffers(after: Revision(6), withPatch: false))
        #expect(last == "id: 7\nevent: event\ndata: {\"n\":7}\n\n")
        #expect(batch.buffers(after: Revision(7), withPatch: true).isEmpty)
    }

    @Test("Frames without their id lines are the same frames")
    func bodies() {
        let batch = Self.batch(1, 2, patch: "p")
        let bodies = batch.bodies(after: .zero, withPatch: false)
        #expect(bodies.map(\.revision) == [Revision(1), Revision(2)])
        #expect(
            bodies.map { String(buffer: $0.body) } == [
                "event: event\ndata: {\"n\":1}\n\n", "event: event\ndata: {\"n\":2}\n\n",
            ])
    }

    @Test("What is over the limit is let go, oldest first, and a reader who needs it is told so")
    func bound() {
        var ring = EventRing(eventLimit: 10)
        for first in stride(from: 1, through: 96, by: 5) { ring.append(Self.batch(first, 5)) }
        #expect(ring.head == Revision(100))
        #expect(ring.reaches(back: Revision(90)))
        #expect(!ring.reaches(back: Revision(89)))
        let batches = ring.batches(after: Revision(92), byteLimit: .max)
        #expect(batches.map(\.last) == [Revision(95), Revision(100)])
    }

    @Test("A reader is given a bounded amount at a time, and at least one batch")
    func readLimit() {
        var ring = EventRing()
        for first in stride(from: 1, through: 50, by: 5) { ring.append(Self.batch(first, 5)) }
        #expect(ring.batches(after: .zero, byteLimit: 1).map(\.last) == [Revision(5)])
        #expect(ring.batches(after: Revision(50), byteLimit: 1).isEmpty)
    }

    @Test("An empty ring has nothing for a reader at its head, and sends one before it to the journal")
    func empty() {
        var ring = EventRing()
        ring.begin(after: Revision(7))
        #expect(ring.reaches(back: Revision(7)))
        #expect(!ring.reaches(back: Revision(6)))
    }

    @Test("Live output is cut between characters, and told at most in bounded pieces")
    func output() throws {
        let run = try #require(RunID("run"))
        var collector = OutputCollector()
        let euro = Array("€".utf8)
        collector.take(
            OutputChunk(run: run, step: "build", attempt: 1, bytes: Array("a".utf8) + euro.prefix(2)))
        #expect(collector.drain(of: run).map { $0["text"] } == ["a"])
        collector.take(OutputChunk(run: run, step: "build", attempt: 1, bytes: Array(euro.suffix(1))))
        #expect(collector.drain(of: run).map { $0["text"] } == ["€"])
        #expect(collector.isEmpty)
        let much = Array(repeating: UInt8(ascii: "x"), count: 100_000)
        collector.take(OutputChunk(run: run, step: "build", attempt: 1, bytes: much))
        let text = try #require(collector.drain(of: run).first?["text"]?.stringValue)
        #expect(text.utf8.count == OutputCollector.maximumPieceByteCount)
    }
}
