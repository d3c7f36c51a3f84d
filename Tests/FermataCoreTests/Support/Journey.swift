import Testing

@testable import FermataCore

/// Runs that go where a random walk rarely comes.
enum Journey {
    static var all: [Scenario] {
        [
            takingDefaults(), rollingBackTwice(), needingMore { $0.asks("it") },
            needingMore { $0.fails("it") }, goingBackWhileAsked(), rejectingByDefault(),
            confirmingAnUndoing(), answeringAfterAnUndo(), supplyingAnAnswer(),
            goingBackWithAnEffect { $0.asks("it") }, goingBackWithAnEffect { $0.fails("it") },
            goingBackWithAnEffect { $0.when(.skip("it", includingDependents: false, reason: "")) },
        ]
    }

    /// Nobody answers, and the defaults approve a result and answer a question.
    private static func takingDefaults() -> Scenario {
        var run = Scenario(
            .of(step("it", approval: .required), step("after", needs: ["it"]))
                .gate(.reviewResult, after: 60, default: .approve)
                .gate(.question, after: 60, default: .answer("the usual")))
        run.asks("it")
        run.wait(seconds: 60)
        run.when(.expireGates, by: .engine)
        run.completes("it")
        run.wait(seconds: 60)
        run.when(.expireGates, by: .engine)
        return run
    }

    /// A step that has begun once waits for what is worked on anew, while an effect before it is undone.
    private static func rollingBackTwice() -> Scenario {
        var run = Scenario(
            .of(
                step("tag", effect: .external, undo: "untag"), step("first"),
                step("it", needs: ["tag", "first"]), step("wait")))
        run.completes("tag", "first", "it")
        run.when(.rollBack("first", instructions: nil, accepting: []))
        run.when(.rollBack("tag", instructions: nil, accepting: []))
        return run
    }

    /// A step is given another need while it waits for a person.
    private static func needingMore(_ leadUp: (inout Scenario) -> Void) -> Scenario {
        var run = Scenario(.of(step("it"), step("wait")))
        leadUp(&run)
        run.editsPlan { $0[0].needs = ["wait"] }
        return run
    }

    /// What an agent that asks rests on is rolled back.
    private static func goingBackWhileAsked() -> Scenario {
        var run = Scenario(.of(step("first"), step("it", needs: ["first"])))
        run.completes("first")
        run.asks("it")
        run.when(.rollBack("first", instructions: nil, accepting: []))
        return run
    }

    /// What needs a step whose effect must be undone first is taken back with it.
    private static func goingBackWithAnEffect(_ leadUp: (inout Scenario) -> Void) -> Scenario {
        var run = Scenario(
            .of(
                step("tag", effect: .external, undo: "untag"), step("it", needs: ["tag"]),
                step("wait")))
        run.completes("tag")
        leadUp(&run)
        run.when(.rollBack("tag", instructions: nil, accepting: []))
        return run
    }

    /// Somebody who may not approve supplies what an agent asked a person for.
    private static func supplyingAnAnswer() -> Scenario {
        var run = Scenario(.of(step("it"), step("wait")))
        run.asks("it")
        let olga = Actor(kind: .person, name: "olga", authentication: "token", role: .operator)
        run.when(.takeOver("it", outputs: .object([])), by: olga)
        run.editsPlan { $0.append(step("more", needs: ["wait"], approval: .required)) }
        run.when(.takeOver("more", outputs: .object([])), by: olga)
        return run
    }

    /// Nobody approves a result in time, and the declared default rejects it.
    private static func rejectingByDefault() -> Scenario {
        var run = Scenario(
            .of(step("it", approval: .required)).gate(.reviewResult, after: 60, default: .reject))
        run.completes("it")
        run.wait(seconds: 60)
        run.when(.expireGates, by: .engine)
        return run
    }

    /// An undoing fails, and a person says that it is undone all the same.
    private static func confirmingAnUndoing() -> Scenario {
        var run = Scenario(
            .of(step("first"), step("tag", needs: ["first"], effect: .external, undo: "untag"), step("wait")))
        run.completes("first", "tag")
        run.when(.rollBack("first", instructions: nil, accepting: []))
        run.undoes("tag", failing: AttemptFailure(kind: .permanent, message: "No such tag."))
        run.answers("yes", on: "tag")
        return run
    }

    /// What a step needs is taken back while somebody is asked whether it happened.
    private static func answeringAfterAnUndo() -> Scenario {
        var run = Scenario(
            .of(step("wait"), step("first", needs: ["wait"]), step("last", effect: .external)))
        run.fails("last", .timedOut)
        run.editsPlan { $0[2].needs = ["first"] }
        run.when(.takeOver("first", outputs: .object([])))
        run.when(.undo())
        run.answers("no", on: "last")
        return run
    }
}
