"""What a siege does to the machine under a journal: a disk that is full, and a database that is locked."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

# So much room a world's journal has; a few hundred runs need less.
DISK_BYTES = 48 << 20
PAGE_BYTES = 4096
# A lock that waits for somebody to take a run over gives up after so long.
EPOCH_TIMEOUT_SECONDS = 3.0
# How often it looks: a process that has taken a lease appends within a few milliseconds.
EPOCH_LOOK_SECONDS = 0.0003


class Disk:
    """A small file system of the world's own, where the kernel lets it be mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], capture_output=True,
            text=True, check=False)
        self.refusal = mounted.stderr.strip() if mounted.returncode else None
        self._ballast = folder / "ballast"
        self.is_full = False

    def fill(self, pages_left: int) -> bool:
        """Leaves room for so many pages; says whether it could."""
        if self.refusal is not None or self.is_full:
            return False
        self.is_full = True
        room = os.statvfs(self.folder)
        wanted = room.f_bavail * room.f_frsize - pages_left * PAGE_BYTES
        descriptor = os.open(self._ballast, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, max(wanted, PAGE_BYTES))
        except OSError:
            # Somebody took room meanwhile: then it is as full as it can be, or half of it is left.
            self.free()
            return False
        finally:
            os.close(descriptor)
        return True

    def free(self) -> None:
        """Makes room again."""
        self.is_full = False
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Takes the file system away, when nothing uses it any more."""
        if self.refusal is None:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)


class Lock:
    """Another program that holds a write transaction of the journal open for seconds."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._release = threading.Event()
        self._thread: threading.Thread | None = None
        self.holds_until = 0.0
        self.count = 0

    @property
    def is_busy(self) -> bool:
        """Whether it holds the lock, or waits to."""
        return self._thread is not None and self._thread.is_alive()

    def hold(self, seconds: float, after_epoch: bool) -> bool:
        """Holds the lock from now on, or from right after the next process takes a run over."""
        if self.is_busy or not self._journal.is_file():
            return False
        self._release.clear()
        # Until it is known when the lock is taken, nobody else should count on it being free.
        self.holds_until = time.monotonic() + seconds + (EPOCH_TIMEOUT_SECONDS if after_epoch else 0)
        self._thread = threading.Thread(target=self._hold, args=(seconds, after_epoch), daemon=True)
        self._thread.start()
        return True

    def release(self) -> None:
        """Lets go at once."""
        self._release.set()
        if self._thread is not None:
            self._thread.join()
        self.holds_until = 0.0

    def _hold(self, seconds: float, after_epoch: bool) -> None:
        connection = sqlite3.connect(self._journal, isolation_level=None, timeout=0)
        try:
            if after_epoch and not self._epoch_changes(connection):
                self.holds_until = 0.0
                return
            if not self._begin(connection):
                return
            self.count += 1
            self.holds_until = time.monotonic() + seconds
            self._release.wait(seconds)
            connection.execute("ROLLBACK")
        except sqlite3.Error:
            # The disk is full, or the journal is only just being made: then nothing is held.
            self.holds_until = 0.0
        finally:
            connection.close()

    def _begin(self, connection: sqlite3.Connection) -> bool:
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError:
                # Somebody commits just now.
                self._release.wait(EPOCH_LOOK_SECONDS)
        return False

    def _epoch_changes(self, connection: sqlite3.Connection) -> bool:
        before, deadline = self._epochs(connection), time.monotonic() + EPOCH_TIMEOUT_SECONDS
        while time.monotonic() < deadline and not self._release.wait(EPOCH_LOOK_SECONDS):
            if self._epochs(connection) != before:
                return True
        return False

    @staticmethod
    def _epochs(connection: sqlite3.Connection) -> int:
        return connection.execute("SELECT total(epoch) FROM runs").fetchone()[0]
