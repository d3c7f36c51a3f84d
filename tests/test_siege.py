"""A sample of `make siege`: fresh worlds under fire, in which nothing is lost, doubled, unasked or stuck."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# So many processes that carry runs out are killed, half of them in each of two worlds.
KILLS = 26
SIEGE = Path(__file__).resolve().parent / "siege.py"
TIMEOUT_SECONDS = 300


def test_a_sample_of_the_siege_loses_nothing_and_does_nothing_twice_or_unasked(
    fermata: Path, tmp_path: Path
) -> None:
    kills = int(os.environ.get("SIEGE_KILLS") or KILLS)
    words = [sys.executable, "-B", SIEGE, "--fermata", fermata, "--folder", tmp_path / "siege",
             "--kills", kills, "--share", KILLS // 2, "--worlds", 2]
    if first := os.environ.get("SIEGE_SEED"):
        words += ["--from", first]
    played = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                            timeout=TIMEOUT_SECONDS, check=False)
    print(played.stdout)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "verdicts" in played.stdout and "effects" in played.stdout, "nobody decided, or nothing was done"
