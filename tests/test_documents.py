"""Every command that a page shows exists, with the options that the page gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

# A command line: inline code that begins with fermata, or such a line in a block.
INLINE = re.compile(r"`(fermata [^`]+)`")
IN_BLOCK = re.compile(r"^\s*(?:\$ )?(fermata [a-z].*)$")


@dataclass
class Command:
    """A command as its own help describes it."""

    help_text: str
    subcommands: dict[str, "Command"] = field(default_factory=dict)


@pytest.fixture
def commands(run_cli) -> Command:
    """The tree of all commands, read from their help."""

    def read(path: list[str]) -> Command:
        text = run_cli(*path, "--help").expect_success().output
        _, found, listed = text.partition("SUBCOMMANDS:")
        names = re.findall(r"^  ([a-z][a-z-]*)", listed, re.MULTILINE) if found else []
        return Command(text, {name: read([*path, name]) for name in names})

    return read([])


def mentions(page: Path) -> list[tuple[int, str]]:
    """The commands on a page, with the line of each."""
    found: list[tuple[int, str]] = []
    is_block = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            is_block = not is_block
        elif is_block:
            found += [(number, match) for match in IN_BLOCK.findall(line)]
        else:
            found += [(number, match) for match in INLINE.findall(line)]
    return found


def complaint(mention: str, root: Command) -> str | None:
    """What is wrong with a command on a page; None when nothing is."""
    words = mention.split("#")[0].split()[1:]
    command, name = root, "fermata"
    while words and command.subcommands and not words[0].startswith("-"):
        word = words.pop(0)
        if word not in command.subcommands:
            return f"`{name}` has no subcommand `{word}`"
        command, name = command.subcommands[word], f"{name} {word}"
    options = re.findall(r"(?<!\S)(--[a-z-]+)", " ".join(words))
    unknown = [option for option in options if not re.search(rf"{option}(?![a-z-])", command.help_text)]
    return f"`{name}` has no option {', '.join(unknown)}" if unknown else None


def test_every_command_in_the_documents_exists(repository, commands):
    pages = [path for path in repository.glob("*.md")]
    pages += [path for folder in ("docs", "Examples") for path in (repository / folder).rglob("*.md")]
    shown = [(page, line, text) for page in pages for line, text in mentions(page)]
    assert shown, "no command was found"
    wrong = [
        f"{page.relative_to(repository)}:{line}: {found}"
        for page, line, text in shown
        if (found := complaint(text, commands))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_command_that_does_not_exist_is_noticed():
    root = Command("--version", {"plan": Command("", {"edit": Command("--force")})})
    assert complaint("fermata plan edit RUN --force", root) is None
    assert complaint("fermata --version", root) is None
    assert complaint("fermata plan", root) is None
    assert complaint("fermata plan edit RUN --forced", root) == "`fermata plan edit` has no option --forced"
    assert complaint("fermata plan draw", root) == "`fermata plan` has no subcommand `draw`"
