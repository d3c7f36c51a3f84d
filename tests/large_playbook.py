"""A playbook as large as the page must bear: stages of alike steps, some of them wide, for many agents.

`python3 large_playbook.py --steps 500 --agents 200 > large.yaml` writes one to look at.
"""

from __future__ import annotations

import argparse

# Alike steps behind each leading one; the leading ones follow each other.
STAGE_SIZE = 8
# Every so many stages one fans out as wide as a group of the page's plan.
WIDE_STAGE_EVERY = 10
WIDE_STAGE_SIZE = 40

WORK = ["Crawl", "Parse", "Classify", "Embed", "Check", "Merge", "Rewrite", "Verify"]
THINGS = ["supplier file", "invoice set", "contract", "ticket cluster", "price list", "policy page"]


def large_playbook(
    steps: int = 500,
    agents: int = 200,
    *,
    command: str = "true",
    autonomy: str = "supervised",
    concurrency: int = 8,
) -> str:
    """The YAML of a playbook of so many steps and agents; every step runs the same command."""
    lines = [
        "name: Reconcile supplier files with the ledger",
        f"description: {steps} steps for {agents} agents.",
        f"autonomy: {autonomy}",
        f"concurrency: {concurrency}",
        "agents:",
    ]
    lines += [f"  {agent_name(number)}: {{kind: command}}" for number in range(1, agents + 1)]
    lines.append("gates:")
    lines.append("  afterPlanning: false")
    lines.append("  beforeCompletion: false")
    lines.append("steps:")
    leader: str | None = None
    stage = 0
    number = 1
    while number <= steps:
        size = WIDE_STAGE_SIZE if stage % WIDE_STAGE_EVERY == WIDE_STAGE_EVERY - 1 else STAGE_SIZE
        first = step_name(number)
        lines += step_lines(number, agents, command, leader)
        for member in range(number + 1, min(number + size, steps + 1)):
            lines += step_lines(member, agents, command, first)
        leader = first
        number += size
        stage += 1
    return "\n".join(lines) + "\n"


def step_lines(number: int, agents: int, command: str, need: str | None) -> list[str]:
    """One step of the playbook."""
    title = f"{WORK[number % len(WORK)]} {THINGS[number % len(THINGS)]} {number}"
    lines = [
        f"  {step_name(number)}:",
        f"    name: {title}",
        f"    agent: {agent_name(number % agents + 1)}",
        f"    run: {command!r}",
    ]
    if need is not None:
        lines.append(f"    needs: {need}")
    return lines


def step_name(number: int) -> str:
    """The id of a step."""
    return f"step-{number:04d}"


def agent_name(number: int) -> str:
    """The id of an agent."""
    return f"worker-{number:03d}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--command", default="true")
    parser.add_argument("--concurrency", type=int, default=8)
    chosen = parser.parse_args()
    text = large_playbook(
        chosen.steps, chosen.agents, command=chosen.command, concurrency=chosen.concurrency
    )
    print(text, end="")
