"""A run goes on in one process while others look, decide and intervene: they meet in the journal."""

import json
import os
import signal

import pytest

from places import both_ways

# Every step that waits ends when the test makes a file, so that nothing depends on time.
PLAYBOOK = """\
    name: Live work
    autonomy: supervised
    agents:
      shell: {kind: command}
      other: {kind: command}
    steps:
      wait:
        agent: shell
        run: |
          echo waiting
          while [ ! -e go ]; do sleep 0.05; done
          echo "$(cat go)"
      after: {agent: other, run: "echo after", needs: wait}
      undoable: {agent: other, run: "echo done", needs: after, effect: external, undo: "echo undone > undone"}
      last: {agent: other, run: "echo last", needs: undoable, approval: required}
    """


@pytest.fixture
def live(start_run, playbook):
    """A run whose first step works until the file `go` is there."""
    run = start_run("run", playbook(PLAYBOOK))
    run.event("attempt.started", step="wait")
    return run


def release(tmp_path, text="released"):
    (tmp_path / "go.new").write_text(text, encoding="utf-8")
    (tmp_path / "go.new").rename(tmp_path / "go")


@both_ways
def test_a_program_reads_events_and_decides_by_lines(live, tmp_path):
    assert live.lines[0]["type"] == "run.created"
    release(tmp_path)
    gate = live.gate("reviewResult")
    order = {"gate": f"g{gate['gate']}", "digest": gate["digest"], "verdict": "approve"}
    reply = live.ask(order)
    assert reply["accepted"]["revision"] > 0
    assert live.event("run.ended")["body"]["outcome"] == "completed"
    assert live.wait_for_end() == 0
    revisions = [line["revision"] for line in live.lines if "revision" in line]
    assert revisions == list(range(1, len(revisions) + 1))


@both_ways
def test_lines_that_are_no_orders_are_refused_one_by_one(live, tmp_path):
    for line, words in [
        ("{", "no JSON"),
        ("[]", "an object was expected"),
        ('{"verdict":"approve"}', "neither"),
        ('{"intervention":"skp"}', "did you mean skip"),
        ('{"intervention":"skip"}', "step: is missing"),
        ('{"gate":"g1","verdict":"approve"}', "digest"),
        ('{"gate":"x","verdict":"approve","digest":"0"}', "gate"),
        ('{"gate":"g1","verdict":"maybe","digest":"' + "0" * 64 + '"}', "maybe"),
    ]:
        live.send(line)
        refused = live.refusal()
        assert refused["code"] == "order.invalid" and words in refused["message"], refused
    refused = live.ask({"gate": "g9", "verdict": "approve", "digest": "0" * 64})["refused"]
    assert refused["code"] == "gate.unknown"
    live.send("x" * (2 << 20))
    refused = live.refusal()
    assert "longer than" in refused["message"]
    live.send('{"intervention":"stop"}')
    live.event("run.ended")
    assert live.wait_for_end() == 3


@both_ways
def test_every_intervention_can_be_written_as_a_line(live, tmp_path):
    plan = next(line for line in live.lines if line["type"] == "run.created")["body"]["playbook"]["plan"]
    for order in [
        {"intervention": "pause"},
        {"intervention": "resume"},
        {"intervention": "pause", "step": "after"},
        {"intervention": "resume", "step": "after"},
        {"intervention": "pause", "agent": "other"},
        {"intervention": "resume", "agent": "other"},
        {"intervention": "note", "text": "for all"},
        {"intervention": "note", "step": "after", "text": "for one"},
        {"intervention": "breakpoint-add", "step": "last", "level": "always", "logOnly": True},
        {"intervention": "breakpoint-remove", "step": "last"},
        {"intervention": "autonomy", "level": "guided"},
        {"intervention": "undo"},
        {"intervention": "redo"},
        {"intervention": "take-over", "step": "after", "outputs": {"text": "mine"}},
        {"intervention": "skip", "step": "undoable", "withDependents": True, "reason": "no"},
        {"intervention": "redirect", "step": "wait", "instructions": "again"},
    ]:
        assert "accepted" in live.ask(order), live.story()
    live.event("attempt.started", step="wait")
    stale = {"intervention": "plan-edit", "baseRevision": 7, "steps": plan["steps"]}
    assert live.ask(stale)["refused"]["code"] == "plan.stale-revision"
    release(tmp_path)
    # The redo has made the run guided again, where every run asks before it completes.
    gate = live.gate("beforeCompletion")
    assert "accepted" in live.ask({"gate": gate["gate"], "digest": gate["digest"], "verdict": "approve"})
    live.event("run.ended")
    assert live.wait_for_end() == 0


@both_ways
def test_the_end_of_the_input_ends_only_the_reading(live, tmp_path, run_cli):
    live.process.stdin.close()
    run_cli("note", live.name, "still there").expect_success()
    live.event("note.added")
    run_cli("stop", live.name).expect_success()
    live.event("run.ended")
    assert live.wait_for_end() == 3


@both_ways
@pytest.mark.parametrize(
    ("arguments", "event"),
    [
        (["pause", "RUN"], "hold.placed"),
        (["pause", "RUN", "--step", "after"], "hold.placed"),
        (["redirect", "RUN", "wait", "Do it differently."], "step.redirected"),
        (["skip", "RUN", "after"], "step.skipped"),
        (["take-over", "RUN", "wait", "--output", "text=mine"], "step.taken-over"),
        (["note", "RUN", "after", "Mind the gap."], "note.added"),
        (["autonomy", "RUN", "manual"], "autonomy.changed"),
        (["breakpoint", "add", "RUN", "after"], "breakpoint.added"),
        (["stop", "RUN", "--reason", "Enough."], "stop.requested"),
        (["rollback", "RUN", "wait"], "run.rolled-back"),
    ],
)
def test_a_second_process_intervenes_and_the_first_reacts(live, run_cli, arguments, event):
    finished = run_cli(*[live.name if word == "RUN" else word for word in arguments]).expect_success()
    assert "Nobody carries" not in finished.output
    live.event(event)


@both_ways
def test_an_intervention_is_undone_from_a_second_process(live, run_cli):
    run_cli("skip", live.name, "last").expect_success()
    assert "Undone: skip of last, by " in run_cli("undo", live.name).expect_success().output
    live.event("intervention.undone")
    assert "Done again: skip of last, by " in run_cli("redo", live.name).expect_success().output
    live.event("intervention.redone")


@both_ways
def test_a_second_process_decides_and_rolls_back_with_compensation(live, run_cli, tmp_path):
    release(tmp_path)
    gate = live.gate("reviewResult")
    unconfirmed = run_cli("rollback", live.name, "undoable")
    assert unconfirmed.exit_code == 4, unconfirmed.story()
    assert "echo undone > undone" in unconfirmed.output, unconfirmed.story()
    run_cli("rollback", live.name, "undoable", "--yes").expect_success()
    again = live.gate("reviewResult")
    assert (tmp_path / "undone").read_text(encoding="utf-8") == "undone\n"
    late = run_cli("approve", f"{live.name}.g{gate['gate']}", "--digest", gate["digest"])
    assert late.exit_code == 4, late.story()
    run_cli("approve", f"{live.name}.g{again['gate']}", "--digest", again["digest"]).expect_success()
    live.event("run.ended")
    assert live.wait_for_end() == 0


@both_ways
def test_a_second_process_edits_the_plan_of_a_run_that_goes_on(live, run_cli, tmp_path):
    file = tmp_path / "plan.yaml"
    text = run_cli("plan", "show", live.name, "--yaml").expect_success().output
    file.write_text(text.replace("echo after", "echo edited"), encoding="utf-8")
    run_cli("plan", "edit", live.name, "--file", file, "--yes").expect_success()
    live.event("plan.revised")
    release(tmp_path)
    done = live.event("attempt.completed", step="after")
    assert done["body"]["outputs"]["text"].strip() == "edited"


def test_a_run_has_one_owner_unless_it_is_taken_by_force(live, run_cli, start_run, tmp_path):
    refused = run_cli("resume", live.name)
    assert refused.exit_code == 4 and "carries this run out already" in refused.errors, refused.story()
    assert "--force" in refused.errors
    release(tmp_path)
    live.gate("reviewResult")
    other = start_run("resume", live.name, "--force")
    other.event("owner.changed")
    assert live.wait_for_end() != 0
    assert "taken the run over" in "".join(live.errors)


@both_ways
def test_a_lifted_hold_lets_the_other_process_go_on(live, run_cli, tmp_path):
    run_cli("pause", live.name).expect_success()
    release(tmp_path)
    lifted = run_cli("resume", live.name).expect_success()
    assert "Resumed the run" in lifted.output and "goes on with the run" in lifted.output
    live.gate("reviewResult")


@both_ways
def test_a_watcher_sees_everything_and_takes_part(live, start_run, tmp_path):
    watcher = start_run("watch", live.name)
    watcher.event("attempt.started", step="wait")
    release(tmp_path)
    gate = watcher.gate("reviewResult")
    reply = watcher.ask({"gate": gate["gate"], "digest": gate["digest"], "verdict": "approve"})
    assert "accepted" in reply
    assert watcher.event("run.ended")["body"]["outcome"] == "completed"
    assert watcher.wait_for_end() == 0
    assert live.wait_for_end() == 0
    events = [line for line in live.lines if "hash" in line]
    assert [line for line in watcher.lines if "hash" in line] == events


def test_an_interrupt_stops_in_good_order(live):
    live.process.send_signal(signal.SIGINT)
    live.event("run.ended")
    assert live.wait_for_end() == 3
    assert "Interrupt again" in "".join(live.errors)


def test_a_second_interrupt_kills_and_the_run_can_be_resumed(start_run, playbook, run_cli, tmp_path):
    stubborn = """\
        name: Stubborn
        autonomy: supervised
        steps: {wait: {run: "trap '' TERM; while [ ! -e go ]; do sleep 0.05; done"}}
        """
    run = start_run("run", playbook(stubborn))
    run.event("attempt.started", step="wait")
    run.process.send_signal(signal.SIGINT)
    run.event("stop.requested")
    run.process.send_signal(signal.SIGINT)
    assert run.wait_for_end() == 130
    release(tmp_path)
    finished = run_cli("resume", run.name)
    assert finished.exit_code == 3, finished.story()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_process_that_is_asked_to_leave_loses_nothing(live, run_cli, tmp_path, number, code):
    live.process.send_signal(number)
    assert live.wait_for_end() == code
    assert "goes on" in "".join(live.errors)
    release(tmp_path)
    resumed = run_cli("resume", live.name, "--unattended")
    assert resumed.exit_code == 5, resumed.story()
    assert "after" in resumed.output and "finished, to be reviewed" in resumed.output


def test_a_killed_process_leaves_a_run_that_goes_on(live, run_cli, tmp_path):
    os.killpg(live.process.pid, signal.SIGKILL)
    live.process.wait()
    release(tmp_path)
    resumed = run_cli("resume", live.name, "--unattended")
    assert resumed.exit_code == 5, resumed.story()
    assert "cut short and is tried again" in resumed.output


@both_ways
def test_hostile_output_cannot_reach_the_terminal(run_cli, playbook):
    file = playbook(
        """\
        name: Hostile
        autonomy: autonomous
        gates: {afterPlanning: {on: false}, beforeCompletion: {on: false}}
        steps: {only: {run: 'printf "\\033[2J\\033]0;owned\\007\\342\\200\\256\\n"'}}
        """
    )
    finished = run_cli("run", file, "--unattended").expect_success()
    assert "\x1b" not in finished.output and "\x07" not in finished.output and "\u202e" not in finished.output
    assert "owned" in finished.output
    shown = run_cli("show", "last").expect_success().output
    assert "\x1b" not in shown
    assert json.loads(run_cli("show", "last", "--json").output)["phase"] == "completed"
