"""A run whose log was damaged is put aside and shown as such; every other run and the server go on."""

import sqlite3

import pytest

from live_server import LiveServer

PLAYBOOK = """\
name: Ask
steps:
  ask: {effect: external, run: "true"}
"""
DAMAGES = {
    "unknown gate": ("gate.opened", '"gate":1,', '"gate":99,'),
    "deadline": (
        "gate.opened", '"openedAt":', '"deadline":-9223372036854775808,"onTimeout":"stop","openedAt":'),
    "two steps": ("run.created", '"steps":[{', '"steps":[{"id":"ask","agent":"shell"},{'),
    "depth": ("gate.opened", '"reasons":[', '"reasons":' + "[" * 100_000 + "]" * 99_999 + ",\"more\":["),
    "no JSON": ("gate.opened", "{", ""),
}


def detached_run(run_cli, playbook):
    """The name of a new run that waits for a person."""
    return run_cli("run", playbook(PLAYBOOK), "--detach").expect_success().output.split()[-1]


def epoch_of(home, run):
    """How often somebody has taken the run to carry it out."""
    with sqlite3.connect(home / "fermata" / "journal.sqlite") as database:
        (epoch,) = database.execute("SELECT epoch FROM runs WHERE name = ?", [run]).fetchone()
    database.close()
    return epoch


def test_a_line_of_a_list_that_cannot_be_understood_takes_no_other_away(
        run_cli, playbook, home, fermata, tmp_path):
    odd, sound = detached_run(run_cli, playbook), detached_run(run_cli, playbook)
    with sqlite3.connect(home / "fermata" / "journal.sqlite") as database:
        database.execute("UPDATE runs SET phase = 'elsewhere' WHERE name = ?", [odd])
        database.execute(
            "UPDATE gates SET kind = 'odd', step = 'no step', on_timeout = '{' "
            "WHERE run = (SELECT number FROM runs WHERE name = ?)", [odd])
    database.close()
    listed = run_cli("runs").expect_success()
    assert odd in listed.output and sound in listed.output, listed.story()
    server = LiveServer(fermata, home=home, directory=tmp_path)
    try:
        lines = {line["run"]: line for line in server.request("GET", "/v1/runs").expect(200).json["runs"]}
        # The log says how it stands.
        assert lines[odd]["status"] == lines[sound]["status"] == "proposed"
        gates = server.request("GET", "/v1/gates").expect(200).json["gates"]
        assert {gate["gate"]: gate["kind"] for gate in gates} == {
            f"{odd}.g1": "afterPlanning", f"{sound}.g1": "afterPlanning"}
    finally:
        server.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_put_aside_and_the_others_go_on(run_cli, playbook, home, fermata, tmp_path, damage):
    damaged, sound = detached_run(run_cli, playbook), detached_run(run_cli, playbook)
    kind, before, after = DAMAGES[damage]
    with sqlite3.connect(home / "fermata" / "journal.sqlite") as database:
        (number,) = database.execute("SELECT number FROM runs WHERE name = ?", [damaged]).fetchone()
        ((position, body),) = database.execute(
            "SELECT position, body FROM events WHERE position >> 24 = ? AND type = ? LIMIT 1", [number, kind])
        assert before in body
        database.execute(
            "UPDATE events SET body = ? WHERE position = ?", [body.replace(before, after, 1), position])
        database.execute("DELETE FROM snapshots")
    database.close()

    listed = run_cli("runs").expect_success()
    lines = listed.output.splitlines()
    assert [line for line in lines if damaged in line and "damaged" in line], listed.story()
    assert [line for line in lines if sound in line and "damaged" not in line], listed.story()
    assert f"fermata audit verify {damaged}" in listed.errors
    inbox = run_cli("inbox").expect_success()
    assert f"{sound}.g1" in inbox.output and f"{damaged}.g1" not in inbox.output, inbox.story()
    shown = run_cli("show", damaged)
    assert shown.exit_code == 1 and "audit verify" in shown.errors, shown.story()
    assert run_cli("audit", "verify", damaged).exit_code == 1
    run_cli("audit", "verify", sound).expect_success()

    server = LiveServer(fermata, home=home, directory=tmp_path)
    try:
        gates = server.request("GET", "/v1/gates").expect(200).json["gates"]
        assert [gate["run"] for gate in gates] == [sound]
        lines = {line["run"]: line for line in server.request("GET", "/v1/runs").expect(200).json["runs"]}
        assert lines[damaged]["status"] == "damaged" and lines[damaged]["damage"]
        assert lines[sound]["status"] != "damaged"
        assert server.request("GET", f"/v1/runs/{damaged}").json["code"] == "run.log-damaged"
        # Whoever asks to have it carried out takes it from nobody.
        for force in (False, True):
            refused = server.request("POST", f"/v1/runs/{damaged}/owner", {"force": force})
            assert refused.json["code"] == "run.log-damaged"
        assert epoch_of(home, damaged) == 0
        assert not server.request("GET", f"/v1/runs/{damaged}/audit").expect(200).json["sound"]
        server.request("GET", f"/v1/runs/{sound}").expect(200)
        # A number that no gate can have is refused in words, and nobody falls over.
        for word in ("hold", "release"):
            order = {"intervention": word, "gate": -9223372036854775808}
            refused = server.request("POST", f"/v1/runs/{sound}/interventions", order)
            assert refused.status in (400, 422), refused.status
        server.request("GET", "/v1/runs").expect(200)
    finally:
        server.close()
