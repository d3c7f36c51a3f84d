#!/bin/sh
# An agent in plain sh that speaks all of the agent protocol: docs/agent-protocol.md explains each part.
# It counts the files of a git repository by kind, asks which kind to look at, and counts their lines.
set -eu

report() { printf '%s\n' "$1" >>"$FERMATA_REPORT"; }

cd "${DIRECTORY:-.}"

# Not now, but perhaps later: the step's retries are for this.
if [ -e .git/index.lock ]; then
    echo "another git command is at work here" >&2
    exit 75
fi

# The first invocation asks and ends. What it has found goes into the memento, to be found again.
if [ -z "${FERMATA_ANSWER+set}" ]; then
    report '{"progress": "counting files"}'
    files=$(git ls-files | wc -l)
    options=$(git ls-files | sed -n 's/.*\.\([A-Za-z0-9]\{1,12\}\)$/"\1"/p' | sort | uniq -c |
        sort -k1,1nr -k2 | sed -n '1,5s/^ *[0-9]* //p' | paste -s -d , -)
    if [ -z "$options" ]; then
        echo "no file here has a kind" >&2
        exit 1
    fi
    question="{\"text\": \"Which kind of file?\", \"options\": [$options]}"
    report "{\"question\": $question, \"memento\": {\"files\": $files}}"
    exit 0
fi

# The second one has the answer. A person who told it anything gets to see more.
kind=$FERMATA_ANSWER
files=$(printf '%s' "$FERMATA_MEMENTO" | sed 's/[^0-9]//g')
shown=3
if [ -s "$FERMATA_INSTRUCTIONS" ]; then shown=10; fi

report '{"progress": "counting lines"}'
counts=$(git ls-files -z "*.$kind" | xargs -0 -n 1 wc -l | sort -k1,1nr -k2)
printf '%s\n' "$counts" | head -n "$shown"
lines=$(printf '%s\n' "$counts" | awk '{sum += $1} END {print sum + 0}')
ofKind=$(printf '%s\n' "$counts" | wc -l)

report "{\"output\": {\"kind\": \"$kind\", \"files\": $files, \"ofKind\": $ofKind, \"lines\": $lines}}"
report "{\"assessment\": {\"uncertainty\": 0.1, \"cost\": 0, \"summary\": \"$ofKind files of kind $kind\"}}"
