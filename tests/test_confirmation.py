"""In a terminal, commands ask back before they send anything, and what a person wrote is never lost."""

import json

import pytest

PLAYBOOK = """\
    name: Small work
    autonomy: supervised
    steps:
      build: {run: "echo built"}
      deploy: {run: "echo deployed", needs: build, approval: required}
      after: {run: "echo after", needs: deploy}
"""


@pytest.fixture
def waiting_run(run_cli, playbook):
    """A run that waits for the approval of `deploy` with nobody carrying it out."""
    assert run_cli("run", playbook(PLAYBOOK), "--unattended").exit_code == 5
    return json.loads(run_cli("runs", "--json").expect_success().output)["run"]


def state(run_cli, run):
    return json.loads(run_cli("show", run, "--json").expect_success().output)


def editor(tmp_path, commands):
    """An editor that changes the file by itself."""
    path = tmp_path / "editor"
    path.write_text(f"#!/bin/sh\n{commands}\n", encoding="utf-8")
    path.chmod(0o755)
    return {"EDITOR": str(path)}


def test_a_yes_sends_the_verdict(open_terminal, run_cli, waiting_run):
    terminal = open_terminal("approve", "g1")
    terminal.wait_for("[y/N]")
    assert "Is the result of \"deploy\" good enough?" in terminal.text
    terminal.press("y\r")
    assert terminal.wait_for_end() == 0
    assert state(run_cli, waiting_run)["gates"][0]["status"]["decided"] == {"verdict": "approve"}


@pytest.mark.parametrize("answer", ["n\r", "\r", "maybe\r", "\x04"])
def test_everything_else_sends_nothing(open_terminal, run_cli, waiting_run, answer):
    terminal = open_terminal("approve", "g1")
    terminal.wait_for("[y/N]")
    terminal.press(answer)
    assert terminal.wait_for_end() == 4
    assert "status" not in state(run_cli, waiting_run)["gates"][0]


def test_a_plan_is_edited_and_sent_after_its_difference_was_seen(
    open_terminal, run_cli, waiting_run, tmp_path
):
    additions = editor(tmp_path, "sed -i 's/echo after/echo edited/' \"$1\"")
    terminal = open_terminal("plan", "edit", waiting_run, additions=additions)
    terminal.wait_for("[y/N]")
    assert "~ after: run echo after → echo edited" in terminal.text
    terminal.press("y\r")
    assert terminal.wait_for_end() == 0
    assert state(run_cli, waiting_run)["plan"]["revision"] == 2


def test_a_plan_that_came_too_late_is_kept(open_terminal, run_cli, waiting_run, tmp_path, home):
    additions = editor(tmp_path, "sed -i 's/echo after/echo mine/' \"$1\"")
    terminal = open_terminal("plan", "edit", waiting_run, additions=additions)
    terminal.wait_for("[y/N]")
    other = tmp_path / "other.yaml"
    text = run_cli("plan", "show", waiting_run, "--yaml").expect_success().output
    other.write_text(text.replace("echo after", "echo theirs"), encoding="utf-8")
    run_cli("plan", "edit", waiting_run, "--file", other, "--yes").expect_success()
    terminal.press("y\r")
    assert terminal.wait_for_end() == 4
    assert "Your text is kept" in terminal.text
    kept = list((home / "fermata").glob("*plan-*.yaml"))
    assert len(kept) == 1 and "echo mine" in kept[0].read_text(encoding="utf-8")
    assert kept[0].stat().st_mode & 0o077 == 0


def test_an_editor_that_changes_nothing_or_fails_sends_nothing(open_terminal, run_cli, waiting_run, tmp_path):
    unchanged = open_terminal("plan", "edit", waiting_run, additions=editor(tmp_path, "true"))
    assert unchanged.wait_for_end() == 4
    failed = open_terminal("plan", "edit", waiting_run, additions=editor(tmp_path, "exit 3"))
    assert failed.wait_for_end() == 1
    assert "ended with code 3" in failed.text
    assert state(run_cli, waiting_run)["plan"]["revision"] == 1


def test_a_result_is_edited_in_the_editor_and_approved(open_terminal, run_cli, waiting_run, tmp_path):
    additions = editor(tmp_path, "printf 'text: better\\n' > \"$1\"")
    terminal = open_terminal("approve", "g1", "--editor", additions=additions)
    terminal.wait_for("[y/N]")
    assert "better" in terminal.text
    terminal.press("y\r")
    assert terminal.wait_for_end() == 0
    deploy = next(step for step in state(run_cli, waiting_run)["steps"] if step["id"] == "deploy")
    assert deploy["outputs"] == {"text": "better"}
