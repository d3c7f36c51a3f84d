"""Commands about playbooks, gates with deadlines, and what the environment says: in this process alone."""

import json

PLAYBOOK = """\
    name: Small work
    agents:
      shell: {kind: command}
      person: {kind: human}
    steps:
      build: {agent: shell, run: "echo built"}
      choose: {agent: person, run: Which colour?, needs: build, with: {options: [red, blue]}}
      deploy: {agent: shell, run: "echo deployed", needs: choose, effect: external, approval: required}
"""


def refused(finished, words):
    assert finished.exit_code == 4, finished.story()
    assert words in finished.errors


def test_playbooks_are_validated_for_people_and_programs(run_cli, playbook):
    good = playbook(PLAYBOOK)
    validated = run_cli("playbook", "validate", good).expect_success()
    assert "valid: Small work, 3 steps, 2 agents" in validated.output
    assert json.loads(run_cli("playbook", "validate", good, "--json").output) == {"valid": True}
    wrong = playbook("name: Wrong\nsteps: {a: {needs: b, run: x}}\n", "wrong.yaml")
    told = run_cli("playbook", "validate", wrong)
    assert told.exit_code == 65 and "wrong.yaml:2:" in told.errors
    listed = run_cli("playbook", "validate", wrong, "--json")
    mistakes = json.loads(listed.output)
    assert listed.exit_code == 65 and mistakes["mistakes"][0]["line"] == 2
    assert run_cli("playbook", "validate", "nowhere.yaml").exit_code == 1


def test_the_schema_is_one_json_document(run_cli):
    assert "$schema" in json.loads(run_cli("playbook", "schema").expect_success().output)


def test_a_log_level_that_does_not_exist_is_told(run_cli):
    finished = run_cli("runs", additions={"FERMATA_LOG": "loud"}).expect_success()
    assert "FERMATA_LOG=loud is not used: it takes one of trace, debug" in finished.errors
    assert run_cli("runs", additions={"FERMATA_LOG": "error"}).expect_success().errors == ""


def test_a_gates_deadline_is_taken_away_and_given_back(run_cli, playbook):
    path = playbook("""\
        name: Timed
        autonomy: supervised
        agents:
          shell: {kind: command}
        gates:
          beforeStart: {on: true, timeout: 10m, onTimeout: stop}
        steps:
          only: {agent: shell, run: "true"}
        """)
    run = run_cli("run", path, "--detach").expect_success().output.strip()
    refused(run_cli("release", f"{run}.g1"), "Nobody took the deadline of gate g1 away")
    held = run_cli("hold", f"{run}.g1").expect_success().output
    assert f"Gate {run}.g1 waits without a deadline." in held
    assert "silence: It waits for you." in run_cli("show", run).expect_success().output
    assert json.loads(run_cli("inbox", "--json").expect_success().output).get("deadline") is None
    refused(run_cli("hold", "g1"), "has no deadline that could be taken away")
    assert "runs again" in run_cli("release", "g1").expect_success().output
    assert json.loads(run_cli("inbox", "--json").expect_success().output)["deadline"] > 0
    assert "the run is stopped" in run_cli("show", run).expect_success().output
