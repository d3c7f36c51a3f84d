"""The page never turns text into markup or code, and carries nothing that its content policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# As for Swift sources.
MOST_LINES = 400
FORBIDDEN_IN_SCRIPTS = {
    "markup from text": r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|DOMParser)\b"
    r"|\bcreateContextualFragment\b|\bdocument\.write",
    "code from text": r"\beval\s*\(|\bnew Function\b|\bset(Timeout|Interval)\s*\(\s*[\"'`]",
    "a style attribute": r"setAttribute\(\s*[\"'`]style\b|\bcssText\b|[{,]\s*style:",
    "a handler in an attribute": r"setAttribute\(\s*[\"'`]on\w",
    "a script's address": r"javascript:",
}
# What only the server judges. The page draws what its views say: their words, their notes, their choices.
RULES_OF_THE_DOMAIN = {
    "what can be undone": r"\b(isReversible|isExternal|isIrreversible)\b|!\s*[\w.?]+\.undo\b",
    "what a step changes": r"[\"'`](external|workspace)[\"'`]|\.effect\b\s*[=!]==",
    "which kind of question it is": r"\b(beforeStart|afterPlanning|beforeCriticalAction|reviewResult)\b"
    r"|\bbeforeCompletion\b",
    "what is over": r"\[[^\]]*[\"'`]done[\"'`],\s*[\"'`](stopped|skipped|failed)[\"'`][^\]]*\]",
    "what a removed step leaves": r"flatMap\(.*needs",
    "what a default does": r"onTimeout",
}
# The form of a step offers the values of the plan's own fields.
FORM_OF_A_STEP = "step-form.js"
FORBIDDEN_IN_MARKUP = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "a handler in an attribute": r"\son\w+\s*=",
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "something from elsewhere": r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//",
}


@pytest.fixture(scope="module")
def page(repository: Path) -> Path:
    """The folder of the page."""
    return repository / "Sources/FermataServer/Page"


def offences(files: list[Path], forbidden: dict[str, str]) -> list[str]:
    """File, line and what is wrong with it, for everything that is not allowed."""
    assert files, "there is nothing to check"
    return [
        f"{file.name}:{number}: {what}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        for what, pattern in forbidden.items()
        if re.search(pattern, line)
    ]


def test_no_file_of_the_page_is_longer_than_a_reader_bears(page: Path) -> None:
    files = [file for kind in ("js", "css", "html") for file in sorted(page.rglob(f"*.{kind}"))]
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert lengths, "there is nothing to check"
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_script_makes_markup_or_code_from_text(page: Path) -> None:
    assert offences(sorted(page.rglob("*.js")), FORBIDDEN_IN_SCRIPTS) == []


def test_no_rule_of_the_domain_is_judged_in_the_page(page: Path) -> None:
    scripts = [file for file in page.rglob("*.js") if file.name != FORM_OF_A_STEP]
    assert offences(sorted(scripts), RULES_OF_THE_DOMAIN) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("if (gate.isReversible) offer();", "what can be undone"),
        ('const outside = step.effect === "external";', "what a step changes"),
        ('return gate.kind === "afterPlanning";', "which kind of question it is"),
        ('const over = ["done", "skipped"].includes(step.state);', "what is over"),
        ("return step.needs.flatMap((need) => removed.needs);", "what a removed step leaves"),
        ("const words = defaults[gate.onTimeout];", "what a default does"),
    ],
)
def test_the_check_of_rules_finds_what_it_forbids(tmp_path: Path, line: str, what: str) -> None:
    script = tmp_path / "wrong.js"
    script.write_text(line, encoding="utf-8")
    assert f"wrong.js:1: {what}: {line}" in offences([script], RULES_OF_THE_DOMAIN)


def test_no_markup_carries_scripts_handlers_or_styles(page: Path) -> None:
    assert offences(sorted(page.rglob("*.html")), FORBIDDEN_IN_MARKUP) == []


def test_no_stylesheet_loads_anything_from_elsewhere(page: Path) -> None:
    assert offences(sorted(page.rglob("*.css")), {"an address": r"url\(\s*(?![\"']?/)|@import"}) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("node.innerHTML = text;", "markup from text"),
        ("eval(text);", "code from text"),
        ("setTimeout('go()', 1);", "code from text"),
        ("node.setAttribute('style', text);", "a style attribute"),
        ('node.setAttribute("onclick", text);', "a handler in an attribute"),
    ],
)
def test_the_check_of_scripts_finds_what_it_forbids(tmp_path: Path, line: str, what: str) -> None:
    script = tmp_path / "wrong.js"
    script.write_text(line, encoding="utf-8")
    assert offences([script], FORBIDDEN_IN_SCRIPTS) == [f"wrong.js:1: {what}: {line}"]


def test_every_script_says_at_its_head_what_it_is_for(page: Path) -> None:
    scripts = sorted(page.rglob("*.js"))
    silent = [file.name for file in scripts if not file.read_text("utf-8").startswith(("/*", "//"))]
    assert silent == []


def test_every_module_and_stylesheet_that_is_named_exists(page: Path) -> None:
    missing = []
    for script in sorted(page.rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        for named in re.findall(r"(?:from|import)\s*\(?\s*\"(\.[^\"]+)\"", text):
            if not (script.parent / named).is_file():
                missing.append(f"{script.name}: {named}")
    index = (page / "index.html").read_text(encoding="utf-8")
    for named in re.findall(r"(?:href|src)=\"/([^\"]+\.\w+)\"", index):
        if not (page / named).is_file():
            missing.append(f"index.html: {named}")
    assert missing == []
