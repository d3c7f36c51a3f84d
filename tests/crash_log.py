"""What the log of a run says, as `fermata audit export` writes it, and what must be true of every log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from command_line import run_command

# The events that end what `attempt.started` began.
ENDS_OF_ATTEMPTS = (
    "attempt.completed", "attempt.failed", "attempt.suspended", "attempt.abandoned", "attempt.interrupted",
)


@dataclass(frozen=True)
class Event:
    """One line of an export."""

    revision: int
    type: str
    actor: Any
    body: dict[str, Any]

    @property
    def step(self) -> str | None:
        """The step it is about."""
        return self.body.get("key", self.body).get("step")

    @property
    def attempt(self) -> int:
        """The number of the attempt it is about."""
        return self.body.get("key", self.body)["number"]


@dataclass
class Log:
    """A run's events, folded as far as the test needs it."""

    run: str
    events: list[Event]
    # Attempts that have started and not ended, by step.
    working: dict[str, int] = field(default_factory=dict)
    gates: dict[int, dict[str, Any]] = field(default_factory=dict)
    open_gates: list[int] = field(default_factory=list)
    verdicts: dict[int, Any] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    adoptions: int = 0
    outcome: str | None = None

    def __post_init__(self) -> None:
        for event in self.events:
            self._apply(event)

    @classmethod
    def read(cls, fermata: Path, home: Path, run: str) -> "Log":
        """Reads a run's log with the product's own export."""
        exported = run_command([fermata, "audit", "export", run], home=home).expect_success().output
        # Only a line feed ends a line of an export; Python knows other ends, which may stand in a text.
        header, *lines = exported.removesuffix("\n").split("\n")
        events: list[Event] = []
        for entry in map(json.loads, lines):
            if "content" in entry:
                # What is too large for an event follows it on a line of its own.
                events[-1] = replace(events[-1], body=entry["content"])
            else:
                events.append(Event(entry["revision"], entry["type"], entry["actor"], entry["body"]))
        assert json.loads(header)["revision"] == len(events), f"the export of {run} is cut short"
        return cls(run, events)

    def open_gate(self, number: int) -> dict[str, Any]:
        """What an open gate asks."""
        assert number in self.open_gates
        return self.gates[number]

    def of(self, step: str, *types: str) -> list[Event]:
        """The events of those types about a step."""
        return [event for event in self.events if event.type in types and event.step == step]

    def told(self) -> str:
        """The log in lines, for a failing test."""
        return "\n".join(f"{event.revision:4} {event.type:20} {json.dumps(event.body)[:200]}"
                         for event in self.events)

    def _apply(self, event: Event) -> None:
        body = event.body
        if event.type == "owner.changed":
            self.adoptions = body["epoch"]
        elif event.type == "attempt.started":
            assert event.step not in self.working, f"two attempts of {event.step} work: {event}"
            assert body["key"]["epoch"] == self.adoptions, f"started by one who lost the run: {event}"
            self.working[event.step] = event.attempt
        elif event.type in ENDS_OF_ATTEMPTS:
            ended = self.working.pop(event.step, None)
            assert ended in (event.attempt, None), f"an attempt ended that did not work: {event}"
            if event.type == "attempt.completed":
                self.outputs[event.step] = body["outputs"]
        elif event.type == "gate.opened":
            self.gates[body["gate"]] = body
            self.open_gates.append(body["gate"])
        elif event.type in ("gate.decided", "gate.expired", "gate.withdrawn"):
            assert body["gate"] in self.open_gates, f"closed twice: {event}"
            self.open_gates.remove(body["gate"])
            if event.type == "gate.decided":
                assert body["digest"] == self.gates[body["gate"]]["digest"], f"another question: {event}"
                self.verdicts[body["gate"]] = body["verdict"]
        elif event.type == "run.ended":
            self.outcome = body["outcome"]


def check_nothing_ran_again(log: Log) -> None:
    """A step that is done is never started again: accepted at once, by a review, or as having happened."""
    done: dict[str, int] = {}
    for event in log.events:
        if event.type == "attempt.started":
            assert event.step not in done, (
                f"{event.step} was done at {done[event.step]} and started again:\n{log.told()}")
        elif event.type == "attempt.completed" and event.body["isAccepted"]:
            done[event.step] = event.revision
        elif event.type == "gate.decided":
            gate, verdict = log.gates[event.body["gate"]], event.body["verdict"]
            reviewed = gate["kind"] == "reviewResult" and verdict["verdict"] == "approve"
            happened = gate["kind"] == "recovery" and verdict.get("answer") == "yes"
            if reviewed or happened:
                done[gate["step"]] = event.revision
