public import FermataCore
public import FermataJournal

/// Builds appends to one run, one after another, for tests of journals.
public struct JournalScript: Sendable {
    /// The run.
    public let run: RunID
    /// Where the run stands if every append so far was accepted.
    public private(set) var head: Head?
    private var clock: Int64

    /// Begins with a run that does not exist. The first event happens `startMilliseconds` after 1970.
    public init(_ run: RunID, startMilliseconds: Int64 = 1_700_000_000_000) {
        self.run = run
        clock = startMilliseconds
    }

    /// The next append; the script goes on behind it.
    public mutating func next(
        _ records: [EventRecord] = [JournalScript.event("step")], fence: Epoch? = nil,
        phase: RunPhase = .running,
        title: String = "sample", opened: [GateSummary] = [], closed: [GateID] = [], payloads: [Payload] = []
    ) -> Append {
        let append = peek(
            records, fence: fence, phase: phase, title: title, opened: opened, closed: closed,
            payloads: payloads)
        head = append.head
        clock += 1
        return append
    }

    /// The next append; the script stays where it is, as a rival's would.
    public func peek(
        _ records: [EventRecord] = [JournalScript.event("step")], fence: Epoch? = nil,
        phase: RunPhase = .running,
        title: String = "sample", opened: [GateSummary] = [], closed: [GateID] = [], payloads: [Payload] = []
    ) -> Append {
        let time = Timestamp(milliseconds: clock)
        let summary = RunSummary(
            run: run, title: title, phase: phase, isPaused: true, endedStepCount: 1, stepCount: 3,
            openGateCount: opened.count, cost: 0.25, createdAt: Timestamp(milliseconds: 1_700_000_000_000),
            updatedAt: time)
        return Append(
            run: run, expecting: head, records: records, time: time, actor: .engine,
            command: "command-\(clock)",
            fence: fence, summary: summary, openedGates: opened, closedGates: closed, payloads: payloads)
    }

    /// An event that no real run has.
    public static func event(_ word: String) -> EventRecord {
        EventRecord(type: "sample.happened", version: 1, payload: .record(("word", word.json)))
    }

    /// A gate of the run.
    public func gate(_ number: Int, openedAt milliseconds: Int64 = 1_700_000_000_000) -> GateSummary {
        GateSummary(
            run: run, gate: GateID(number), kind: .beforeCriticalAction, step: StepID("step-\(number)"),
            title: "May step \(number) go on?", openedAt: Timestamp(milliseconds: milliseconds),
            deadline: Timestamp(milliseconds: milliseconds + 60_000),
            onTimeout: .answer("\"later\" \u{1D110}"),
            digest: Digest(of: Array("gate \(number)".utf8)))
    }
}
