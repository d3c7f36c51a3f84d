"""The examples do their real work with nobody there."""

import subprocess

import pytest

from command_line import environment


@pytest.fixture
def scratch_repository(tmp_path, home):
    """A small git repository with two commits and a test."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / "README.md").write_text("# Scratch\n", encoding="utf-8")
    (folder / "Makefile").write_text("all:\n\ttrue\ntest:\n\ttrue\n", encoding="utf-8")
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@localhost"]
    for words in (
        ["init", "-q", "-b", "main"], ["add", "."], [*identity, "commit", "-qm", "Begin"],
        [*identity, "commit", "-qm", "Go on", "--allow-empty"],
    ):
        subprocess.run(["git", *words], cwd=folder, env=environment(home), check=True, timeout=30)
    return folder


def test_repo_health_writes_its_report_and_names_the_defaults(
    run_cli, repository, scratch_repository, tmp_path
):
    finished = run_cli(
        "run", repository / "Examples/repo-health/playbook.yaml", "--unattended",
        "--input", f"repository={scratch_repository}", "--input", "report=health.md",
    ).expect_success()
    report = (tmp_path / "health.md").read_text(encoding="utf-8")
    assert "2 commits" in report and "Tester" in report
    assert "Nobody answered these gates" in finished.output
    assert "beforeCriticalAction: Run \"Write the report\"? → approve" in finished.output


def test_release_gate_tags_nothing_that_nobody_approved(run_cli, repository, scratch_repository):
    finished = run_cli(
        "run", repository / "Examples/release-gate/playbook.yaml", "--unattended",
        "--input", f"repository={scratch_repository}",
    ).expect_success()
    assert "tagging skipped" in finished.output
    assert "testing done" in finished.output


@pytest.mark.parametrize(
    ("command", "outcome"), [("true", "The tests passed."), ("echo oops >&2; false", "oops")])
def test_test_triage_ends_either_way_and_writes_the_decision(
    run_cli, repository, tmp_path, command, outcome
):
    finished = run_cli(
        "run", repository / "Examples/test-triage/playbook.yaml", "--unattended",
        "--input", f"command={command}", "--input", f"directory={tmp_path}",
    ).expect_success()
    assert outcome in finished.output, finished.story()
    assert "file them" in (tmp_path / "test-triage.md").read_text(encoding="utf-8")
