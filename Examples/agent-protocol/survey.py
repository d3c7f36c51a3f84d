#!/usr/bin/env python3
"""The same agent as survey.sh, in Python with nothing but its standard library."""

import collections
import json
import os
import subprocess
import sys


def report(**entry):
    with open(os.environ["FERMATA_REPORT"], "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def tracked_files():
    names = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True).stdout
    return [os.fsdecode(name) for name in names.split(b"\0") if name]


def kind_of(name):
    kind = name.rpartition(".")[2] if "." in name else ""
    return kind if kind.isascii() and kind.isalnum() and len(kind) <= 12 else None


def ask():
    report(progress="counting files")
    names = tracked_files()
    kinds = collections.Counter(kind for kind in map(kind_of, names) if kind)
    if not kinds:
        sys.exit("no file here has a kind")
    options = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:5]
    report(question={"text": "Which kind of file?", "options": options}, memento={"files": len(names)})


def count(kind, memento):
    with open(os.environ["FERMATA_INSTRUCTIONS"], encoding="utf-8") as file:
        instructions = [json.loads(line) for line in file]
    report(progress="counting lines")
    counts = {}
    for name in tracked_files():
        if kind_of(name) == kind:
            with open(name, "rb") as file:
                counts[name] = file.read().count(b"\n")
    for name in sorted(counts, key=lambda name: (-counts[name], name))[: 10 if instructions else 3]:
        print(counts[name], name)
    report(
        output={
            "kind": kind,
            "files": memento["files"],
            "ofKind": len(counts),
            "lines": sum(counts.values()),
        }
    )
    report(assessment={"uncertainty": 0.1, "cost": 0, "summary": f"{len(counts)} files of kind {kind}"})


os.chdir(os.environ.get("DIRECTORY", "."))
if os.path.exists(".git/index.lock"):
    print("another git command is at work here", file=sys.stderr)
    sys.exit(75)
if "FERMATA_ANSWER" in os.environ:
    count(os.environ["FERMATA_ANSWER"], json.loads(os.environ["FERMATA_MEMENTO"]))
else:
    ask()
