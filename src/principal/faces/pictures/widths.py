"""How wide a text is, without any font at hand.

The widths are those of DejaVu Sans and of Liberation Sans (metrically Arial), the larger of
the two: what fits by them fits in whatever sans-serif a reader has, or nearly.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ELLIPSIS = "…"

# Of U+0020 to U+007E, in hundredths of the font size.
_REGULAR = (
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 56, 102, 69, 69, 73, 77, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79,
    67, 79, 73, 67, 62, 74, 69, 99, 69, 67, 69, 40, 34, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
)  # fmt: skip
_BOLD = (
    35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70,
    70, 70, 40, 40, 84, 84, 84, 62, 100, 78, 77, 74, 83, 69, 69, 83, 84, 38, 56, 78, 64, 100, 84, 85,
    74, 85, 77, 73, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 56, 50, 68, 72, 60, 72, 68, 44, 72,
    72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
)  # fmt: skip
_OTHER, _WIDE, _PICTURE = 80, 105, 140  # letters of other scripts, East Asian ones, emoji


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of *text* in pixels."""
    return sum(_width(character, bold) for character in text) * size / 100


@lru_cache(maxsize=4096)
def _width(character: str, bold: bool) -> int:
    table = _BOLD if bold else _REGULAR
    place = ord(character) - 0x20
    if 0 <= place < len(table):
        return table[place]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if ord(character) >= 0x1F000 and unicodedata.category(character) == "So":
        return _PICTURE
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return _WIDE
    letter = ord(unicodedata.normalize("NFD", character)[0]) - 0x20
    if 0 <= letter < len(table):
        return table[letter]
    return 100 if character == ELLIPSIS else _OTHER + (10 if bold else 0)


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """*text*, or as much of its beginning as is at most *width* pixels wide, with an ellipsis."""
    if width_of(text, size, bold=bold) <= width:
        return text
    left = width - width_of(ELLIPSIS, size, bold=bold)
    kept = 0
    for character in text:
        left -= _width(character, bold) * size / 100
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def fitted_path(path: str, width: float, size: float) -> str:
    """*path*, or as much of its end as is at most *width* pixels wide: the file's name tells most."""
    if width_of(path, size) <= width:
        return path
    names = path.split("/")
    for first in range(1, len(names)):
        shorter = f"{ELLIPSIS}/{'/'.join(names[first:])}"
        if width_of(shorter, size) <= width:
            return shorter
    return fitted(names[-1], width, size)


def wrapped(said: str, width: float, size: float) -> list[str]:
    """*said* as lines of at most that *width*; a word that is wider has a line of its own."""
    told = [""]
    for word in said.split():
        longer = f"{told[-1]} {word}".strip()
        if told[-1] and width_of(longer, size) > width:
            told.append(word)
        else:
            told[-1] = longer
    return told
