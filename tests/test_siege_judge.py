"""The judge of the siege finds each kind of wrong, and nothing in what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crash_log import Event, Log
from siege_judge import judge
from siege_orders import ACCEPTED, REFUSED, Order

RUN = "7k3m9x2q0d"
PERSON = {"kind": "person", "name": "ada"}
STEP = {"id": "pay", "run": "pay", "effect": "external", "undo": "refund", "retries": 1}
Line = tuple[str, Any, dict[str, Any]]


def started(number: int, decision: Any, digest: str = "pay", retries: int = 1) -> Line:
    return "attempt.started", "engine", {
        "key": {"step": "pay", "number": number, "epoch": 1}, "decision": decision, "digest": digest,
        "action": {"run": "pay", "retries": retries}}


def completed(number: int) -> Line:
    return "attempt.completed", "engine", {
        "key": {"step": "pay", "number": number, "epoch": 1}, "outputs": {}, "isAccepted": False}


def failed(number: int, kind: str = "permanent") -> Line:
    return "attempt.failed", "engine", {
        "key": {"step": "pay", "number": number, "epoch": 1}, "failure": {"kind": kind}, "retries": True}


def opened(gate: int, kind: str = "beforeCriticalAction", **members: Any) -> Line:
    return "gate.opened", "engine", {
        "gate": gate, "kind": kind, "step": "pay", "subject": {}, "digest": f"d{gate}", **members}


def decided(gate: int, **verdict: str) -> Line:
    return "gate.decided", PERSON, {
        "gate": gate, "digest": f"d{gate}", "verdict": verdict or {"verdict": "approve"}, "allows": "pay"}


def adopted(epoch: int, process: int) -> Line:
    return "owner.changed", "engine", {"epoch": epoch, "owner": f"vm, process {process}"}


BEGIN: list[Line] = [
    ("run.created", PERSON, {"playbook": {"plan": {"revision": 1, "steps": [STEP]}}}), adopted(1, 10),
]
ASKED = [*BEGIN, opened(1), decided(1), started(1, 1)]
ROLLED_BACK: Line = ("run.rolled-back", PERSON, {
    "step": "pay", "cone": ["pay"], "compensated": ["pay"], "uncompensated": [], "instructions": "w1"})
UNDOING: list[Line] = [
    ("compensation.started", "engine", {"step": "pay", "epoch": 1, "number": 1}),
    ("compensation.ended", "engine", {"step": "pay", "number": 1}),
]
INTERRUPTED: Line = ("attempt.interrupted", "engine", {"step": "pay", "number": 1})
ENDED: Line = ("run.ended", PERSON, {"outcome": "completed"})


def found(folder: Path, lines: list[Line], told: str = "", *orders: Order) -> list[str]:
    """The kinds of what the judge finds; each word that was told is `ATTEMPT:WHAT`."""
    (folder / "effects").mkdir()
    words = [word.split(":") for word in told.split()]
    (folder / "effects" / RUN).write_text("".join(f"pay {attempt} 1 {what}\n" for attempt, what in words))
    events = [Event(number, *line) for number, line in enumerate(lines, 1)]
    # What an adoption finds is appended by the same command as the adoption itself.
    commands: dict[int, str] = {}
    for event in events:
        follows = event.type == "attempt.interrupted"
        commands[event.revision] = commands[event.revision - 1] if follows else f"c{event.revision}"
    return [violation.kind for violation in judge(folder, Log(RUN, events), commands, list(orders))]


@pytest.mark.parametrize(("lines", "told"), [
    ([*ASKED, completed(1), ENDED], "1:effect"),
    ([*ASKED, failed(1), started(2, 1), completed(2)], "1:effect 1:fails 2:effect"),
    ([*ASKED, completed(1), ROLLED_BACK, *UNDOING, opened(2), decided(2), started(2, 2), completed(2), ENDED],
     "1:effect 1:undone 2:effect"),
    ([*ASKED, INTERRUPTED, opened(2, "recovery"),
      decided(2, verdict="answer", answer="no"), started(2, 2), completed(2)], "2:effect"),
    ([*ASKED, adopted(2, 11), INTERRUPTED], ""),
], ids=["once", "a retry of a known failure", "done again after an undo", "did not happen", "a new owner"])
def test_nothing_is_found_in_what_is_right(tmp_path: Path, lines: list[Line], told: str) -> None:
    assert found(tmp_path, lines, told) == []


@pytest.mark.parametrize(("kind", "lines", "told"), [
    ("doubled", [*ASKED, completed(1)], "1:effect 1:effect"),
    ("doubled", ASKED, "1:begin 1:begin"),
    ("doubled", [*ASKED, completed(1), ROLLED_BACK, *UNDOING], "1:effect 1:undone 1:begin-undo 1:begin-undo"),
    ("doubled, abandoned", [*ASKED, ("attempt.abandoned", PERSON, {"step": "pay", "number": 1})],
     "1:effect 1:effect"),
    ("doubled", [*ASKED, completed(1), ROLLED_BACK, *UNDOING], "1:effect 1:undone 1:undone"),
    ("unasked", ASKED, "1:effect 2:effect"),
    ("unasked", [*BEGIN, opened(1), started(1, 1), completed(1)], "1:effect"),
    ("unasked", [*BEGIN, started(1, "autonomous"), completed(1)], "1:effect"),
    ("unasked", [*BEGIN, opened(1), decided(1), started(1, 1, "pay twice"), completed(1)], "1:effect"),
    ("unasked", [*ASKED, failed(1), ("step.redirected", PERSON, {"step": "pay"}), started(2, "guided"),
                 completed(2)], "2:effect"),
    ("unasked", [*ASKED, INTERRUPTED, started(2, 1), completed(2)], "2:effect"),
    ("unasked", [*ASKED, failed(1, "uncertain"), started(2, 1), completed(2)], "2:effect"),
    ("unasked", [*BEGIN, opened(1), decided(1), started(1, 1, retries=0), failed(1),
                 started(2, 1, retries=0), completed(2)], "2:effect"),
    ("repeated", [*ASKED, failed(1), started(2, 1), completed(2)], "1:effect 1:unknown 2:effect"),
    ("lost", [*ASKED, completed(1)], ""),
    ("lost", [*ASKED, completed(1), ROLLED_BACK, *UNDOING], "1:effect"),
    ("lost", [*ASKED, completed(1), ROLLED_BACK, ENDED], "1:effect"),
    ("gave-up", [*ASKED, adopted(2, 10), INTERRUPTED], ""),
])
def test_what_is_wrong_is_found(tmp_path: Path, kind: str, lines: list[Line], told: str) -> None:
    assert found(tmp_path, lines, told) == [kind]


def verdict(identity: str, answer: str, **members: str) -> Order:
    line = {"gate": "g1", "digest": "d1", **(members or {"verdict": "approve"})}
    return Order(identity, RUN, line, answer=answer)


def note(answer: str) -> Order:
    return Order("w1", RUN, {"intervention": "note", "text": "w1"}, answer=answer)


@pytest.mark.parametrize(("kinds", "orders"), [
    ([], [verdict("w1", ACCEPTED), verdict("w2", REFUSED, verdict="reject", reason="w2")]),
    (["verdict"], [verdict("w1", ACCEPTED, verdict="reject", reason="w1")]),
    (["verdict"], [verdict("w1", ACCEPTED), verdict("w2", ACCEPTED)]),
    (["order"], [note(ACCEPTED)]),
    ([], [note(REFUSED)]),
])
def test_an_answer_is_held_against_the_log(tmp_path: Path, kinds: list[str], orders: list[Order]) -> None:
    assert found(tmp_path, [*ASKED, completed(1)], "1:effect", *orders) == kinds


def test_an_order_that_was_refused_and_done_all_the_same_is_found(tmp_path: Path) -> None:
    noted: Line = ("note.added", PERSON, {"text": "w1"})
    assert found(tmp_path, [*ASKED, noted, completed(1)], "1:effect", note(REFUSED)) == ["order"]


CUT: Line = ("compensation.ended", PERSON, {
    "step": "pay", "number": 1, "failure": {"kind": "cancelled", "message": "w1"}})


@pytest.mark.parametrize(("end", "is_found"), [(CUT, False), (UNDOING[1], True)])
def test_a_skip_that_ended_an_undoing_is_in_the_log(tmp_path: Path, end: Line, is_found: bool) -> None:
    skipped = Order("w1", RUN, {"intervention": "skip", "step": "pay", "reason": "w1"}, answer=ACCEPTED)
    lines = [*ASKED, completed(1), ROLLED_BACK, UNDOING[0], end]
    assert ("order" in found(tmp_path, lines, "1:effect", skipped)) is is_found


def test_an_order_that_was_done_twice_is_found(tmp_path: Path) -> None:
    noted: Line = ("note.added", PERSON, {"text": "w1"})
    assert found(tmp_path, [*ASKED, noted, noted, completed(1)], "1:effect", note(ACCEPTED)) == ["order"]
