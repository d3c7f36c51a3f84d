"""Runs to look at and steer from the page: playbooks whose steps wait for the test, and their set-up."""

from __future__ import annotations

import os
import textwrap
import time
from pathlib import Path
from typing import Any, Callable

from live_server import LiveServer

# How long the server may take until a run is where a test wants it.
WAIT_TIMEOUT_SECONDS = 30.0
LOOK_INTERVAL_SECONDS = 0.05

# Steps that wait at a door: a named pipe that the test opens when they may go on.
STEERED = """
    name: Steered
    description: Three steps side by side and one that needs them.
    autonomy: supervised
    concurrency: 4
    agents:
      scout: {kind: command, description: Research}
      forge: {kind: command, description: Code}
      quill: {kind: human, description: Writing}
    inputs:
      world: {type: path}
    gates:
      afterPlanning: on
      beforeCompletion: on
    steps:
      read:
        name: Read the contracts
        agent: scout
        run: echo "Reading page 1"; cat "$INPUT_WORLD/read"
      build:
        name: Build the rules
        agent: forge
        effect: workspace
        run: echo "Rule 1 of 9"; cat "$INPUT_WORLD/build"
      check:
        name: Check the scope
        agent: scout
        run: cat "$INPUT_WORLD/check"
      publish:
        name: Publish the memo
        agent: forge
        needs: [read, build, check]
        effect: external
        undo: echo taken back
        env: {TEXT: "${{ steps.read.outputs.text }}"}
        run: echo "published $TEXT"
    synthesis:
      - title: What was read
        text: "The contracts say: ${{ steps.read.outputs.text }}"
      - title: What was published
        text: "${{ steps.publish.outputs.text }}"
"""

# Every kind of gate that needs no crash, one after another.
GATES = """
    name: Every question
    autonomy: guided
    concurrency: 4
    agents:
      shell: {kind: command}
      person: {kind: human}
    inputs:
      world: {type: path}
    gates:
      beforeStart: on
      afterPlanning: on
      beforeCriticalAction: on
      beforeCompletion: on
    breakpoints: [halt]
    steps:
      write:
        name: Write the report
        agent: shell
        effect: workspace
        impact: high
        env: {TITLE: Draft}
        run: echo "$TITLE written"
      review:
        name: Review the draft
        agent: shell
        needs: write
        approval: required
        run: |
          echo '{"assessment": {"uncertainty": 0.2, "summary": "quite sure"}}' >>"$FERMATA_REPORT"
          echo "attempt $FERMATA_ATTEMPT"
      ask:
        name: Ask for the colour
        agent: shell
        needs: review
        run: |
          if [ -z "${FERMATA_ANSWER+set}" ]; then
              echo '{"question": {"text": "Which colour?", "options": ["red", "blue"]}}' >>"$FERMATA_REPORT"
              exit 75
          fi
          echo "painted $FERMATA_ANSWER"
      halt:
        name: Go past the breakpoint
        agent: shell
        needs: ask
        run: echo past
      fail:
        name: Fail once
        agent: shell
        needs: halt
        run: |
          if [ ! -e "$INPUT_WORLD/mended" ]; then echo "no luck" >&2; exit 3; fi
          echo mended
      send:
        name: Send the questions
        agent: shell
        needs: fail
        effect: external
        run: echo sent
    synthesis:
      - title: Result
        text: "${{ steps.ask.outputs.text }} and ${{ steps.fail.outputs.text }}"
"""

# A step whose effect on the world is unknown when its server dies.
RECOVERY = """
    name: Cut short
    autonomy: supervised
    inputs:
      world: {type: path}
    gates: {afterPlanning: off, beforeCompletion: on}
    steps:
      pay:
        name: Pay the bill
        effect: external
        approval: required
        run: echo begun >>"$INPUT_WORLD/paid"; cat "$INPUT_WORLD/pay"
"""

# What an agent can print to deceive whoever looks at it.
HOSTILE = r"""
    name: "Hostile <img src=x onerror=window.broken=1>"
    autonomy: supervised
    gates: {afterPlanning: off, beforeCompletion: on}
    steps:
      lie:
        name: "<script>window.broken=1</script>"
        approval: required
        run: |
          printf '<b onmouseover="window.broken=1">bold</b> \033[31mred\033[0m '
          printf '\342\200\256desrever\342\200\254'
          printf ' zero\342\200\213width [link](javascript:window.broken=1) https://evil.example/\n'
    synthesis:
      - title: "<h1>Title</h1>"
        text: "${{ steps.lie.outputs.text }} [click](https://evil.example/) <img src=x onerror=broken()>"
"""


class World:
    """A folder with the playbooks that a server offers, and the doors that steps wait at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "world"
        self.playbooks = folder / "playbooks"
        for path in (self.folder, self.playbooks):
            path.mkdir()
        self.write("steered", STEERED)
        self.write("gates", GATES)
        self.write("recovery", RECOVERY)
        self.write("hostile", HOSTILE)
        for door in ("read", "build", "check", "pay"):
            os.mkfifo(self.folder / door)

    def write(self, name: str, text: str) -> None:
        (self.playbooks / f"{name}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")

    def open_door(self, name: str, text: str = "done") -> None:
        """Lets the step at a door go on with a text; waits until it stands there."""
        with open(self.folder / name, "w", encoding="utf-8") as door:
            door.write(f"{text}\n")

    def make_run(self, server: LiveServer, playbook: str, **options: Any) -> str:
        """Makes a run and gives its name."""
        body: dict[str, Any] = {"playbook": playbook, **options}
        if "world" in (self.playbooks / f"{playbook}.yaml").read_text(encoding="utf-8"):
            body["inputs"] = {"world": str(self.folder), **body.get("inputs", {})}
        return server.request("POST", "/v1/runs", body).expect(201).json["run"]


def view_of(server: LiveServer, run: str) -> dict[str, Any]:
    """The run as the server folds it."""
    return server.request("GET", f"/v1/runs/{run}").expect(200).json


def wait_for(
    server: LiveServer, run: str, wanted: Callable[[dict[str, Any]], bool], what: str
) -> dict[str, Any]:
    """The run's view as soon as it is as wanted."""
    deadline = time.monotonic() + WAIT_TIMEOUT_SECONDS
    while True:
        view = view_of(server, run)
        if wanted(view):
            return view
        assert time.monotonic() < deadline, f"{what} never came: {view['status']}, {states(view)}"
        # Reason: what is waited for happens in another process, which tells only who holds a stream.
        time.sleep(LOOK_INTERVAL_SECONDS)


def wait_for_gate(server: LiveServer, run: str, kind: str) -> dict[str, Any]:
    """The first open gate of a kind as soon as there is one."""

    def asks(view: dict[str, Any]) -> bool:
        return any(gate["kind"] == kind for gate in view["gates"])

    view = wait_for(server, run, asks, f"a gate of kind {kind}")
    return next(gate for gate in view["gates"] if gate["kind"] == kind)


def decide(server: LiveServer, gate: dict[str, Any], verdict: str = "approve", **more: Any) -> None:
    """Gives a verdict the way a script would."""
    body = {"verdict": verdict, "digest": gate["digest"], **more}
    server.request("PUT", f"/v1/gates/{gate['gate']}/verdict", body).expect(200)


def start_steered(server: LiveServer, world: World) -> str:
    """A run of three steps at work, each at its door."""
    run = world.make_run(server, "steered")
    decide(server, wait_for_gate(server, run, "afterPlanning"))
    wait_for(server, run, lambda view: view["counts"]["running"] == 3, "three steps at work")
    return run


def states(view: dict[str, Any]) -> dict[str, str]:
    """Each step's state by its name."""
    return {step["id"]: step["state"] for step in view["steps"]}
