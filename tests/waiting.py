"""Waiting for what happens in another process, which gives no signal."""

from __future__ import annotations

import time
from typing import Callable, TypeVar

# How long is waited, and how often is looked.
WAIT_SECONDS = 30.0
LOOK_INTERVAL_SECONDS = 0.02

Found = TypeVar("Found")


def wait_for(look: Callable[[], Found], what: str) -> Found:
    """Looks again and again until there is something to see."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} never came"
        # Reason: nothing tells this process what comes next in the other.
        time.sleep(LOOK_INTERVAL_SECONDS)
