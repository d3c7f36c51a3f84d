"""Undo, redo and rollback from the command line: each names what it takes back, and is bound to that."""

import json

from places import both_ways
from test_commands import shown, step, waiting_run  # noqa: F401


@both_ways
def test_an_undo_of_what_is_not_the_last_any_more_is_refused(run_cli, waiting_run):
    run_cli("note", waiting_run, "deploy", "Use the second mirror.").expect_success()
    seen = shown(run_cli, waiting_run)["undoable"]["revision"]
    run_cli("pause", waiting_run).expect_success()
    late = run_cli("undo", waiting_run, "--revision", str(seen))
    assert late.exit_code == 4, late.story()
    assert "is not the last" in late.errors, late.story()
    assert shown(run_cli, waiting_run)["isPaused"]
    assert "Undone: pause, by " in run_cli("undo", waiting_run).expect_success().output
    seen = shown(run_cli, waiting_run)["redoable"]["revision"]
    assert run_cli("redo", waiting_run, "--revision", str(seen + 1)).exit_code == 4
    assert "Done again: pause, by " in run_cli("redo", waiting_run).expect_success().output
    assert run_cli("redo", waiting_run).exit_code == 4


@both_ways
def test_a_rollback_that_cannot_undo_lists_what_stays_and_how_to_confirm(run_cli, waiting_run, place):
    run_cli("answer", "g1", "red", "--yes").expect_success()
    place.go_on(run_cli, waiting_run, "g2")
    refused = run_cli("rollback", waiting_run, "build", "--instructions", "It's late")
    assert refused.exit_code == 4, refused.story()
    preview = json.loads(
        run_cli("rollback", waiting_run, "build", "--preview", "--json").expect_success().output)
    assert [effect["step"] for effect in preview["effectsThatStay"]] == ["deploy"]
    confirm = (
        f"fermata rollback {waiting_run} build --instructions 'It'\\''s late' --accept deploy "
        f"--digest {preview['digest']}")
    assert confirm in refused.errors, refused.story()
    assert "These effects stay" in refused.output
    unconfirmed = run_cli("rollback", waiting_run, "build", "--accept", "deploy")
    assert unconfirmed.exit_code == 4, unconfirmed.story()
    stale = run_cli("rollback", waiting_run, "build", "--accept", "deploy", "--digest", "0" * 64)
    assert stale.exit_code == 4, stale.story()
    seen = ["--accept", "deploy", "--digest", preview["digest"]]
    run_cli("rollback", waiting_run, "build", *seen).expect_success()
    log = [json.loads(line) for line in run_cli("audit", "export", waiting_run).output.splitlines()]
    revision = next(line["revision"] for line in log if line.get("type") == "run.rolled-back")
    after = json.loads(run_cli("show", waiting_run, "--at", str(revision), "--json").expect_success().output)
    assert "outputs" not in step(after, "build")
