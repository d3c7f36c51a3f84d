"""What people order during a siege, by which way, and what they were told came of it."""

from __future__ import annotations

import http.client
import json
import queue
import threading
from dataclasses import dataclass, field
from typing import Any

# What the events may be called of which an intervention with a text of its own leaves one. To skip a step
# whose effect is being undone ends the undoing.
EVENTS_OF_TEXTS = {
    "note": ["note.added"], "skip": ["step.skipped", "compensation.ended"], "redirect": ["step.redirected"],
    "rollback": ["run.rolled-back"], "take-over": ["step.taken-over"],
}
# How long an order over HTTP may take: much longer than the journal waits for a lock, and than any halt.
ANSWER_TIMEOUT_SECONDS = 20.0

ACCEPTED, REFUSED, UNKNOWN = "accepted", "refused", "unknown"


@dataclass
class Order:
    """A verdict or an intervention, as a line of `fermata watch --json` names it."""

    identity: str
    run: str
    line: dict[str, Any]
    # Who carries it: a watcher, the command line, or a server.
    way: str = ""
    answer: str = UNKNOWN
    told: str = ""

    @property
    def gate(self) -> int | None:
        """The gate that a verdict is about."""
        return int(self.line["gate"].removeprefix("g")) if "verdict" in self.line else None

    @property
    def verdict(self) -> dict[str, Any] | None:
        """The verdict as the log keeps it."""
        if "verdict" not in self.line:
            return None
        return {name: self.line[name] for name in ("verdict", "reason", "answer") if name in self.line}

    @property
    def event_types(self) -> list[str]:
        """The events of which one must hold the order's text, when it has one of its own."""
        if self.gate is not None:
            return []
        return EVENTS_OF_TEXTS.get(self.line["intervention"], [])

    @property
    def has_own_text(self) -> bool:
        """Whether no other order says the same."""
        return self.identity in json.dumps(self.line)

    def settle(self, answer: str, told: str) -> None:
        """Keeps what was answered."""
        self.answer, self.told = answer, told

    def words(self) -> list[str] | None:
        """The order as the command line takes it, or `None` where it has no command of that form."""
        line = self.line
        if self.gate is not None:
            gate, digest = f"{self.run}.{line['gate']}", ["--digest", line["digest"]]
            if line["verdict"] == "reject":
                return ["reject", gate, "--reason", line["reason"], *digest]
            return [line["verdict"], gate, *([line["answer"]] if "answer" in line else []), *digest]
        match line["intervention"]:
            case "skip":
                return ["skip", self.run, line["step"], "--reason", line["reason"]]
            case "note":
                return ["note", self.run, line["text"]]
            case "redirect":
                return ["redirect", self.run, line["step"], line["instructions"]]
            case "rollback":
                seen = ["--digest", line["preview"]] if "preview" in line else ["--yes"]
                accepted = [word for step in line.get("accept", []) for word in ("--accept", step)]
                return ["rollback", self.run, line["step"], "--instructions", line["instructions"], *seen,
                        *accepted]
            case "undo" | "redo":
                seen = ["--revision", str(line["revision"])] if "revision" in line else []
                return [line["intervention"], self.run, *seen]
        return None

    def request(self) -> tuple[str, str, dict[str, Any]]:
        """The order as a server takes it: method, path and body."""
        if self.gate is not None:
            body = {name: value for name, value in self.line.items() if name not in ("gate", "id")}
            return "PUT", f"/v1/gates/{self.run}.{self.line['gate']}/verdict", body
        body = {name: value for name, value in self.line.items() if name != "id"}
        return "POST", f"/v1/runs/{self.run}/interventions", body


@dataclass
class Line:
    """Orders over HTTP, each in a thread of its own, so that one that hangs holds nobody up."""

    _answers: queue.Queue[tuple[Order, int | None, str]] = field(default_factory=queue.Queue)
    _lost: list[Order] = field(default_factory=list)
    open: int = 0

    def send(self, order: Order, port: int, token: str) -> None:
        """Sends an order; `settle` keeps what comes of it."""
        self.open += 1
        threading.Thread(target=self._send, args=(order, port, token), daemon=True).start()

    def settle(self) -> list[tuple[Order, str]]:
        """Keeps the answers that have come, and gives those that no server should give."""
        wrong = []
        while not self._answers.empty():
            order, status, told = self._answers.get()
            self.open -= 1
            if status is None:
                order.settle(UNKNOWN, told)
                self._lost.append(order)
                if told.startswith("TimeoutError"):
                    wrong.append((order, f"no answer in {ANSWER_TIMEOUT_SECONDS} s"))
            elif status < 300:
                order.settle(ACCEPTED, told)
            else:
                order.settle(REFUSED, told)
                if status >= 500 and status != 503:
                    wrong.append((order, str(status)))
        return wrong

    def take_lost(self) -> list[Order]:
        """The orders of which nobody knows, each given once each time it is lost."""
        lost, self._lost = self._lost, []
        return lost

    def _send(self, order: Order, port: int, token: str) -> None:
        method, path, body = order.request()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_TIMEOUT_SECONDS)
        try:
            connection.request(method, path, json.dumps(body), {
                "Authorization": f"Bearer {token}", "Content-Type": "application/json",
                "Idempotency-Key": order.identity,
            })
            response = connection.getresponse()
            answer = (order, response.status, response.read().decode(errors="replace")[:400])
        except (OSError, http.client.HTTPException) as error:
            # The server was killed, or halted, with the order under way: nobody knows.
            answer = (order, None, f"{type(error).__name__}: {error}")
        finally:
            connection.close()
        self._answers.put(answer)
