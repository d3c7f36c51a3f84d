import FermataSimulation
import Testing

@Suite("Bugs that are built in on purpose")
struct MutantTests {
    /// Every mutant must be found within that many seeds.
    private static let seedCount: UInt64 = 700

    /// The invariants that a mutant may be found by; each of them is one that it really breaks.
    private static let breaks: [Mutant: Set<Invariant>] = [
        .blindToHolds: [.holdsHold],
        .blindToStop: [.endIsEnd, .gateEndsOnce],
        .blindToEnd: [.endIsEnd],
        .blindToLimits: [.withinLimits],
        .blindToNeeds: [.needsEnded],
        .blindToClosedGates: [.gateEndsOnce],
        .blindToDigests: [.verdictIsBound],
        .blindToCompensations: [.compensationFirst],
        .repeatsUnknownEffects: [.noSilentEffect],
        .expiresEarly: [.gateEndsOnce],
        .ignoresEpochs: [.oneOwner, .noRepetition],
        .launchesBeforeAppending: [.nothingUndecided],
        .executesOtherAction: [.nothingUndecided],
        .usesAbandonedReports: [.endedNeverAppends],
        .repeatsEndedSteps: [.noRepetition],
        .keepsWrongSnapshots: [.snapshotIsFold],
        .skipsPolicy: [.nothingUndecided],
        .blindToBudget: [.nothingUndecided],
        .blindToChanges: [.nothingUndecided],
        .blindToRoles: [.rolesHold],
        .letsYesStartTwice: [.verdictOnce],
        .retriesExternalEffects: [.noSilentEffect],
        .forgetsEffects: [.compensationFirst],
        .letsYesStartOther: [.verdictIsBound],
        .undoesAsPlanned: [.nothingUndecided],
        .takesSilenceForConsent: [.nothingUndecided],
        .blindToBreakpoints: [.nothingUndecided],
        .believesChangedSnapshots: [.snapshotIsFold],
        .believesStaleState: [.noRepetition, .nothingUndecided],
        .launchesBeforeAdoption: [.oneOwner, .noRepetition],
        .dropsWakeOnBusy: [.neverStuck],
        .diesOnBusyDeadline: [.workGoesOn],
        .losesWakes: [.neverStuck],
    ]

    @Test("The auditor finds every mutant, and for the right reason", arguments: Mutant.allCases)
    func auditorFinds(mutant: Mutant) throws {
        let expected = try #require(Self.breaks[mutant])
        var others: Set<Invariant> = []
        for seed in 1...Self.seedCount {
            guard let violation = Simulation.play(seed: seed, mutant: mutant).violation else { continue }
            if expected.contains(violation.invariant) { return }
            others.insert(violation.invariant)
        }
        Issue.record("\(mutant.rawValue) was not found in \(Self.seedCount) seeds, only by \(others)")
    }

    @Test("The fewest rounds that show a violation are no more than the seed has")
    func fewestRounds() throws {
        let mutant = Mutant.executesOtherAction
        let seed = try #require((1...50).first { Simulation.play(seed: $0, mutant: mutant).violation != nil })
        let invariant = try #require(Simulation.play(seed: seed, mutant: mutant).violation?.invariant)
        let rounds = try #require(
            Simulation.fewestRounds(violating: invariant, seed: seed, mutant: mutant))
        let shortened = Simulation.play(seed: seed, mutant: mutant, roundLimit: rounds)
        #expect(shortened.violation?.invariant == invariant)
        if rounds > 0 {
            let shorter = Simulation.play(seed: seed, mutant: mutant, roundLimit: rounds - 1)
            #expect(shorter.violation?.invariant != invariant)
        }
    }
}
