"""The command reference is what the program itself says: `FERMATA_REWRITE_GOLDENS=1` writes it anew."""

import os
import re

MARK = "<!-- What follows is what `--help` prints: tests/test_command_reference.py writes and checks it. -->"


def helps(run_cli, path=()):
    """Every command with the text of its help, parents first."""
    text = run_cli(*path, "--help").expect_success().output
    yield path, text
    _, found, listed = text.partition("SUBCOMMANDS:")
    for name in re.findall(r"^  ([a-z][a-z-]*)", listed, re.MULTILINE) if found else []:
        yield from helps(run_cli, (*path, name))


def test_the_reference_is_what_the_program_says(run_cli, repository):
    page = repository / "docs" / "commands.md"
    written, _, reference = page.read_text(encoding="utf-8").partition(MARK)
    sections = [
        f"### {' '.join(('fermata', *path))}\n\n```text\n{text.strip()}\n```\n"
        for path, text in helps(run_cli)
    ]
    wanted = "\n\n" + "\n".join(sections)
    if os.environ.get("FERMATA_REWRITE_GOLDENS") == "1":
        page.write_text(written + MARK + wanted, encoding="utf-8")
        return
    assert reference == wanted, "run again with FERMATA_REWRITE_GOLDENS=1 and look at the difference"


def test_every_command_explains_itself(run_cli):
    commands = list(helps(run_cli))
    assert len(commands) > 25
    for path, text in commands:
        story = f"fermata {' '.join(path)}\n{text}"
        assert text.startswith("OVERVIEW: "), story
        if "SUBCOMMANDS:" in text:
            continue
        assert "EXAMPLES:" in text, story
        assert f"fermata {' '.join(path)}" in text.split("EXAMPLES:")[1].split("USAGE:")[0], story
        listed = text.partition("USAGE:")[2].partition("\n\n")[2]
        entries = re.split(r"\n(?=  \S)", listed)
        described = [entry for entry in entries if re.search(r"^ {2}(-|<)", entry, re.MULTILINE)]
        assert described, story
        for entry in described:
            is_explained = re.search(r"(?:>|[a-z]) {1,}[A-Z]|\n {10,}\S", entry)
            assert is_explained, f"{entry!r} is not explained in {story}"


def test_commands_that_carry_out_or_decide_name_their_exit_codes(run_cli):
    for path, text in helps(run_cli):
        if path and "SUBCOMMANDS:" not in text and path not in [("playbook", "schema")]:
            assert "EXIT CODES:" in text, f"fermata {' '.join(path)}\n{text}"
