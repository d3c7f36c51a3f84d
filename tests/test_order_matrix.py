"""Every order with every member at every extreme: an answer each time, and neither server nor run falls."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from live_server import LiveServer

# How long one answer may take, in seconds.
REQUEST_SECONDS = 30.0
DIGEST = "0" * 64
# Values as they are written in JSON: also those that no program would write.
EXTREMES = [
    "null", "true", "0", "-1", "1.5", "-9223372036854775808", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "1" + "0" * 400, "1.7e308", "-1.7e308", "1e400", "-1e400",
    "5e-324", "-0", '""', '" "', '"\\u0000"', '"\\ud800"', '"g0"', '"g-9223372036854775808"',
    '"g9223372036854775807"', '"g9223372036854775808"', '"' + "x" * 100_000 + '"', "[]", "{}", "[null]",
    '{"":null}', "[" * 100 + "]" * 100, "[" * 127 + "]" * 127, "[" * 2_000 + "]" * 2_000,
    '{"a":' * 120 + "1" + "}" * 120, "[" * 100_000, "[" + ",".join(["0"] * 20_000) + "]",
]
STEP = {
    "id": "first", "name": "n", "agent": "ada", "needs": ["first"], "run": "r", "with": {"a": 1},
    "env": {"A": "b"}, "effect": "none", "impact": "low", "undo": "u", "approval": "policy",
    "timeoutSeconds": 1, "retries": 1, "onFailure": "ask",
}
INTERVENTIONS: list[dict[str, Any]] = [
    {"intervention": "pause", "step": "first"}, {"intervention": "pause", "agent": "ada"},
    {"intervention": "resume", "step": "first"},
    {"intervention": "redirect", "step": "first", "instructions": "again"},
    {"intervention": "skip", "step": "first", "withDependents": False, "reason": "why"},
    {"intervention": "rollback", "step": "first", "instructions": "again", "accept": ["second"],
     "preview": DIGEST},
    {"intervention": "stop", "reason": "why"}, {"intervention": "take-over", "step": "first", "outputs": {}},
    {"intervention": "note", "step": "first", "text": "a"}, {"intervention": "undo", "revision": 1},
    {"intervention": "redo", "revision": 1},
    {"intervention": "autonomy", "agent": "ada", "level": "manual"},
    {"intervention": "breakpoint-add", "step": "second", "level": "always", "logOnly": False},
    {"intervention": "breakpoint-remove", "step": "second"}, {"intervention": "hold", "gate": "g1"},
    {"intervention": "release", "gate": "g1"},
    {"intervention": "plan-edit", "baseRevision": 1, "steps": [STEP]},
]
VERDICTS: list[dict[str, Any]] = [
    {"verdict": "approve", "digest": DIGEST, "edits": {"steps": [STEP]}, "graceSeconds": 1},
    {"verdict": "approve", "digest": DIGEST, "document": "steps: {}"},
    {"verdict": "reject", "digest": DIGEST, "reason": "why"},
    {"verdict": "answer", "digest": DIGEST, "answer": "why"},
]
PLAYBOOK = """\
name: Still
agents: {ada: {kind: human}}
steps:
  first: {agent: ada, run: Do this}
  second: {agent: ada, needs: [first], run: And this}
"""


def spoiled(order: Any) -> Iterator[str]:
    """The order as text with each value in it, and each value in those, replaced by each extreme."""
    marks = []

    def paths(value: Any, path: tuple[Any, ...]) -> None:
        marks.append(path)
        if isinstance(value, dict):
            for name, member in value.items():
                paths(member, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                paths(item, (*path, index))

    paths(order, ())
    for path in marks:
        copy = json.loads(json.dumps(order))
        if path:
            place = copy
            for part in path[:-1]:
                place = place[part]
            place[path[-1]] = "@here@"
        else:
            copy = "@here@"
        text = json.dumps(copy)
        for extreme in EXTREMES:
            yield text.replace('"@here@"', extreme)


@pytest.fixture
def still(start_server: Callable[..., LiveServer], tmp_path: Path) -> LiveServer:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "still.yaml").write_text(PLAYBOOK)
    return start_server("--playbooks", folder, "--requests-per-second", "100000")


def test_every_body_over_http_at_its_extremes_is_answered_without_a_failure(still):
    bodies: list[tuple[str, str, Any]] = [
        *(("POST", "/v1/runs/{run}/interventions", order) for order in INTERVENTIONS),
        *(("PUT", "/v1/gates/{run}.g1/verdict", verdict) for verdict in VERDICTS),
        ("PUT", "/v1/runs/{run}/plan?dryRun=true", {"steps": [STEP]}),
        ("POST", "/v1/runs/{run}/breakpoints", {"step": "second", "level": "always", "logOnly": True}),
        ("PUT", "/v1/runs/{run}/autonomy", {"level": "manual", "agent": "ada"}),
        ("POST", "/v1/runs/{run}/owner", {"force": False}),
        ("POST", "/v1/runs", {"playbook": "nowhere", "inputs": {"a": 1}, "title": "t", "unattended": False}),
        ("POST", "/v1/session", {"token": "t"}),
        ("POST", "/v1/tokens", {"name": "", "role": "viewer", "expiresAt": 1}),
    ]
    connection = http.client.HTTPConnection(still.host, still.port, timeout=REQUEST_SECONDS)
    headers = {
        "Authorization": f"Bearer {still.token}", "Content-Type": "application/json", "If-Match": '"1"'}
    failures, count, runs = [], 0, []
    for method, path, order in bodies:
        # Each order has a run of its own, since one of its forms may end it.
        runs.append(still.request("POST", "/v1/runs", {"playbook": "still"}).expect(201).json["run"])
        for text in spoiled(order):
            count += 1
            connection.request(method, path.format(run=runs[-1]), text.encode(), headers)
            response = connection.getresponse()
            body = response.read()
            if response.status >= 500:
                failures.append((method, path, text[:200], response.status, body[:300]))
    connection.close()
    assert not failures, failures[:5]
    assert count > 2000
    for path in ["/v1/runs", "/v1/gates", "/v1/agents", "/v1/tokens", "/readyz"]:
        still.request("GET", path).expect(200)
    for run in runs:
        still.request("GET", f"/v1/runs/{run}").expect(200)
        assert still.request("GET", f"/v1/runs/{run}/audit").json["sound"] is True


def test_every_line_of_a_run_at_its_extremes_is_answered_and_the_run_goes_on(start_run, playbook):
    live = start_run("run", playbook(PLAYBOOK))
    live.gate()
    orders = [*INTERVENTIONS, *({"gate": "g1", **verdict} for verdict in VERDICTS)]
    for number, order in enumerate(orders):
        # Ending the run is what some of them may do.
        if order["intervention" if "intervention" in order else "verdict"] in ("stop", "skip", "take-over"):
            continue
        for text in spoiled(order):
            live.send(text)
        live.send({"id": f"after {number}", "intervention": "note", "text": "still here"})
        # Replies come in the order of the lines, so all before it were answered.
        assert live.reply(f"after {number}")["accepted"]["revision"] > 0
