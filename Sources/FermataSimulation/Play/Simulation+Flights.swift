import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    mutating func endSomeFlight() throws(Violation) {
        let candidates = owners.indices.filter { owner in owners[owner].flights.contains { !$0.isPaused } }
        guard let index = generator.pickAny(candidates) else {
            try wakeSomeOwner()
            return
        }
        try endSomeFlight(of: owners[index].id)
    }

    mutating func endSomeFlight(of id: Int) throws(Violation) {
        guard let index = index(of: id),
            let flight = generator.pickAny(owners[index].flights.filter { !$0.isPaused })
        else { return }
        try end(flight, of: id, index)
    }

    /// Something in flight comes to its end, and its owner is told.
    private mutating func end(_ flight: OwnerProcess.Flight, of id: Int, _ index: Int) throws(Violation) {
        owners[index].flights.removeAll { $0.key == flight.key }
        if !isCalm, generator.happens(percent: 6) {
            // Just as it ends, somebody abandons it from elsewhere, and nobody here knows.
            mark(.abandonedAtItsEnd)
            let person = generator.below(people.count)
            people[person].screen.catchUp(with: log)
            try performAlone(abandonment(of: flight.key.step), at: person)
        }
        guard let index = self.index(of: id) else { return }
        if owners[index].request != nil { mark(.endWhileBlocked) }
        let command: Command
        switch flight.key {
        case .attempt(let key):
            let report = report(on: flight)
            note("\(owners[index].name): \(key.step) attempt \(key.number) ends: \(report.word)")
            if mutant == .usesAbandonedReports, !isSettling { try forceReport(of: key, report) }
            command = .report(key, report)
            if witness?.state[key.step]?.workingKey != key { mark(.lateReportRefused) }
        case .compensation(let key):
            // Few seeds get here, so undoing fails more often than doing.
            let percent = max(temper.failurePercent, 50)
            let failure = isSettling ? nil : failure(of: flight, percent: percent)
            note("\(owners[index].name): undoing \(key.step) ends: \(failure?.kind.rawValue ?? "done")")
            if failure != nil { mark(.compensationFailed) }
            command = .reportCompensation(key, failure, transcript: nil)
        }
        owners[index].run?.handle(.landed(RunMachine.Landing(flight.key, command)), at: now)
        try work(id)
        // The same end is told twice now and then; by then the attempt has ended.
        guard generator.happens(percent: 5), let index = self.index(of: id) else { return }
        mark(.endReportedTwice)
        owners[index].run?.handle(.landed(RunMachine.Landing(flight.key, command)), at: now)
        try work(id)
    }

    private mutating func abandonment(of step: StepID) -> Command {
        switch generator.below(3) {
        case 0: .skip(step, includingDependents: false, reason: "Not needed.")
        case 1: .takeOver(step, outputs: .record(("value", "by hand")))
        default: .redirect(step, instructions: "No, like that.")
        }
    }

    private mutating func report(on flight: OwnerProcess.Flight) -> AttemptReport {
        let percent = isSettling ? 0 : temper.failurePercent
        if let failure = failure(of: flight, percent: percent) {
            let cost = generator.happens(percent: 30) ? Double(generator.below(3)) : nil
            return .failed(failure, cost: cost, transcript: nil)
        }
        let percentOfQuestions = flight.action.agentKind == .human ? 60 : temper.questionPercent
        if !isSettling, generator.happens(percent: percentOfQuestions) {
            let options = generator.happens(percent: 50) ? ["left", "right"] : []
            return .suspended(
                Question(text: "Which way?", options: options),
                memento: .record(("place", .integer(Int64(generator.below(9))))), assessment(),
                transcript: nil)
        }
        return .completed(outputs: outputs(), assessment(), transcript: nil)
    }

    private mutating func outputs() -> JSON {
        if generator.happens(percent: 10) { return .object([]) }
        if generator.happens(percent: 1) {
            // Larger than what a log keeps in an event itself.
            mark(.largeOutputs)
            let count = Append.maximumBodyLength / 8 + 1
            return .record(("value", .string(String(repeating: "too long", count: count))))
        }
        return .record(("value", .string("v\(generator.below(1000))")))
    }

    private mutating func assessment() -> Assessment {
        Assessment(
            uncertainty: generator.happens(percent: 60) ? Double(generator.below(11)) / 10 : nil,
            cost: generator.happens(percent: 40) ? Double(generator.below(4)) : nil)
    }

    private mutating func failure(of flight: OwnerProcess.Flight, percent: Int) -> AttemptFailure? {
        if flight.isEnding, generator.happens(percent: 80) {
            return AttemptFailure(kind: .cancelled, message: "It was ended.")
        }
        guard generator.happens(percent: percent) else { return nil }
        let kind = generator.pick([
            AttemptFailure.Kind.transient, .transient, .permanent, .uncertain, .timedOut, .notBegun,
        ])
        return AttemptFailure(kind: kind, message: "It went wrong.")
    }
}

extension AttemptReport {
    /// The word for it in the schedule.
    var word: String {
        switch self {
        case .completed: "completed"
        case .failed(let failure, _, _): failure.kind.rawValue
        case .suspended: "suspended"
        }
    }
}
