"""The built server over real sockets: steered by HTTP alone, killed in the middle, attacked, with a rival."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from live_server import EventStream, LiveServer
from waiting import WAIT_SECONDS, wait_for

# A head of a request must have come whole within 30 s; the server may take a little longer to look.
SLOW_SECONDS = 50.0
# What one body may have, in bytes.
BODY_LIMIT = 1 << 20

PLAYBOOK = """\
name: Ship
agents:
  shell: {kind: command}
steps:
  build:
    agent: shell
    run: |
      echo built; sleep 0.3
  ship:
    agent: shell
    needs: [build]
    effect: external
    run: echo shipped >>shipped.txt
"""


@pytest.fixture
def serve(fermata: Path, home: Path, tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Starts servers on one home that offer the playbook `ship`."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "ship.yaml").write_text(PLAYBOOK)
    directory = tmp_path / "work"
    directory.mkdir()
    started: list[LiveServer] = []

    def start() -> LiveServer:
        started.append(
            LiveServer(fermata, home=home, directory=directory, arguments=["--playbooks", folder]))
        return started[-1]

    yield start
    for server in started:
        server.close()


def open_gate(server: LiveServer) -> dict[str, Any]:
    """The one open gate, once there is one."""
    gates = wait_for(lambda: server.request("GET", "/v1/gates").expect(200).json["gates"], "a gate")
    return gates[0]


def approve(server: LiveServer, gate: dict[str, Any], key: str) -> Any:
    return server.request(
        "PUT", f"/v1/gates/{gate['gate']}/verdict", {"verdict": "approve", "digest": gate["digest"]},
        headers={"Idempotency-Key": key},
    )


def revisions_until_end(stream: EventStream) -> list[int]:
    """The revisions of all events that a stream still tells."""
    revisions = []
    for frame in stream:
        if frame.event == "event":
            assert frame.id == str(frame.json["event"]["revision"])
            revisions.append(int(frame.id or 0))
        if frame.event == "end":
            stream.close()
            return revisions
    raise AssertionError(f"the stream broke after {revisions[-1:]}")


def test_a_run_is_steered_to_its_result_over_http_alone(serve, tmp_path):
    server = serve()
    made = server.request("POST", "/v1/runs", {"playbook": "ship"}).expect(201)
    run = made.json["run"]
    assert made.headers["location"] == f"/v1/runs/{run}"
    stream = server.stream(f"/v1/runs/{run}/events")
    for kind in ["afterPlanning", "beforeCriticalAction", "beforeCompletion"]:
        gate = open_gate(server)
        assert gate["kind"] == kind
        approve(server, gate, kind).expect(200)
    revisions = revisions_until_end(stream)
    view = server.request("GET", f"/v1/runs/{run}").expect(200).json
    assert view["status"] == "done"
    assert view["synthesis"]["parts"]
    assert revisions == list(range(1, view["revision"] + 1))
    assert (tmp_path / "work" / "shipped.txt").read_text() == "shipped\n"
    assert server.request("GET", f"/v1/runs/{run}/audit").json["sound"] is True
    assert server.stop() == 0


def test_killed_in_the_middle_it_goes_on_and_no_reader_misses_or_repeats_an_event(serve, tmp_path):
    server = serve()
    run = server.request("POST", "/v1/runs", {"playbook": "ship"}).expect(201).json["run"]
    stream = server.stream(f"/v1/runs/{run}/events?views=none")
    gate = open_gate(server)
    answer = approve(server, gate, "plan").expect(200)
    seen: list[int] = []
    for frame in stream:
        if frame.event == "event":
            seen.append(int(frame.id or 0))
            if frame.json["event"]["type"] == "attempt.started":
                break
    server.kill()
    stream.close()
    port = server.port
    server.start()
    assert server.port == port
    # The same verdict again is the same verdict: what is answered comes from the log.
    again = approve(server, gate, "plan").expect(200)
    assert again.json["revision"] == answer.json["revision"]
    assert again.json["steps"] == answer.json["steps"]
    resumed = server.stream(
        f"/v1/runs/{run}/events?views=none", headers={"Last-Event-ID": str(seen[-1])})
    for kind in ["beforeCriticalAction", "beforeCompletion"]:
        waiting = open_gate(server)
        assert waiting["kind"] == kind
        approve(server, waiting, kind).expect(200)
    seen += revisions_until_end(resumed)
    view = server.request("GET", f"/v1/runs/{run}").json
    assert view["status"] == "done"
    assert seen == list(range(1, view["revision"] + 1))
    assert (tmp_path / "work" / "shipped.txt").read_text() == "shipped\n"


def test_of_many_verdicts_at_once_one_decides(serve):
    server = serve()
    server.request("POST", "/v1/runs", {"playbook": "ship"}).expect(201)
    gate = open_gate(server)
    statuses: list[int] = []

    def decide(number: int) -> None:
        statuses.append(approve(server, gate, f"rival-{number}").status)

    rivals = [threading.Thread(target=decide, args=(number,)) for number in range(8)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(WAIT_SECONDS)
    assert sorted(statuses) == [200] + [409] * 7


def test_a_second_server_on_the_same_home_shows_and_steers_but_does_not_own(serve):
    first, second = serve(), serve()
    run = first.request("POST", "/v1/runs", {"playbook": "ship"}).expect(201).json["run"]
    view = second.request("GET", f"/v1/runs/{run}").expect(200).json
    assert view["owner"]["isThisServer"] is False
    approve(second, open_gate(second), "there").expect(200)
    wait_for(
        lambda: first.request("GET", f"/v1/runs/{run}").json["steps"][0]["state"] == "done", "the build")
    taken = second.request("POST", f"/v1/runs/{run}/owner", {})
    assert (taken.status, taken.json["code"]) == (409, "run.leased")
    # When the first dies, the second takes over what it had.
    first.kill()
    wait_for(
        lambda: (second.request("GET", f"/v1/runs/{run}").json.get("owner") or {}).get("isThisServer"),
        "the new owner")


def test_a_head_that_never_ends_is_cut_off_and_holds_nobody_up(serve):
    server = serve()
    slow = []
    for _ in range(50):
        connection = socket.create_connection((server.host, server.port), timeout=SLOW_SECONDS)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        slow.append(connection)
    assert server.request("GET", "/healthz", token="").status == 200
    start = time.monotonic()
    # One byte now and then does not count as a sign of life.
    closed = False
    while not closed:
        assert time.monotonic() - start < SLOW_SECONDS, "the connection was never closed"
        try:
            slow[0].sendall(b"x")
            slow[0].settimeout(1.0)
            closed = slow[0].recv(1024) == b""
        except TimeoutError:
            continue
        except OSError:
            closed = True
    for connection in slow:
        connection.close()


def test_bodies_and_heads_that_are_too_large_are_refused_before_they_are_read(serve):
    server = serve()
    large = server.request("POST", "/v1/runs", b" " * (BODY_LIMIT + 1))
    assert (large.status, large.json["code"]) == (413, "body.too-large")
    connection = socket.create_connection((server.host, server.port), timeout=WAIT_SECONDS)
    head = f"POST /v1/runs HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
    head += f"Authorization: Bearer {server.token}\r\nContent-Length: 99999999999\r\n\r\n"
    connection.sendall(head.encode())
    assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
    connection.close()
    wide = server.request("GET", "/healthz", token="", headers={"X-Wide": "x" * 100_000})
    assert wide.status in (400, 431)
    assert server.request("GET", "/healthz", token="").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/scripts/../../x.js",
        "//etc/passwd", "/.git/config", "/scripts/main.js/../../../etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_pages_folder(serve, path):
    server = serve()
    reply = server.request("GET", path, token="")
    assert reply.status in (400, 404)
    assert b"root:" not in reply.body


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff\xfe", b'{"playbook":7}', b'{"task":"a","playbook":"b"}'])
def test_malformed_bodies_are_refused_with_a_problem(serve, body):
    server = serve()
    reply = server.request("POST", "/v1/runs", body)
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json
    assert (problem["status"], problem["code"]) == (400, "body.invalid")
    assert problem["type"] == "urn:fermata:error:body.invalid"


def test_what_cannot_be_listened_on_is_told_in_words(serve, run_cli, tmp_path):
    server = serve()
    taken = run_cli("serve", "--port", str(server.port))
    assert taken.exit_code == 1
    assert f"Port {server.port} of 127.0.0.1 is in use already." in taken.errors
    open_wide = run_cli("serve", "--host", "0.0.0.0", "--port", "0")
    assert open_wide.exit_code == 64
    assert "--insecure" in open_wide.errors
    missing = run_cli("serve", "--port", "0", "--playbooks", str(tmp_path / "nowhere"))
    assert missing.exit_code == 1
    assert "nowhere" in missing.errors
    key = tmp_path / "key.pem"
    key.write_text("no key")
    broken = run_cli("serve", "--port", "0", "--tls-certificate", str(key), "--tls-key", str(key))
    assert broken.exit_code == 1
    assert "cannot be used for TLS" in broken.errors
