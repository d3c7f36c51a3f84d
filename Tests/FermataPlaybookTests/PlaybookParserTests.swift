import FermataCore
import FermataPlaybook
import Testing

@Suite("Reading playbooks")
struct PlaybookParserTests {
    @Test("A playbook of three lines gets every default")
    func smallest() throws {
        let playbook = try PlaybookParser.parse(
            "name: Hello\nsteps:\n  greet: {run: echo hello}\n", file: "a.yaml")
        #expect(playbook.name == "Hello")
        #expect(playbook.autonomy == .guided)
        #expect(playbook.concurrency == 4)
        #expect(playbook.budget == nil)
        #expect(playbook.agents.map(\.id.rawValue) == ["shell"])
        #expect(playbook.agents.map(\.kind) == [.command])
        let step = try #require(playbook.plan.steps.first)
        #expect(step.id.rawValue == "greet")
        #expect(step.run == "echo hello")
        #expect(step.json == .record(("id", "greet"), ("agent", "shell"), ("run", "echo hello")))
    }

    private static let everything = """
        name: Release gate
        description: All of it
        autonomy: supervised
        concurrency: 7
        budget: 2.5
        inputs:
          repository: {type: path, default: ".", description: Where}
          count: {type: number, default: 3}
          kind: {type: choice, options: [a, b], default: b}
          note: {required: false}
          must: {required: true}
        agents:
          shell: {kind: command, shell: [bash, -eu, -c], concurrency: 2, autonomy: manual}
          maintainer: {kind: human}
        gates:
          afterPlanning: on
          beforeStart: off
          beforeCriticalAction: {on: true, timeout: 10m, onTimeout: approve}
          question: {timeout: 1h, onTimeout: {answer: "no"}}
        breakpoints: [build, {step: tag, level: guided, logOnly: true}]
        steps:
          build:
            name: Build it
            run: |
              make
              make check
            with: {list: [1, two, true, null], yes: on}
            env: {PORT: 8080, FLAG: on, TEXT: "${{ inputs.repository }}"}
            effect: workspace
            impact: medium
            approval: required
            timeout: 1h30m
            retries: 2
            onFailure: skip
          tag:
            needs: build
            run: git tag v1
            effect: external
            undo: git tag -d v1
            timeout: 45
          ask: {agent: maintainer, needs: [build, tag], run: All well}
        synthesis:
          - title: Result
            text: "${{ steps.build.outputs.text }}"
        """

    @Test("Every key arrives in the playbook")
    func everyKey() throws {
        let playbook = try PlaybookParser.parse(Self.everything, file: "a.yaml")
        #expect(playbook.autonomy == .supervised)
        #expect(playbook.concurrency == 7)
        #expect(playbook.budget == 2.5)
        #expect(playbook.inputs.map(\.kind) == [.path, .number, .choice, .string, .string])
        #expect(playbook.inputs.map(\.defaultValue) == [".", 3, "b", .null, nil])
        #expect(playbook.agents[0].shell == ["bash", "-eu", "-c"])
        #expect(playbook.agents[0].concurrency == 2)
        #expect(playbook.agents[0].autonomy == .manual)
        #expect(playbook.agents[1].kind == .human)
        #expect(playbook.gates[.afterPlanning] == GateSetting(isOn: true))
        #expect(playbook.gates[.beforeStart] == GateSetting(isOn: false))
        #expect(
            playbook.gates[.beforeCriticalAction]
                == GateSetting(isOn: true, timeoutSeconds: 600, onTimeout: .approve))
        #expect(playbook.gates[.question] == GateSetting(timeoutSeconds: 3600, onTimeout: .answer("no")))
        #expect(playbook.breakpoints.map(\.level) == [.always, .guided])
        #expect(playbook.breakpoints.map(\.logOnly) == [false, true])
        let build = playbook.plan.steps[0]
        #expect(build.run == "make\nmake check\n")
        #expect(build.with == .record(("list", .array([1, "two", true, .null])), ("yes", "on")))
        #expect(build.env == .record(("PORT", "8080"), ("FLAG", "on"), ("TEXT", "${{ inputs.repository }}")))
        #expect(build.timeoutSeconds == 5400)
        #expect(build.retries == 2)
        #expect(build.onFailure == .skip)
        #expect(build.approval == .required)
        #expect(playbook.plan.steps[1].needs.map(\.rawValue) == ["build"])
        #expect(playbook.plan.steps[1].undo == "git tag -d v1")
        #expect(playbook.plan.steps[2].agent.rawValue == "maintainer")
        #expect(playbook.plan.steps[1].timeoutSeconds == 45)
        #expect(playbook.synthesis?.parts.map(\.title) == ["Result"])
        #expect(try Playbook(json: playbook.json) == playbook)
    }
}
