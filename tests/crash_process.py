"""Processes of fermata that are killed at a moment of the test's choosing."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Sequence

from command_line import environment

# A process that does nothing for this long has nothing more to say: a gate waits.
SILENCE_SECONDS = 0.25
# No process may live longer than this, whatever is planned for it.
LIFE_SECONDS = 60.0


class Process:
    """One process of fermata, alone in a session, whose standard output is read as it comes."""

    def __init__(self, arguments: Sequence[str | Path], *, home: Path, directory: Path) -> None:
        self.arguments = [str(argument) for argument in arguments]
        self._errors = open(directory / "errors", "w+b")  # noqa: SIM115 - closed with the process
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self.arguments, cwd=directory, env=environment(home, {"TMPDIR": str(directory)}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True,
        )
        self._exit = os.pidfd_open(self._process.pid)
        self._stream = self._process.stdout
        self.output = b""
        self.first_line_seconds: float | None = None

    @property
    def identifier(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return bool(select.select([self._exit], [], [], 0)[0])

    def wait_for_lines(self, count: int, timeout_seconds: float) -> bool:
        """Reads until that many lines were printed; says whether they were before the end or the timeout."""
        deadline = time.monotonic() + timeout_seconds
        while self.output.count(b"\n") < count:
            if not self._read_some(deadline):
                return False
        return True

    def wait_for_text(self, text: bytes, timeout_seconds: float) -> bool:
        """Reads until a text was printed; says whether it was before the end or the timeout."""
        deadline = time.monotonic() + timeout_seconds
        while text not in self.output:
            if not self._read_some(deadline):
                return False
        return True

    def wait(self, seconds: float) -> bool:
        """Lets it go on for so long; says whether it has ended by itself."""
        return bool(select.select([self._exit], [], [], seconds)[0])

    def kill(self) -> None:
        """Kills this process and nothing that it has started."""
        os.kill(self._process.pid, signal.SIGKILL)

    def finish(self) -> int:
        """Waits for the end and gives the exit code."""
        if not self.wait(LIFE_SECONDS):
            self.kill()
            self._process.wait()
            raise AssertionError(f"not finished after {LIFE_SECONDS} s: {self.story()}")
        code = self._process.wait()
        # What it started may still hold the pipe: what is in it now was printed, and nobody waits for an end.
        while self._read_some(deadline=0):
            continue
        self._stream.close()
        os.close(self._exit)
        self._errors.seek(0)
        self.errors = self._errors.read().decode(errors="replace")
        self._errors.close()
        return code

    def abandon(self) -> None:
        """Ends it if nobody has waited for its end."""
        if self._process.returncode is None:
            self.kill()
            self.finish()

    def story(self) -> str:
        errors = getattr(self, "errors", "")
        return f"$ {' '.join(self.arguments)}\n{self.output.decode(errors='replace')}{errors}"

    def _read_some(self, deadline: float) -> bool:
        remaining = deadline - time.monotonic()
        readable = select.select([self._stream], [], [], max(remaining, 0))[0]
        piece = os.read(self._stream.fileno(), 65_536) if readable else b""
        if piece and self.first_line_seconds is None:
            self.first_line_seconds = time.monotonic() - self._started
        self.output += piece
        return bool(piece)


def processes_of(folder: Path) -> list[str]:
    """The living processes that were started in that folder or know its name, as a person would list them."""
    name = os.fsencode(folder)
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            known = [(entry / part).read_bytes() for part in ("cmdline", "environ")]
            if not any(name in part for part in known):
                continue
            if b"\nState:\tZ" not in (entry / "status").read_bytes():
                found.append(f"{entry.name}: {known[0].replace(bytes(1), b' ').decode(errors='replace')}")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            # It has ended while it was looked at, or belongs to somebody else.
            continue
    return found
