"""A server on a disk that is full while an end waits to be stored: it says so at once, and nothing that it
has refused is carried out when there is room again."""

from __future__ import annotations

import time

from live_server import LiveServer
from waiting import wait_for

# How soon an order must be answered that cannot be stored.
AT_ONCE_SECONDS = 3.0

PLAYBOOK = """\
name: Full
autonomy: autonomous
agents: {ada: {kind: human}, shell: {kind: command}}
steps:
  big: {agent: shell, run: 'until [ -e go ]; do sleep 0.05; done; head -c 600000 /dev/urandom | base64'}
  small: {agent: ada, needs: [big], run: Look at it}
"""


def test_what_a_full_disk_keeps_from_being_stored_is_refused_at_once_and_never_done_later(
    fermata, small_disk, tmp_path
):
    disk = small_disk("3m")
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "full.yaml").write_text(PLAYBOOK)
    work = tmp_path / "work"
    work.mkdir()
    server = LiveServer(
        fermata, home=disk.folder / "fermata", directory=work, arguments=["--playbooks", folder])
    try:
        run = server.request("POST", "/v1/runs", {"playbook": "full"}).expect(201).json["run"]
        filler = disk.fill()
        (work / "go").touch()
        unready = wait_for(
            lambda: (reply := server.request("GET", "/readyz", token="")).status == 503 and reply,
            "a server that says that it is not ready")
        assert unready.json["code"] == "journal.disk-full"
        assert "disk is full" in unready.json["detail"]
        server.request("GET", "/healthz", token="").expect(200)
        before = server.request("GET", f"/v1/runs/{run}").expect(200).json["revision"]
        for number in range(5):
            started = time.monotonic()
            refused = server.request(
                "POST", f"/v1/runs/{run}/interventions", {"intervention": "note", "text": f"note {number}"},
                headers={"Idempotency-Key": f"note-{number}"})
            assert time.monotonic() - started < AT_ONCE_SECONDS
            assert (refused.status, refused.json["code"]) == (503, "journal.disk-full")
            assert int(refused.headers["retry-after"]) > 0
        assert server.request("GET", f"/v1/runs/{run}").json["revision"] == before
        filler.unlink()
        wait_for(lambda: server.request("GET", "/readyz", token="").status == 200, "a server that is ready")
        wait_for(
            lambda: server.request("GET", f"/v1/runs/{run}").json["steps"][0]["state"] == "done",
            "the end that was kept")
        events = server.request("GET", f"/v1/runs/{run}/events?limit=1000").json["events"]
        assert not [event for event in events if "note " in event["text"]]
        # The same order with the same key counts once there is room.
        server.request(
            "POST", f"/v1/runs/{run}/interventions", {"intervention": "note", "text": "note 0"},
            headers={"Idempotency-Key": "note-0"}).expect(200)
        assert server.request("GET", f"/v1/runs/{run}/audit").json["sound"] is True
    finally:
        server.close()
