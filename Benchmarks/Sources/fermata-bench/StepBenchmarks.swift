import FermataCore
import FermataRuntime
import Synchronization

/// Sequential and parallel no-op steps, each durable before the next one starts.
enum StepBenchmarks {
    static let stepCount = 100
    static let runCount = 64
    static let repetitions = 9

    static func sequential() async throws {
        print("\n2. One run of \(stepCount) sequential no-op steps, durable after each")
        var wallRatios: [Double] = []
        var processor: [Double] = []
        var bareProcessor: [Double] = []
        var walls: [Double] = []
        for repetition in 0..<repetitions {
            let invocations = InvocationCount(awaiting: stepCount)
            let fixture = try Fixture { _ in invocations.add() }
            let bare = try BareCommits(directory: fixture.directory)
            defer { bare.close() }
            let created = try Fixture.created(try Fixture.chain(stepCount), repetition)
            let engineTask = Task { await fixture.engine.run() }
            _ = try await fixture.engine.create(created, by: Fixture.actor)
            // Half of the bare commits before and half after: the disk's pace changes from moment to moment.
            let before = try await Measurement.of { try bare.commit(stepCount / 2) }
            let steps = try await Measurement.of {
                try await fixture.engine.carryOut(created.run)
                await invocations.reached()
                try await fixture.finish()
            }
            let after = try await Measurement.of { try bare.commit(stepCount / 2) }
            engineTask.cancel()
            await engineTask.value
            wallRatios.append(steps.wallSeconds / (before.wallSeconds + after.wallSeconds))
            walls.append(steps.wallSeconds)
            processor.append(steps.processorSeconds / Double(stepCount) * 1000)
            bareProcessor.append(
                (before.processorSeconds + after.processorSeconds) / Double(stepCount) * 1000)
        }
        print(
            "   CPU a step: \(digits(processor.median, 3)) ms (target at most 0.1); of a bare commit:"
                + " \(digits(bareProcessor.median, 3)) ms")
        print(
            "   time: \(digits(walls.median * 1000, 1)) ms, \(digits(wallRatios.median)) × as long as"
                + " \(stepCount) bare commits (target at most 1.3)")
    }

    static func parallel() async throws {
        print("\n3. \(runCount) such runs at once, sharing commits")
        var rates: [Double] = []
        var bareRates: [Double] = []
        for repetition in 0..<5 {
            let invocations = InvocationCount(awaiting: runCount * stepCount)
            let fixture = try Fixture { _ in invocations.add() }
            let bare = try BareCommits(directory: fixture.directory)
            defer { bare.close() }
            let playbook = try Fixture.chain(stepCount)
            let engineTask = Task { await fixture.engine.run() }
            var runs: [RunID] = []
            for number in 0..<runCount {
                let created = try Fixture.created(playbook, repetition * runCount + number)
                _ = try await fixture.engine.create(created, by: Fixture.actor)
                runs.append(created.run)
            }
            let floor = try await Measurement.of { try bare.commit(stepCount) }
            let steps = try await Measurement.of {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for run in runs {
                        group.addTask { try await fixture.engine.carryOut(run) }
                    }
                    try await group.waitForAll()
                }
                await invocations.reached()
                try await fixture.finish()
            }
            engineTask.cancel()
            await engineTask.value
            rates.append(Double(runCount * stepCount) / steps.wallSeconds)
            bareRates.append(Double(stepCount) / floor.wallSeconds)
        }
        print(
            "   \(Int(rates.median)) steps/s (target at least 5000); bare commits one by one:"
                + " \(Int(bareRates.median))/s")
    }
}
