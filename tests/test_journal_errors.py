"""A journal that cannot be used is told in words, with its own exit code, and nothing is lost."""

import os
import re
import resource
import signal
import sqlite3
import subprocess

import pytest

from command_line import environment

PLAYBOOK = "name: Work\nautonomy: supervised\nsteps: {a: {run: echo fine}, b: {run: echo more, needs: a}}\n"


@pytest.fixture
def journal(run_cli, playbook, home):
    """A journal with one completed run."""
    run_cli("run", playbook(PLAYBOOK), "--unattended").expect_success()
    return home / "fermata" / "journal.sqlite"


def expect_error(finished, words):
    assert finished.exit_code == 1, finished.story()
    assert words in finished.errors, finished.story()
    assert "Error Domain" not in finished.errors and "SQLite error" not in finished.errors, finished.story()


def test_a_damaged_journal_is_named(run_cli, journal):
    for beside in journal.parent.glob("journal.sqlite-*"):
        beside.unlink()
    journal.write_bytes(b"no database at all\n" * 100)
    expect_error(run_cli("runs"), "is damaged or no journal")


def test_a_journal_of_a_newer_version_is_left_alone(run_cli, journal):
    with sqlite3.connect(journal) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    before = journal.read_bytes()
    expect_error(run_cli("runs"), "has format 999")
    assert journal.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(run_cli):
    expect_error(run_cli("runs", additions={"FERMATA_HOME": "/proc/nowhere"}), "/proc/nowhere")
    expect_error(run_cli("runs", additions={"FERMATA_HOME": "/dev/null/x"}), "/dev/null/x")


def test_a_read_only_journal_is_named(fermata, home, journal, tmp_path):
    if os.geteuid() != 0:
        journal.chmod(0o400)
        words = [str(fermata), "run", str(tmp_path / "playbook.yaml"), "--detach"]
    else:
        # Rights do not bind root: another user asks. The folder stays readable for everybody.
        for folder in (journal.parent, *journal.parents):
            if folder.stat().st_uid == os.geteuid() and folder.parts[1:2] == ("tmp",):
                folder.chmod(folder.stat().st_mode | 0o055)
        for path in (journal, *journal.parent.glob("*.sqlite-*")):
            path.chmod(0o444)
        words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(fermata), "runs"]
    finished = subprocess.run(
        words, env=environment(home), capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert finished.returncode == 1, finished
    assert str(journal.parent) in finished.stderr, finished
    assert re.search("may not be (written|used)|denied|rights", finished.stderr), finished


@pytest.fixture
def big_playbook(playbook):
    """Eight steps that each leave a transcript of some hundred kilobytes."""
    steps = "".join(f"  s{n}: {{run: 'head -c 150000 /dev/urandom | base64'}}\n" for n in range(8))
    return playbook("name: Big\nautonomy: supervised\nsteps:\n" + steps, "big.yaml")


def test_a_file_that_may_not_grow_loses_nothing_and_the_run_goes_on_after(
    fermata, run_cli, home, big_playbook, journal, tmp_path
):
    name = run_cli("run", big_playbook, "--detach").expect_success().output.strip()

    def limit() -> None:
        size = journal.stat().st_size + 65_536
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    process = subprocess.Popen(
        [fermata, "resume", name, "--plain"], env=environment(home), cwd=tmp_path, preexec_fn=limit,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        told = next(line for line in process.stderr if "kept and tried again" in line)
        assert str(journal) in told
        # What is wrong may pass, so the process waits; a person need not.
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 1, errors
    assert str(journal) in errors
    assert "sound" in run_cli("audit", "verify", name).expect_success().output
    assert "8 of 8 steps ended" in run_cli("resume", name).expect_success().output


def test_a_full_disk_is_told_and_waited_out(start_run, run_cli, big_playbook, small_disk):
    disk = small_disk("1m")
    place = {"FERMATA_HOME": str(disk.folder / "fermata")}
    name = run_cli("run", big_playbook, "--detach", additions=place).expect_success().output.strip()
    run = start_run("resume", name, additions=place)
    assert f"{disk.folder}/fermata/journal.sqlite is full" in run.message("kept and tried again")
    disk.grow("64m")
    # A step that could not even begin on the full disk asks whether to try again.
    while (event := run.event("gate.opened", "run.ended"))["type"] == "gate.opened":
        gate = event["body"]
        run.ask({"gate": gate["gate"], "digest": gate["digest"], "verdict": "approve"})
    assert run.wait_for_end() == 0
    assert "8/8" in run_cli("runs", additions=place).expect_success().output
    assert "sound" in run_cli("audit", "verify", name, additions=place).expect_success().output
