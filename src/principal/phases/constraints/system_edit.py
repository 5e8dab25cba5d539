"""Answers to what ``architecture/system.yaml`` guesses: text in, text out; comments and order stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.documents import read_text
from principal.core.record_fields import listed
from principal.core.splice import SpliceError, add_entry, remove_entry, set_value
from principal.core.yamltext import Line
from principal.phases.constraints.system_draft import PATH

SECTIONS = ("components", "teams", "data", "journeys")  # in the order in which people know the answers
_LISTS = ("tech", "aliases", "regions", "members", "handles", "classes", "steps")
_NUMBERS = ("replicas",)
_TRUTHS = ("core", "bought", "external")


@dataclass(frozen=True, slots=True)
class Guess:
    """Something in the record that is ESTIMATED, with its needs where it is a component."""

    section: str
    name: str
    value: dict[str, Any]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """What is guessed, '' for the thing itself or the name of a need, and why."""
        own = self.value.get("estimated")
        told = [("", own if isinstance(own, str) else "")] if own else []
        needs = self.value.get("needs")
        for name, need in needs.items() if isinstance(needs, dict) else ():
            why = need.get("estimated") if isinstance(need, dict) else None
            told += [(name, why if isinstance(why, str) else "")] if why else []
        return told


def guesses(text: str) -> list[Guess]:
    """What the record guesses, in the order in which it is asked."""
    data = read_text(PATH, text).data
    return list(_guesses(data)) if isinstance(data, dict) else []


def _guesses(data: dict[str, Any]) -> Iterator[Guess]:
    for section in SECTIONS:
        entries = data.get(section)
        for name, value in entries.items() if isinstance(entries, dict) else ():
            guess = Guess(section, name, value if isinstance(value, dict) else {})
            if guess.reasons:
                yield guess


def confirmed(text: str, guess: Guess) -> str:
    """The text without the marks of a guess: a person said that it is right.

    Raises:
        SpliceError: the text cannot be edited so.
    """
    for name, _ in guess.reasons:
        where = (guess.section, guess.name) if not name else (guess.section, guess.name, "needs", name)
        text = remove_entry(text, (*where, "estimated"))
    return text


def corrected(text: str, guess: Guess, key: str, said: str) -> str:
    """The text with another value for one key of a guess; a team that nobody has named yet is added.

    Raises:
        SpliceError: the text cannot be edited so.
    """
    value: Any = said
    if key in _LISTS:
        value = [part.strip() for part in said.strip("[]").split(",") if part.strip()]
    elif key in _NUMBERS and said.isdigit():
        value = int(said)
    elif key in _TRUTHS:
        value = {"yes": True, "true": True, "no": False, "false": False}.get(said.lower(), said)
    text = set_value(text, (guess.section, guess.name, key), value)
    teams = read_text(PATH, text).node(("teams",))
    if key == "team" and teams is not None and isinstance(teams.data, dict) and said not in teams.data:
        text = add_entry(text, ("teams",), said, Line({}))
    return text


def without_need(text: str, component: str, need: str) -> str:
    """The text without one need of a component.

    Raises:
        SpliceError: there is no such need, or it cannot be taken out.
    """
    needs = read_text(PATH, text).node(("components", component, "needs"))
    if needs is None or not isinstance(needs.data, dict) or need not in needs.data:
        raise SpliceError(f"{component} has no need {need}")
    if len(needs.data) == 1:
        return remove_entry(text, ("components", component, "needs"))
    return remove_entry(text, ("components", component, "needs", need))


def dropped(text: str, guess: Guess) -> str:
    """The text without a guess, and without what names it: needs of it, steps through it, data in it.

    Raises:
        SpliceError: it cannot be taken out.
    """
    data = read_text(PATH, text).data
    text = remove_entry(text, (guess.section, guess.name))
    if not isinstance(data, dict):
        return text
    if guess.section == "components":
        for name, component in _mappings(data.get("components")):
            if name != guess.name and guess.name in (component.get("needs") or {}):
                text = without_need(text, name, guess.name)
        for name, entity in _mappings(data.get("data")):
            for key in ("owner", "store"):
                if entity.get(key) == guess.name:
                    text = remove_entry(text, ("data", name, key))
        journeys = data.get("journeys")
        for name, journey in journeys.items() if isinstance(journeys, dict) else ():
            where = ("journeys", name) if isinstance(journey, list) else ("journeys", name, "steps")
            steps = listed(journey.get("steps") if isinstance(journey, dict) else journey)
            if isinstance(steps, list) and guess.name in steps:
                text = set_value(text, where, [s for s in steps if s != guess.name])
    if guess.section == "teams":
        for name, component in _mappings(data.get("components")):
            if component.get("team") == guess.name:
                text = remove_entry(text, ("components", name, "team"))
    return text


def _mappings(section: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(n, v) for n, v in section.items() if isinstance(v, dict)] if isinstance(section, dict) else []
