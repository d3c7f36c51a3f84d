"""The runs that are killed, and the worlds they change: what is true there is what is answered."""

from __future__ import annotations

import os
import random
import subprocess
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash_log import Log

TESTS = Path(__file__).resolve().parent
WORK = """\
# Every line is appended by one write, so that lines of several steps never mix.
tell() { printf '%s\\n' "$FERMATA_STEP $FERMATA_ATTEMPT $1" >>"$INPUT_WORLD/$FERMATA_RUN"; }
work() { sleep 0.02; }
"""


@dataclass(frozen=True)
class Decision:
    """A verdict as the command line takes it."""

    command: str
    words: tuple[str, ...] = ()

    @property
    def verdict(self) -> dict[str, str]:
        """The verdict as the log keeps it."""
        if self.command == "reject":
            return {"verdict": "reject", "reason": self.words[-1]}
        if self.command == "answer":
            return {"verdict": "answer", "answer": self.words[-1]}
        return {"verdict": "approve"}


class World(ABC):
    """A directory in which runs work, and the truth about what they did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()

    @abstractmethod
    def arguments(self) -> list[str]:
        """What `fermata run` is given."""

    @abstractmethod
    def happened(self, log: Log, step: str) -> bool:
        """Whether the step has changed the world."""

    @abstractmethod
    def check(self, log: Log) -> None:
        """Whether the world is as the completed run says."""

    def decide(self, log: Log, gate: dict[str, Any], chance: random.Random) -> Decision:
        """What a person who looks at the world says to a gate."""
        if gate["kind"] == "recovery":
            return Decision("answer", ("yes" if self.happened(log, gate["step"]) else "no",))
        assert gate["kind"] in ("afterPlanning", "beforeCriticalAction", "beforeCompletion"), (
            f"nothing went wrong that a person must judge: {gate}\n{log.told()}")
        return Decision("approve")


class UnderFire(World):
    """The playbook of this test: every kind of step."""

    externals = ("announce", "invite", "publish", "bill")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "work.sh").write_text(WORK)

    def arguments(self) -> list[str]:
        return [str(TESTS / "crash_playbook.yaml"), "--input", f"world={self.folder}"]

    def decide(self, log: Log, gate: dict[str, Any], chance: random.Random) -> Decision:
        unique = f"{chance.getrandbits(64):016x}"
        if gate["kind"] == "question":
            return Decision("answer", (unique,))
        if gate["kind"] == "reviewResult":
            assert "result" in gate["subject"], f"{gate} is about a failure:\n{log.told()}"
            if not self._rejections(log):
                return Decision("reject", ("--reason", unique))
            return Decision("approve")
        return super().decide(log, gate, chance)

    def happened(self, log: Log, step: str) -> bool:
        return any(line[0] == step and line[2] == "effect" for line in self._lines(log))

    def check(self, log: Log) -> None:
        lines = self._lines(log)
        effects = Counter(line[0] for line in lines if line[2] == "effect")
        assert effects == Counter(self.externals), f"each effect once, but: {effects}\n{log.told()}"
        newest: dict[str, int] = {}
        for step, attempt, what in lines:
            assert int(attempt) >= newest.get(step, 0), (
                f"attempt {attempt} of {step} did \"{what}\" after a newer one had begun:\n{log.told()}")
            newest[step] = int(attempt)
        for step, attempt in newest.items():
            last = log.of(step, "attempt.started")[-1].attempt
            assert attempt <= last, f"{step} worked in attempt {attempt}, which nobody let pass"
        assert (self.folder / f"{log.run}.built").is_file(), "the workspace lacks what was built"
        [rejection] = self._rejections(log)
        told = (self.folder / f"{log.run}.told").read_text()
        assert rejection in told, f"the reason {rejection} did not reach the next attempt: {told}"
        answers = [verdict["answer"] for number, verdict in log.verdicts.items()
                   if log.gates[number]["kind"] == "question"]
        used = [what for step, _, what in lines if what.startswith("answer ")]
        assert len(answers) == 1, f"a question that was answered was asked again: {answers}\n{log.told()}"
        assert set(used) == {f"answer {answers[0]}"}, f"{answers} was answered, and the agent got {used}"

    def _rejections(self, log: Log) -> list[str]:
        return [verdict["reason"] for verdict in log.verdicts.values() if verdict["verdict"] == "reject"]

    def _lines(self, log: Log) -> list[tuple[str, str, str]]:
        file = self.folder / log.run
        if not file.exists():
            return []
        text = file.read_text()
        assert text.endswith("\n") or not text, "a line was cut"
        return [tuple(line.split(" ", 2)) for line in text.splitlines()]


class ReleaseGate(World):
    """The example that tags a version, on a small repository."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._repository = folder / "repository"
        self._git(folder, "init", "--quiet", "--initial-branch=main", str(self._repository))
        (self._repository / "readme").write_text("A small program.\n")
        self._git(self._repository, "add", "readme")
        self._git(self._repository, "commit", "--quiet", "--message=Begin")

    def arguments(self) -> list[str]:
        return [
            str(TESTS.parent / "Examples" / "release-gate" / "playbook.yaml"),
            "--input", f"repository={self._repository}", "--input", "version=v1.0.0",
            "--input", "build=sleep 0.05; touch built", "--input", "test=sleep 0.05; test -e built",
        ]

    def happened(self, log: Log, step: str) -> bool:
        assert step == "tag"
        return self._tags(log) == ["v1.0.0"]

    def check(self, log: Log) -> None:
        assert self._tags(log) == ["v1.0.0"], f"the version is not tagged:\n{log.told()}"
        # Tagging twice fails, and so does everything that half a clone could break.
        failed = [event for event in log.events if event.type in ("attempt.failed", "step.skipped")]
        assert not failed, f"{failed}\n{log.told()}"

    def _tags(self, log: Log) -> list[str]:
        return self._git(log.outputs["clone"]["directory"], "tag", "--list").split()

    @staticmethod
    def _git(directory: Path | str, *arguments: str) -> str:
        person = ["-c", "user.name=Test", "-c", "user.email=test@localhost"]
        alone = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(["git", *person, *arguments], cwd=directory, env=alone, check=True, text=True,
                              capture_output=True, timeout=60).stdout
