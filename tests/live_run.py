"""A run that another process carries out while the test looks and takes part, spoken to in lines of JSON."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

from command_line import environment

# How long a test waits for a line before it gives up and shows those that came.
LINE_TIMEOUT_SECONDS = 30.0


class LiveRun:
    """`fermata run --json` or `fermata watch --json`, its lines read as they come."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        home: Path,
        directory: Path,
        additions: Mapping[str, str] | None = None,
    ) -> None:
        self.lines: list[dict[str, Any]] = []
        self.errors: list[str] = []
        # Replies and events come on one stream, and either may come first: each has a queue of its own.
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._replies: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._messages: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments],
            cwd=directory,
            env=environment(home, additions),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._threads = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read_output(self) -> None:
        for line in self.process.stdout:
            value = json.loads(line)
            (self._events if "type" in value else self._replies).put(value)
        self._events.put(None)
        self._replies.put(None)

    def _read_errors(self) -> None:
        for line in self.process.stderr:
            self.errors.append(line)
            self._messages.put(line)
        self._messages.put(None)

    def _wait_for(
        self, lines: queue.Queue, wanted: Callable[[dict[str, Any]], bool], what: str
    ) -> dict[str, Any]:
        """The first line of a queue not yet looked at that is wanted."""
        deadline = time.monotonic() + LINE_TIMEOUT_SECONDS
        while True:
            try:
                line = lines.get(timeout=max(deadline - time.monotonic(), 0.001))
            except queue.Empty:
                raise AssertionError(f"{what} never came\n{self.story()}") from None
            assert line is not None, f"the process ended before {what}\n{self.story()}"
            self.lines.append(line)
            if wanted(line):
                return line

    def event(self, *kinds: str, step: str | None = None) -> dict[str, Any]:
        """Waits for an event of one of the kinds, about a step if one is named."""

        def is_wanted(line: dict[str, Any]) -> bool:
            body = line["body"]
            named = (body.get("step"), body.get("key", {}).get("step"))
            return line["type"] in kinds and (step is None or step in named)

        what = f"{' or '.join(kinds)}{f' of {step}' if step else ''}"
        return self._wait_for(self._events, is_wanted, what)

    def gate(self, kind: str | None = None) -> dict[str, Any]:
        """Waits for a gate to open."""
        return self._wait_for(
            self._events,
            lambda line: line["type"] == "gate.opened" and kind in (None, line["body"]["kind"]),
            f"a gate {kind or ''}",
        )["body"]

    def send(self, order: dict[str, Any] | str) -> None:
        """Writes an order, or any line."""
        self.process.stdin.write((order if isinstance(order, str) else json.dumps(order)) + "\n")
        self.process.stdin.flush()

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Writes an order and waits for its reply."""
        number = len(self.lines) + 1
        self.send({"id": number, **order})

        def is_reply(line: dict[str, Any]) -> bool:
            reply = line.get("accepted") or line.get("refused") or {}
            return reply.get("id") == number

        return self._wait_for(self._replies, is_reply, f"the reply to {order}")

    def reply(self, identity: str) -> dict[str, Any]:
        """Waits for the reply to the order of that id."""

        def is_reply(line: dict[str, Any]) -> bool:
            return (line.get("accepted") or line.get("refused") or {}).get("id") == identity

        return self._wait_for(self._replies, is_reply, f"the reply to {identity}")

    def refusal(self) -> dict[str, Any]:
        """Waits for the next reply that refuses."""
        return self._wait_for(self._replies, lambda line: "refused" in line, "a refusal")["refused"]

    def message(self, words: str) -> str:
        """Waits for a line on standard error that holds some words."""
        line: str | None = ""
        while line is not None and words not in line:
            try:
                line = self._messages.get(timeout=LINE_TIMEOUT_SECONDS)
            except queue.Empty:
                line = None
        assert line is not None, f"{words!r} was never told\n{self.story()}"
        return line

    def wait_for_end(self) -> int:
        """Closes the input, waits for the end and gives the exit code."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            code = self.process.wait(LINE_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the process did not end\n{self.story()}") from None
        for thread in self._threads:
            thread.join(LINE_TIMEOUT_SECONDS)
        for lines in (self._events, self._replies):
            while (line := lines.get(timeout=LINE_TIMEOUT_SECONDS)) is not None:
                self.lines.append(line)
        return code

    @property
    def name(self) -> str:
        """The run's name, once a line has been read."""
        return next(line["run"] for line in self.lines if "run" in line)

    def story(self) -> str:
        lines = "\n".join(json.dumps(line)[:300] for line in self.lines)
        return f"--- lines\n{lines}\n--- errors\n{''.join(self.errors)}"

    def close(self) -> None:
        """Kills what is still there. Safe to call twice."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                continue
