"""Hostile requests over raw sockets: each gets a refusal or an end, and others are served meanwhile."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from access_tools import exchange, read_to_end

# An idle or dribbling connection is to be ended within this; the server gives it 30 seconds.
IDLE_LIMIT_SECONDS = 45.0


@pytest.fixture
def server(start_server):
    return start_server()


def head(server, method: str, path: str, *fields: str, token: bool = True) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {server.host}:{server.port}", "Connection: close"]
    if token:
        lines.append(f"Authorization: Bearer {server.token}")
    return "\r\n".join([*lines, *fields, "", ""]).encode()


TRAVERSALS = [
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/scripts/../../x",
    "/scripts/%2e%2e/%2e%2e/Access", "/....//....//etc/passwd", "/..\\..\\etc\\passwd", "/%5c..%5cetc",
    "/scripts/main.js%00.png", "/scripts/main.js/.", "/.", "/..", "//etc/passwd", "/scripts//main.js",
    "/%c0%ae%c0%ae/etc/passwd", "/scripts/", "/~root", "/.git/config", "/index.html/../../fermata",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leaves_the_page_or_the_runs(server, path):
    answer = exchange(server, head(server, "GET", path))
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), answer[:300]
    assert b"root:" not in answer
    name = path.strip("/").replace("/", "%2f") or "%2e"
    for prefix in ["/v1/runs/", "/v1/gates/", "/v1/runs/0123456789/payloads/"]:
        answer = exchange(server, head(server, "GET", prefix + name))
        assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400", b"HTTP/1.1 422")), answer[:300]
        assert b"root:" not in answer


def test_a_playbooks_name_leads_nowhere_but_to_the_servers_folder(start_server, tmp_path):
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("name: Secret\nsteps: {only: {run: echo done}}\n")
    server = start_server("--playbooks", folder)
    for name in ["../secret", "../secret.yaml", f"{tmp_path}/secret.yaml", "..%2fsecret", "secret\x00", "."]:
        reply = server.request("POST", "/v1/runs", {"playbook": name})
        assert reply.status in (404, 422), reply.body


MALFORMED = {
    "no json": b"nonsense", "half": b'{"task": "a', "deep": b"[" * 100_000, "not an object": b"[1]",
    "twice": b'{"task": "a", "task": "b"}', "wrong kind": b'{"task": 1}', "no utf-8": b'{"task": "\xff"}',
    "null byte": b"\x00", "empty": b"", "lone surrogate": b'{"task": "\\ud800"}',
    "big number": b'{"task": "a", "unattended": 1e999}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_refused_and_harms_nobody(server, name):
    for path in ["/v1/runs", "/v1/session", "/v1/tokens", "/v1/runs/0123456789/interventions"]:
        reply = server.request("POST", path, MALFORMED[name], headers={"Content-Type": "application/json"})
        assert 400 <= reply.status < 500, f"{path}: {reply.status} {reply.body!r}"
        assert reply.headers["content-type"] == "application/problem+json"
    server.request("GET", "/v1/runs").expect(200)


def test_an_oversized_body_is_refused_before_it_is_read(server):
    for path in ["/v1/runs", "/v1/session", "/v1/tokens"]:
        announced = exchange(server, head(server, "POST", path, "Content-Length: 99999999999") + b"{")
        assert announced.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), announced[:200]
        chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
        sent = exchange(server, head(server, "POST", path, "Transfer-Encoding: chunked") + chunk * 40)
        assert sent == b"" or sent.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), sent[:200]
    server.request("GET", "/v1/runs").expect(200)


def test_oversized_heads_are_refused(server):
    for fields in [
        ["X-Large: " + "a" * 200_000], [f"X-{number}: a" for number in range(5000)],
        ["Cookie: " + "fermata_session=a; " * 20_000],
    ]:
        answer = exchange(server, head(server, "GET", "/v1/runs", *fields))
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:200]
    answer = exchange(server, head(server, "GET", "/" + "a" * 500_000))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:200]
    server.request("GET", "/v1/runs").expect(200)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 4096,
        b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\nHost: a\n\n",
        "GÉT / HTTP/1.1\r\n\r\n".encode(), b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ],
    ids=str,
)
def test_what_is_no_request_for_this_server_is_refused(server, data):
    with socket.create_connection((server.host, server.port), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = read_to_end(connection)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer[:200]
    server.request("GET", "/healthz").expect(200)


@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        ("/healthz", ["{own}", "{own}"]), ("/healthz", ["{own}", "evil.example"]),
        ("/healthz", ["evil.example", "{own}"]), ("http://evil.example/healthz", ["{own}"]),
        ("http://evil.example:80/healthz", ["{own}"]), ("http://{own}/healthz", ["evil.example"]),
        ("http://user@{own}/healthz", ["{own}"]), ("http:///healthz", ["{own}"]),
        ("https://evil.example?{own}/", ["{own}"]),
    ],
    ids=str,
)
def test_a_request_that_names_two_hosts_is_refused(server, target, hosts):
    own = f"{server.host}:{server.port}"
    fields = [f"Host: {host.format(own=own)}" for host in hosts]
    lines = [f"GET {target.format(own=own)} HTTP/1.1", *fields, "", ""]
    # The connection ends by itself: nobody can tell where such a request's body would end either.
    answer = exchange(server, "\r\n".join(lines).encode())
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:300]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"access.several-hosts" in answer or b"Content-Length: 0" in answer.title(), answer[:300]


def test_a_target_that_names_this_server_itself_is_answered(server):
    own = f"{server.host}:{server.port}"
    answer = exchange(
        server, f"GET http://{own}/healthz HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]


def test_connections_that_dribble_are_ended_and_others_are_served_meanwhile(server):
    """Connections without a request, one with half a head, and others that send their head or their body,
    wanted or not, a piece at a time."""
    started = time.monotonic()
    silent = [socket.create_connection((server.host, server.port)) for _ in range(100)]
    half = socket.create_connection((server.host, server.port))
    half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A")
    slow_head = socket.create_connection((server.host, server.port))
    slow_head.sendall(b"GET / HTTP/1.1\r\n")
    slow_body = socket.create_connection((server.host, server.port))
    slow_body.sendall(head(server, "POST", "/v1/session", "Content-Length: 1000", token=False))
    # This one never says that it wants the connection to close, and its request is refused at once.
    refused = socket.create_connection((server.host, server.port))
    host = f"Host: {server.host}:{server.port}"
    refused.sendall(f"POST /v1/runs HTTP/1.1\r\n{host}\r\nContent-Length: 1000\r\n\r\n".encode())
    all_slow = [*silent, half, slow_head, slow_body, refused]
    ended = threading.Event()

    def dribble() -> None:
        while not ended.wait(0.2):
            for connection, piece in [(slow_head, b"X-A: b\r\n"), (slow_body, b"a"), (refused, b"a")]:
                try:
                    connection.sendall(piece)
                except OSError:
                    pass  # The server has ended it, which is what the test waits for below.

    thread = threading.Thread(target=dribble)
    thread.start()
    try:
        for _ in range(20):
            server.request("GET", "/v1/runs").expect(200)
        for connection in all_slow:
            connection.settimeout(max(1.0, IDLE_LIMIT_SECONDS - (time.monotonic() - started)))
            answer = read_to_end(connection)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer
        server.request("GET", "/v1/runs").expect(200)
    finally:
        ended.set()
        thread.join()
        for connection in all_slow:
            connection.close()
