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
        let movable = owners[index].flights.filter { !$0.isPaused }
        try end(generator.pick(movable), at: index)
    }

    /// Something in flight comes to its end, and its owner reports it.
    mutating func end(_ flight: OwnerProcess.Flight, at index: Int) throws(Violation) {
        owners[index].flights.removeAll { $0.key == flight.key }
        owners[index].machine.ended(flight.key)
        switch flight.key {
        case .attempt(let key):
            let report = report(on: flight)
            note("\(owners[index].name): \(key.step) attempt \(key.number) ends: \(report.word)")
            if mutant == .usesAbandonedReports { try forceReport(of: key, report) }
            let name = owners[index].name
            try carryOut(.report(key, report), at: index)
            // The same end is told twice now and then; by then the attempt has ended.
            guard generator.happens(percent: 5), owners.indices.contains(index), owners[index].name == name
            else { return }
            mark(.endReportedTwice)
            try carryOut(.report(key, report), at: index)
        case .compensation(let step, let number, let epoch):
            // Few seeds get here, so undoing fails more often than doing.
            let percent = max(temper.failurePercent, 50)
            let failure = isSettling ? nil : failure(of: flight, percent: percent)
            note("\(owners[index].name): undoing \(step) ends: \(failure?.kind.rawValue ?? "done")")
            if failure != nil { mark(.compensationFailed) }
            let command = Command.reportCompensation(
                step, number: number, epoch, failure, transcript: nil)
            try carryOut(command, at: index)
        }
    }

    private mutating func report(on flight: OwnerProcess.Flight) -> AttemptReport {
        if flight.isForgone {
            let failure = AttemptFailure(kind: .permanent, message: "It was not begun.")
            return .failed(failure, cost: nil, transcript: nil)
        }
        let percent = isSettling ? 0 : temper.failurePercent
        if let failure = failure(of: flight, percent: percent) {
            let cost = generator.happens(percent: 30) ? Double(generator.below(3)) : nil
            return .failed(failure, cost: cost, transcript: nil)
        }
        let percentOfQuestions = flight.action.kind == .human ? 60 : temper.questionPercent
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
            AttemptFailure.Kind.transient, .transient, .permanent, .uncertain, .timedOut,
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
