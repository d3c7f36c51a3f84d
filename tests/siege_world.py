"""One world of a siege: runs, the processes that carry them out, people, troubles, and a clock that kills."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from command_line import run_command
from crash_log import Log
from siege_judge import Violation, commands_of, judge
from siege_orders import ACCEPTED, REFUSED, UNKNOWN, Line, Order
from siege_people import People, View
from siege_playbook import WORK
from siege_processes import Owner, Process, Watcher
from siege_troubles import Disk, Lock

TICK_SECONDS = 0.01
# So many runs go on side by side, and so many processes carry them out.
RUNS = 3
OWNERS = 2
# A process has printed its first line after about so long: many kills come before that.
START_SECONDS = 0.08
# The longest life that a process is given, unless a trouble must be sat out.
LIFE_SECONDS = 2.6
# A database stays locked for longer than the journal waits for it, or for moments.
LONG_LOCK_SECONDS, SHORT_LOCK_SECONDS = 6.5, 0.8
# A command that has knocked listens within this time, or has been killed.
ANSWER_SECONDS = 0.5
# The end of a command is in the log after about so long, until it has been measured; an engine notices within
# so long what others have appended.
EXPECTED_END_SECONDS, NOTICE_SECONDS = 0.02, 0.025
# A run that has not ended so long after everybody has become patient stands still.
PATIENCE_SECONDS = 40.0
# After so long without an event people look for what is held.
SILENCE_SECONDS = 1.5
# A recovery gate is answered when all that worked has had so long to end.
STILL_SECONDS = 0.2


class Story:
    """A run as its two watchers see it."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.view = View(run, [])
        self.watchers: list[Watcher] = []
        self.changed_at = time.monotonic()
        self.opened_at: dict[int, float] = {}


class World:
    """Kills until its share of kills is used up, then becomes patient, and judges."""

    def __init__(self, fermata: Path, folder: Path, seed: int) -> None:
        self.fermata, self.folder, self.seed = fermata, folder, seed
        self.chance = random.Random(seed)
        self.logs = folder / "processes"
        self.logs.mkdir()
        for name in ("effects", "answers"):
            (folder / name).mkdir()
        (folder / "work.sh").write_text(WORK)
        os.mkfifo(folder / "door")
        # Open for both, so that no command ever waits for somebody to come to the door.
        self.door = os.open(folder / "door", os.O_RDWR | os.O_NONBLOCK)
        self.disk = Disk(folder / "disk")
        self.home = folder / "disk"
        self.lock = Lock(self.home / "fermata" / "journal.sqlite")
        self.people = People(random.Random(f"{seed} people"), folder)
        self.line = Line()
        self.stories: dict[str, Story] = {}
        self.owners: list[Owner] = []
        self.deciders: list[tuple[Process, Order, float | None]] = []
        self.orders: list[Order] = []
        self.violations: list[Violation] = []
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self.token = ""
        self._number = 0
        self._titles: list[str] = []
        self._disk_free_at = 0.0
        self._snipes: list[tuple[float, str, str]] = []
        self._answers: list[tuple[float, str]] = []
        # When commands that nobody disturbs were let end, and how long it takes until an end is in the log.
        self._let_end: dict[tuple[str, str], float] = {}
        self._end_seconds = EXPECTED_END_SECONDS
        self._begin = time.monotonic()

    # Counting and telling

    @property
    def kills(self) -> int:
        """How many processes that carried runs out were killed."""
        return self.counts["kill serve"] + self.counts["kill run"] + self.counts["kill resume"]

    @property
    def now(self) -> float:
        return time.monotonic()

    def tell(self, text: str) -> None:
        """Keeps what was done, for whoever reads about a failure."""
        self.trace.append(f"{self.now - self._begin:8.3f} {text}")

    def count(self, what: str, detail: str = "") -> None:
        """Counts something that was done, and tells it."""
        self.counts[what] += 1
        self.tell(f"{what} {detail}")

    def found(self, kind: str, run: str, text: str) -> None:
        """Keeps a violation."""
        self.tell(f"VIOLATION {kind} {run} {text}")
        self.violations.append(Violation(kind, run, text))

    def number(self) -> int:
        """A number for a new process."""
        self._number += 1
        return self._number

    # Time

    def tick(self) -> None:
        """Waits for a moment, or until somebody knocks or says something, and takes everything in."""
        watchers = {watcher.descriptor: watcher for story in self.stories.values()
                    for watcher in story.watchers if watcher.lives}
        waits = min([TICK_SECONDS, *(at - self.now for at, *_ in self._snipes)])
        if self._answers:
            waits = min(waits, TICK_SECONDS / 10)
        ready = select.select([self.door, *watchers], [], [], max(waits, 0))[0]
        if self.door in ready:
            self._hear_knocks(os.read(self.door, 65_536).decode())
        self._snipe()
        for story in self.stories.values():
            self._listen(story)
        self._answer_knocks()
        for order, answer in self.line.settle():
            self.found("server-error", order.run, f"{answer} for {order}")
        self._repeat_lost_orders()
        self._settle_deciders()
        self._look_after_owners()
        if self.disk.is_full and self.now > self._disk_free_at:
            self.disk.free()
            self.tell("the disk has room")

    def _listen(self, story: Story) -> None:
        for watcher in story.watchers:
            before = story.view.seen
            try:
                watcher.read()
                self._measure_ends(story.run, watcher.events)
                story.view.take(watcher.events)
            except AssertionError as error:
                self.found("log", story.run, str(error))
            watcher.events.clear()
            if story.view.seen > before:
                story.changed_at = self.now
        for gate in story.view.open_gates:
            story.opened_at.setdefault(gate, self.now)
        for watcher in [watcher for watcher in story.watchers if not watcher.lives]:
            watcher.kill()
            story.watchers.remove(watcher)
        if story.view.outcome is None and not self.disk.is_full and not self.lock.is_busy:
            while len(story.watchers) < 2:
                story.watchers.append(
                    Watcher(self.fermata, story.run, self.home, self.logs, self.number()))
                # A new watcher tells everything from the first event on, which is known already.

    def _measure_ends(self, run: str, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if entry["type"] in ("attempt.completed", "attempt.failed"):
                let_end = self._let_end.pop((run, entry["body"]["key"]["step"]), None)
                seconds = entry["time"] / 1000 - let_end if let_end is not None else -1
                if 0 <= seconds < 10 * EXPECTED_END_SECONDS:
                    self._end_seconds = (self._end_seconds + seconds) / 2

    def _settle_deciders(self) -> None:
        for entry in list(self.deciders):
            process, order, dies_at = entry
            if dies_at is not None and self.now > dies_at and process.kill():
                self.count("killed deciders")
                self.deciders.remove(entry)
            elif process.code is not None:
                self.deciders.remove(entry)
                answer = {0: ACCEPTED, 1: REFUSED, 4: REFUSED}.get(process.code, UNKNOWN)
                order.settle(answer, f"{process.code}: {process.errors[:300]}")

    def _look_after_owners(self) -> None:
        for owner in list(self.owners):
            if owner.is_halted and self.now > owner.resumes_at:
                owner.signal(signal.SIGCONT)
                owner.is_halted = False
            if owner.code is not None:
                self._ended(owner)
            elif self.now > owner.dies_at:
                self.kill(owner)

    def _ended(self, owner: Owner) -> None:
        self.owners.remove(owner)
        self.tell(f"{owner.kind} {owner.identifier} ended with {owner.code}")
        # It has ended by itself, and must have had a reason: the end of its run, or a run that it never had.
        had = any(event.type == "owner.changed" and event.body["owner"].endswith(owner.label)
                  for story in self.stories.values() for event in story.view.events)
        if owner.code not in (0, 2, 3) and had and not owner.is_deposed:
            told = f"{owner.kind} ended with {owner.code}: {owner.errors[-800:]}"
            self.found("gave-up", owner.run or "", told)

    def kill(self, owner: Owner) -> None:
        """Kills a process that carries runs out."""
        moment = self._moment(owner)
        if owner.kill():
            self.count(f"kill {owner.kind}", f"{owner.identifier}")
            self.count(f"killed {moment}")
        self.owners.remove(owner)

    def _moment(self, owner: Owner) -> str:
        had = [story.view for story in self.stories.values() if story.view.owner.endswith(owner.label)]
        if not had:
            return "before it had a run"
        if any(view.working for view in had):
            return "while commands worked"
        return "while a gate waited" if any(view.open_gates for view in had) else "in between"

    # The door

    def _hear_knocks(self, text: str) -> None:
        for knock in text.splitlines():
            run, step, listens_at = knock.split(" ")
            what = 1 if self.people.are_patient or run not in self.stories else self.chance.random()
            self._answers.append((self.now, listens_at))
            if what < (0.4 if listens_at == "none" else 0.75):
                # The order shall be in the log when the end of the command is about to be.
                late = self._end_seconds - self.chance.uniform(0, NOTICE_SECONDS)
                seconds = self.chance.uniform(0, 0.01) if listens_at == "none" else max(late, 0)
                self._snipes.append((self.now + seconds, run, step))
                continue
            if listens_at != "none":
                self._let_end[run, step] = time.time()
            if what < 0.9:
                for owner in self.owners:
                    if self.stories[run].view.owner.endswith(owner.label):
                        owner.dies_at = min(owner.dies_at, self.now + self.chance.uniform(0, 0.02))

    def _snipe(self) -> None:
        for snipe in [snipe for snipe in self._snipes if snipe[0] <= self.now]:
            self._snipes.remove(snipe)
            _, run, step = snipe
            watchers = [watcher for watcher in self.stories[run].watchers if watcher.lives]
            if watchers:
                order = self.people.snipe(run, step)
                order.way = "watcher"
                self.orders.append(order)
                watchers[0].send(order)
                self.count("foreign interventions within 10 ms of an effect", f"{order.line}")

    def _answer_knocks(self) -> None:
        """Lets commands that listen come to their end."""
        self._answers = [entry for entry in self._answers if entry[1] != "none"]
        for entry in list(self._answers):
            at, listens_at = entry
            door = self.folder / "answers" / listens_at
            try:
                os.close(os.open(door, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                # It does not listen yet, or it has been killed.
                if self.now < at + ANSWER_SECONDS:
                    continue
            door.unlink()
            self._answers.remove(entry)

    # Orders

    def send(self, order: Order) -> None:
        """Sends an order by one way or another."""
        story = self.stories[order.run]
        ways = ["watcher", "watcher", "command", "server"]
        self.chance.shuffle(ways)
        servers = [owner for owner in self.owners if owner.port and not owner.is_halted]
        living = [watcher for watcher in story.watchers if watcher.lives]
        for way in ways:
            if way == "watcher" and living:
                self.chance.choice(living).send(order)
            elif way == "command" and (words := order.words()) is not None:
                process = Process([self.fermata, *words], self.home, self.logs, self.number())
                is_doomed = self.chance.random() < 0.15 and not self.people.are_patient
                dies_at = self.now + self.chance.uniform(0, 0.1) if is_doomed else None
                self.deciders.append((process, order, dies_at))
            elif way == "server" and servers and self.token:
                self.line.send(order, servers[0].port, self.token)
            else:
                continue
            order.way = way
            self.orders.append(order)
            self.counts[f"orders by {way}"] += 1
            self.tell(f"order by {way}: {order.run} {json.dumps(order.line)[:160]}")
            return

    def send_at_once(self, order: Order, other: Order) -> None:
        """Sends two orders from two processes in the same moment, where two look at the run."""
        watchers = [watcher for watcher in self.stories[order.run].watchers if watcher.lives]
        if len(watchers) < 2:
            self.send(order)
            self.send(other)
            return
        for each, watcher in zip((order, other), watchers):
            each.way = "watcher"
            self.orders.append(each)
            watcher.send(each)

    def _repeat_lost_orders(self) -> None:
        """What a server was killed with, unanswered, is sent again to the next one, under the same key."""
        servers = [owner for owner in self.owners if owner.port and not owner.is_halted]
        for order in self.line.take_lost() if servers else []:
            self.count("repeated orders", order.identity)
            self.line.send(order, servers[0].port, self.token)

    def judge(self) -> None:
        """Reads every log as the product exports it, and judges it."""
        for story in self.stories.values():
            exported = run_command([self.fermata, "audit", "export", story.run], home=self.home)
            (self.folder / f"{story.run}.ndjson").write_text(exported.output)
            if exported.exit_code != 0:
                self.found("log", story.run, exported.story())
                continue
            try:
                log = Log.read(self.fermata, self.home, story.run)
            except AssertionError as error:
                self.found("log", story.run, str(error))
                continue
            lines = map(json.loads, exported.output.removesuffix("\n").split("\n"))
            self.violations += judge(self.folder, log, commands_of(lines), self.orders)
            self.counts["effects"] += sum(
                event.type == "attempt.completed" for event in log.events)
        verified = run_command([self.fermata, "audit", "verify", "--all"], home=self.home)
        if verified.exit_code != 0 or " 0 damaged." not in verified.output:
            self.found("log", "", verified.story())

    def close(self) -> None:
        """Leaves nothing behind."""
        for owner in self.owners:
            owner.kill()
        for story in self.stories.values():
            for watcher in story.watchers:
                watcher.kill()
        for process, _, _ in self.deciders:
            process.kill()
        self.lock.release()
        os.close(self.door)
        self.disk.close()
