"""The colours of the page as its stylesheet states them, and how far apart two of them are to the eye."""

from __future__ import annotations

import math
import re
from pathlib import Path

Colour = tuple[float, float, float]

OKLCH = r"oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)(?:\s*/\s*[\d.]+)?\s*\)"
PAIR = re.compile(rf"--([\w-]+):\s*light-dark\(\s*{OKLCH}\s*,\s*{OKLCH}\s*\);")
SINGLE = re.compile(rf"--([\w-]+):\s*{OKLCH};")


def read_themes(stylesheet: Path) -> dict[str, dict[str, Colour]]:
    """The opaque colours by theme and name, as linear sRGB."""
    text = stylesheet.read_text(encoding="utf-8")
    themes: dict[str, dict[str, Colour]] = {"light": {}, "dark": {}}
    for name, *numbers in PAIR.findall(text):
        themes["light"][name] = linear_srgb(*map(float, numbers[:3]))
        themes["dark"][name] = linear_srgb(*map(float, numbers[3:]))
    for name, *numbers in SINGLE.findall(text):
        for theme in themes.values():
            theme[name] = linear_srgb(*map(float, numbers))
    return themes


def linear_srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """From OKLCH, clipped to what a screen shows (CSS Color 4, section 9)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    mixed = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in mixed)
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG 2.2: 1 is no difference, 21 is black on white."""
    def luminance(colour: Colour) -> float:
        return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
