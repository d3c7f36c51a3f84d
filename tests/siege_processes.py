"""Processes of a siege: those that carry runs out, and those in which people look and order."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
from pathlib import Path
from typing import Any, Sequence

from command_line import environment
from siege_orders import ACCEPTED, REFUSED, UNKNOWN, Order

LISTENING = re.compile(r"http://127\.0\.0\.1:(?P<port>\d+)")


class Process:
    """A process whose output goes to files, so that it never waits for somebody to read."""

    def __init__(self, arguments: Sequence[str | Path], home: Path, logs: Path, number: int) -> None:
        self.arguments = [str(argument) for argument in arguments]
        self.output_file = logs / f"{number}.out"
        self.errors_file = logs / f"{number}.err"
        with open(self.output_file, "wb") as output, open(self.errors_file, "wb") as errors:
            self._process = subprocess.Popen(
                self.arguments, cwd=logs, env=environment(home), stdin=subprocess.DEVNULL, stdout=output,
                stderr=errors, start_new_session=True)

    @property
    def identifier(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code, or `None` while it lives."""
        return self._process.poll()

    @property
    def output(self) -> str:
        return self.output_file.read_text(errors="replace")

    @property
    def errors(self) -> str:
        return self.errors_file.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to this process alone."""
        self._process.send_signal(number)

    def kill(self) -> bool:
        """Kills this process alone, and says whether it still lived."""
        lived = self.code is None
        self._process.kill()
        self._process.wait()
        return lived

    def children(self) -> list[int]:
        """The processes that it has started."""
        return children_of(self.identifier)


class Owner(Process):
    """A process that carries out runs: a server, `fermata run`, or `fermata resume`."""

    def __init__(self, kind: str, run: str | None, dies_at: float, *arguments: Any) -> None:
        super().__init__(*arguments)
        # `run` is what it was started for; `None` for a server, and for a run that is not known yet.
        self.kind, self.run, self.dies_at = kind, run, dies_at
        self.is_halted = False
        self.resumes_at = 0.0
        # Somebody else has taken its run by force.
        self.is_deposed = False

    @property
    def port(self) -> int | None:
        """Where a server listens, once it has said so."""
        if self.kind != "serve":
            return None
        said = LISTENING.search(self.output)
        return int(said["port"]) if said else None

    @property
    def label(self) -> str:
        """How the log's owners end."""
        return f"process {self.identifier}"


class Watcher:
    """`fermata watch RUN --json`: sees every event as it happens, and its orders take effect at once."""

    def __init__(self, fermata: Path, run: str, home: Path, logs: Path, number: int) -> None:
        self.run = run
        self.events: list[dict[str, Any]] = []
        self._sent: dict[str, Order] = {}
        self._rest = b""
        with open(logs / f"{number}.err", "wb") as errors:
            self._process = subprocess.Popen(
                [str(fermata), "watch", run, "--json"], cwd=logs, env=environment(home),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, start_new_session=True)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    @property
    def descriptor(self) -> int:
        """What can be read when it has said something."""
        return self._process.stdout.fileno()

    @property
    def waits_for_answers(self) -> bool:
        return bool(self._sent)

    def send(self, order: Order) -> bool:
        """Hands an order over; says whether the process took it."""
        self._sent[order.identity] = order
        try:
            self._process.stdin.write(json.dumps(order.line | {"id": order.identity}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def read(self) -> None:
        """Takes in what it has said, without waiting."""
        while select.select([self._process.stdout], [], [], 0)[0]:
            piece = os.read(self.descriptor, 1 << 20)
            if not piece:
                return
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in map(json.loads, lines):
                if "type" in line:
                    self.events.append(line)
                elif "accepted" in line:
                    self._answered(line["accepted"], ACCEPTED)
                else:
                    self._answered(line["refused"], REFUSED)

    def kill(self) -> None:
        """Kills it; what it had been sent and not answered, nobody knows."""
        self._process.kill()
        self._process.wait()
        self.read()
        for order in self._sent.values():
            order.settle(UNKNOWN, "the watcher was killed")
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                # What had not been handed over is lost with the process.
                continue

    def _answered(self, body: dict[str, Any], answer: str) -> None:
        order = self._sent.pop(body["id"], None)
        if order is not None:
            order.settle(answer, json.dumps(body))


def children_of(process: int) -> list[int]:
    """The living children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            # The thread has ended while it was looked at.
            continue
    return found


def works(run: str, step: str) -> bool:
    """Whether any process of a step's commands still lives."""
    names = {f"FERMATA_RUN={run}".encode(), f"FERMATA_STEP={step}".encode()}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if names <= set((entry / "environ").read_bytes().split(b"\0")):
                return True
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            # It has ended while it was looked at, or belongs to somebody else.
            continue
    return False
