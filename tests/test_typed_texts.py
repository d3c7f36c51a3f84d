"""What people type arrives: texts that begin with a dash, and edits of what a step is about to do."""

import json

import pytest

TEXTS = [
    "- the other one", "- mind the header", "- shorter", "-5", "-x < 3", "-- both", "--- a/file", "-h is it",
    "--help me with it",
]

PLAYBOOK = """\
    name: Typed texts
    autonomy: guided
    gates: {afterPlanning: off, beforeCompletion: off}
    agents:
      shell: {kind: command}
      person: {kind: human}
    steps:
      ask: {agent: person, run: Which one?}
      deploy:
        agent: shell
        needs: ask
        effect: external
        env: {TARGET: build-folder, LEVEL: 1.10}
        run: mkdir -p "$TARGET" && printf '%s' "$LEVEL" >"$TARGET/level"
        timeout: 1m
      after: {agent: shell, needs: deploy, run: echo done}
"""


@pytest.fixture
def asking(run_cli, playbook):
    """A run whose first gate is a question that takes any text."""
    run = run_cli("run", playbook(PLAYBOOK), "--detach").expect_success().output.strip()
    assert run_cli("run", playbook(PLAYBOOK), "--detach").expect_success()
    run_cli("resume", run, "--plain", "--unattended")
    return run


def log_of(run_cli, run):
    return run_cli("audit", "export", run).expect_success().output


@pytest.mark.parametrize("text", TEXTS)
def test_what_ends_with_0_is_in_the_log(run_cli, asking, text):
    written = json.dumps(text)[1:-1]
    for words in (
        ["note", asking, text], ["note", asking, "deploy", text], ["redirect", asking, "after", text],
        ["skip", asking, "after", "--reason", text],
    ):
        before = log_of(run_cli, asking).count(written)
        done = run_cli(*words)
        after = log_of(run_cli, asking).count(written)
        if done.exit_code == 0:
            assert after > before, done.story()
        else:
            assert words[0] == "redirect" and done.exit_code == 4, done.story()
    answered = run_cli("answer", f"{asking}.g1", text, "--yes").expect_success()
    assert f'"answer":"{written}"' in log_of(run_cli, asking)


@pytest.mark.parametrize("words", [
    ["answer", "RUN.g1", "-y"], ["note", "RUN", "-Force"], ["stop", "RUN", "-oh"],
    ["answer", "RUN.g1", "--all"],
])
def test_what_looks_like_an_option_is_an_error_that_names_two_dashes(run_cli, asking, words):
    before = log_of(run_cli, asking)
    refused = run_cli(*[word.replace("RUN", asking) for word in words])
    assert refused.exit_code == 64 and "`--`" in refused.errors, refused.story()
    assert log_of(run_cli, asking) == before


@pytest.fixture
def deciding(run_cli, asking):
    """The same run at the gate before its external step."""
    run_cli("answer", f"{asking}.g1", "this one", "--yes").expect_success()
    run_cli("resume", asking, "--plain", "--unattended")
    return f"{asking}.g2"


def test_a_file_with_only_run_leaves_the_variables_as_they_were(run_cli, deciding, tmp_path):
    file = tmp_path / "edit.yaml"
    file.write_text('run: mkdir -p "$TARGET" && printf "%s!" "$LEVEL" >"$TARGET/level"\n')
    approved = run_cli("approve", deciding, "--edit", file, "--yes").expect_success()
    version = approved.output.partition("your version:")[2]
    assert "TARGET:" not in "".join(line for line in version.splitlines() if line.startswith("  -"))
    run_cli("resume", deciding.split(".")[0], "--plain")
    assert (tmp_path / "build-folder" / "level").read_text() == "1.10!"


def test_variables_are_merged_and_null_takes_one_away(run_cli, deciding, tmp_path):
    file = tmp_path / "edit.yaml"
    file.write_text(
        'run: env | grep -c "^TARGET=" >count || true; echo "$LEVEL $NEW" >new\n'
        "env: {LEVEL: 0755, NEW: yes, TARGET: ~}\n"
    )
    run_cli("approve", deciding, "--edit", file, "--yes").expect_success()
    run_cli("resume", deciding.split(".")[0], "--plain")
    assert (tmp_path / "new").read_text() == "0755 yes\n"
    assert (tmp_path / "count").read_text() == "0\n"


@pytest.mark.parametrize("edit, name", [
    ("env: {FERMATA_RUN: mine}\n", "FERMATA_"), ("timeoutSeconds: 99999999\n", "timeoutSeconds"),
    ("retries: 4\n", "retries"), ("env: {GONE: ~}\n", "GONE"), ("run: ''\n", "run")])
def test_an_edit_that_cannot_run_is_refused_when_it_is_sent(run_cli, deciding, tmp_path, edit, name):
    file = tmp_path / "edit.yaml"
    file.write_text(edit)
    refused = run_cli("approve", deciding, "--edit", file, "--yes")
    assert refused.exit_code == 4 and name in refused.errors, refused.story()
    assert run_cli("inbox").output.count(deciding) == 1


def test_a_refused_action_is_called_refused(run_cli, deciding):
    run_cli("reject", deciding, "--reason", "- not on a friday", "--yes").expect_success()
    shown = run_cli("show", deciding.split(".")[0]).expect_success().output
    assert "was refused" in shown and "refused, and not started:" in shown, shown
    assert "permanent" not in shown and "failed. Try it again" not in shown


def test_a_run_that_was_stopped_while_paused_is_not_paused(run_cli, asking):
    run_cli("pause", asking).expect_success()
    run_cli("stop", asking, "--reason", "- enough").expect_success()
    shown = run_cli("show", asking).expect_success().output
    assert "stopped" in shown.splitlines()[1] and "paused" not in shown.splitlines()[1], shown
    assert "paused" not in next(line for line in run_cli("runs").output.splitlines() if asking in line)
