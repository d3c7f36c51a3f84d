"""The playbooks of a siege: drawn by chance, with every kind of step, and commands that tell what they do."""

from __future__ import annotations

import json
import random
from typing import Any

# What every command of a siege is made of. A line is one write, so lines of several steps never mix.
WORK = """\
tell() {
    printf '%s\\n' "$FERMATA_STEP $FERMATA_ATTEMPT $FERMATA_INVOCATION $1" \\
        >>"$INPUT_WORLD/effects/$FERMATA_RUN"
}

# plain SECONDS: changes nothing in the world.
plain() {
    sleep "$1"
    tell end
}

# asks SECONDS: must know something from a person.
asks() {
    sleep "$1"
    if [ -z "${FERMATA_ANSWER+set}" ]; then
        echo '{"question": {"text": "Which one?"}, "memento": {"asked": true}}' >>"$FERMATA_REPORT"
        exit 75
    fi
    tell "answer $FERMATA_ANSWER"
}

# knocks ANSWER: says at the door that the world was changed, and where an answer is waited for.
knocks() {
    printf '%s\\n' "$FERMATA_RUN $FERMATA_STEP $1" >"$INPUT_WORLD/door"
}

# acts BEFORE AFTER END: changes the world, says so at the door, and ends as END says the first time.
# AFTER is how long it works on: seconds, or until whoever heard the knock has done something.
acts() {
    [ "$1" = 0 ] || sleep "$1"
    tell effect
    if [ "$2" = heard ]; then
        mkfifo "$INPUT_WORLD/answers/$$"
        knocks $$
        read -r answer <"$INPUT_WORLD/answers/$$" || true
    else
        knocks none
        [ "$2" = 0 ] || sleep "$2"
    fi
    case "$FERMATA_ATTEMPT $3" in
        "1 fails") tell fails; exit 1 ;;
        "1 garbled") tell unknown; echo '{' >>"$FERMATA_REPORT" ;;
        "1 removed") tell unknown; rm -f "$FERMATA_REPORT" ;;
        "1 killed") tell unknown; kill -9 $$ ;;
    esac
    tell end
}

# undoes SECONDS: takes an effect back.
undoes() {
    sleep "$1"
    tell undone
    sleep "$1"
}
"""
# A command says first of all that it begins: one that begins a second time may be ended right away.
TELL = 'echo "$FERMATA_STEP $FERMATA_ATTEMPT $FERMATA_INVOCATION {}" >>"$INPUT_WORLD/effects/$FERMATA_RUN"; '
BEGIN = TELL.format("begin") + '. "$INPUT_WORLD/work.sh"; '
BEGIN_UNDO = TELL.format("begin-undo") + '. "$INPUT_WORLD/work.sh"; '
# How a command that has acted may end the first time: nobody knows what three of them mean.
ENDS = ("well", "well", "well", "well", "fails", "garbled", "removed", "killed")


# How long a command works on after its effect: often for as long as an order of somebody else takes.
TAILS = (0, 0.003, 0.01, 0.02, 0.08, 0.3, *["heard"] * 5)


def playbook(chance: random.Random) -> str:
    """A playbook of four to eight steps. JSON is YAML."""
    names = [f"s{number}" for number in range(chance.randint(4, 8))]
    steps: dict[str, Any] = {}
    for name in names:
        steps[name] = step(chance)
        earlier = [other for other in steps if other != name]
        needed = chance.sample(earlier, min(len(earlier), chance.choice((0, 0, 1, 1, 2))))
        if needed:
            steps[name]["needs"] = needed
    # A run in which nothing touches the world would be no siege.
    steps[names[0]] = acting(chance) | {"undo": undo(chance)}
    steps[names[-1]] = acting(chance) | {"needs": [names[0]]}
    return json.dumps({
        "name": "Under siege",
        "autonomy": chance.choice(("guided", "guided", "supervised", "manual")),
        "concurrency": chance.randint(2, 4),
        "inputs": {"world": {"type": "path"}},
        "gates": gates(chance),
        "steps": steps,
        "synthesis": [{"title": "Outcome", "text": f"It is ${{{{ steps.{names[-1]}.outcome }}}}."}],
    }, indent=1)


def step(chance: random.Random) -> dict[str, Any]:
    """A step of any kind."""
    kind = chance.choice(("plain", "long", "workspace", "asks", "acts", "acts", "acts"))
    if kind == "acts":
        return acting(chance)
    seconds = chance.uniform(0.6, 2) if kind == "long" else chance.uniform(0, 0.12)
    made: dict[str, Any] = {"run": f"{BEGIN}{'asks' if kind == 'asks' else 'plain'} {seconds:.3f}"}
    if kind == "workspace":
        made["effect"] = "workspace"
        made["approval"] = chance.choice(("required", "policy"))
    return made


def acting(chance: random.Random) -> dict[str, Any]:
    """A step that changes the world."""
    before, after = chance.choice((0, 0, 0.02, 0.08)), chance.choice(TAILS)
    made: dict[str, Any] = {
        "run": f"{BEGIN}acts {before} {after} {chance.choice(ENDS)}",
        "effect": "external",
        "impact": chance.choice(("low", "high")),
        "retries": chance.choice((0, 0, 0, 1, 2)),
    }
    if chance.random() < 0.5:
        made["undo"] = undo(chance)
    return made


def undo(chance: random.Random) -> str:
    """A command that takes an effect back."""
    return f"{BEGIN_UNDO}undoes {chance.uniform(0, 0.06):.3f}"


def gates(chance: random.Random) -> dict[str, Any]:
    """Gates, some with a deadline so short that it passes in the middle of what else goes wrong."""
    def some(default: Any) -> Any:
        return {"on": True, "timeout": f"{chance.randint(1, 3)}s", "onTimeout": default}

    return {
        "afterPlanning": chance.choice(("on", "off", some("approve"))),
        "beforeCriticalAction": chance.choice(("on", "on", some("skip"))),
        "question": chance.choice(("on", some({"answer": "late"}), some({"answer": "late"}))),
        "reviewResult": chance.choice(("on", some("skip"))),
        "beforeCompletion": chance.choice(("on", "off", some("approve"))),
    }
