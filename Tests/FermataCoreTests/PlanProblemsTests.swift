import FermataCore
import Testing

@Suite("Problems of plans")
struct PlanProblemsTests {
    private static func id(_ name: String) throws -> StepID { try #require(StepID(name)) }

    private static func step(_ name: String, needs: [String] = []) throws -> PlanStep {
        PlanStep(
            id: try id(name), agent: "shell", needs: try needs.map(id), run: "true")
    }

    /// A playbook of three steps in a row without any problem.
    private static func playbook() throws -> Playbook {
        let shell = AgentDeclaration(id: "shell", kind: .command)
        let person = AgentDeclaration(id: "person", kind: .human)
        return Playbook(
            name: "X", inputs: [InputDeclaration(name: "branch")], agents: [shell, person],
            plan: Plan(steps: [
                try step("one"), try step("two", needs: ["one"]), try step("three", needs: ["two"]),
            ]))
    }

    /// What is said after a change to the playbook.
    private func problems(_ change: (inout Playbook) throws -> Void) throws -> [String] {
        var playbook = try Self.playbook()
        try change(&playbook)
        return playbook.plan.problems(in: playbook).map(\.description)
    }

    @Test("A sound plan has none")
    func sound() throws {
        #expect(try problems { _ in } == [])
    }

    @Test("A plan has at least one step and at most ten thousand")
    func count() throws {
        #expect(try problems { $0.plan.steps = [] } == ["the plan has no step"])
        let many = try (0...Plan.maximumStepCount).map { try Self.step("s\($0)") }
        #expect(
            try problems { $0.plan.steps = many } == ["the plan has 10001 steps; at most 10000 are allowed"])
        #expect(try problems { $0.plan.steps = Array(many.dropLast()) } == [])
    }

    @Test("Names are used once")
    func duplicates() throws {
        #expect(try problems { $0.plan.steps.append(try Self.step("one")) } == ["two steps are named `one`"])
    }

    @Test("Needs exist, are other steps, and are named once")
    func needs() throws {
        #expect(
            try problems { $0.plan.steps[2].needs = [try Self.id("tow")] }
                == ["step `three` needs `tow`, which is no step of the plan; did you mean `two`?"])
        #expect(
            try problems { $0.plan.steps[0].needs = [try Self.id("one")] } == ["step `one` needs itself"])
        #expect(
            try problems { $0.plan.steps[1].needs.append(try Self.id("one")) } == [
                "step `two` needs `one` twice"
            ])
    }

    @Test("A circle is told with the names along it")
    func cycle() throws {
        #expect(
            try problems { $0.plan.steps[0].needs = [try Self.id("three")] }
                == ["steps need each other in a circle: one → three → two → one"])
    }

    @Test("Agents are declared, and are told what to do")
    func agents() throws {
        #expect(
            try problems { $0.plan.steps[0].agent = "shel" }
                == ["step `one` is given to `shel`, which is no declared agent; did you mean `shell`?"])
        #expect(try problems { $0.plan.steps[0].run = nil } == ["step `one` needs `run`: the command to run"])
        #expect(
            try problems {
                $0.plan.steps[0].agent = "person"
                $0.plan.steps[0].run = ""
            } == ["step `one` needs `run`: the question to the person"])
    }

    @Test("Figures stay in their ranges", arguments: [(0, 1), (20, 2_592_000)])
    func ranges(retries: Int, seconds: Int) throws {
        #expect(
            try problems {
                $0.plan.steps[0].retries = retries
                $0.plan.steps[0].timeoutSeconds = seconds
            } == [])
        let beyond = retries == 0 ? (-1, 0) : (21, 2_592_001)
        #expect(
            try problems {
                $0.plan.steps[0].retries = beyond.0
                $0.plan.steps[0].timeoutSeconds = beyond.1
            } == [
                "step `one` has \(beyond.0) retries; 0 to 20 are allowed",
                "step `one` has a timeout of \(beyond.1) seconds; 1 second to 30 days are allowed",
            ])
    }

    @Test("Only external effects are undone")
    func undo() throws {
        let said = "step `one` has `undo` but no external effect: add `effect: external` or leave it out"
        #expect(try problems { $0.plan.steps[0].undo = "x" } == [said])
        #expect(
            try problems {
                $0.plan.steps[0].undo = "x"
                $0.plan.steps[0].effect = .external
            } == [])
    }

    @Test("`with` is an object and `env` one of texts")
    func shapes() throws {
        #expect(
            try problems {
                $0.plan.steps[0].with = .array([])
                $0.plan.steps[0].env = .record(("A", 1))
            } == [
                "`with` of step `one` is not what it should be: an object was expected",
                "`env` of step `one` is not what it should be: an object of texts was expected",
            ])
    }

    @Test("Commands hold no expressions, escaped or not", arguments: ["${{ run.id }}", "x $${{ y"])
    func commands(text: String) throws {
        let said = try problems {
            $0.plan.steps[0].run = text
            $0.plan.steps[0].effect = .external
            $0.plan.steps[0].undo = text
        }
        #expect(said.count == 2)
        #expect(said[0].hasPrefix("`run` of step `one` holds an expression"))
        #expect(said[1].hasPrefix("`undo` of step `one` holds an expression"))
    }

    @Test("Expressions refer to inputs that are declared and steps that have ended by then")
    func expressions() throws {
        func said(_ text: String, inStep index: Int) throws -> [String] {
            try problems { $0.plan.steps[index].with = .record(("a", .array([.string(text)]))) }
        }
        #expect(try said("${{ inputs.branch }} ${{ run.id }} ${{ run.title }}", inStep: 0) == [])
        #expect(try said("${{ steps.one.outputs.text }} ${{ steps.two.outcome }}", inStep: 2) == [])
        #expect(
            try said("${{ inputs.branhc }}", inStep: 0) == [
                "`with` of step `one` refers to the input `branhc`, which is not declared; "
                    + "did you mean `branch`?"
            ])
        #expect(
            try said("${{ steps.tree.outcome }}", inStep: 0) == [
                "`with` of step `one` refers to `tree`, which is no step of the plan; did you mean `three`?"
            ])
        for name in ["two", "three"] {
            #expect(
                try said("${{ steps.\(name).outcome }}", inStep: 1) == [
                    "`with` of step `two` refers to `\(name)`, which need not have ended by then: "
                        + "add it to `needs`"
                ])
        }
        #expect(
            try said("${{ oops }}", inStep: 0).first?.hasPrefix("`with` of step `one`: the expression")
                == true)
    }

    @Test("The synthesis refers to steps of the plan, any of them")
    func synthesis() throws {
        func said(_ text: String) throws -> [String] {
            try problems { $0.synthesis = SynthesisTemplate(parts: [.init(title: "T", text: text)]) }
        }
        #expect(try said("${{ steps.three.outputs.text }}") == [])
        #expect(
            try said("${{ steps.fuor.outputs.text }}")
                == ["part 1 of the synthesis refers to `fuor`, which is no step of the plan"])
        #expect(try said("${{ steps").first?.contains("the closing `}}` is missing") == true)
    }

    @Test("Breakpoints name steps of the plan, once each")
    func breakpoints() throws {
        #expect(
            try problems { $0.breakpoints = [Breakpoint(step: try Self.id("on"))] }
                == ["a breakpoint names `on`, which is no step of the plan; did you mean `one`?"])
        #expect(
            try problems { $0.breakpoints = Array(repeating: Breakpoint(step: try Self.id("one")), count: 2) }
                == ["two breakpoints name the step `one`"])
    }

    @Test("A problem says where it lies")
    func sites() throws {
        var playbook = try Self.playbook()
        playbook.plan.steps[0].retries = -1
        playbook.plan.steps[1].needs = [try Self.id("nowhere")]
        let sites = playbook.plan.problems(in: playbook).map(\.site)
        #expect(
            sites == [
                .field(try Self.id("one"), "retries"),
                .need(try Self.id("two"), needed: try Self.id("nowhere")),
            ])
    }

    @Test("Ten thousand steps that refer to far ancestors are checked exactly")
    func ancestors() throws {
        var playbook = try Self.playbook()
        playbook.plan.steps = try (0..<10_000).map { number in
            var step = try Self.step("s\(number)", needs: number == 0 ? [] : ["s\(number - 1)"])
            if number > 0 { step.with = .record(("first", "${{ steps.s0.outcome }}")) }
            return step
        }
        #expect(playbook.plan.problems(in: playbook) == [])
        playbook.plan.steps[5_000].needs = []
        #expect(playbook.plan.problems(in: playbook).count == 5_000)
    }
}
