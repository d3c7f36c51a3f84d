"""The setup script on machines that lack something, played with stand-ins for their commands."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable

import pytest

from command_line import Finished, run_command

# What the script itself is written with; a machine without these is no Debian.
SHELL_COMMANDS = ("bash", "cat", "dirname", "env", "mktemp", "rm")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The only folder on PATH: a machine with Swift and nothing else that the script looks for."""
    folder = tmp_path / "commands"
    folder.mkdir()
    for name in SHELL_COMMANDS:
        (folder / name).symlink_to(Path(shutil.which(name) or ""))
    stand_in(folder, "swift", "exit 0")
    stand_in(folder, "id", "echo 0")
    return folder


@pytest.fixture
def setup(repository: Path, commands: Path, home: Path) -> Callable[[], Finished]:
    """Runs `scripts/setup build` on that machine."""
    return lambda: run_command(
        [commands / "bash", repository / "scripts" / "setup", "build"],
        home=home,
        additions={"PATH": str(commands)},
    )


def stand_in(folder: Path, name: str, body: str) -> None:
    """Puts a command on the machine that does what the shell lines say."""
    path = folder / name
    path.write_text(f"#!{folder}/bash\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def record(folder: Path, name: str) -> Path:
    """Puts a command on the machine that notes its arguments, and leaves a git behind if asked to."""
    log = folder / f"{name}.log"
    make_git = f"printf '#!{folder}/bash\\n' >'{folder}/git'; '{folder}/chmod' +x '{folder}/git'"
    (folder / "chmod").symlink_to(Path(shutil.which("chmod") or ""))
    stand_in(folder, name, f"echo \"$*\" >>'{log}'\ncase \" $* \" in *' git '*) {make_git} ;; esac")
    return log


def test_what_is_there_is_said_and_nothing_is_installed(setup, commands):
    stand_in(commands, "git", "exit 0")
    finished = setup().expect_success()
    assert "swift: already there" in finished.output
    assert "git: already there" in finished.output
    assert "installed" not in finished.output, finished.story()


def test_what_is_missing_is_named_with_its_reason_and_installed(setup, commands):
    log = record(commands, "apt-get")
    finished = setup().expect_success()
    assert "git: missing; Swift fetches its packages with it, so git will be installed" in finished.output
    assert "running: env DEBIAN_FRONTEND=noninteractive apt-get update" in finished.output
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update == "update"
    assert install.startswith("install -y --no-install-recommends ")
    assert "git" in install.split()


def test_a_second_setup_finds_everything_there(setup, commands):
    record(commands, "apt-get")
    setup().expect_success()
    assert "git: already there" in setup().expect_success().output


def test_without_apt_it_says_what_to_install_by_hand_and_fails(setup):
    finished = setup()
    assert finished.exit_code == 1, finished.story()
    assert "no apt-get" in finished.errors
    assert "by hand, then try again: git" in finished.errors


def test_without_swift_it_says_so_before_it_installs_anything(setup, commands):
    log = record(commands, "apt-get")
    (commands / "swift").unlink()
    finished = setup()
    assert finished.exit_code == 1, finished.story()
    assert "Swift is missing" in finished.errors
    assert not log.exists()


def test_a_person_who_is_not_root_gets_sudo_without_a_prompt_nobody_could_answer(setup, commands):
    record(commands, "apt-get")
    stand_in(commands, "id", "echo 1000")
    stand_in(commands, "sudo", '[ "$1" = -n ] || exit 9; shift; exec "$@"')
    assert "running: sudo -n env" in setup().expect_success().output


def test_a_person_who_is_not_root_and_has_no_sudo_is_told_what_root_must_do(setup, commands):
    record(commands, "apt-get")
    stand_in(commands, "id", "echo 1000")
    finished = setup()
    assert finished.exit_code == 1, finished.story()
    assert "Have root run: apt-get install" in finished.errors


def test_a_failed_installation_shows_what_apt_printed(setup, commands):
    stand_in(commands, "apt-get", "echo 'no space left'; exit 100")
    finished = setup()
    assert finished.exit_code == 1, finished.story()
    assert "no space left" in finished.errors
    assert "failed" in finished.errors
