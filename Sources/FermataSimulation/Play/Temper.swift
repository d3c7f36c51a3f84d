/// What kind of a day it is: how often what goes wrong. It differs from seed to seed, so that some runs see
/// nothing but crashes, some nothing but people, and some hardly anything.
struct Temper {
    /// What can happen next.
    enum Move {
        case flightEnds
        case personWishes
        case ownerWakes
        case timePasses
        case ownerDies
        case ownerArrives
        case snapshotIsKept
        case journalFails
        case answerComes
        case everythingCalmsDown
    }

    let roundCount: Int
    let moves: [(weight: Int, item: Move)]
    /// In a hundred appends of an owner, so many are its last deed.
    let crashPercent: Int
    /// How often the journal is locked, full or broken for some time.
    let outageWeight: Int
    /// In a hundred operations of the journal, so many fail.
    let faultPercent: Int
    /// In a hundred operations of the journal, so many are answered late.
    let blockPercent: Int
    /// In a hundred rounds, so many bring the news of what others have appended.
    let newsPercent: Int
    /// In a hundred deliveries of news, so many are lost.
    let lossPercent: Int
    /// Between a hundred deeds of a process, so many times somebody else acts.
    let disturbancePercent: Int
    /// In a hundred looks at the screen, so many are at an old one.
    let stalePercent: Int
    /// In a hundred wishes of people, so many are about open gates.
    let verdictPercent: Int
    /// In a hundred ends of an agent's work, so many are failures.
    let failurePercent: Int
    /// In a hundred ends of an agent's work, so many are questions.
    let questionPercent: Int
    /// In a hundred wishes, so many are to stop.
    let stopPercent: Int

    init(_ generator: inout SeededGenerator) {
        roundCount = generator.pick([20, 60, 100, 150, 200])
        let crashes = generator.pick([0, 0, 2, 6])
        outageWeight = generator.pick([0, 1, 2, 5])
        faultPercent = generator.pick([0, 0, 1, 4])
        blockPercent = generator.pick([0, 5, 25])
        newsPercent = generator.pick([20, 60, 90])
        lossPercent = generator.pick([0, 0, 20])
        disturbancePercent = generator.pick([0, 2, 8])
        moves = [
            (outageWeight, .journalFails), (12, .answerComes), (5, .everythingCalmsDown), (30, .flightEnds),
            (generator.pick([3, 10, 25, 50]), .personWishes), (20, .ownerWakes),
            (generator.pick([2, 10, 30]), .timePasses), (crashes, .ownerDies), (6, .ownerArrives),
            (3, .snapshotIsKept),
        ]
        crashPercent = crashes * 2
        stalePercent = generator.pick([0, 20, 60])
        verdictPercent = generator.pick([10, 40, 80])
        failurePercent = generator.pick([0, 10, 30, 60])
        questionPercent = generator.pick([0, 15, 40])
        stopPercent = generator.pick([0, 0, 1, 4])
    }
}
