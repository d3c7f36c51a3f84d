/// Playbooks of the scenes.
enum ScenePlaybooks {
    /// Steps that fork and join, one of which changes the world; asks before the plan is carried out.
    static let release = """
        name: Release
        autonomy: guided
        budget: 5
        agents:
          shell: {kind: command}
          person: {kind: human}
        gates:
          afterPlanning: {timeout: 10m, onTimeout: approve}
          beforeCriticalAction: {timeout: 2m, onTimeout: skip}
        breakpoints: [build]
        steps:
          clone: {name: Clone the repository, agent: shell, run: git clone . /tmp/clone, effect: workspace}
          changes: {name: List the changes, agent: shell, needs: clone, run: git log}
          build: {name: Build it, agent: shell, needs: clone, run: make, retries: 0}
          publish:
            name: Publish it
            agent: shell
            needs: [changes, build]
            effect: external
            impact: high
            env: {TARGET: production}
            run: |
              make package
              make publish TO="$TARGET"
        synthesis:
          - title: Contents
            text: "${{ steps.changes.outputs.text }}"
        """

    /// Two steps side by side that ask nobody before they start.
    static let pair = """
        name: Pair
        autonomy: supervised
        agents:
          shell: {kind: command}
        steps:
          left: {name: Left, agent: shell, run: make left}
          right: {name: Right, agent: shell, run: make right}
        """

    /// One step with an effect that asks before it starts, and asks what is not declared.
    static let single = """
        name: Single
        autonomy: supervised
        agents:
          shell: {kind: command}
        gates:
          beforeCriticalAction: {on: true}
        steps:
          deploy: {name: Deploy, agent: shell, run: ./deploy, effect: external, undo: ./undeploy}
          check: {name: Check, agent: shell, needs: deploy, run: ./check}
        """

    /// One step that a rule forbids.
    static let forbidden = """
        name: Forbidden
        autonomy: supervised
        agents:
          shell: {kind: command}
        forbid:
          - {impact: high, reason: Nothing risky on a Friday.}
        steps:
          deploy: {agent: shell, run: ./deploy, effect: external, impact: high, undo: ./undeploy}
        """

    /// One step whose action says everything that it can.
    static let everything = """
        name: Everything
        autonomy: guided
        inputs:
          tag: {default: v1.2.0}
        agents:
          shell: {kind: command, shell: [bash, -c]}
        gates:
          afterPlanning: off
        steps:
          deploy:
            agent: shell
            run: ./deploy
            with: {where: "over there"}
            env: {TARGET: production}
            effect: external
            undo: ./undeploy
            approval: required
            timeout: 90s
            retries: 3
            idempotent: true
            onFailure: stop
        """

    /// Many steps in lanes of ten.
    static func wide(stepCount: Int) -> String {
        let steps = (1...stepCount).map { number in
            let needs = number > 10 ? ", needs: step-\(number - 10)" : ""
            return "  step-\(number): {name: Work on part \(number), agent: shell, run: make part\(needs)}"
        }
        return """
            name: Many parts
            autonomy: supervised
            concurrency: 4
            agents:
              shell: {kind: command}
            steps:
            \(steps.joined(separator: "\n"))
            """
    }
}
