"""Every role against every route of the built program, and what in a request needs a higher role."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from access_tools import ROLES

# Names that have the right form and that nothing has.
NAMES = {"run": "0123456789", "gate": "0123456789.g1", "digest": "0" * 64, "step": "one", "name": "nobody"}


@pytest.fixture
def server(start_server):
    return start_server()


@pytest.fixture
def tokens(server) -> dict[str, str]:
    return {role: server.create_token(f"{role}-person", role) for role in ROLES}


def status(server, method: str, path: str, token: str | None) -> int:
    """The status alone: a stream that is let through has no end."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_every_role_is_let_through_to_exactly_the_routes_of_the_table(server, tokens, repository: Path):
    table = (repository / "Tests" / "Goldens" / "access-roles.txt").read_text(encoding="utf-8").splitlines()
    assert len(table) > 30
    people = {"-": None, **tokens}
    wrong = []
    for line in table:
        method, path, *expected = line.split()
        for name, value in NAMES.items():
            path = path.replace("{" + name + "}", value)
        assert "{" not in path, line
        let_through = [
            who for who, token in people.items() if status(server, method, path, token) not in (401, 403)]
        if path == "/v1/session" and method == "POST":
            # Without a body, nobody is signed in and nobody is refused for their role.
            assert let_through == expected
        if let_through != expected:
            wrong.append(f"{method} {path}: {let_through} instead of {expected}")
    assert not wrong, "\n".join(wrong)


EXCEPTIONS = [
    ("POST", "/v1/runs", {"source": "name: x"}, "admin"),
    ("POST", "/v1/runs", {"task": "Look.", "directory": "/"}, "admin"),
    ("POST", "/v1/runs/0123456789/owner", {"force": True}, "admin"),
]


@pytest.mark.parametrize("method, path, body, role", EXCEPTIONS, ids=lambda value: str(value))
def test_what_in_a_request_needs_a_higher_role_is_refused_below_it(server, tokens, method, path, body, role):
    for held, token in tokens.items():
        reply = server.request(method, path, body, token=token)
        if ROLES.index(held) < ROLES.index(role):
            assert reply.status == 403 and reply.json["code"] == "access.role", reply.body
            lowest = role if held != "viewer" else reply.json["detail"].split("role ")[1].split(",")[0]
            assert f"needs the role {lowest}" in reply.json["detail"]
        else:
            assert reply.status not in (401, 403), reply.body


LESS = [
    ("POST", "/v1/runs", {"task": "Look.", "autonomy": "autonomous"}),
    ("POST", "/v1/runs", {"task": "Look.", "unattended": True}),
    ("POST", "/v1/runs/{run}/interventions", {"intervention": "autonomy", "level": "autonomous"}),
    ("PUT", "/v1/runs/{run}/autonomy", {"level": "autonomous"}),
    ("POST", "/v1/runs/{run}/interventions", {"intervention": "resume"}),
    ("POST", "/v1/runs/{run}/interventions", {"intervention": "undo", "revision": "{revision}"}),
    ("POST", "/v1/runs/{run}/interventions", {"intervention": "breakpoint-remove", "step": "{step}"}),
    ("DELETE", "/v1/runs/{run}/breakpoints/{step}", None),
]


@pytest.mark.parametrize("method, path, body", LESS, ids=lambda value: str(value))
def test_whoever_may_not_approve_has_nothing_less_asked_and_takes_nothing_back(
        server, tokens, method, path, body):
    approver = tokens["approver"]
    made = server.request("POST", "/v1/runs", {"task": "Look."}, token=approver).expect(201).json
    steering = f"/v1/runs/{made['run']}/interventions"
    step = made["steps"][0]["id"]
    for order in ({"intervention": "breakpoint-add", "step": step}, {"intervention": "pause"}):
        revision = server.request("POST", steering, order, token=approver).expect(200).json["undo"]
    path = path.replace("{run}", made["run"]).replace("{step}", step)
    body = body and {
        name: {"{revision}": revision, "{step}": step}.get(value, value) for name, value in body.items()}
    refused = server.request(method, path, body, token=tokens["operator"])
    assert refused.status == 403 and refused.json["code"] == "role.not-allowed", refused.body
    assert refused.json["needed"] == "approver" and refused.json["held"] == "operator"
    assert server.request(method, path, body, token=approver).status in (200, 201)


@pytest.mark.parametrize(
    "path",
    [
        "/v1//tokens", "/v1/tokens/", "//v1/tokens", "/v1/./tokens", "/v1/runs/../tokens", "/v1/%74okens",
        "/V1/tokens", "/v1/tokens;x", "/v1/tokens%00", "/v1\\tokens", "/v1/tokens%2f",
        "/healthz/../v1/tokens",
        "http://127.0.0.1/v1/tokens", "/v1/tokens?x=/healthz", "/v1/tokens#/healthz",
    ],
)
def test_no_other_spelling_of_a_path_opens_it(server, tokens, path):
    assert status(server, "GET", path, None) in (400, 401, 404, 421)
    assert status(server, "GET", path, tokens["viewer"]) in (400, 403, 404, 421)
