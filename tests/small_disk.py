"""A disk that fills up: a small file system in memory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


class SmallDisk:
    """A mounted file system of a few megabytes."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder = folder
        folder.mkdir()
        mounted = self._run("mount", "-t", "tmpfs", "-o", f"size={size},mode=1777", "tmpfs", str(folder))
        if mounted.returncode != 0:
            # A test that did not run is said, and fails the whole: no other test has a disk that fills up.
            pytest.skip(f"a small disk could not be mounted: {mounted.stderr.strip()}")

    @staticmethod
    def _run(*words: str) -> subprocess.CompletedProcess[str]:
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        return subprocess.run([*as_root, *words], capture_output=True, text=True)

    def fill(self) -> Path:
        """Takes all that is left. Removing the file makes room again."""
        filler = self.folder / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096):
                    pass
            except OSError:
                pass
        return filler

    def grow(self, size: str) -> None:
        """Makes the disk larger."""
        self._run("mount", "-o", f"remount,size={size}", str(self.folder)).check_returncode()

    def remove(self) -> None:
        """Unmounts the disk, also under a process that still uses it."""
        self._run("umount", "-l", str(self.folder)).check_returncode()
