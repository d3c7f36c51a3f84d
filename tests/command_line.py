"""Runs the built fermata as a person or a script would, with every wait bounded."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

# No command that a test runs may take longer; a hang becomes a failure that names the command.
COMMAND_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Finished:
    """What a command left behind: its exit code and everything it printed."""

    arguments: tuple[str, ...]
    exit_code: int
    output: str
    errors: str

    def expect_success(self) -> "Finished":
        """Fails the test with the whole story unless the command ended with 0."""
        assert self.exit_code == 0, self.story()
        return self

    def story(self) -> str:
        command = " ".join(self.arguments)
        return f"$ {command}\nexit code {self.exit_code}\n--- output\n{self.output}--- errors\n{self.errors}"


def environment(home: Path, additions: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a command: nothing of the machine's own but PATH gets in."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "FERMATA_HOME": str(home / "fermata"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **(additions or {}),
    }


def run_command(
    arguments: Sequence[str | Path],
    *,
    home: Path,
    directory: Path | None = None,
    standard_input: str = "",
    additions: Mapping[str, str] | None = None,
    timeout_seconds: float = COMMAND_TIMEOUT_SECONDS,
) -> Finished:
    """Runs a command to its end in a session of its own, or kills all of it at the time limit."""
    words = tuple(str(argument) for argument in arguments)
    process = subprocess.Popen(
        words,
        cwd=directory,
        env=environment(home, additions),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(standard_input, timeout=timeout_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        finished = Finished(words, process.returncode, output, errors)
        raise AssertionError(f"not finished after {timeout_seconds} s\n{finished.story()}") from None
    return Finished(words, process.returncode, output, errors)
