"""What people do during a siege: they decide gates, mostly well, and intervene, mostly without need."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash_log import Event, Log
from siege_orders import Order
from siege_playbook import BEGIN
from siege_processes import works

KINDS_OF_INTERVENTIONS = (
    ("note", 3), ("skip", 2), ("redirect", 3), ("rollback", 6), ("take-over", 1), ("pause", 1),
    ("resume", 3), ("undo", 4), ("redo", 3), ("autonomy", 1), ("breakpoint-add", 1), ("breakpoint-remove", 1),
    ("plan-edit", 3), ("hold", 1), ("release", 2), ("stop", 0.1),
)


@dataclass(frozen=True)
class Told:
    """One line that a command of a step wrote about itself."""

    step: str
    attempt: int
    invocation: int
    what: str


def effects(folder: Path, run: str) -> list[Told]:
    """All that a run's commands have told."""
    file = folder / "effects" / run
    if not file.exists():
        return []
    lines = [line.split(" ", 3) for line in file.read_text().splitlines()]
    return [Told(step, int(attempt), int(invocation), what) for step, attempt, invocation, what in lines]


@dataclass
class View(Log):
    """What somebody at a watcher knows of a run."""

    plan: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    last_started: dict[str, int] = field(default_factory=dict)
    # How often a step's effects are known to have been undone.
    undone: Counter[str] = field(default_factory=Counter)
    seen: int = 0

    def take(self, entries: list[dict[str, Any]]) -> None:
        """Takes in the events of a watcher that are new."""
        for entry in entries:
            if entry["revision"] != self.seen + 1:
                assert entry["revision"] <= self.seen, f"{self.run}: a watcher left events out before {entry}"
                continue
            self.seen += 1
            event = Event(entry["revision"], entry["type"], entry["actor"], entry["body"])
            self.events.append(event)
            self._apply(event)

    def _apply(self, event: Event) -> None:
        super()._apply(event)
        body = event.body
        match event.type:
            case "run.created":
                self.plan = body["playbook"]["plan"]
            case "plan.revised":
                self.plan = body["plan"]
            case "owner.changed":
                self.owner = body["owner"]
            case "attempt.started":
                self.last_started[event.step] = event.attempt
            case "compensation.ended" if "failure" not in body:
                self.undone[event.step] += 1
            case "gate.decided" if body["verdict"].get("answer") == "yes":
                gate = self.gates[body["gate"]]
                if gate["kind"] == "recovery" and "compensation" in gate["subject"]:
                    self.undone[gate["step"]] += 1


class People:
    """Everybody who looks at the runs of one world."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        self._chance, self._folder = chance, folder
        self._count = 0
        # After the siege everybody means well.
        self.are_patient = False

    def verdict(self, view: View, number: int) -> Order | None:
        """What somebody says to a gate, or `None` while nobody can know."""
        gate = view.gates[number]
        identity = self._identity()
        line: dict[str, Any] = {"gate": f"g{number}", "digest": gate["digest"]}
        doubts = 0.0 if self.are_patient else 0.12
        if gate["kind"] == "recovery":
            truth = self._truth(view, gate)
            if truth is None:
                return None
            line |= {"verdict": "answer", "answer": "yes" if truth else "no"}
        elif gate["kind"] == "question":
            line |= {"verdict": "answer", "answer": identity}
        elif self._chance.random() < doubts * (0.2 if gate["kind"] == "afterPlanning" else 1):
            line |= {"verdict": "reject", "reason": identity}
        else:
            line |= {"verdict": "approve"}
        return Order(identity, view.run, line)

    def other_verdict(self, view: View, order: Order) -> Order | None:
        """What somebody else says to the same gate at the same moment."""
        other = self.verdict(view, order.gate)
        if other is not None and other.line["verdict"] == "approve":
            # Only a gate about an action, a plan or a result takes a no.
            other.line |= {"verdict": "reject", "reason": other.identity}
        return other

    def intervention(self, view: View) -> Order | None:
        """Something that nobody asked for."""
        kinds, weights = zip(*KINDS_OF_INTERVENTIONS)
        kind = self._chance.choices(kinds, weights)[0]
        identity = self._identity()
        steps = [step["id"] for step in view.plan.get("steps", [])]
        if not steps:
            return None
        line: dict[str, Any] = {"intervention": kind, "step": self._chance.choice(steps)}
        match kind:
            case "note":
                line = {"intervention": kind, "text": identity}
            case "skip":
                line |= {"reason": identity}
            case "redirect" | "rollback":
                line |= {"instructions": identity}
                if kind == "rollback" and view.outputs:
                    line["step"] = self._chance.choice(sorted(view.outputs))
            case "take-over":
                line |= {"outputs": {"text": identity}}
            case "pause" | "resume":
                if self._chance.random() < 0.6:
                    del line["step"]
            case "breakpoint-add" | "breakpoint-remove":
                pass
            case "autonomy":
                level = self._chance.choice(("manual", "guided", "supervised"))
                line = {"intervention": kind, "level": level}
            case "plan-edit":
                line = self._edited(view.plan, identity)
            case "hold" | "release":
                if not view.gates:
                    return None
                line = {"intervention": kind, "gate": f"g{self._chance.choice(sorted(view.gates))}"}
            case _:
                line = {"intervention": kind}
        # A gate named by an intervention is no verdict.
        return Order(identity, view.run, line)

    def snipe(self, run: str, step: str) -> Order:
        """What somebody wishes in the very moment in which a step has changed the world."""
        identity = self._identity()
        line: dict[str, Any] = {
            "skip": {"reason": identity}, "take-over": {"outputs": {"text": identity}},
            "redirect": {"instructions": identity}, "rollback": {"instructions": identity},
        }[kind := self._chance.choice(("skip", "take-over", "take-over", "skip", "redirect", "rollback"))]
        return Order(identity, run, {"intervention": kind, "step": step, **line})

    def resume(self, run: str, step: str | None) -> Order:
        """Lifts a hold."""
        line = {"intervention": "resume"} | ({"step": step} if step else {})
        return Order(self._identity(), run, line)

    def other_plan(self, run: str, plan: dict[str, Any]) -> Order:
        """Another plan than the one that somebody has refused."""
        identity = self._identity()
        return Order(identity, run, self._edited(plan, identity))

    def _edited(self, plan: dict[str, Any], identity: str) -> dict[str, Any]:
        steps = [dict(step) for step in plan["steps"]]
        if self._chance.random() < 0.25:
            steps.append({"id": f"added-{identity}", "agent": steps[0].get("agent", "shell"),
                          "run": f"{BEGIN}acts 0 0 well", "effect": "external"})
        else:
            edited = self._chance.choice(steps)
            edited["run"] = edited["run"].split(" #")[0] + f" # {identity}"
        return {"intervention": "plan-edit", "baseRevision": plan["revision"], "steps": steps}

    def _truth(self, view: View, gate: dict[str, Any]) -> bool | None:
        """Whether what a recovery gate asks about has happened, as whoever looks at the world sees it."""
        step = gate["step"]
        if works(view.run, step):
            return None
        told = [line for line in effects(self._folder, view.run) if line.step == step]
        if "compensation" in gate["subject"]:
            # Their numbers begin anew with each effect; but each is known, or the one asked about.
            return sum(line.what == "undone" for line in told) > view.undone[step]
        number = view.last_started.get(step)
        return any(line.what == "effect" and line.attempt == number for line in told)

    def _identity(self) -> str:
        self._count += 1
        return f"w{self._count:04}{self._chance.getrandbits(32):08x}"
