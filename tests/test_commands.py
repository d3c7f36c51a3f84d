"""Every command, as a person or a script uses it: what it does, what it refuses, and how it ends."""

import json
import re

import pytest

from places import both_ways, phase, wait_until

PLAYBOOK = """\
    name: Small work
    autonomy: supervised
    agents:
      shell: {kind: command}
      person: {kind: human}
    steps:
      build: {agent: shell, run: "echo built"}
      choose: {agent: person, run: Which colour?, needs: build, with: {options: [red, blue]}}
      deploy: {agent: shell, run: "echo deployed", needs: choose, effect: external, approval: required}
"""


@pytest.fixture
def waiting_run(run_cli, playbook):
    """A run that waits at the question of `choose` with nobody carrying it out."""
    finished = run_cli("run", playbook(PLAYBOOK), "--unattended")
    assert finished.exit_code == 5, finished.story()
    return run_cli("runs", "--json").expect_success().output.split('"run":"')[1].split('"')[0]


def shown(run_cli, run):
    return json.loads(run_cli("show", run, "--json").expect_success().output)


def step(state, name):
    return next(step for step in state["steps"] if step["id"] == name)


@both_ways
def test_an_unattended_run_ends_with_its_own_code_at_a_gate_without_default(run_cli, playbook):
    finished = run_cli("run", playbook(PLAYBOOK), "--unattended")
    assert finished.exit_code == 5, finished.story()
    assert re.search(r"Gate \w+\.g1 waits for a person and declares no default", finished.errors)
    assert "build   | built" in finished.output
    assert "fermata answer" in finished.output


def test_a_detached_run_is_only_made_and_can_be_resumed(run_cli, playbook):
    name = run_cli("run", playbook(PLAYBOOK), "--detach").expect_success().output.strip()
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{10}", name)
    assert step(shown(run_cli, name), "build")["attempts"] == []
    assert run_cli("resume", name, "--unattended").exit_code == 5
    assert step(shown(run_cli, name), "build")["phase"] == "done"


@both_ways
def test_inputs_title_directory_and_autonomy_reach_the_run(run_cli, playbook, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    file = playbook(
        """\
        name: Inputs
        inputs: {word: {default: none}, count: {type: number}}
        steps: {only: {run: 'echo "$INPUT_WORD in $PWD"'}}
        """
    )
    name = run_cli(
        "run", file, "--detach", "--input", "word=a=b", "--input", "count=3", "--title", "Other",
        "--directory", "work", "--autonomy", "manual",
    ).expect_success().output.strip()
    state = shown(run_cli, name)
    assert state["inputs"] == {"word": "a=b", "count": 3}
    assert (state["title"], state["directory"], state["autonomy"]) == ("Other", str(folder), "manual")


@both_ways
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--input", "cuont=3"], 65, "did you mean `count`"),
        ([], 65, "the input `count` is missing"),
        (["--input", "count=x"], 65, "a number was expected"),
        (["--input", "count"], 64, "name=value"),
        (["--input", "count=1", "--input", "count=2"], 64, "given twice"),
        (["--input", "count=1", "--directory", "nowhere"], 1, "nowhere: No such file"),
        (["--input", "count=1", "--autonomy", "bold"], 64, "bold"),
        (["--json", "--plain"], 64, "exclude each other"),
    ],
)
def test_a_run_that_cannot_begin_says_why(run_cli, playbook, arguments, code, words):
    file = playbook("name: Inputs\ninputs: {count: {type: number}}\nsteps: {only: {run: 'true'}}\n")
    finished = run_cli("run", file, *arguments)
    assert finished.exit_code == code, finished.story()
    assert words in finished.errors, finished.story()
    assert run_cli("runs").expect_success().output == "No runs.\n"


def test_a_missing_playbook_is_an_error_that_names_it(run_cli):
    finished = run_cli("run", "nowhere.yaml")
    assert finished.exit_code == 1
    assert "nowhere.yaml: No such file" in finished.errors


@both_ways
def test_a_wrong_playbook_is_refused_with_places(run_cli, playbook):
    finished = run_cli("run", playbook("name: Wrong\nsteps: {a: {rnu: echo}}\n"))
    assert finished.exit_code == 65, finished.story()
    assert "playbook.yaml:2:" in finished.errors and "run" in finished.errors


@both_ways
def test_a_failed_run_and_a_stopped_run_have_codes_of_their_own(run_cli, playbook):
    failing = playbook("name: Failing\nsteps: {a: {run: exit 3, onFailure: stop}}\n", "failing.yaml")
    assert run_cli("run", failing, "--unattended", "--autonomy", "autonomous").exit_code == 2
    stopping = playbook(
        "name: Stopping\ngates: {beforeStart: {on: true, timeout: 1m, onTimeout: stop}}\n"
        "steps: {a: {run: 'true'}}\n",
        "stopping.yaml",
    )
    finished = run_cli("run", stopping, "--unattended")
    assert finished.exit_code == 3, finished.story()
    assert "Nobody answered these gates" in finished.output
    assert re.search(r"\w+\.g1  beforeStart: .* → stop", finished.output)


@both_ways
def test_runs_are_listed_filtered_and_paged(run_cli, playbook):
    file = playbook(PLAYBOOK)
    names = [run_cli("run", file, "--detach").expect_success().output.strip() for _ in range(3)]
    listed = run_cli("runs").expect_success()
    assert all(name in listed.output for name in names)
    newest = json.loads(run_cli("runs", "--json", "--limit", "1").expect_success().output)
    assert newest["run"] == names[2] and newest["steps"] == 3 and newest["phase"] == "running"
    page = run_cli("runs", "--json", "--limit", "2", "--after", names[2]).expect_success().output
    assert [json.loads(line)["run"] for line in page.splitlines()] == names[1::-1]
    assert run_cli("runs", "--phase", "completed").expect_success().output == "No runs.\n"
    assert run_cli("runs", "--limit", "0").exit_code == 64
    assert run_cli("runs", "--phase", "lost").exit_code == 64


def test_a_run_is_named_by_its_beginning_or_as_the_last(run_cli, waiting_run, playbook):
    assert shown(run_cli, waiting_run[:8])["id"] == waiting_run
    assert shown(run_cli, "last")["id"] == waiting_run
    other = run_cli("run", playbook(PLAYBOOK), "--detach").expect_success().output.strip()
    ambiguous = run_cli("show", waiting_run[:1])
    if other[0] == waiting_run[0]:
        assert ambiguous.exit_code == 4 and "runs begin with" in ambiguous.errors, ambiguous.story()
    unknown = run_cli("show", "zzzz")
    assert unknown.exit_code == 4 and "There is no run zzzz" in unknown.errors
    assert run_cli("show", "no/run").exit_code == 64


@both_ways
def test_show_tells_now_and_as_it_was(run_cli, waiting_run, place):
    now = run_cli("show", waiting_run).expect_success().output
    assert "1 of 3 steps ended" in now and "Which colour?" in now
    assert f"fermata answer {waiting_run}.g1" in now
    assert ("nobody carries it out" if place.is_here else "carried out by") in now
    before = run_cli("show", waiting_run, "--at", "3").expect_success().output
    assert "0 of 3 steps ended" in before
    late = run_cli("show", waiting_run, "--at", "999")
    assert late.exit_code == 4 and "has only" in late.errors


@both_ways
def test_the_inbox_names_what_waits_and_its_digest(run_cli, waiting_run):
    assert f"{waiting_run}.g1" in run_cli("inbox").expect_success().output
    gate = json.loads(run_cli("inbox", "--json").expect_success().output)
    assert gate["gate"] == f"{waiting_run}.g1" and gate["kind"] == "question"
    assert re.fullmatch("[0-9a-f]{64}", gate["digest"])


@both_ways
def test_a_verdict_needs_a_digest_or_a_yes_where_nobody_can_confirm(run_cli, waiting_run):
    finished = run_cli("answer", "g1", "red")
    assert finished.exit_code == 64, finished.story()
    assert "Which colour?" in finished.output
    digest = re.search(r"--digest ([0-9a-f]{64})", finished.errors)[1]
    run_cli("answer", f"{waiting_run}.g1", "red", "--digest", digest).expect_success()
    assert "answer" in shown(run_cli, waiting_run)["gates"][0]["status"]["decided"]


@both_ways
def test_verdicts_that_do_not_fit_are_refused_and_change_nothing(run_cli, waiting_run):
    for arguments, words in [
        (["answer", "g1", "green", "--yes"], "red, blue"),
        (["approve", "g1", "--yes"], "does not take 'approve'"),
        (["answer", "g1", "red", "--digest", "0" * 64], "Look again"),
        (["answer", "g7", "red", "--yes"], "No run has an open gate g7"),
        (["answer", f"{waiting_run}.g7", "red", "--yes"], "There is no gate g7"),
        (["reject", "g1", "--reason", " ", "--yes"], "The reason is empty"),
    ]:
        finished = run_cli(*arguments)
        assert finished.exit_code == 4, finished.story()
        assert words in finished.errors, finished.story()
    assert shown(run_cli, waiting_run)["gates"][0].get("status") is None
    assert run_cli("answer", "gate", "red", "--yes").exit_code == 64
    assert run_cli("answer", "g1", "red", "--digest", "00").exit_code == 64


@both_ways
def test_a_second_verdict_is_refused_with_the_first_one(run_cli, waiting_run):
    run_cli("answer", "g1", "red", "--yes").expect_success()
    finished = run_cli("answer", f"{waiting_run}.g1", "blue", "--yes")
    assert finished.exit_code == 4 and "decided: answer" in finished.errors, finished.story()


@both_ways
def test_a_result_can_be_rejected_edited_and_approved(run_cli, waiting_run, place, tmp_path):
    run_cli("answer", "g1", "red", "--yes").expect_success()
    place.go_on(run_cli, waiting_run, "g2")
    run_cli("reject", "g2", "--reason", "Say more.", "--yes").expect_success()
    # It has changed the world once, so it is asked about before it does so again.
    run_cli("approve", "g3", "--yes").expect_success()
    place.go_on(run_cli, waiting_run, "g4")
    deploy = step(shown(run_cli, waiting_run), "deploy")
    assert len(deploy["attempts"]) == 2
    assert deploy["instructions"] == [{"kind": "feedback", "text": "Say more."}]
    edited = tmp_path / "outputs.yaml"
    edited.write_text("text: better\n", encoding="utf-8")
    approved = run_cli("approve", "g4", "--edit", edited, "--yes").expect_success()
    assert "better" in approved.output
    assert step(shown(run_cli, waiting_run), "deploy")["outputs"] == {"text": "better"}
    edited.write_text("text: [\n", encoding="utf-8")
    wrong = run_cli("approve", f"{waiting_run}.g4", "--edit", edited, "--yes")
    assert wrong.exit_code == 4, wrong.story()


@both_ways
def test_pause_and_resume_hold_and_lift(run_cli, waiting_run):
    for scope in ([], ["--step", "deploy"], ["--agent", "shell"]):
        run_cli("pause", waiting_run, *scope).expect_success()
        again = run_cli("pause", waiting_run, *scope)
        assert again.exit_code == 4 and "paused already" in again.errors, again.story()
        lifted = run_cli("resume", waiting_run, *scope, "--hold-only").expect_success()
        assert "Resumed" in lifted.output
        over = run_cli("resume", waiting_run, *scope, "--hold-only")
        assert over.exit_code == 4 and "is not paused" in over.errors, over.story()
    both = run_cli("pause", waiting_run, "--step", "deploy", "--agent", "shell")
    assert both.exit_code == 64


@both_ways
def test_interventions_are_decided_whoever_carries_the_run_out(run_cli, waiting_run, place):
    note = run_cli("note", waiting_run, "deploy", "Use the second mirror.").expect_success()
    assert ("Nobody carries the run out just now" in note.output) == place.is_here
    run_cli("note", waiting_run, "For everybody.").expect_success()
    run_cli("redirect", waiting_run, "deploy", "Deploy nothing.").expect_success()
    run_cli("skip", waiting_run, "choose", "--with-dependents", "--reason", "Not now.").expect_success()
    state = shown(run_cli, waiting_run)
    assert step(state, "choose")["phase"] == step(state, "deploy")["phase"] == "skipped"
    assert step(state, "choose")["reason"] == "Not now."


@both_ways
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["redirect", "RUN", "depoly", "x"], "Did you mean deploy?"),
        (["redirect", "RUN", "build", "x"], "is done"),
        (["redirect", "RUN", "deploy", " "], "is empty"),
        (["skip", "RUN", "build"], "is done"),
        (["rollback", "RUN", "deploy"], "has not begun"),
        (["take-over", "RUN", "build", "--output", "text=x"], "is done"),
        (["note", "RUN", ""], "is empty"),
        (["undo", "RUN"], "nothing"),
        (["redo", "RUN"], "Nothing was undone"),
        (["rollback", "RUN", "buidl"], "Did you mean build?"),
        (["rollback", "RUN", "deploy", "--preview"], "has not begun"),
        (["autonomy", "RUN", "manual", "--agent", "shel"], "Did you mean shell?"),
        (["breakpoint", "remove", "RUN", "deploy"], "no breakpoint"),
        (["breakpoint", "add", "RUN", "build"], "is done"),
    ],
)
def test_an_intervention_that_makes_no_sense_is_refused(run_cli, waiting_run, arguments, words):
    before = shown(run_cli, waiting_run)["revision"]
    finished = run_cli(*[waiting_run if word == "RUN" else word for word in arguments])
    assert finished.exit_code == 4, finished.story()
    assert words.lower() in finished.errors.lower(), finished.story()
    assert shown(run_cli, waiting_run)["revision"] == before


def test_a_person_takes_a_step_over_and_undoes_it(run_cli, waiting_run, tmp_path):
    outputs = ["--output", "answer=red", "--output", "text=red"]
    run_cli("take-over", waiting_run, "choose", *outputs).expect_success()
    assert step(shown(run_cli, waiting_run), "choose")["outputs"] == {"answer": "red", "text": "red"}
    mine = shown(run_cli, waiting_run)["undoable"]
    assert f"would undo: take-over of choose, by {mine['by']['name']}" in run_cli("show", waiting_run).output
    undone = run_cli("undo", waiting_run).expect_success()
    assert f"Undone: take-over of choose, by {mine['by']['name']}." in undone.output
    assert "outputs" not in step(shown(run_cli, waiting_run), "choose")
    assert "would do again: take-over of choose" in run_cli("show", waiting_run).output
    redone = run_cli("redo", waiting_run).expect_success()
    assert f"Done again: take-over of choose, by {mine['by']['name']}." in redone.output
    assert step(shown(run_cli, waiting_run), "choose")["outputs"] == {"answer": "red", "text": "red"}
    run_cli("undo", waiting_run).expect_success()
    file = tmp_path / "outputs.json"
    file.write_text('{"answer": 3}', encoding="utf-8")
    run_cli("take-over", waiting_run, "choose", "--file", file).expect_success()
    assert step(shown(run_cli, waiting_run), "choose")["outputs"] == {"answer": 3}
    assert run_cli("take-over", waiting_run, "deploy").exit_code == 64
    file.write_text("[1]", encoding="utf-8")
    assert run_cli("take-over", waiting_run, "deploy", "--file", file).exit_code == 4


@both_ways
def test_autonomy_and_breakpoints_are_set_listed_and_removed(run_cli, waiting_run):
    run_cli("autonomy", waiting_run, "guided").expect_success()
    run_cli("autonomy", waiting_run, "manual", "--agent", "shell").expect_success()
    state = shown(run_cli, waiting_run)
    assert state["autonomy"] == "guided"
    assert state["agentAutonomy"] == [{"agent": "shell", "autonomy": "manual"}]
    run_cli("breakpoint", "add", waiting_run, "deploy", "--level", "guided", "--log-only").expect_success()
    assert "before deploy, fires at guided" in run_cli("breakpoint", "list", waiting_run).output
    listed = json.loads(run_cli("breakpoint", "list", waiting_run, "--json").expect_success().output)
    assert listed == {"step": "deploy", "level": "guided", "logOnly": True}
    assert run_cli("breakpoint", "add", waiting_run, "deploy").exit_code == 4
    run_cli("breakpoint", "remove", waiting_run, "deploy").expect_success()
    assert run_cli("breakpoint", "list", waiting_run).expect_success().output == "No breakpoints.\n"


@both_ways
def test_a_plan_is_shown_edited_as_a_file_and_refused_when_stale(run_cli, waiting_run, tmp_path):
    assert "deploy (agent shell; needs choose" in run_cli("plan", "show", waiting_run).expect_success().output
    plan = json.loads(run_cli("plan", "show", waiting_run, "--json").expect_success().output)
    assert plan["revision"] == 1
    file = tmp_path / "plan.yaml"
    text = run_cli("plan", "show", waiting_run, "--yaml").expect_success().output
    file.write_text(text.replace("echo deployed", "echo twice"), encoding="utf-8")
    unconfirmed = run_cli("plan", "edit", waiting_run, "--file", file)
    assert unconfirmed.exit_code == 64 and "--yes" in unconfirmed.errors, unconfirmed.story()
    edited = run_cli("plan", "edit", waiting_run, "--file", file, "--base", "1", "--yes").expect_success()
    assert "~ deploy: run echo deployed → echo twice" in edited.output
    assert "revision 2" in edited.output
    unchanged = run_cli("plan", "edit", waiting_run, "--file", file, "--yes")
    assert unchanged.exit_code == 4, unchanged.story()
    stale = run_cli("plan", "edit", waiting_run, "--file", file, "--base", "1", "--yes")
    assert stale.exit_code == 4 and "revision 1" in stale.errors, stale.story()
    file.write_text("steps: {a: {need: [b]}}\n", encoding="utf-8")
    wrong = run_cli("plan", "edit", waiting_run, "--file", file, "--yes")
    assert wrong.exit_code == 65 and "plan.yaml:1:" in wrong.errors, wrong.story()
    assert run_cli("plan", "edit", waiting_run).exit_code == 64


@both_ways
def test_a_stop_is_brought_to_its_end_whoever_carries_the_run_out(run_cli, waiting_run, place):
    finished = run_cli("stop", waiting_run, "--reason", "The wrong colour.").expect_success()
    if place.is_here:
        assert "stopped" in finished.output and "The wrong colour." in finished.output
    wait_until(lambda: phase(run_cli, waiting_run) == "stopped", "the end")
    assert shown(run_cli, waiting_run)["phase"] == "stopped"
    for command in (["stop", waiting_run], ["resume", waiting_run], ["pause", waiting_run]):
        refused = run_cli(*command)
        assert refused.exit_code == 4 and "The run has ended" in refused.errors, refused.story()


@both_ways
def test_watching_a_run_that_has_ended_tells_its_end(run_cli, waiting_run):
    run_cli("stop", waiting_run).expect_success()
    wait_until(lambda: phase(run_cli, waiting_run) == "stopped", "the end")
    watched = run_cli("watch", waiting_run)
    assert watched.exit_code == 3 and "stopped" in watched.output, watched.story()
    lines = run_cli("watch", waiting_run, "--json")
    events = [json.loads(line) for line in lines.output.splitlines()]
    assert events[0]["type"] == "run.created" and events[-1]["type"] == "run.ended"
    assert [event["revision"] for event in events] == list(range(1, len(events) + 1))


@both_ways
def test_an_export_is_verified_and_a_changed_one_is_found(run_cli, waiting_run, tmp_path):
    assert "sound" in run_cli("audit", "verify", waiting_run).expect_success().output
    assert "1 runs checked, 0 damaged." in run_cli("audit", "verify", "--all").expect_success().output
    exported = run_cli("audit", "export", waiting_run).expect_success().output
    file = tmp_path / "run.ndjson"
    file.write_text(exported, encoding="utf-8")
    assert "sound" in run_cli("audit", "verify", "--file", file).expect_success().output
    file.write_text(exported.replace("built", "burnt"), encoding="utf-8")
    changed = run_cli("audit", "verify", "--file", file)
    assert changed.exit_code == 1 and "damaged" in changed.output, changed.story()
    file.write_text("no export\n", encoding="utf-8")
    assert run_cli("audit", "verify", "--file", file).exit_code == 1
    assert run_cli("audit", "verify").exit_code == 64
    assert run_cli("audit", "verify", waiting_run, "--all").exit_code == 64


def refused(finished, words):
    assert finished.exit_code == 4, finished.story()
    assert words in finished.errors
