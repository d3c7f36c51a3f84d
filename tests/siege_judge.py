"""Judges what a siege has left: the logs, what commands told about themselves, and what people were told."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Iterator

from crash_log import Event, Log
from siege_orders import ACCEPTED, REFUSED, Order
from siege_people import Told, effects

# Failures of which somebody knows that the command has come to its end.
KNOWN_FAILURES = ("transient", "permanent", "notBegun")


@dataclass(frozen=True)
class Violation:
    """Something that must never happen, and did."""

    kind: str
    run: str
    text: str


def judge(folder: Path, log: Log, commands: dict[int, str], orders: list[Order]) -> Iterator[Violation]:
    """Everything that is wrong with one run."""
    told = effects(folder, log.run)
    verdict = RunJudge(log, told, commands, [order for order in orders if order.run == log.run])
    for check in (
        verdict.effects_are_in_the_log, verdict.starts_were_decided, verdict.nothing_repeats_unasked,
        verdict.nothing_is_lost, verdict.rollbacks_undo, verdict.orders_are_kept, verdict.nobody_gave_up,
    ):
        yield from check()


class RunJudge:
    """One run before its judge."""

    def __init__(self, log: Log, told: list[Told], commands: dict[int, str], orders: list[Order]) -> None:
        self._log, self._told, self._commands, self._orders = log, told, commands, orders
        self._starts: dict[str, list[Event]] = defaultdict(list)
        self._plans: list[tuple[int, dict[str, dict[str, Any]]]] = []
        for event in log.events:
            if event.type == "attempt.started":
                self._starts[event.step].append(event)
            elif event.type in ("run.created", "plan.revised"):
                plan = event.body.get("playbook", event.body)["plan"]
                self._plans.append((event.revision, {step["id"]: step for step in plan["steps"]}))

    def effects_are_in_the_log(self) -> Iterator[Violation]:
        """Each effect has the attempt that it names; an attempt begins, and has its effect, once at most."""
        told = Counter(line for line in self._told if line.what in ("begin", "effect"))
        for line, count in told.items():
            if not any(key(start) == (line.attempt, line.invocation) for start in self._starts[line.step]):
                yield self._found("unasked", f"{line} is in no log")
            if count > 1:
                abandoned = self._log.of(line.step, "attempt.abandoned")
                is_left = any(event.attempt == line.attempt for event in abandoned)
                kind = "doubled, abandoned" if is_left else "doubled"
                yield self._found(kind, f"{line} happened {count} times")
        undoing = [line for line in self._told if line.what in ("begin-undo", "undone")]
        undone = Counter((line.step, line.what) for line in undoing)
        for (step, what), count in undone.items():
            # Their numbers begin anew with each effect, so they are counted.
            started = len(self._log.of(step, "compensation.started"))
            if count > started:
                yield self._found("doubled", f"{step}: {what} {count} times, and {started} in the log")

    def starts_were_decided(self) -> Iterator[Violation]:
        """What changes the world was let pass by somebody who was asked about exactly that, and once."""
        closed: dict[int, Event] = {}
        used: dict[int, Event] = {}
        for event in self._log.events:
            if event.type in ("gate.decided", "gate.expired"):
                closed[event.body["gate"]] = event
            if event.type != "attempt.started" or not self._is_external(event.step, event.revision):
                continue
            number = event.body.get("decision")
            if not isinstance(number, int):
                yield self._found("unasked", f"{event.step} was let pass by {number}: {event.body}")
            elif number not in closed:
                yield self._found("unasked", f"{event.step} began by gate g{number}, which was not decided")
            elif self._log.gates[number].get("step") != event.step:
                yield self._found("unasked", f"{event.step} began by gate g{number} of another step")
            elif closed[number].body.get("allows") != event.body["digest"]:
                yield self._found("unasked", f"g{number} let something else begin than {event.body}")
            elif number in used and not self._is_retry(used[number], event):
                yield self._found("unasked", f"{event.step} began by gate g{number} once more")
            if isinstance(number, int):
                used[number] = event

    def nothing_repeats_unasked(self) -> Iterator[Violation]:
        """After an effect a step begins again by a verdict of its own, or as a retry of a known failure."""
        for step, starts in self._starts.items():
            for earlier, later in zip(starts, starts[1:]):
                if not self._is_external(step, later.revision) or not self._happened(step, earlier):
                    continue
                is_asked = self._closed_at(later.body.get("decision")) > earlier.revision
                is_retry = self._is_retry(earlier, later) and self._says(step, earlier, "fails")
                if not is_asked and not is_retry:
                    yield self._found("repeated", f"{step}: {key(later)} after the effect of {key(earlier)}")

    def nothing_is_lost(self) -> Iterator[Violation]:
        """What the log says was done, was done."""
        for event in self._log.events:
            if event.type == "attempt.completed" and self._is_external(event.step, event.revision):
                start = self._started(event.step, event.body["key"])
                if start is None or not self._happened(event.step, start):
                    yield self._found("lost", f"{event.step} ended well without its effect: {event.body}")
        undone = Counter(line.step for line in self._told if line.what == "undone")
        ended = Counter(event.step for event in self._log.events
                        if event.type == "compensation.ended" and "failure" not in event.body)
        for step, count in ended.items():
            if count > undone[step]:
                yield self._found("lost", f"undoing {step} ended {count} times, and undid {undone[step]}")

    def rollbacks_undo(self) -> Iterator[Violation]:
        """A step that was rolled back with an effect that can be undone is undone before it begins again."""
        owed: dict[str, int] = {}
        for event in self._log.events:
            if event.type == "run.rolled-back":
                owed |= {step: event.revision for step in event.body.get("compensated", [])}
            elif event.type in ("compensation.started", "intervention.undone", "gate.decided"):
                # Undone, taken back, or decided by a person who was asked about it.
                step = event.step or self._log.gates.get(event.body.get("gate"), {}).get("step")
                owed = {} if event.type == "intervention.undone" else owed
                owed.pop(step, None)
            elif event.type == "attempt.started" and event.step in owed:
                yield self._found("lost", f"{event.step} began at {event.revision}, its effect never undone")
        if self._log.outcome == "completed":
            for step, revision in owed.items():
                yield self._found("lost", f"{step} was to be undone at {revision} and never was")

    def orders_are_kept(self) -> Iterator[Violation]:
        """What was accepted is in the log once; what was refused is not."""
        accepted = Counter(order.gate for order in self._orders if order.gate and order.answer == ACCEPTED)
        for gate, count in accepted.items():
            if count > 1:
                yield self._found("verdict", f"g{gate} took {count} verdicts")
        for order in self._orders:
            found = {self._commands[event.revision] for event in self._log.events if belongs(event, order)}
            kind = "verdict" if order.gate else "order"
            if order.answer == ACCEPTED and (order.gate or order.event_types) and len(found) != 1:
                yield self._found(kind, f"{order} is in {len(found)} commands")
            if order.answer == REFUSED and order.has_own_text and found:
                yield self._found(kind, f"{order} was refused and done")

    def nobody_gave_up(self) -> Iterator[Violation]:
        """A process that lives does not interrupt its own work."""
        previous = ""
        for event, after in zip(self._log.events, [*self._log.events[1:], None]):
            if event.type != "owner.changed":
                continue
            owner, cut = event.body["owner"], self._cut_by(event)
            if owner == previous and cut:
                told = f"{owner} took the run from itself at {event.revision}, and cut {cut}"
                yield self._found("gave-up", told)
            previous = owner

    # What the checks ask

    def _cut_by(self, adoption: Event) -> list[str]:
        command = self._commands[adoption.revision]
        return [event.step for event in self._log.events if self._commands[event.revision] == command and (
            event.type == "attempt.interrupted" or
            event.type == "compensation.ended" and event.body.get("failure", {}).get("kind") == "uncertain")]

    def _closed_at(self, gate: Any) -> int:
        """When a gate was decided, or took its default."""
        return next((event.revision for event in self._log.events if event.body.get("gate") == gate
                     and event.type in ("gate.decided", "gate.expired")), 0)

    def _is_retry(self, earlier: Event, later: Event) -> bool:
        """Whether one start follows from the other's failure, as was declared when that one was let pass."""
        if earlier.body["digest"] != later.body["digest"] or earlier.body["action"].get("retries", 0) == 0:
            return False
        return any(event.type == "attempt.failed" and event.body["retries"]
                   and event.body["failure"]["kind"] in KNOWN_FAILURES
                   for event in self._log.of(later.step, "attempt.failed")
                   if earlier.revision < event.revision < later.revision)

    def _is_external(self, step: str, revision: int) -> bool:
        known = [steps[step] for at, steps in self._plans if at <= revision and step in steps]
        return bool(known) and known[-1].get("effect") == "external"

    def _started(self, step: str, named: dict[str, Any]) -> Event | None:
        wanted = (named["number"], named.get("invocation", 1))
        return next((start for start in self._starts[step] if key(start) == wanted), None)

    def _happened(self, step: str, start: Event) -> bool:
        return self._says(step, start, "effect")

    def _says(self, step: str, start: Event, what: str) -> bool:
        return any(line.step == step and line.what == what and (line.attempt, line.invocation) == key(start)
                   for line in self._told)

    def _found(self, kind: str, text: str) -> Violation:
        return Violation(kind, self._log.run, text)


def key(start: Event) -> tuple[int, int]:
    """The attempt and the invocation that an event started."""
    return start.body["key"]["number"], start.body["key"].get("invocation", 1)


def belongs(event: Event, order: Order) -> bool:
    """Whether an event is what an order asked for."""
    if order.gate is not None:
        return (event.type == "gate.decided" and event.body["gate"] == order.gate
                and event.body["verdict"] == order.verdict)
    return event.type in order.event_types and order.identity in json.dumps(event.body)


def commands_of(lines: Iterable[dict[str, Any]]) -> dict[int, str]:
    """The command that each event came of."""
    return {line["revision"]: line["command"] for line in lines if "command" in line}
