"""Commands that ask a server: what only they can meet. All else is tested both ways where it is local."""

import json
import re
import signal
import socket
import subprocess

import pytest

from cutting_proxy import CuttingProxy
from live_server import LiveServer
from places import at_server, phase, wait_until

PLAYBOOK = """\
    name: Remote work
    autonomy: supervised
    agents:
      shell: {kind: command}
      person: {kind: human}
    steps:
      wait:
        agent: shell
        run: |
          while [ ! -e go ]; do sleep 0.05; done
          echo "went on"
      choose: {agent: person, run: Which colour?, needs: wait, with: {options: [red, blue]}}
    """
QUESTION = """\
    name: One question
    agents: {person: {kind: human}}
    gates: {afterPlanning: {on: false}, beforeCompletion: {on: false}}
    steps:
      choose: {agent: person, run: Which colour?, with: {options: [red, blue]}}
    """


@pytest.fixture
def server(start_server) -> LiveServer:
    return start_server()


@pytest.fixture
def remote(server):
    """The additions to the environment that make commands ask the server."""
    return at_server(server).additions


@pytest.fixture
def proxy(server):
    """A way to the server that can be cut."""
    proxy = CuttingProxy(server.host, server.port)
    yield proxy
    proxy.close()


def made(run_cli, playbook, text, additions):
    return run_cli("run", playbook(text), "--detach", additions=additions).expect_success().output.strip()


def log_of(run_cli, run, additions):
    exported = run_cli("audit", "export", run, additions=additions).expect_success().output
    return [json.loads(line) for line in exported.splitlines()][1:]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_server_that_is_not_there_is_told_at_once_with_its_own_code(run_cli):
    url = f"http://127.0.0.1:{free_port()}"
    for command in (["runs"], ["inbox"], ["show", "last"], ["watch", "last"], ["token", "list"]):
        finished = run_cli(*command, "--server", url)
        assert finished.exit_code == 1, finished.story()
        assert f"No server answers at {url}: nothing listens there." in finished.errors, finished.story()


@pytest.mark.parametrize("token", ["wrong", "fermata_" + "x" * 43])
def test_a_wrong_token_is_refused_with_what_to_do(run_cli, remote, token):
    finished = run_cli("runs", additions={**remote, "FERMATA_TOKEN": token})
    assert finished.exit_code == 4, finished.story()
    assert "The credential is not valid" in finished.errors
    assert "FERMATA_TOKEN or --token-file FILE" in finished.errors
    assert token not in finished.output + finished.errors


def test_without_any_token_it_is_told_how_to_give_one(run_cli, server):
    finished = run_cli("runs", "--server", server.url, additions={"FERMATA_HOME": str(server.home / "other")})
    assert finished.exit_code == 4 and "--token-file FILE" in finished.errors, finished.story()


def test_a_token_comes_from_a_file_that_only_its_owner_reads(run_cli, server, tmp_path):
    client = server.home / "client"
    client.mkdir(mode=0o700)
    additions = {"FERMATA_HOME": str(client), "FERMATA_SERVER": server.url}
    kept = client / "client-token"
    kept.write_text(f"{server.token}\n", encoding="utf-8")
    kept.chmod(0o600)
    finished = run_cli("runs", additions=additions).expect_success()
    assert finished.errors == "" and finished.output == "No runs.\n"
    kept.chmod(0o644)
    assert f"chmod 600 {kept}" in run_cli("runs", additions=additions).expect_success().errors
    named = tmp_path / "token"
    named.write_text("wrong", encoding="utf-8")
    named.chmod(0o600)
    assert run_cli("runs", "--token-file", named, additions=additions).exit_code == 4
    missing = run_cli("runs", "--token-file", "nowhere", additions=additions)
    assert missing.exit_code == 1 and "nowhere: No such file" in missing.errors
    named.write_text("two\x1bwords", encoding="utf-8")
    unfit = run_cli("runs", "--token-file", named, additions=additions)
    assert unfit.exit_code == 1 and "There is no token in" in unfit.errors, unfit.story()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:7331", "neither https:// nor http://"),
        ("ftp://127.0.0.1", "neither https:// nor http://"),
        ("http://me:secret@127.0.0.1", "do not belong in it"),
        ("http://127.0.0.1/#token=secret", "no query and no fragment"),
        ("http://:80", "names no host"),
        ("http://127.0.0.1:99999", "the port is no number"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_connecting(run_cli, address, words):
    finished = run_cli("runs", "--server", address)
    assert finished.exit_code == 64 and words in finished.errors, finished.story()
    assert "secret" not in finished.errors


def test_sending_a_token_over_the_open_network_is_warned_of(run_cli):
    finished = run_cli("runs", "--server", "http://server.invalid", additions={"FERMATA_TOKEN": "x"})
    assert finished.exit_code == 1, finished.story()
    assert "is not encrypted" in finished.errors and "No server answers" in finished.errors


def test_options_for_a_server_need_one(run_cli, tmp_path):
    finished = run_cli("runs", "--token-file", tmp_path / "token")
    assert finished.exit_code == 64 and "FERMATA_SERVER" in finished.errors, finished.story()


def test_a_client_makes_no_journal_of_its_own(run_cli, remote, playbook, server):
    made(run_cli, playbook, QUESTION, remote)
    assert not (server.home / "client").exists()
    assert "No runs" not in run_cli("runs", additions=remote).expect_success().output


def test_a_playbook_that_the_server_offers_is_named(run_cli, start_server, tmp_path):
    folder = tmp_path / "offered"
    folder.mkdir()
    (folder / "question.yaml").write_text(
        "name: Offered\nagents: {person: {kind: human}}\ninputs: {colour: {default: red}}\n"
        "steps: {choose: {agent: person, run: Which colour?}}\n", encoding="utf-8",
    )
    server = start_server("--playbooks", folder)
    additions = at_server(server).additions
    operator = {**additions, "FERMATA_TOKEN": server.create_token("olga", "operator")}
    finished = run_cli("run", "question", "--detach", "--input", "colour=blue", additions=operator)
    run = finished.expect_success().output.strip()
    state = json.loads(run_cli("show", run, "--json", additions=operator).expect_success().output)
    assert state["inputs"] == {"colour": "blue"} and state["title"] == "Offered"
    unknown = run_cli("run", "questoin", "--detach", additions=operator)
    assert unknown.exit_code == 4 and "Did you mean question?" in unknown.errors, unknown.story()


def test_what_a_role_does_not_cover_is_refused_with_the_role_it_needs(run_cli, server, remote, playbook):
    run = made(run_cli, playbook, QUESTION, remote)
    wait_until(lambda: f"{run}.g1" in run_cli("inbox", additions=remote).output, "the question")
    viewer = {**remote, "FERMATA_TOKEN": server.create_token("vera", "viewer")}
    for command, role in [
        (["answer", "g1", "red", "--yes"], "approver"),
        (["note", run, "hello"], "operator"),
        (["run", playbook(QUESTION), "--detach"], "operator"),
        (["resume", run, "--force", "--plain"], "operator"),
        (["token", "list"], "admin"),
    ]:
        finished = run_cli(*command, additions=viewer)
        assert finished.exit_code == 4, finished.story()
        assert f"needs the role {role}, and yours is viewer" in finished.errors, finished.story()
    operator = {**remote, "FERMATA_TOKEN": server.create_token("olga", "operator")}
    forced = run_cli("resume", run, "--force", additions=operator)
    assert forced.exit_code == 4 and "needs the role admin" in forced.errors, forced.story()
    assert run_cli("show", run, additions=viewer).expect_success()


def test_tokens_are_made_listed_and_revoked_at_a_server(run_cli, server, remote):
    secret = run_cli("token", "create", "ada", "--role", "viewer", "--expires", "1h", additions=remote)
    additions = {**remote, "FERMATA_TOKEN": secret.expect_success().output.strip()}
    run_cli("runs", additions=additions).expect_success()
    again = run_cli("token", "create", "ada", "--role", "viewer", additions=remote)
    assert again.exit_code == 4, again.story()
    listed = run_cli("token", "list", "--json", additions=remote).expect_success().output
    assert "ada" in [json.loads(line)["name"] for line in listed.splitlines()]
    assert "ada" in run_cli("token", "list").expect_success().output
    run_cli("token", "revoke", "ada", additions=remote).expect_success()
    assert run_cli("runs", additions=additions).exit_code == 4
    unknown = run_cli("token", "revoke", "ada", additions=remote)
    assert unknown.exit_code == 4, unknown.story()


def test_events_name_the_person_of_the_token(run_cli, server, remote, playbook):
    run = made(run_cli, playbook, QUESTION, remote)
    ada = {**remote, "FERMATA_TOKEN": server.create_token("ada", "approver")}
    run_cli("note", run, "by ada", additions=ada).expect_success()
    note = next(line for line in log_of(run_cli, run, remote) if line["type"] == "note.added")
    assert note["actor"]["name"] == "ada" and note["actor"]["kind"] == "person"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_leaving_ends_the_watching_and_not_the_run(
    start_run, run_cli, remote, playbook, tmp_path, number, code
):
    run = start_run("run", playbook(PLAYBOOK), additions=remote)
    run.event("attempt.started", step="wait")
    run.process.send_signal(number)
    assert run.wait_for_end() == code
    assert "The run is not affected." in "".join(run.errors)
    (tmp_path / "go").touch()
    wait_until(lambda: f"{run.name}.g1" in run_cli("inbox", additions=remote).output, "the question")


def test_a_watcher_goes_on_when_the_connection_was_lost(
    start_run, run_cli, remote, proxy, playbook, tmp_path
):
    run = made(run_cli, playbook, PLAYBOOK, remote)
    watcher = start_run("watch", run, additions={**remote, "FERMATA_SERVER": proxy.url})
    watcher.event("attempt.started", step="wait")
    proxy.cut()
    watcher.message("was lost; trying again")
    run_cli("note", run, "while nobody looked", additions=remote).expect_success()
    proxy.restore()
    watcher.message("again.")
    watcher.event("note.added")
    (tmp_path / "go").touch()
    gate = watcher.gate("question")
    order = {"gate": gate["gate"], "digest": gate["digest"], "verdict": "answer", "answer": "red"}
    assert "accepted" in watcher.ask(order)
    watcher.event("attempt.completed", step="choose")
    revisions = [line["revision"] for line in watcher.lines if "hash" in line]
    assert revisions == list(range(1, len(revisions) + 1))


def test_a_watcher_goes_on_when_the_server_was_killed_and_comes_back(
    start_run, run_cli, server, remote, playbook, tmp_path
):
    run = made(run_cli, playbook, PLAYBOOK, remote)
    watcher = start_run("watch", run, additions=remote)
    watcher.event("attempt.started", step="wait")
    server.kill()
    watcher.message("was lost; trying again")
    server.start()
    watcher.message("again.")
    watcher.event("attempt.interrupted", step="wait")
    watcher.event("attempt.started", step="wait")
    (tmp_path / "go").touch()
    gate = watcher.gate("question")
    order = {"gate": gate["gate"], "digest": gate["digest"], "verdict": "answer", "answer": "red"}
    assert "accepted" in watcher.ask(order)
    log = [line for line in watcher.lines if "hash" in line]
    assert [line["revision"] for line in log] == list(range(1, len(log) + 1))
    exported = log_of(run_cli, run, remote)
    assert [line["hash"] for line in log] == [line["hash"] for line in exported[: len(log)]]


def test_a_verdict_whose_answer_was_lost_is_given_once(run_cli, remote, proxy, playbook):
    run = made(run_cli, playbook, QUESTION, remote)
    wait_until(lambda: f"{run}.g1" in run_cli("inbox", additions=remote).output, "the question")
    proxy.swallow_answers_to(b"PUT /v1/gates/", count=2)
    answered = run_cli(
        "answer", f"{run}.g1", "red", "--yes", additions={**remote, "FERMATA_SERVER": proxy.url}
    )
    answered.expect_success()
    assert proxy.swallowed == 2
    wait_until(lambda: phase_at(run_cli, run, remote) == "completed", "the end")
    decided = [line for line in log_of(run_cli, run, remote) if line["type"] == "gate.decided"]
    assert len(decided) == 1


def phase_at(run_cli, run, additions):
    return phase(lambda *words: run_cli(*words, additions=additions), run)


def test_an_order_whose_server_was_killed_before_it_answered_is_done_once(
    run_cli, server, remote, proxy, playbook
):
    run = made(run_cli, playbook, QUESTION, remote)
    wait_until(lambda: f"{run}.g1" in run_cli("inbox", additions=remote).output, "the question")

    def kill_and_start():
        server.kill()
        server.start()

    proxy.swallow_answers_to(b"POST /v1/runs/", count=1, then=kill_and_start)
    noted = run_cli("note", run, "said once", additions={**remote, "FERMATA_SERVER": proxy.url})
    noted.expect_success()
    assert proxy.swallowed == 1
    notes = [line for line in log_of(run_cli, run, remote) if line["type"] == "note.added"]
    assert len(notes) == 1


def test_a_run_whose_answer_was_lost_is_made_once(run_cli, remote, proxy, playbook):
    proxy.swallow_answers_to(b"POST /v1/runs ", count=1)
    finished = run_cli(
        "run", playbook(QUESTION), "--detach", additions={**remote, "FERMATA_SERVER": proxy.url}
    )
    run = finished.expect_success().output.strip()
    assert proxy.swallowed == 1
    listed = run_cli("runs", "--json", additions=remote).expect_success().output.splitlines()
    assert [json.loads(line)["run"] for line in listed] == [run]


def test_a_lost_order_that_nobody_answers_for_is_told_as_unknown(run_cli, remote, server, proxy, playbook):
    run = made(run_cli, playbook, QUESTION, remote)
    proxy.swallow_answers_to(b"POST /v1/runs/", count=1, then=proxy.cut)
    noted = run_cli("note", run, "perhaps", additions={**remote, "FERMATA_SERVER": proxy.url})
    assert noted.exit_code == 1, noted.story()
    assert "What was ordered may have been done" in noted.errors


def test_the_log_is_the_same_here_and_there(run_cli, server, remote, playbook, tmp_path):
    run = made(run_cli, playbook, QUESTION, remote)
    wait_until(lambda: f"{run}.g1" in run_cli("inbox", additions=remote).output, "the question")
    # The server's journal is in this test's home, so that a command without a server reads it, too.
    for command in (["audit", "export", run], ["show", run, "--json"], ["audit", "verify", run]):
        there = run_cli(*command, additions=remote).expect_success().output
        assert there == run_cli(*command).expect_success().output
    file = tmp_path / "log.ndjson"
    file.write_text(run_cli("audit", "export", run, additions=remote).output, encoding="utf-8")
    assert "sound" in run_cli("audit", "verify", "--file", file, additions=remote).expect_success().output


def test_a_program_that_is_no_server_is_told_as_one(run_cli):
    with CuttingProxy.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as url:
        finished = run_cli("runs", "--server", url)
    assert finished.exit_code == 1, finished.story()
    assert re.search(r"What http://127.0.0.1:\d+ answered cannot be read", finished.errors)


def test_the_view_in_a_terminal_follows_and_decides(open_terminal, run_cli, remote, playbook):
    run = made(run_cli, playbook, QUESTION, remote)
    terminal = open_terminal("watch", run, additions=remote)
    terminal.wait_for("Which colour?")
    run_cli("answer", f"{run}.g1", "red", "--yes", additions=remote).expect_success()
    terminal.wait_for("completed")


def test_a_server_with_a_certificate_of_ones_own_is_trusted_when_it_is_named(run_cli, start_server, tmp_path):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True, capture_output=True, timeout=60,
    )
    server = start_server("--tls-certificate", certificate, "--tls-key", key)
    additions = {**at_server(server).additions, "FERMATA_SERVER": f"https://127.0.0.1:{server.port}"}
    run_cli("runs", "--server-certificate", certificate, additions=additions).expect_success()
    unknown = run_cli("runs", additions=additions)
    assert unknown.exit_code == 1 and "cannot be trusted" in unknown.errors, unknown.story()
    assert "comes from nobody this machine trusts" in unknown.errors
    empty = run_cli("runs", "--server-certificate", key, additions=additions)
    assert empty.exit_code == 1 and "holds no certificate" in empty.errors, empty.story()
