"""A kill loses nothing, doubles nothing and leaves nothing behind: fermata is killed again and again."""

from __future__ import annotations

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from command_line import run_command
from crash_driver import AFTER_END, AT_GATE, AT_WORK, BEFORE_ADOPTION, BEFORE_CREATION, BETWEEN, Driver
from crash_process import processes_of
from crash_worlds import ReleaseGate, UnderFire

# How many processes that carry a run out are killed, in all.
KILLS = 200


def test_nothing_is_lost_or_done_twice_when_fermata_is_killed_200_times(
    fermata: Path, home: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("FERMATA_CRASH_SEED") or random.randrange(1 << 32))
    print(f"FERMATA_CRASH_SEED={seed} plays the same moments again, as far as a machine can.")
    kills = int(os.environ.get("FERMATA_CRASH_KILLS") or KILLS)
    worlds = [
        UnderFire(tmp_path / "fire-1"), UnderFire(tmp_path / "fire-2"), ReleaseGate(tmp_path / "release"),
    ]
    drivers = []
    for number, world in enumerate(worlds):
        folder = tmp_path / f"driver-{number}"
        folder.mkdir()
        drivers.append(Driver(fermata, home, folder, world, f"{seed}-{number}"))
    shares = [kills // len(drivers) + (number < kills % len(drivers)) for number in range(len(drivers))]
    try:
        with ThreadPoolExecutor(len(drivers)) as pool:
            runs = sum(pool.map(Driver.kill, drivers, shares), [])
    finally:
        for driver in drivers:
            driver.clean_up()

    by_moment: Counter = sum((driver.tally.kills for driver in drivers), Counter())
    recoveries: Counter = sum((driver.tally.recoveries for driver in drivers), Counter())
    verdicts = sum(driver.tally.verdicts for driver in drivers)
    killed_deciders = sum(driver.tally.killed_deciders for driver in drivers)
    print(f"{sum(by_moment.values())} kills in {len(runs)} runs: {dict(by_moment)}")
    print(f"{verdicts} verdicts, {killed_deciders} killed deciders, did it happen: {dict(recoveries)}")
    assert sum(by_moment.values()) >= kills
    missed = [each for each in (BEFORE_CREATION, BEFORE_ADOPTION, AT_WORK, AT_GATE) if not by_moment[each]]
    assert not missed, f"no kill came {missed}: the moments are no longer random"
    assert recoveries["yes"] and recoveries["no"], f"no effect was cut in two: {recoveries}"
    assert set(by_moment) <= {BEFORE_CREATION, BEFORE_ADOPTION, AT_WORK, AT_GATE, BETWEEN, AFTER_END}

    check_that_nothing_is_left(fermata, home, runs)


def check_that_nothing_is_left(fermata: Path, home: Path, runs: list[str]) -> None:
    """The journal is sound, no process lives on, and the next run removes the files of the killed ones."""
    assert processes_of(home) == []
    playbook = home / "playbook.yaml"
    playbook.write_text("{name: Afterwards, autonomy: autonomous, steps: {look: {run: 'true'}}}")
    run_command([fermata, "run", playbook, "--plain"], home=home).expect_success()
    checked = run_command([fermata, "audit", "verify", "--all"], home=home).expect_success()
    assert f"{len(runs) + 1} runs checked, 0 damaged." in checked.output
    assert list((home / "fermata" / "attempts").iterdir()) == [], "an attempt's directory was left"
    assert list((home / "fermata" / "owners").iterdir()) == [], "the lock of a dead process was left"
