import FermataCore
import FermataJournal

/// Many altered logs, folded with and without the check that readers make. Nothing traps, and whatever state
/// comes out can be read: a trap ends the process, so a campaign that ends has found none.
public struct AlteredLogCampaign {
    /// How many simulated runs the logs are made from.
    public static let runCount: UInt64 = 64
    /// Altered logs to which nothing is objected may be harmless; one in so many at least must be objected
    /// to, or the check checks nothing.
    public static let leastObjectedPercent = 20

    /// Logs altered so far.
    public private(set) var logCount = 0
    /// Events folded in all of them.
    public private(set) var eventCount = 0
    /// Logs in which an event could not even be read.
    public private(set) var unreadableCount = 0
    /// Logs in which an event was objected to.
    public private(set) var objectedCount = 0
    /// Objections to logs that were not altered: there must be none.
    public private(set) var falseObjections: [String] = []
    /// States without an objection that could not be read back from their JSON.
    public private(set) var brokenStateCount = 0

    private let logs: [[LogAlteration.Entry]]
    private let others: [LogAlteration.Entry]

    /// Plays the runs from which the logs are made.
    ///
    /// - Parameter seed: The first run's; those after it follow.
    public init(seed: UInt64) {
        var logs: [[LogAlteration.Entry]] = []
        for offset in 0..<Self.runCount {
            // A few runs keep a body beside their log, where this does not look.
            let log = Simulation.play(seed: seed &+ offset).log
            let entries = log.compactMap(Self.entry)
            if entries.count == log.count, !entries.isEmpty { logs.append(entries) }
        }
        self.logs = logs
        others = self.logs.flatMap { $0.dropFirst().prefix(8) }
        for log in self.logs {
            if let objection = Self.objection(in: log) { falseObjections.append(objection) }
        }
    }

    /// Alters one of the logs, folds it twice and reads the states.
    public mutating func play(seed: UInt64) {
        guard !logs.isEmpty else { return }
        var alteration = LogAlteration(seed: seed, others: others)
        let log = alteration.altered(logs[Int(seed % UInt64(logs.count))])
        logCount += 1
        fold(log, isChecked: true)
        fold(log, isChecked: false)
    }

    private mutating func fold(_ log: [LogAlteration.Entry], isChecked: Bool) {
        var state: RunState?
        for entry in log {
            let event: Event
            do {
                event = try Event(record: EventCatalog.current.upcast(entry.record))
            } catch {
                // A reader puts the run aside here; without the check the rest is folded all the same.
                if isChecked {
                    unreadableCount += 1
                    break
                }
                continue
            }
            if isChecked, Self.objection(to: event, in: entry.context, after: state) != nil {
                objectedCount += 1
                break
            }
            if state == nil {
                state = RunState(first: event, in: entry.context)
            } else {
                state?.apply(event, in: entry.context)
            }
            eventCount += 1
        }
        guard let state else { return }
        Self.readEverything(of: state)
        if isChecked, !Self.canBeReadBack(state) { brokenStateCount += 1 }
    }

    private static func objection(
        to event: Event, in context: EventContext, after state: RunState?
    ) -> String? {
        state.map { $0.objection(to: event, in: context) } ?? RunState.objection(toFirst: event)
    }

    /// Everything that readers and owners ask of a state, and every decision that follows by itself.
    private static func readEverything(of state: RunState) {
        _ = state.json.encodedBytes()
        _ = state.obligations
        _ = state.summary
        _ = state.upcomingAsks
        for gate in state.gates { _ = state.summary(of: gate.id) }
        let allowed = AllowedInterventions(in: state)
        _ = allowed.ofRun
        for index in state.steps.indices {
            _ = allowed.onStep(at: index)
            if let key = state.steps[index].workingKey { _ = state.action(of: key) }
        }
        let later = state.updatedAt.adding(seconds: 1)
        let commands: [Command] = [.advance, .expireGates, .adopt(state.epoch.next, owner: "next"), .undo()]
        for command in commands {
            let context = DecisionContext(time: later, actor: .engine, epoch: state.epoch)
            do {
                _ = try state.decide(command, in: context)
            } catch {
                // A refusal is an answer too.
                continue
            }
        }
    }

    private static func canBeReadBack(_ state: RunState) -> Bool {
        do {
            return try RunState(json: JSON(parsing: state.json.encodedBytes())) == state
        } catch {
            return false
        }
    }

    private static func entry(_ stored: StoredEvent) -> LogAlteration.Entry? {
        guard stored.form == .whole else { return nil }
        do {
            return LogAlteration.Entry(
                record: EventRecord(
                    type: stored.type, version: stored.version, payload: try JSON(parsing: stored.body)),
                context: EventContext(
                    time: stored.time, actor: try Actor(json: JSON(parsing: stored.actor))))
        } catch {
            return nil
        }
    }

    private static func objection(in log: [LogAlteration.Entry]) -> String? {
        var state: RunState?
        for entry in log {
            do {
                let event = try Event(record: EventCatalog.current.upcast(entry.record))
                if let objection = objection(to: event, in: entry.context, after: state) {
                    return "\(entry.record.type): \(objection)"
                }
                if state == nil {
                    state = RunState(first: event, in: entry.context)
                } else {
                    state?.apply(event, in: entry.context)
                }
            } catch {
                return "\(entry.record.type): \(error)"
            }
        }
        return nil
    }
}
