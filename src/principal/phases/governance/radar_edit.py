"""Answers to what ``architecture/radar.yaml`` guesses: text in, text out; comments and order stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from principal.core.documents import read_text
from principal.core.splice import SpliceError, add_entry, remove_entry, set_value
from principal.core.yamltext import Line
from principal.phases.governance.radar_draft import PATH

RINGS = ("adopt", "trial", "assess", "hold")


@dataclass(frozen=True, slots=True)
class Guess:
    """A blip whose ring is ESTIMATED."""

    section: str  # the ring, or radar where the file lists technologies
    name: str
    ring: str
    value: dict[str, Any]

    @property
    def reason(self) -> str:
        """What its ring was guessed from."""
        said = self.value.get("estimated")
        return said if isinstance(said, str) else ""


def guesses(text: str) -> list[Guess]:
    """The blips whose ring is a guess, in the order of the file."""
    data = read_text(PATH, text).data
    found = []
    for section in (*RINGS, "radar"):
        entries = data.get(section) if isinstance(data, dict) else None
        for name, value in entries.items() if isinstance(entries, dict) else ():
            if isinstance(value, dict) and value.get("estimated"):
                found.append(Guess(section, name, str(value.get("ring", section)), value))
    return found


def confirmed(text: str, guess: Guess) -> str:
    """The text with the blip decided where it stands.

    Raises:
        SpliceError: the text cannot be edited so.
    """
    return remove_entry(text, (guess.section, guess.name, "estimated"))


def moved(text: str, guess: Guess, ring: str, why: str) -> str:
    """The text with the blip decided on another ring, and why.

    Raises:
        SpliceError: the text cannot be edited so.
    """
    if guess.section == "radar":
        text = set_value(text, ("radar", guess.name, "ring"), ring)
        text = set_value(text, ("radar", guess.name, "why"), why) if why else text
        return confirmed(text, guess)
    value = {k: v for k, v in guess.value.items() if k != "estimated"} | ({"why": why} if why else {})
    text = remove_entry(text, (guess.section, guess.name))
    try:
        return add_entry(text, (ring,), guess.name, Line(value))
    except SpliceError:
        # That ring is a list of names alone: the other form of the file takes it with what there is to say.
        return add_entry(text, ("radar",), guess.name, Line({"ring": ring, **value}))


def dropped(text: str, guess: Guess) -> str:
    """The text without the blip.

    Raises:
        SpliceError: it cannot be taken out.
    """
    return remove_entry(text, (guess.section, guess.name))
