"""Where a test's runs are: in this machine's journal, or at a server that the same commands ask."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

import pytest

from live_server import LiveServer

# How long something that a server does by itself may take until a test sees it.
SERVER_TIMEOUT_SECONDS = 30.0
# How often a test looks.
LOOK_INTERVAL_SECONDS = 0.05

# The same test for this machine's journal and for a server.
both_ways = pytest.mark.parametrize("place", ["here", "server"], indirect=True)


@dataclass
class Place:
    """What is different about commands in that place, and nothing else."""

    server: LiveServer | None = None
    additions: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_here(self) -> bool:
        return self.server is None

    def go_on(self, run_cli: Callable[..., Any], run: str, gate: str) -> None:
        """Lets a run go on to a gate: here a command carries it out, a server does so by itself."""
        if self.is_here:
            finished = run_cli("resume", run, "--unattended")
            assert finished.exit_code == 5, finished.story()
            return
        wait_until(lambda: f"{run}.{gate}" in run_cli("inbox").expect_success().output, f"gate {gate}")


def at_server(server: LiveServer) -> Place:
    """A place at a server, known to commands by their environment alone; they have no own journal."""
    return Place(
        server,
        {
            "FERMATA_SERVER": server.url,
            "FERMATA_TOKEN": server.token or "",
            "FERMATA_HOME": str(server.home / "client"),
        },
    )


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Looks until something outside is so."""
    deadline = time.monotonic() + SERVER_TIMEOUT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what} never came"
        # Reason: what is waited for happens in another process, which tells nobody here.
        time.sleep(LOOK_INTERVAL_SECONDS)


def phase(run_cli: Callable[..., Any], run: str) -> str:
    return json.loads(run_cli("show", run, "--json").expect_success().output)["phase"]
