"""Opening a screen stays cheap: all it loads, with the stylesheets and the font, fits into the budget."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

BUDGET_BYTES = 100_000
# The run screen is many times more than the others: plan, editor, agents, stream, desk, review and timeline.
RUN_SCREEN_BUDGET_BYTES = 190_000
STATIC_IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\"(\.[^\"]+)\";", re.MULTILINE)
LATER_IMPORT = re.compile(r"import\(\"(\.[^\"]+)\"\)")


@pytest.fixture(scope="module")
def page(repository: Path) -> Path:
    """The folder of the page."""
    return repository / "Sources/FermataServer/Page"


def modules(entry: Path) -> set[Path]:
    """A module and everything it imports at once."""
    found: set[Path] = set()
    waiting = [entry.resolve()]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        named = STATIC_IMPORT.findall(module.read_text(encoding="utf-8"))
        waiting += [(module.parent / name).resolve() for name in named]
    return found


def size(file: Path) -> int:
    """What a file weighs on the wire: compressed, unless it is that already."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content, 6, mtime=0))


def screens(page: Path) -> list[Path]:
    """The modules of the screens, fetched when they are first shown."""
    table = page / "scripts/screens.js"
    return [table.parent / name for name in LATER_IMPORT.findall(table.read_text(encoding="utf-8"))]


def test_every_screen_fits_into_the_budget(page: Path) -> None:
    shared = modules(page / "scripts/main.js") | set((page / "styles").rglob("*.css"))
    shared |= {page / "index.html", page / "icon.svg", *page.glob("fonts/*.woff2")}
    assert len(screens(page)) >= 7
    weights = {}
    for screen in screens(page):
        files = {file.resolve() for file in shared} | modules(screen)
        weights[screen.stem] = sum(map(size, files))
    budgets = {name: BUDGET_BYTES for name in weights} | {"run-screen": RUN_SCREEN_BUDGET_BYTES}
    heavy = {name: weight for name, weight in weights.items() if weight > budgets[name]}
    assert heavy == {}, f"of {budgets} bytes allowed; all: {weights}"


def test_no_module_is_kept_that_no_screen_loads(page: Path) -> None:
    loaded = modules(page / "scripts/main.js").union(*map(modules, screens(page)))
    assert {file.name for file in page.rglob("*.js") if file.resolve() not in loaded} == set()
