import Testing

@testable import FermataCore

/// That nothing happens which `docs/state-machine.md` does not show is checked by every scenario; here it is
/// checked that everything it shows happens.
@Suite("The drawing of the state machine")
struct StateMachineTests {
    private let page: StateMachinePage

    init() throws {
        page = try StateMachinePage.current.get()
    }

    @Test("The drawings and the tables show the same arrows", arguments: [Transition.Machine.run, .step])
    func drawingAndTable(machine: Transition.Machine) throws {
        let drawn = try #require(page.drawn[machine])
        let listed = try #require(page.listed[machine])
        #expect(drawn.subtracting(listed.keys).sorted() == [])
        #expect(Set(listed.keys).subtracting(drawn).sorted() == [])
    }

    @Test("Every arrow is gone along, for every event that is said to cause it")
    func everyArrowHappens() throws {
        var found: Set<Transition> = []
        for seed in 1...400 {
            var wanderer = Wanderer(seed: UInt64(seed))
            found.formUnion(wanderer.transitions(commandCount: 50))
        }
        for situation in Situation.all {
            for (_, command) in situation.commands {
                var run = situation.run
                run.tries(command, by: .ada)
                found.formUnion(run.transitions)
            }
        }
        for journey in Journey.all { found.formUnion(journey.transitions) }
        for (machine, arrows) in page.listed {
            for (arrow, causes) in arrows {
                for cause in causes.sorted() {
                    let happens = found.contains {
                        $0.machine == machine && $0.arrow == arrow && $0.cause.rawValue == cause
                    }
                    #expect(happens, "\(machine): \(arrow) by \(cause) does not happen")
                }
            }
        }
        for transition in found.sorted() {
            #expect(
                page.shows(transition), "\(transition.arrow) by \(transition.cause.rawValue) is not shown")
        }
    }

    @Test("A phase is drawn exactly when there is one")
    func everyPhaseIsDrawn() throws {
        let drawn = try #require(page.drawn[.run])
        let phases = Set(drawn.flatMap { $0.split(separator: " ").map(String.init) }).subtracting(["-->"])
        #expect(phases == Set(RunPhase.allCases.map(\.rawValue)))
    }
}
