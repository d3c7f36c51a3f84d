"""The view of a run in a terminal, driven by keys as a person would."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

PLAYBOOK = """
name: Greeting
autonomy: guided
agents:
  shell: {kind: command}
  person: {kind: human}
steps:
  draft:
    name: Draft it
    agent: shell
    run: echo a first draft
  tone:
    name: Choose the tone
    agent: person
    needs: draft
    run: Which tone?
    with: {options: [warm, brisk]}
  publish:
    name: Publish it
    agent: shell
    needs: tone
    effect: external
    impact: high
    env: {TARGET: greeting.txt, TONE: "${{ steps.tone.outputs.text }}"}
    run: printf 'a %s greeting\\n' "$TONE" >>"$TARGET"
synthesis:
  - title: Where it is
    text: The tone is ${{ steps.tone.outputs.text }}.
"""

SLOW_PLAYBOOK = """
name: Long work
autonomy: supervised
agents:
  shell: {kind: command}
steps:
  work:
    name: Work for long
    agent: shell
    run: echo begun; echo $$ >shell.pid; sleep 600
"""

# A question is decided once its end has been on the screen for a moment, which the colour of its keys shows.
AMBER = "d78700"


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    path = tmp_path / "greeting.yaml"
    path.write_text(PLAYBOOK)
    return path


@pytest.fixture
def slow_playbook(tmp_path: Path) -> Path:
    path = tmp_path / "slow.yaml"
    path.write_text(SLOW_PLAYBOOK)
    return path


def wait_until_armed(terminal) -> None:
    """Waits until the keys of the question are drawn in the person's colour."""
    terminal.wait_for(lambda _: terminal.colour_of("approve", -2) == AMBER)


def approve(terminal, question: str) -> None:
    terminal.wait_for(question)
    wait_until_armed(terminal)
    terminal.press("a")


def run_name(terminal) -> str:
    return terminal.text.splitlines()[0].split()[-1]


def test_a_run_goes_from_its_start_to_its_synthesis_by_keys_only(open_terminal, playbook, tmp_path):
    terminal = open_terminal("run", playbook)
    approve(terminal, "Is this the plan?")
    terminal.wait_for("Which tone?")
    terminal.wait_for("1–2 choose")
    terminal.wait_for(lambda _: terminal.colour_of("1–2 choose", 0) == AMBER)
    terminal.press("2")
    terminal.wait_for("Enter sends “brisk”")
    terminal.press("\r")
    approve(terminal, 'Run "Publish it"?')
    approve(terminal, "Is this the result?")
    terminal.wait_for("completed")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert "The tone is brisk." in terminal.text, "the result stays in the terminal"
    assert (tmp_path / "greeting.txt").read_text() == "a brisk greeting\n"


def test_keys_typed_ahead_approve_nothing(open_terminal, playbook):
    terminal = open_terminal("run", playbook)
    terminal.press("aaaa")
    terminal.wait_for("Is this the plan?")
    terminal.press("aaaa")
    wait_until_armed(terminal)
    assert "Is this the plan?" in terminal.text
    terminal.press("\x1b[200~a\x1b[201~")
    terminal.wait_for("only taken where you write")
    assert "Is this the plan?" in terminal.text
    terminal.press("aaaa")
    terminal.wait_for("Which tone?")


def test_what_another_terminal_decides_shows_up(open_terminal, run_cli, playbook):
    terminal = open_terminal("run", playbook)
    terminal.wait_for("Is this the plan?")
    run_cli("approve", f"{run_name(terminal)}.g1", "--yes").expect_success()
    terminal.wait_for("Which tone?")
    assert "decided question g1: approve" in terminal.text


def test_a_second_view_decides_while_the_first_carries_out(open_terminal, playbook):
    first = open_terminal("run", playbook)
    first.wait_for("Is this the plan?")
    second = open_terminal("watch", run_name(first))
    approve(second, "Is this the plan?")
    second.wait_for("Which tone?")
    assert "carried out elsewhere" in second.text
    first.wait_for("Which tone?")
    second.press("q")
    second.wait_for_end()
    assert "Which tone?" in first.text


def test_an_edited_action_is_what_is_carried_out(open_terminal, playbook, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/greeting.txt/edited.txt/' \"$1\"\n")
    editor.chmod(0o755)
    terminal = open_terminal("run", playbook, additions={"EDITOR": str(editor)})
    approve(terminal, "Is this the plan?")
    terminal.wait_for("1–2 choose")
    terminal.wait_for(lambda _: terminal.colour_of("1–2 choose", 0) == AMBER)
    terminal.press("1\r")
    terminal.wait_for('Run "Publish it"?')
    wait_until_armed(terminal)
    terminal.press("e")
    terminal.wait_for("Send this version")
    terminal.wait_for("edited.txt")
    terminal.wait_for(lambda _: press_until(terminal, "a", "Is this the result?"))
    assert (tmp_path / "edited.txt").read_text() == "a warm greeting\n"
    assert not (tmp_path / "greeting.txt").exists()


def press_until(terminal, key: str, wanted: str) -> bool:
    """A key that counts only after a moment is pressed again when the view says so."""
    if wanted in terminal.text:
        return True
    terminal.press(key)
    return False


def test_ctrl_c_once_stops_in_good_order(open_terminal, slow_playbook):
    terminal = open_terminal("run", slow_playbook)
    terminal.wait_for("begun")
    terminal.press("\x03")
    terminal.wait_for("stopped")
    terminal.wait_for("What was not done")
    terminal.press("q")
    terminal.wait_for_end()
    assert "stopped" in terminal.text


def test_ctrl_c_twice_leaves_at_once_and_kills_what_works(open_terminal, tmp_path):
    path = tmp_path / "stubborn.yaml"
    path.write_text(SLOW_PLAYBOOK.replace("echo begun;", "trap '' TERM INT; echo begun;"))
    terminal = open_terminal("run", path)
    terminal.wait_for("begun")
    name = run_name(terminal)
    terminal.press("\x03")
    terminal.wait_for("Ctrl-C again")
    terminal.press("\x03")
    assert terminal.wait_for_end() == 130
    wait_until_dead(int((tmp_path / "shell.pid").read_text()), terminal)
    again = open_terminal("resume", name)
    again.wait_for("What was not done")


def wait_until_dead(process: int, terminal) -> None:
    """Waits for the end of a process that is nobody's child here; there is no signal for it."""

    def is_dead(_: str) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return is_zombie(process)

    terminal.wait_until(is_dead)


def is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        # It ended before its file was opened, or while it was read.
        return True


def test_a_closed_terminal_loses_nothing(open_terminal, playbook, tmp_path):
    terminal = open_terminal("run", playbook)
    approve(terminal, "Is this the plan?")
    terminal.wait_for("Which tone?")
    name = run_name(terminal)
    terminal.close()
    again = open_terminal("resume", name)
    again.wait_for("Which tone?")
    again.wait_for(lambda _: again.colour_of("1–2 choose", 0) == AMBER)
    again.press("1\r")
    approve(again, 'Run "Publish it"?')
    approve(again, "Is this the result?")
    # Left right after a verdict, the view still waits for what comes of it.
    again.press("q")
    assert again.wait_for_end() == 0
    assert (tmp_path / "greeting.txt").read_text() == "a warm greeting\n"


def test_leaving_says_how_to_go_on(open_terminal, playbook):
    terminal = open_terminal("run", playbook)
    terminal.wait_for("Is this the plan?")
    name = run_name(terminal)
    terminal.press("q")
    terminal.wait_for_end()
    assert f"fermata resume {name}" in terminal.text


def test_the_window_may_change_its_size(open_terminal, playbook):
    terminal = open_terminal("run", playbook)
    terminal.wait_for("Is this the plan?")
    terminal.resize(columns=60, rows=14)
    terminal.wait_for("more lines: Space reads on")
    terminal.resize(columns=130, rows=40)
    terminal.wait_for("a approve")


def test_a_terminal_is_given_back_as_it_was_after_a_signal(open_terminal, playbook):
    terminal = open_terminal("run", playbook)
    terminal.wait_for("Is this the plan?")
    terminal.process.kill(signal.SIGTERM)
    terminal.wait_for_end()
    assert "Is this the plan?" not in terminal.text, "the view has left its own screen"
    assert not terminal.is_cursor_hidden


def test_without_a_capable_terminal_plain_lines_are_printed(open_terminal, playbook):
    terminal = open_terminal("run", playbook, additions={"TERM": "dumb"})
    terminal.wait_for("Is this the plan?")
    assert "─" not in terminal.text


def test_what_the_engine_logs_does_not_spoil_the_screen(open_terminal, playbook):
    terminal = open_terminal("run", playbook, additions={"FERMATA_LOG": "debug"})
    approve(terminal, "Is this the plan?")
    terminal.wait_for("1–2 choose")
    assert len([line for line in terminal.text.splitlines() if "Question 1 of 1" in line]) == 1
    terminal.press("q")
    terminal.wait_for_end()
    assert "fermata resume" in terminal.text
