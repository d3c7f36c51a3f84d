"""Besieges fermata: worlds with seeds, several side by side, each in a process and namespaces of its own.

`python tests/siege.py --fermata PROGRAM --kills 2000` plays fresh worlds; `--seed N` plays one again, as far
as a machine can. What a failing world leaves is kept, and named.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from siege_campaign import Campaign

# So many kills a world gets before it may come to its end.
KILLS_OF_A_WORLD = 25
# No world may take longer, whatever happens in it.
WORLD_TIMEOUT_SECONDS = 600.0
# Namespaces of a world's own: its disk is nobody else's, and nothing that it starts outlives it. The shell in
# between is the first process there, and takes leave of those whose parents were killed.
NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
AS_ROOT_OF_ITS_OWN = (*NAMESPACES[:1], "--user", "--map-root-user", *NAMESPACES[1:])
FIRST_PROCESS = ("sh", "-c", '"$@"; exit $?', "sh")


def namespaces() -> tuple[str, ...]:
    """The words that give a world namespaces of its own, as far as this machine lets them be made."""
    for words in (NAMESPACES, AS_ROOT_OF_ITS_OWN):
        try:
            if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
                return (*words, *FIRST_PROCESS)
        except FileNotFoundError:
            break
    return ()


def play(fermata: Path, folder: Path, seed: int, kills: int) -> dict[str, Any]:
    """Plays one world, and writes what came of it."""
    world = Campaign(fermata, folder, seed)
    try:
        world.besiege(kills)
    except Exception as error:  # noqa: BLE001 - whatever it is, the world's story must be kept
        world.found("siege", "", f"{type(error).__name__}: {error}")
    finally:
        (folder / "story").write_text("\n".join(world.trace) + "\n")
        if world.violations:
            kept = shutil.ignore_patterns("owners", "attempts")
            shutil.copytree(world.home / "fermata", folder / "journal", ignore=kept)
        world.close()
    result = {
        "seed": seed, "kills": world.kills, "counts": dict(world.counts), "disk": world.disk.refusal,
        "violations": [asdict(violation) for violation in world.violations],
    }
    (folder / "result.json").write_text(json.dumps(result))
    return result


def play_apart(fermata: Path, folder: Path, seed: int, kills: int) -> dict[str, Any]:
    """Plays one world in a process of its own."""
    folder.mkdir(parents=True)
    words = [*namespaces(), sys.executable, "-B", str(Path(__file__).resolve()), "--fermata", str(fermata),
             "--folder", str(folder), "--kills", str(kills), "--world", str(seed)]
    try:
        ended = subprocess.run(
            words, capture_output=True, text=True, timeout=WORLD_TIMEOUT_SECONDS, check=False)
        told = ended.stdout + ended.stderr
    except subprocess.TimeoutExpired:
        told = f"not finished after {WORLD_TIMEOUT_SECONDS} s"
    result = folder / "result.json"
    if result.is_file():
        return json.loads(result.read_text())
    violation = {"kind": "siege", "run": "", "text": told[-3000:]}
    return {"seed": seed, "kills": 0, "counts": {}, "disk": None, "violations": [violation]}


def besiege(
    fermata: Path, folder: Path, first_seed: int, shares: list[int], side_by_side: int
) -> list[dict[str, Any]]:
    """Plays a world for each share of kills, and tells about each."""

    def one(number: int) -> dict[str, Any]:
        seed = first_seed + number
        world = folder / f"world-{seed}"
        result = play_apart(fermata, world, seed, shares[number])
        found = Counter(violation["kind"] for violation in result["violations"])
        print(f"world {seed}: {result['kills']} kills, {dict(found) or 'sound'}", flush=True)
        if found:
            print(f"  kept in {world}", flush=True)
            for violation in result["violations"][:5]:
                print(f"  {violation['kind']}: {violation['run']} {violation['text']}"[:600], flush=True)
        else:
            shutil.rmtree(world)
        return result

    with ThreadPoolExecutor(side_by_side) as pool:
        return list(pool.map(one, range(len(shares))))


def report(results: list[dict[str, Any]], kills: int, seconds: float) -> list[str]:
    """Prints what was done, and gives what was wrong or too little."""
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result["counts"])
    violations = Counter(violation["kind"] for result in results for violation in result["violations"])
    done = sum(result["kills"] for result in results)
    print(f"{done} kills in {len(results)} worlds, {seconds:.0f} s")
    for what, count in sorted(counts.items()):
        print(f"  {count:7} {what}")
    problems = [f"{count} violations: {kind}" for kind, count in sorted(violations.items())]
    if done < kills:
        problems.append(f"only {done} of {kills} kills")
    refusals = {result["disk"] for result in results if result["disk"]}
    if refusals:
        print(f"  no disk could be filled: {', '.join(sorted(refusals))}")
    return problems


def main() -> int:
    """Plays what the command line asks for; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fermata", type=Path, required=True, help="the program")
    parser.add_argument("--kills", type=int, default=KILLS_OF_A_WORLD, help="how many processes to kill")
    parser.add_argument("--share", type=int, default=KILLS_OF_A_WORLD, help="how many of them in one world")
    parser.add_argument("--from", type=int, dest="first", help="the first world's seed, if no fresh one")
    parser.add_argument("--seed", type=int, help="only this world, again")
    parser.add_argument("--worlds", type=int, default=2 * (os.cpu_count() or 1), help="how many side by side")
    parser.add_argument("--folder", type=Path, help="where to keep what a failing world leaves")
    parser.add_argument("--world", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.world is not None:
        return 1 if play(asked.fermata.resolve(), asked.folder, asked.world, asked.kills)["violations"] else 0
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="fermata-siege-"))
    first = asked.first if asked.first is not None else random.randrange(1 << 32)
    kills = asked.kills
    if asked.seed is not None:
        first, kills = asked.seed, asked.share
    shares = [min(asked.share, kills - done) for done in range(0, kills, asked.share)]
    print(f"worlds from seed {first} on; `python tests/siege.py --fermata PROGRAM --seed N` plays one again")
    begin = time.monotonic()
    results = besiege(asked.fermata.resolve(), folder, first, shares, asked.worlds)
    problems = report(results, kills, time.monotonic() - begin)
    for problem in problems:
        print(f"FAILED: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
