"""Every text of the page can be read on every surface, and every control's edge can be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from page_colours import contrast, read_themes

SURFACES = ["sunken", "paper", "surface", "raised", "selected"]
TEXT = ["ink", "ink-2", "ink-3", "you-ink"]
STATES = ["proposed", "queued", "running", "blocked", "done", "failed", "skipped", "rolled-back", "paused"]
ON_FILLS = [
    ("on-you", "you"), ("on-ink", "ink"), ("you-ink", "you-wash"), ("running", "running-wash"),
    ("done", "done-wash"), ("failed", "failed-wash"), ("blocked", "blocked-wash"),
    ("rolled-back", "rolled-back-wash"), ("proposed", "neutral-wash"), ("paused", "neutral-wash"),
    ("ink", "added"), ("ink", "removed"), ("ink", "you-wash"), ("ink-2", "you-wash"), ("ink-3", "you-wash"),
    ("failed", "you-wash"),
]
READABLE = 4.5
VISIBLE = 3.0


@pytest.fixture(scope="module")
def themes(repository: Path):
    """The colours of both themes."""
    found = read_themes(repository / "Sources/FermataServer/Page/styles/tokens.css")
    assert len(found["light"]) > 30 and found["light"].keys() == found["dark"].keys()
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_surface(themes, theme: str) -> None:
    colours = themes[theme]
    pairs = [(text, surface) for text in TEXT + STATES for surface in SURFACES] + ON_FILLS
    faint = {
        f"{text} on {surface}": round(ratio, 2)
        for text, surface in pairs
        if (ratio := contrast(colours[text], colours[surface])) < READABLE
    }
    assert faint == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_controls_can_be_seen(themes, theme: str) -> None:
    colours = themes[theme]
    faint = {
        f"{line} on {surface}": round(ratio, 2)
        for line in ["control", "you-line"]
        for surface in ["paper", "surface", "raised"]
        if (ratio := contrast(colours[line], colours[surface])) < VISIBLE
    }
    assert faint == {}
