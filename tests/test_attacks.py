"""Rivals, hostile agents and hostile files: each gets a clear refusal or a bounded, correct result."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

from command_line import environment
from crash_log import Log, check_nothing_ran_again
from crash_process import Process, processes_of

# Rivals that do the same thing at the same instant.
RIVALS = 6
# Writers that each make and finish a run of their own on one journal.
WRITERS = 20
# What a process that meets something hostile may take of memory, in KiB: itself it needs 60 MiB.
MEMORY_KIB = 400 << 10
# Processes that are to end by themselves are looked for this long.
END_SECONDS = 20.0


@pytest.fixture
def start(fermata: Path, home: Path, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts `fermata ARGUMENTS…` and gives the process."""
    started: list[Process] = []

    def start_one(*arguments: str | Path) -> Process:
        directory = tmp_path / f"process-{len(started)}"
        directory.mkdir()
        started.append(Process([fermata, *arguments], home=home, directory=directory))
        return started[-1]

    yield start_one
    for process in started:
        process.abandon()


@pytest.fixture
def waiting(playbook, tmp_path: Path) -> Path:
    """A playbook whose step works until the file `go` exists."""
    return playbook(
        f"""\
        name: Waiting
        autonomy: autonomous
        steps:
          wait:
            run: |
              echo at work $$
              while [ ! -e {tmp_path}/go ]; do sleep 0.05; done
              echo $FERMATA_ATTEMPT >>{tmp_path}/ends
        """
    )


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Looks again and again at something outside that nothing tells about."""
    deadline = time.monotonic() + END_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what} never came"
        # Reason: the end of a process that is no child, and a change of the journal, give no signal here.
        time.sleep(0.02)


def expect_sound(run_cli, log: Log) -> None:
    """A run that came through: completed, nothing done twice, its chain whole."""
    assert log.outcome == "completed", log.told()
    check_nothing_ran_again(log)
    run_cli("audit", "verify", log.run).expect_success()


def test_one_of_several_that_resume_a_run_at_once_gets_it_and_the_others_say_who(
    start, run_cli, waiting, fermata, home, tmp_path
):
    run = run_cli("run", waiting, "--detach").expect_success().output.strip()
    rivals = [start("resume", run, "--plain") for _ in range(RIVALS)]
    wait_until(lambda: sum(rival.has_ended for rival in rivals) == RIVALS - 1, "the refusal of all but one")
    [owner] = [rival for rival in rivals if not rival.has_ended]
    (tmp_path / "go").touch()
    codes = [rival.finish() for rival in rivals]
    assert sorted(codes) == [0] + [4] * (RIVALS - 1), [rival.story() for rival in rivals]
    for rival in rivals:
        if rival is not owner:
            assert f"process {owner.identifier} carries this run out already" in rival.errors, rival.story()
    log = Log.read(fermata, home, run)
    assert [event.type for event in log.events].count("attempt.started") == 1, log.told()
    expect_sound(run_cli, log)


def test_one_of_several_verdicts_given_at_once_counts(start, run_cli, playbook, fermata, home):
    file = playbook("{name: Asked, gates: {afterPlanning: on}, steps: {only: {run: echo done}}}")
    run = run_cli("run", file, "--detach").expect_success().output.strip()
    [gate] = [json.loads(line) for line in run_cli("inbox", "--json").expect_success().output.splitlines()]
    rivals = [
        start("reject", gate["gate"], "--reason", f"Reason {number}.", "--digest", gate["digest"])
        for number in range(2 * RIVALS)
    ]
    codes = [rival.finish() for rival in rivals]
    assert sorted(codes) == [0] + [4] * (2 * RIVALS - 1), [rival.story() for rival in rivals]
    log = Log.read(fermata, home, run)
    winner = codes.index(0)
    assert log.verdicts == {1: {"verdict": "reject", "reason": f"Reason {winner}."}}, log.told()
    for rival in rivals[:winner] + rivals[winner + 1:]:
        assert "Gate g1 is no longer open" in rival.errors, rival.story()
    run_cli("audit", "verify", run).expect_success()


def test_twenty_writers_make_and_finish_runs_on_one_new_journal(start, run_cli, playbook, home):
    file = playbook(
        """\
        name: Short
        autonomy: autonomous
        steps:
          first: {run: echo one}
          second: {run: echo two}
          third: {needs: [first, second], run: echo three}
        """
    )
    writers = [start("run", file, "--plain") for _ in range(WRITERS)]
    stories = [(writer.finish(), writer.story()) for writer in writers]
    assert all(code == 0 for code, _ in stories), [story for code, story in stories if code != 0]
    listed = [json.loads(line) for line in run_cli("runs", "--json").expect_success().output.splitlines()]
    assert len(listed) == WRITERS and {entry["phase"] for entry in listed} == {"completed"}
    checked = run_cli("audit", "verify", "--all").expect_success().output
    assert f"{WRITERS} runs checked, 0 damaged." in checked
    assert list((home / "fermata" / "owners").iterdir()) == []


def test_an_owner_that_slept_through_a_take_over_does_nothing_more(
    start, run_cli, waiting, fermata, home, tmp_path
):
    old = start("run", waiting, "--plain")
    assert old.wait_for_text(b"at work", END_SECONDS), old.story()
    run = json.loads(run_cli("runs", "--json").expect_success().output)["run"]
    os.kill(old.identifier, signal.SIGSTOP)
    new = start("resume", run, "--force", "--plain")
    assert new.wait_for_text(b"at work", END_SECONDS), new.story()
    taken = Log.read(fermata, home, run)
    assert taken.adoptions == 2 and taken.working == {"wait": 2}, taken.told()
    os.kill(old.identifier, signal.SIGCONT)
    assert old.finish() == 1, old.story()
    assert "taken the run over" in old.errors, old.story()
    assert [event.type for event in Log.read(fermata, home, run).events] == [
        event.type for event in taken.events], "the old owner has appended something"
    (tmp_path / "go").touch()
    assert new.finish() == 0, new.story()
    # The old owner's command was ended before it saw that it might go on.
    assert (tmp_path / "ends").read_text() == "2\n"
    expect_sound(run_cli, Log.read(fermata, home, run))
    assert processes_of(home) == []


HOSTILE = {
    "long-line": ("head -c 100000000 /dev/zero | tr '\\0' x", "left out"),
    "binary": ("head -c 3000000 /dev/urandom; printf '\\0\\377\\376\\n'", None),
    "escapes": ("printf '\\033[2J\\033]0;owned\\007\\342\\200\\256evil\\n'; printf '\\302\\233K' >&2", None),
    "orphans": ("trap '' TERM; (setsid sleep 600 & sleep 600 &) & sleep 0.1; echo forked", None),
    "garbage": ("head -c 5000 /dev/urandom >>$FERMATA_REPORT", "line 1"),
    "flood": ("head -c 2000000 /dev/zero >>$FERMATA_REPORT", "report"),
    "remover": ("rm -rf \"$(dirname \"$FERMATA_REPORT\")\"", "report"),
    "forger": ("echo '{\"verdict\": \"approve\", \"gate\": 1}' >>$FERMATA_REPORT", "line 1"),
    "rebel": ("kill -9 $PPID; while :; do :; done", "supervisor"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_agent_harms_only_its_own_step(name, fermata, home, tmp_path, playbook, run_cli):
    command, words = HOSTILE[name]
    file = playbook(
        json.dumps({
            "name": "Hostile", "autonomy": "autonomous",
            "gates": {"recovery": {"timeout": "1s", "onTimeout": "skip"}},
            "steps": {
                "evil": {"run": command, "onFailure": "skip"},
                "good": {"run": "echo unharmed"},
                "after": {"needs": ["evil", "good"], "run": "echo after"},
            },
        })
    )
    with open(tmp_path / "output", "w+b") as output, open(tmp_path / "errors", "w+b") as errors:
        process = subprocess.Popen(
            [fermata, "run", file, "--plain"], cwd=tmp_path, env=environment(home), stdin=subprocess.DEVNULL,
            stdout=output, stderr=errors, start_new_session=True,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        story = (tmp_path / "errors").read_text(errors="replace")
    assert process.returncode == 0, story
    assert usage.ru_maxrss < MEMORY_KIB, f"{usage.ru_maxrss >> 10} MiB"
    printed = (tmp_path / "output").read_bytes()
    text = printed.decode()
    assert not set(text) & set("\x00\x07\x1b\x7f\x9b\u202e"), "what an agent printed reached the terminal raw"
    [entry] = [json.loads(line) for line in run_cli("runs", "--json").expect_success().output.splitlines()]
    log = Log.read(fermata, home, entry["run"])
    expect_sound(run_cli, log)
    assert log.outputs["after"] == {"text": "after"} and log.outputs["good"] == {"text": "unharmed"}
    ended = log.of("evil", "attempt.completed", "attempt.failed")[-1]
    told = json.dumps(ended.body)
    assert len(told) < 200_000, "what an agent says is bounded"
    if words:
        assert any(word in told for word in words.split("|")), told[:2000]
    wait_until(lambda: processes_of(home) == [], "the end of everything that was started")
    assert list((home / "fermata" / "attempts").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name: Large\nsteps:\n  a:\n    run: |\n" + b"      true\n" * 1_000_000, "larger than"),
        (b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c, *%c, *%c]\n" % (c, c, c - 1, c - 1, c - 1, c - 1)
                                       for c in range(ord("b"), ord("z"))), "anchors"),
        (b"name: Deep\nsteps: " + b"[" * 200_000, "32 levels"),
        (b"name: Deep\nsteps:\n" + b"".join(b" " * depth + b"a:\n" for depth in range(1, 900)), "32 levels"),
        (b"name: " + b"\xff\xfe" * 1000, "UTF-8"),
        (b"", "is empty"),
    ],
    ids=["10 MB", "aliases", "brackets", "mappings", "no UTF-8", "empty"],
)
def test_a_hostile_playbook_is_refused_at_once(content, words, fermata, home, tmp_path, run_cli):
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    for arguments in (("run", file), ("playbook", "validate", file)):
        refused = run_cli(*arguments, timeout_seconds=20)
        assert refused.exit_code in (1, 65), refused.story()
        assert words in refused.errors + refused.output, refused.story()[:2000]
        assert len(refused.errors) < 20_000, "a refusal is short"
    assert run_cli("runs", "--json").expect_success().output == ""


# More than a pipe holds.
TALKING = "{name: Talking, autonomy: autonomous, steps: {talk: {run: seq 50000}, more: {run: seq 9}}}"


def test_a_reader_who_leaves_does_not_end_the_run(fermata, home, playbook, run_cli, tmp_path):
    file = playbook(TALKING)
    piped = subprocess.run(
        ["/bin/sh", "-c", 'set -e; "$0" run "$1" --plain | head -n 1', fermata, file], cwd=tmp_path,
        env=environment(home), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )
    assert piped.returncode == 0 and piped.stdout.startswith("Run "), piped
    [entry] = [json.loads(line) for line in run_cli("runs", "--json").expect_success().output.splitlines()]
    assert entry["phase"] == "completed", entry
    run_cli("audit", "verify", entry["run"]).expect_success()


def test_a_reader_who_does_not_read_does_not_hold_the_run_up(start, playbook, run_cli):
    file = playbook(TALKING)
    deaf = start("run", file, "--plain")
    wait_until(lambda: run_cli("runs", "--json").output.strip() != "", "the run")

    def has_completed() -> bool:
        return json.loads(run_cli("runs", "--json").output)["phase"] == "completed"

    wait_until(has_completed, "the end of a run whose output nobody reads")
    assert not deaf.has_ended, "the output was to fill the pipe"
    run_cli("audit", "verify", "last").expect_success()
