"""Who is let in by the built program, over real sockets: tokens, links, sessions, and what a page may do."""

from __future__ import annotations

import http.client
import json
import os
import stat

import pytest

from access_tools import IdentityProvider, Page, exchange, sign_in


@pytest.fixture
def server(start_server):
    return start_server()


def test_a_printed_link_signs_in_once_as_the_person_who_started_the_server(server):
    assert server.link_token is not None
    server.request("GET", "/v1/runs", token=server.link_token).expect(401)
    page = sign_in(server, server.link_token)
    session = page.request("GET", "/v1/session").expect(200).json
    assert session["role"] == "admin" and session["authentication"] == "session"
    again = server.request("POST", "/v1/session", {"token": server.link_token}, token="").expect(401)
    assert again.json["code"] == "access.required" and "set-cookie" not in again.headers


def test_an_open_page_goes_on_after_the_server_was_killed(server):
    page = sign_in(server, server.link_token)
    server.kill()
    server.start()
    session = page.request("GET", "/v1/session").expect(200).json
    assert session["csrf"] == page.csrf
    page.request("POST", "/v1/runs", {}).expect(400)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(server):
    reply = server.request("POST", "/v1/session", {"token": server.token}, token="").expect(200)
    name, *attributes = reply.headers["set-cookie"].split("; ")
    assert len(name.removeprefix("fermata_session=")) == 43
    assert attributes == ["Max-Age=2592000", "Path=/", "HttpOnly", "SameSite=Strict"]


def test_wrong_cut_expired_and_revoked_tokens_are_told_the_same(server, run_cli):
    token = server.create_token("gone", "admin")
    server.request("GET", "/v1/runs", token=token).expect(200)
    run_cli("token", "revoke", "gone").expect_success()
    wrong = [token, token[:-1], token + "A", token.upper(), "fermata_" + "A" * 43, "x", "a.b.c"]
    bodies = {server.request("GET", "/v1/runs", token=text).expect(401).body for text in wrong}
    assert len(bodies) == 1


def test_what_the_command_line_changes_holds_at_once_for_a_server_and_its_sessions(server, run_cli):
    token = server.create_token("ada", "viewer", "--expires", "30d")
    page = sign_in(server, token)
    page.request("GET", "/v1/runs").expect(200)
    listed = server.request("GET", "/v1/tokens").expect(200).json["tokens"]
    assert "ada" in [entry["name"] for entry in listed] and token not in json.dumps(listed)
    server.request("DELETE", "/v1/tokens/ada").expect(204)
    page.request("GET", "/v1/runs").expect(401)
    assert "ada" not in run_cli("token", "list").expect_success().output
    made = server.request("POST", "/v1/tokens", {"name": "ci", "role": "viewer"}).expect(201).json
    server.request("GET", "/v1/runs", token=made["token"]).expect(200)
    assert "ci" in run_cli("token", "list").expect_success().output


def test_nothing_that_is_stored_or_logged_holds_a_secret(start_server, home):
    server = start_server("--verbose", additions={"FERMATA_LOG": "trace"})
    secrets = [server.token, server.create_token("ada", "viewer")]
    page = sign_in(server, secrets[1])
    cookie = page.cookie.partition("=")[2]
    secrets += [cookie, page.csrf]
    made = server.request("POST", "/v1/tokens", {"name": "ci", "role": "viewer"}).expect(201).json
    secrets.append(made["token"])
    for secret in secrets:
        server.request("GET", f"/v1/runs?token={secret}", token=secret)
        server.request("GET", "/v1/runs", token=secret + "x")
        server.request("POST", "/v1/session", {"token": secret + "x"}, token="")
        server.request("POST", "/v1/session", b'{"token": "' + secret.encode(), token="")
        page.request("POST", "/v1/runs", {}, X_Fermata_CSRF=secret + "x")
        page.request("GET", "/v1/runs", Cookie=f"fermata_session={secret}x")
    server.stop()
    said = "".join(server.lines).replace(server.sign_in_link, "")
    assert "A request was refused." in said, server.story()
    stored = [path for path in (home / "fermata").rglob("*") if path.is_file()]
    assert len(stored) > 4
    for secret in secrets:
        assert secret not in said, server.story()
        for path in stored:
            assert secret not in path.name and secret.encode() not in path.read_bytes(), path
    access = home / "fermata" / "access"
    for path in [access, *access.rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted and path.stat().st_uid == os.getuid(), path


def test_a_refused_attempt_is_logged_with_who_and_why(server):
    viewer = server.create_token("ada", "viewer")
    server.request("POST", "/v1/runs", {}, token=viewer).expect(403)
    server.request("GET", "/v1/runs", headers={"Origin": "http://evil.example"}).expect(403)
    server.request("GET", "/v1/runs", token="fermata_wrong").expect(401)
    server.request("GET", "/", headers={"Host": "evil.example"}).expect(421)
    server.stop()
    said = "".join(server.lines)
    for words in [
        "code=access.role person=ada (token) reason=This needs the role operator",
        "code=access.origin", "reason=Pages of http://evil.example",
        "code=access.required person=nobody reason=an unknown, expired or revoked token",
        "code=access.host", "request=GET /",
    ]:
        assert words in said, server.story()


def test_with_a_cookie_what_changes_something_needs_the_sessions_own_value(server):
    page = sign_in(server, server.token)
    other = sign_in(server, server.token)
    for value in ["", "x", other.csrf, page.csrf[:-1], page.csrf.upper()]:
        for method, path in [
            ("POST", "/v1/runs"), ("POST", "/v1/tokens"), ("DELETE", "/v1/session"),
            ("PUT", "/v1/gates/0123456789.g1/verdict"), ("PUT", "/v1/runs/0123456789/plan"),
        ]:
            reply = page.request(method, path, {}, X_Fermata_CSRF=value).expect(403)
            assert reply.json["code"] == "access.csrf"
    page.request("POST", "/v1/runs", {}).expect(400)
    page.request("DELETE", "/v1/session").expect(204)
    page.request("GET", "/v1/runs").expect(401)
    other.request("GET", "/v1/runs").expect(200)


FOREIGN = [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_pages_of_other_sites_change_nothing_and_read_nothing(server, headers):
    page = sign_in(server, server.token)
    for method, path in [
        ("POST", "/v1/runs"), ("POST", "/v1/session"), ("GET", "/v1/runs"), ("GET", "/v1/feed"),
        ("GET", "/v1/session"),
    ]:
        sent = {"Cookie": page.cookie, "X-Fermata-CSRF": page.csrf, **headers}
        reply = server.request(method, path, token="", headers=sent).expect(403)
        assert reply.json["code"] == "access.origin"
        server.request(method, path, headers=headers).expect(403)


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:{port}", "localhost:1", "127.0.0.1.evil.example:{port}", "[::1"])
def test_a_name_that_was_made_to_lead_here_is_refused(server, name):
    host = name.format(port=server.port)
    for path in ["/", "/healthz", "/v1/runs", "/scripts/main.js"]:
        reply = server.request("GET", path, headers={"Host": host}).expect(421)
        assert reply.json["code"] == "access.host"
    for own in [f"localhost:{server.port}", f"127.0.0.1:{server.port}"]:
        server.request("GET", "/v1/runs", headers={"Host": own}).expect(200)


def test_a_name_that_was_allowed_is_answered(start_server):
    server = start_server("--allow-host", "fermata.example")
    server.request("GET", "/v1/runs", headers={"Host": "fermata.example"}).expect(200)
    server.request("GET", "/metrics", token="", headers={"Host": "fermata.example"}).expect(401)
    server.request("GET", "/v1/runs", headers={"Host": "other.example"}).expect(421)


def test_every_answer_tells_browsers_to_keep_pages_apart(server):
    for path, status in [("/", 200), ("/v1/runs", 200), ("/v1/nothing", 404), ("/nothing.js", 404)]:
        headers = server.request("GET", path).expect(status).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "access-control-allow-origin" not in headers
        if path.startswith("/v1/"):
            assert headers["cache-control"] == "no-store"


def test_a_stream_ends_soon_after_its_token_was_revoked(server, run_cli):
    token = server.create_token("ada", "viewer")
    stream = server.stream("/v1/feed", token=token)
    frames = iter(stream)
    assert next(frames).event == "lists"
    run_cli("token", "revoke", "ada").expect_success()
    # The server looks when it next has something to say, at the latest with its next heartbeat.
    for _ in frames:
        pass
    stream.close()


def test_a_person_has_so_many_streams_and_a_closed_one_makes_room(server):
    token = server.create_token("ada", "viewer")
    streams = [server.stream("/v1/feed", token=token) for _ in range(64)]
    reply = server.request("GET", "/v1/feed", token=token).expect(429)
    assert reply.json["code"] == "access.too-many-streams" and "retry-after" in reply.headers
    server.request("GET", "/v1/runs", token=token).expect(200)
    server.stream("/v1/feed").close()
    for stream in streams:
        stream.close()


def test_wrong_credentials_are_soon_told_to_wait_and_right_ones_are_not(server):
    replies = [server.request("GET", "/v1/runs", token=f"fermata_{number}") for number in range(14)]
    assert [reply.status for reply in replies[:10]] == [401] * 10
    assert replies[-1].status == 429 and int(replies[-1].headers["retry-after"]) >= 1
    assert replies[-1].json["code"] == "access.rate-limited"
    server.request("GET", "/v1/runs").expect(200)
    sign_in(server, server.token)


def test_somebody_else_named_by_a_header_changes_nothing(server):
    viewer = server.create_token("ada", "viewer")
    forged = {
        "X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": "admin", "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=127.0.0.1;host=evil.example", "X-HTTP-Method-Override": "GET",
        "X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz",
    }
    server.request("POST", "/v1/runs", {}, token=viewer, headers=forged).expect(403)
    server.request("GET", "/v1/runs", token="", headers=forged).expect(401)


def test_two_heads_in_one_are_not_read_as_two(server):
    for extra in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Content-Length: -1",
        "Content-Length: 0x5", " Folded: yes", "Bad Name: x", "Authorization: Bearer a\rX: y",
    ]:
        answer = exchange(
            server,
            f"POST /v1/session HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n{extra}\r\n"
            "Connection: close\r\n\r\n0\r\n\r\nGET /v1/tokens HTTP/1.1\r\n\r\n".encode(),
        )
        assert answer.count(b"HTTP/1.1 ") <= 1, answer
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer
    server.request("GET", "/healthz").expect(200)


def test_what_somebody_sends_never_becomes_a_header_of_the_answer(server):
    for path in ["/v1/runs/a%0d%0aSet-Cookie:%20x=1", "/v1/tokens/a%0d%0aX-Evil:%201", "/%0d%0aX-Evil:1"]:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
        connection.request("GET", path, headers={"Authorization": f"Bearer {server.token}"})
        reply = connection.getresponse()
        names = [name.lower() for name, _ in reply.getheaders()]
        connection.close()
        assert "x-evil" not in names and "set-cookie" not in names
    assert isinstance(sign_in(server, server.token), Page)


@pytest.fixture
def playbooks(tmp_path):
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    return folder


HOSTILE = """\
name: hostile
autonomy: autonomous
gates: {beforeCompletion: on}
steps:
  print:
    run: |
      echo '<script>alert(1)</script><img src=x onerror=alert(2)>'
      printf '\\033[2J\\342\\200\\256evil\\n'
"""


def events_until(server, run: str, kind: str) -> list[dict]:
    """The events of a run, once one of that type is among them."""
    stream = server.stream(f"/v1/runs/{run}/events?views=none")
    events = []
    for frame in stream:
        if frame.event == "event":
            events.append(frame.json["event"])
            if events[-1]["type"] == kind:
                break
    stream.close()
    return events


def test_every_event_names_who_did_it_and_how_they_were_known(start_server, playbooks):
    provider = IdentityProvider()
    try:
        server = start_server("--playbooks", playbooks, *provider.options)
        token = server.create_token("ada", "operator")
        run = server.request("POST", "/v1/runs", {"playbook": "hostile"}, token=token).expect(201).json["run"]
        page = sign_in(server, server.create_token("grace", "approver"))
        note = {"intervention": "note", "text": "Seen."}
        page.request("POST", f"/v1/runs/{run}/interventions", note).expect(200)
        statement = provider.sign(provider.claims(sub="alan"))
        server.request("POST", f"/v1/runs/{run}/interventions", note, token=statement).expect(200)
        events = server.request("GET", f"/v1/runs/{run}/events?limit=500").expect(200).json["events"]
        people = [event["actor"] for event in events if event["actor"]["kind"] == "person"]
        known = dict.fromkeys((actor["name"], actor["authentication"]) for actor in people)
        assert list(known) == [
            ("ada", "token"), ("grace", "session"), ("alan", "jwt")]
        assert all(event["actor"]["kind"] in ("person", "engine") for event in events)
    finally:
        provider.close()


def test_what_agents_print_is_given_out_as_nothing_but_text(start_server, playbooks):
    server = start_server("--playbooks", playbooks)
    run = server.request("POST", "/v1/runs", {"playbook": "hostile"}).expect(201).json["run"]
    events_until(server, run, "attempt.completed")
    view = server.request("GET", f"/v1/runs/{run}").expect(200).json
    [step] = view["steps"]
    digest = step["attempts"][0]["transcript"]
    reply = server.request("GET", f"/v1/runs/{run}/payloads/{digest}").expect(200)
    assert b"<script>" in reply.body
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_other_machines_are_not_served_without_tls_unless_somebody_says_so(run_cli, start_server):
    for host in ["0.0.0.0", "::", "192.0.2.1", "example.org"]:
        finished = run_cli("serve", "--host", host, "--port", "0")
        assert finished.exit_code == 64 and "--tls-certificate" in finished.errors, finished.story()
