import re


def test_the_version_is_one_plain_line(run_cli):
    finished = run_cli("--version").expect_success()
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?\n", finished.output), finished.story()
    assert finished.errors == ""


def test_an_unknown_command_is_refused_with_a_usage_hint(run_cli):
    finished = run_cli("conduct")
    assert finished.exit_code != 0
    assert "conduct" in finished.errors, finished.story()
    assert "fermata" in finished.errors, finished.story()
    assert finished.output == ""
