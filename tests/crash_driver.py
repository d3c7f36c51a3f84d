"""Kills runs at random moments, decides their gates from other processes, and judges what is left."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from command_line import run_command
from crash_log import Log, check_nothing_ran_again
from crash_process import LIFE_SECONDS, SILENCE_SECONDS, Process
from crash_worlds import Decision, World

# How long a process takes to print its first line, until the first one has shown it.
EXPECTED_START_SECONDS = 0.2
# Kills that come after a line of output come up to that much later.
AFTER_LINE_SECONDS = 0.08
# A run prints about so many lines between two gates.
LINES = 24
# A run that is refused because what a killed process left behind still ends is asked for again so often.
REFUSAL_LIMIT = 200

BEFORE_CREATION = "before the run was made"
BEFORE_ADOPTION = "before it was taken over"
AT_WORK = "while commands worked"
AT_GATE = "while a gate waited"
AFTER_END = "after its end"
BETWEEN = "in between"


@dataclass
class Tally:
    """What happened while a driver was at work."""

    kills: Counter = field(default_factory=Counter)
    runs: int = 0
    verdicts: int = 0
    killed_deciders: int = 0
    recoveries: Counter = field(default_factory=Counter)


class Driver:
    """Kills the processes of one world's runs, one after the other, until its share of kills is used up."""

    def __init__(self, fermata: Path, home: Path, folder: Path, world: World, seed: str) -> None:
        self._fermata, self._home, self._folder, self._world = fermata, home, folder, world
        self._chance = random.Random(seed)
        self._seed = seed
        self._start_seconds = EXPECTED_START_SECONDS
        self._processes: list[Process] = []
        self.tally = Tally()

    def kill(self, count: int) -> list[str]:
        """Kills that often and brings the last run to its end; gives the names of the runs that were made."""
        runs = []
        while sum(self.tally.kills.values()) < count:
            run = self._create(count)
            story = Story(self, run)
            log = story.live(count)
            story.judge(log)
            runs.append(run)
            self.tally.runs += 1
        return runs

    # The moments

    def start(self, *arguments: str) -> Process:
        """Starts a process in a directory of its own."""
        directory = self._folder / f"process-{len(self._processes)}"
        directory.mkdir()
        self._processes.append(Process([self._fermata, *arguments], home=self._home, directory=directory))
        return self._processes[-1]

    def clean_up(self) -> None:
        """Leaves no process behind when the test fails."""
        for process in self._processes:
            process.abandon()

    def kill_at_a_moment(self, process: Process, early: float = 0.25) -> bool:
        """Lets it live until a random moment, from its first instruction on; says whether it was killed."""
        if self._chance.random() < early:
            process.wait(self._chance.uniform(0, 1.3 * self._start_seconds))
        else:
            process.wait_for_lines(1, LIFE_SECONDS)
            for count in range(2, self._chance.randint(2, LINES)):
                if not process.wait_for_lines(count, SILENCE_SECONDS):
                    break
            process.wait(self._chance.uniform(0, AFTER_LINE_SECONDS))
        was_alive = not process.has_ended
        if was_alive:
            process.kill()
        if process.first_line_seconds is not None:
            self._start_seconds = (self._start_seconds + process.first_line_seconds) / 2
        return was_alive

    def maybe(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _create(self, count: int) -> str:
        while True:
            title = f"{self._seed} {len(self._processes)}"
            process = self.start("run", *self._world.arguments(), "--title", title,
                                 "--directory", str(self._world.folder), "--plain")
            # Runs are made seldom, and their making is what is to be hit.
            was_killed = self.kill_at_a_moment(process, early=0.7)
            process.finish()
            listed = run_command([self._fermata, "runs", "--json"], home=self._home).expect_success().output
            made = [entry["run"] for entry in map(json.loads, listed.splitlines()) if entry["title"] == title]
            assert len(made) <= 1, f"made twice: {made}"
            if made:
                if was_killed:
                    self.tally.kills[moment(self.log(made[0]), adoptions_before=0)] += 1
                return made[0]
            assert was_killed, f"no run was made:\n{process.story()}"
            self.tally.kills[BEFORE_CREATION] += 1

    def log(self, run: str) -> Log:
        return Log.read(self._fermata, self._home, run)

    def decision(self, log: Log, number: int) -> Decision:
        gate = log.open_gate(number)
        decision = self._world.decide(log, gate, self._chance)
        return decision

    def decider(self, log: Log, number: int, decision: Decision) -> Process:
        return self.start(decision.command, f"{log.run}.g{number}", *decision.words,
                          "--digest", log.gates[number]["digest"])

    def choose(self, numbers: list[int]) -> int:
        return self._chance.choice(numbers)

    def check_world(self, log: Log) -> None:
        self._world.check(log)


class Story:
    """One run, through all its processes to its end."""

    def __init__(self, driver: Driver, run: str) -> None:
        self._driver, self._run, self._tally = driver, run, driver.tally
        # What a process that ended well has said.
        self._accepted: dict[int, Decision] = {}

    def live(self, kill_count: int) -> Log:
        """Carries the run out by processes that are killed, and when that is enough by one that is not."""
        log = self._driver.log(self._run)
        refusals = 0
        while log.outcome is None:
            log = self._decide_some(log)
            if sum(self._tally.kills.values()) >= kill_count:
                return self._finish(log)
            owner = self._driver.start("resume", self._run, "--plain")
            decided = self._decide_meanwhile(log)
            was_killed = self._driver.kill_at_a_moment(owner)
            code = owner.finish()
            self._settle(decided)
            before, log = log, self._driver.log(self._run)
            if was_killed:
                self._tally.kills[moment(log, before.adoptions)] += 1
            elif code == 4 and not log.outcome:
                assert "carries this run out already" in owner.errors, owner.story()
                refusals += 1
                assert refusals < REFUSAL_LIMIT, f"what was killed never ends: {owner.story()}"
            else:
                # It was refused if the last verdict had ended the run meanwhile.
                assert code in (0, 4) and log.outcome, owner.story()
        return log

    def judge(self, log: Log) -> None:
        """Everything that must be true of a run that was killed as often as you like."""
        assert log.outcome == "completed", f"{log.outcome}\n{log.told()}"
        check_nothing_ran_again(log)
        for number, decision in self._accepted.items():
            kept = log.verdicts.get(number)
            assert kept == decision.verdict, f"g{number}: {decision} was accepted, {kept} kept\n{log.told()}"
        self._driver.check_world(log)
        for gate in log.gates.values():
            if gate["kind"] == "recovery":
                self._tally.recoveries[log.verdicts[gate["gate"]]["answer"]] += 1

    # Deciding

    def _decide_some(self, log: Log) -> Log:
        """Nobody carries the run out: some of its gates are decided all the same."""
        while log.open_gates and self._driver.maybe(0.7):
            number = self._driver.choose(log.open_gates)
            decision = self._driver.decision(log, number)
            process = self._driver.decider(log, number, decision)
            self._end(process, number, decision)
            log = self._driver.log(self._run)
        return log

    def _decide_meanwhile(self, log: Log) -> tuple[Process, int, Decision] | None:
        """Decides a gate while another process takes the run over."""
        if not log.open_gates or self._driver.maybe(0.4):
            return None
        number = self._driver.choose(log.open_gates)
        decision = self._driver.decision(log, number)
        return self._driver.decider(log, number, decision), number, decision

    def _settle(self, decided: tuple[Process, int, Decision] | None) -> None:
        if decided:
            self._end(*decided)

    def _end(self, process: Process, number: int, decision: Decision) -> None:
        """Lets a deciding process end, or kills it; a verdict is given when its process has said so."""
        was_killed = self._driver.maybe(0.2) and self._driver.kill_at_a_moment(process)
        code = process.finish()
        if was_killed:
            self._tally.killed_deciders += 1
        elif code == 0:
            assert number not in self._accepted, f"g{number} was decided twice: {process.story()}"
            self._accepted[number] = decision
            self._tally.verdicts += 1
        else:
            assert code == 4, process.story()

    def _finish(self, log: Log) -> Log:
        """The last process is left alone, and every gate is decided until the run has ended."""
        for _ in range(REFUSAL_LIMIT):
            owner = self._driver.start("resume", self._run, "--plain")
            while not owner.wait(SILENCE_SECONDS):
                log = self._driver.log(self._run)
                for number in log.open_gates:
                    decision = self._driver.decision(log, number)
                    self._end(self._driver.decider(log, number, decision), number, decision)
            code = owner.finish()
            log = self._driver.log(self._run)
            assert code == 4 or code == 0 and log.outcome, owner.story()
            if log.outcome:
                return log
        raise AssertionError(f"the run never ended:\n{log.told()}")


def moment(log: Log, adoptions_before: int) -> str:
    """Where a kill has hit, as the log that it left behind shows."""
    if log.adoptions == adoptions_before:
        return BEFORE_ADOPTION
    if log.outcome:
        return AFTER_END
    if log.working:
        return AT_WORK
    return AT_GATE if log.open_gates else BETWEEN
