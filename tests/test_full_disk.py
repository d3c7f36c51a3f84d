"""A server on a disk that is full while an end waits to be stored: it says so at once, and nothing that it
has refused is carried out when there is room again."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from live_server import LiveServer

# How soon an order must be answered that cannot be stored.
AT_ONCE_SECONDS = 3.0
WAIT_SECONDS = 30.0

PLAYBOOK = """\
name: Full
autonomy: autonomous
agents: {ada: {kind: human}, shell: {kind: command}}
steps:
  big: {agent: shell, run: 'until [ -e go ]; do sleep 0.05; done; head -c 600000 /dev/urandom | base64'}
  small: {agent: ada, needs: [big], run: Look at it}
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    mounted = subprocess.run(
        [*as_root, "mount", "-t", "tmpfs", "-o", "size=3m,mode=1777", "tmpfs", str(folder)],
        capture_output=True, text=True)
    if mounted.returncode != 0:
        # A test that did not run is said, and fails the whole: no other test has a disk that fills up.
        pytest.skip(f"a small disk could not be mounted: {mounted.stderr.strip()}")
    yield folder
    subprocess.run([*as_root, "umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Takes all that is left of the disk."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    return filler


def wait_for(look: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} never came"
        # Reason: an answer over HTTP gives no signal of what comes next.
        time.sleep(0.05)


def test_what_a_full_disk_keeps_from_being_stored_is_refused_at_once_and_never_done_later(
    fermata, small_disk, tmp_path
):
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "full.yaml").write_text(PLAYBOOK)
    work = tmp_path / "work"
    work.mkdir()
    server = LiveServer(
        fermata, home=small_disk / "fermata", directory=work, arguments=["--playbooks", folder])
    try:
        run = server.request("POST", "/v1/runs", {"playbook": "full"}).expect(201).json["run"]
        filler = fill(small_disk)
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
