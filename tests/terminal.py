"""A terminal that a test can read like a screen and type into."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Callable, Mapping, Sequence

import pexpect
import pyte

from command_line import environment

# How long a test waits for something to appear on the screen before it gives up and shows it.
SCREEN_TIMEOUT_SECONDS = 30.0
# The most that is read from the program at once.
READ_BYTES = 65_536


class Terminal:
    """A program in a pseudo-terminal, with the screen that a person would see."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        home: Path,
        directory: Path | None = None,
        columns: int = 100,
        rows: int = 40,
        additions: Mapping[str, str] | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        words = [str(argument) for argument in arguments]
        self.process = pexpect.spawn(
            words[0],
            words[1:],
            cwd=None if directory is None else str(directory),
            env=environment(home, additions),
            dimensions=(rows, columns),
            echo=False,
            timeout=SCREEN_TIMEOUT_SECONDS,
        )
        # The program, not a default pause of the library, decides how fast keys are taken.
        self.process.delaybeforesend = None

    @property
    def text(self) -> str:
        """The screen's lines without their trailing blanks."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def is_cursor_hidden(self) -> bool:
        """Whether the program has left the cursor hidden."""
        return bool(self._screen.cursor.hidden)

    def colour_of(self, text: str, offset: int) -> str | None:
        """The colour that many columns after the beginning of a text; None without the text."""
        for row, line in enumerate(self._screen.display):
            column = line.find(text)
            if column >= 0:
                return self._screen.buffer[row][column + offset].fg
        return None

    def resize(self, *, columns: int, rows: int) -> None:
        """Makes the window another size, as dragging its corner does."""
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def press(self, keys: str) -> None:
        """Types keys exactly as given; a return is `\\r`."""
        self.process.send(keys)

    def wait_for(
        self,
        wanted: str | Callable[[str], bool],
        timeout_seconds: float = SCREEN_TIMEOUT_SECONDS,
    ) -> str:
        """Reads until the screen holds a text or satisfies a condition, and returns the screen."""
        holds = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + timeout_seconds
        while not holds(self.text):
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not self._read(remaining):
                raise AssertionError(f"the screen never showed {wanted!r}:\n{self.text}")
        return self.text

    def wait_until(
        self,
        holds: Callable[[str], bool],
        timeout_seconds: float = SCREEN_TIMEOUT_SECONDS,
    ) -> None:
        """Looks again and again at something outside the terminal for which there is no signal."""
        deadline = time.monotonic() + timeout_seconds
        while not holds(self.text):
            assert time.monotonic() < deadline, "what was waited for did not come"
            # Reason: what happens outside the terminal sends nothing that could be waited for.
            time.sleep(0.02)

    def wait_for_end(self, timeout_seconds: float = SCREEN_TIMEOUT_SECONDS) -> int:
        """Reads until the program ends, and returns its exit code (minus the signal if killed)."""
        deadline = time.monotonic() + timeout_seconds
        while self._read(max(deadline - time.monotonic(), 0)):
            if time.monotonic() >= deadline:
                raise AssertionError(f"the program did not end:\n{self.text}")
        self.process.wait()
        if self.process.exitstatus is not None:
            return self.process.exitstatus
        return -self.process.signalstatus

    def close(self) -> None:
        """Hangs up and kills what is still there. Safe to call twice."""
        self.process.close(force=True)

    def _read(self, timeout_seconds: float) -> bool:
        """Feeds what the program wrote to the screen; false when it has closed the terminal."""
        try:
            self._stream.feed(self.process.read_nonblocking(READ_BYTES, timeout_seconds))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return True
