"""The course of one world's siege: chaos until enough was killed, then patience until every run has ended."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from command_line import run_command
from siege_orders import UNKNOWN
from siege_playbook import playbook
from siege_processes import Owner, children_of
from siege_world import (
    LIFE_SECONDS, LONG_LOCK_SECONDS, OWNERS, PATIENCE_SECONDS, RUNS, SHORT_LOCK_SECONDS, SILENCE_SECONDS,
    START_SECONDS, STILL_SECONDS, Story, World,
)


class Campaign(World):
    """A world, and everything that happens to it."""

    def besiege(self, kills: int) -> None:
        """Kills that often, becomes patient, and judges."""
        run_command([self.fermata, "runs"], home=self.home).expect_success()
        made = run_command([self.fermata, "token", "create", "siege", "--role", "admin"], home=self.home)
        self.token = made.expect_success().output.strip()
        while self.kills < kills:
            self._start_owners()
            self._make_trouble()
            self._act()
            self.tick()
        self._be_patient()
        self.judge()

    # Those who carry runs out

    def _start_owners(self) -> None:
        running = [story.run for story in self.stories.values() if story.view.outcome is None]
        if len(self.owners) >= OWNERS or self.owners and self.chance.random() < 0.985:
            return
        kind = self.chance.choice(("serve", "serve", "resume", "resume"))
        if len(running) < RUNS and not self.disk.is_full and not self.lock.is_busy:
            kind = "run"
        elif any(owner.kind == "serve" for owner in self.owners) and kind == "serve":
            return
        if kind != "run" and self._works_outside() and self.chance.random() < 0.3:
            self._trouble_the_adoption()
        self.start(kind, self.chance.choice(running) if kind == "resume" and running else None)

    def start(self, kind: str, run: str | None) -> None:
        """Starts a process that carries runs out, and says when it will die."""
        if kind == "resume" and run is None:
            return
        is_forced = kind == "resume" and self.chance.random() < 0.12
        early = self.chance.random() < 0.18
        life = self.chance.uniform(*((0, 1.3 * START_SECONDS) if early else (0.1, LIFE_SECONDS)))
        arguments: list[str | Path] = {
            "serve": ["serve", "--port", "0", "--directory", str(self.folder)],
            "resume": ["resume", run or "", "--plain", *(["--force"] if is_forced else [])],
            "run": [],
        }[kind]
        if kind == "run":
            arguments = self._new_run()
        dies_at = max(self.now + life, self.lock.holds_until + 0.5 if self.lock.is_busy else 0)
        owner = Owner(kind, run, dies_at, [self.fermata, *arguments], self.home, self.logs, self.number())
        self.tell(f"start {kind} {run or ''} as {owner.identifier} {'by force' if is_forced else ''}")
        if is_forced:
            self.count("runs taken by force")
            for other in self.owners:
                # Whoever might have it, or be about to take it, is told of it by the journal only.
                if other.run in (None, run):
                    other.is_deposed = True
                    other.dies_at = min(other.dies_at, self.now + self.chance.uniform(0.1, 0.6))
        self.owners.append(owner)
        if kind == "run":
            self._find_run(owner)

    def _new_run(self) -> list[str | Path]:
        number = len(self._titles)
        file = self.folder / f"playbook-{number}.json"
        file.write_text(playbook(self.chance))
        self._titles.append(f"run {number}")
        return ["run", file, "--input", f"world={self.folder}", "--title", self._titles[-1],
                "--directory", self.folder, "--plain"]

    def _find_run(self, owner: Owner) -> None:
        """Waits until the run is listed, or its maker has been killed before it was."""
        title = self._titles[-1]
        while True:
            self.tick()
            if not owner.output and owner.code is None and self.now < owner.dies_at:
                continue
            listed = run_command([self.fermata, "runs", "--json"], home=self.home).expect_success().output
            made = [entry["run"] for entry in map(json.loads, listed.splitlines()) if entry["title"] == title]
            if len(made) > 1:
                self.found("doubled", made[0], f"{title} was made {len(made)} times")
            if made:
                owner.run = made[0]
                self.stories[made[0]] = Story(made[0])
                self.count("runs", made[0])
            if made or owner.code is not None or owner not in self.owners:
                return

    # Troubles

    def _works_outside(self) -> bool:
        """Whether a step that changes the world was at work, as far as the log tells."""
        return any(story.view.outcome is None and any(
            step["effect"] == "external" for step in story.view.plan.get("steps", [])
            if step.get("effect") and step["id"] in story.view.working) for story in self.stories.values())

    def _trouble_the_adoption(self) -> None:
        """The next process finds a full disk, or a locked database, in the middle of taking a run over."""
        if self.chance.random() < 0.5 and self._fill(self.chance.uniform(0.3, 1)):
            self.count("adoptions on a full disk")
        elif self.lock.hold(LONG_LOCK_SECONDS, after_epoch=True):
            self.tell("whoever takes a run over next finds the journal locked")

    def _fill(self, seconds: float) -> bool:
        if not self.disk.fill(self.chance.choice((0, 1, 1, 2, 3, 5))):
            return False
        self._disk_free_at = self.now + seconds
        self.count("full disks", f"for {seconds:.2f} s")
        # Whoever meets it lives on to show what becomes of it.
        for owner in self.owners:
            owner.dies_at = max(owner.dies_at, self._disk_free_at + self.chance.uniform(0, 0.5))
        return True

    def _make_trouble(self) -> None:
        what = self.chance.random()
        if what < 0.002:
            self._fill(self.chance.uniform(0.2, 1.5))
        elif what < 0.0045:
            is_long = self.chance.random() < 0.12
            if self.lock.hold(LONG_LOCK_SECONDS if is_long else SHORT_LOCK_SECONDS, after_epoch=False):
                self.tell(f"locked for {'long' if is_long else 'a moment'}")
                for owner in self.owners:
                    owner.dies_at = max(owner.dies_at, self.lock.holds_until)
        elif what < 0.0085 and self.owners:
            owner = self.chance.choice(self.owners)
            if not owner.is_halted:
                owner.signal(signal.SIGSTOP)
                owner.is_halted, owner.resumes_at = True, self.now + self.chance.uniform(0.05, 0.8)
                self.count("halts", f"{owner.identifier}")
        elif what < 0.02 and self.owners:
            self._kill_below(self.chance.choice(self.owners))

    def _kill_below(self, owner: Owner) -> None:
        """Kills a supervisor, or one of the commands that it looks after."""
        supervisors = owner.children()
        if not supervisors:
            return
        victim = self.chance.choice(supervisors)
        commands = children_of(victim)
        what = "killed supervisors"
        if commands and self.chance.random() < 0.5:
            victim, what = self.chance.choice(commands), "killed commands"
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.count(what)

    # People

    def _act(self) -> None:
        for story in self.stories.values():
            if story.view.outcome is not None:
                continue
            for gate in story.view.open_gates:
                if self.chance.random() < (0.2 if self.people.are_patient else 0.12):
                    self._decide(story, gate)
            if not self.people.are_patient and self.chance.random() < 0.012:
                order = self.people.intervention(story.view)
                if order is not None:
                    self._look(order)
                    self.counts["interventions"] += 1
                    self.counts[f"ordered: {order.line['intervention']}"] += 1
                    self.send(order)

    def _look(self, order: Order) -> None:
        """Whoever takes something back has looked at it before, and says what they saw."""
        taken_back = order.line["intervention"]
        if taken_back not in ("rollback", "undo", "redo"):
            return
        words = ["show", order.run, "--json"]
        if taken_back == "rollback":
            words = ["rollback", order.run, order.line["step"], "--preview", "--json"]
        shown = run_command([self.fermata, *words], home=self.home)
        if shown.exit_code != 0:
            return
        seen = json.loads(shown.output)
        if taken_back == "rollback":
            order.line["preview"] = seen["digest"]
            if self.chance.random() < 0.8:
                order.line["accept"] = sorted({effect["step"] for effect in seen["effectsThatStay"]})
        elif last := seen.get({"undo": "undoable", "redo": "redoable"}[taken_back]):
            order.line["revision"] = last["revision"]

    def _decide(self, story: Story, gate: int) -> None:
        asked = [order for order in self.orders if order.run == story.run and order.gate == gate]
        if any(order.answer == UNKNOWN and self.now < 2 + story.opened_at[gate] for order in asked):
            return
        if story.view.gates[gate]["kind"] == "recovery":
            is_still = self.now > story.opened_at[gate] + STILL_SECONDS
            if not is_still or any(owner.is_deposed or owner.is_halted for owner in self.owners):
                return
        order = self.people.verdict(story.view, gate)
        if order is None:
            return
        self.counts["verdicts"] += 1
        other = None
        if not self.people.are_patient and self.chance.random() < 0.2:
            other = self.people.other_verdict(story.view, order)
        if other is None or story.view.gates[gate]["kind"] == "recovery":
            self.send(order)
        else:
            self.counts["two verdicts at once"] += 1
            self.send_at_once(order, other)

    # Afterwards

    def _be_patient(self) -> None:
        """Nothing goes wrong any more; whoever lives goes on, and somebody answers everything."""
        self.people.are_patient = True
        self.tell("patience")
        self.disk.free()
        self.lock.release()
        deadline = self.now + PATIENCE_SECONDS
        if not any(owner.kind == "serve" and owner.code is None for owner in self.owners):
            self.start("serve", None)
        for owner in self.owners:
            owner.dies_at = deadline * 2
        while self.now < deadline and any(story.view.outcome is None for story in self.stories.values()):
            self._act()
            self.tick()
            self._lift_holds()
        while self.now < deadline and (self.deciders or self.line.open):
            self.tick()
        self.counts["locks held"] = self.lock.count
        for story in self.stories.values():
            if story.view.outcome is None:
                shown = run_command([self.fermata, "show", story.run], home=self.home)
                told = f"not ended after {PATIENCE_SECONDS} s\n{shown.output[-1500:]}"
                self.found("stuck", story.run, told)
            else:
                self.counts[f"ended: {story.view.outcome}"] += 1

    def _lift_holds(self) -> None:
        for story in self.stories.values():
            is_silent = self.now > story.changed_at + SILENCE_SECONDS
            if story.view.outcome is not None or not story.view.plan or not is_silent:
                continue
            story.changed_at = self.now
            shown = run_command([self.fermata, "show", story.run, "--json"], home=self.home)
            if shown.exit_code != 0:
                continue
            state = json.loads(shown.output)
            for step in [None, *(step["id"] for step in state["steps"] if step.get("isPaused"))]:
                self.send(self.people.resume(story.run, step))
            if state["phase"] == "proposed":
                # Somebody has said no to the plan, and waits for another one. What the plan is, after edits
                # that were undone too, the product knows.
                self.send(self.people.other_plan(story.run, state["plan"]))
