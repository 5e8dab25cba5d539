"""Names in ``architecture/system.yaml`` that nothing in it declares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from principal.core.documents import Document
from principal.core.records import Mistake
from principal.core.validation import suggestion

Path = tuple[str | int, ...]
Named = list[tuple[Path, str]]  # each name with its place
_MAX_MISTAKES = 500


def unknown_names(document: Document) -> Iterator[Mistake]:
    """A mistake for each reference to something that the file does not declare.

    It reads the file as it stands, so that an entry with another mistake is declared and asked
    all the same. A file without people or teams may name them freely, and one that could not be
    read to its end is not asked.
    """
    if document.whole:
        yield from itertools.islice(_all_unknown(document), _MAX_MISTAKES)


def _all_unknown(document: Document) -> Iterator[Mistake]:
    people, teams = _names(document, "people"), _names(document, "teams")
    components, journeys = _names(document, "components"), _names(document, "journeys")
    for team in teams:
        yield from _unknown(document, "person", people, _list(document, "teams", team, "members"), optional=True)
    for name in components:
        yield from _unknown(document, "team", teams, _text(document, "components", name, "team"), optional=True)
        yield from _needs(document, name, components, journeys)
    for name in journeys:
        steps = _list(document, "journeys", name) or _list(document, "journeys", name, "steps")
        yield from _unknown(document, "component", components, steps)
    for name in _names(document, "data"):
        for key in ("owner", "store"):
            yield from _unknown(document, "component", components, _text(document, "data", name, key))
        yield from _unknown(document, "component", components, _list(document, "data", name, "writers"))
        copies: Named = [(("data", name, "copies", c), c) for c in _names(document, "data", name, "copies")]
        yield from _unknown(document, "component", components, copies)


def _needs(document: Document, name: str, components: dict[str, None], journeys: dict[str, None]) -> Iterator[Mistake]:
    where = ("components", name, "needs")
    for needed in _names(document, *where):
        if needed == name:
            yield document.mistake((*where, needed), f'"{name}" needs itself', "another component")
            continue
        yield from _unknown(document, "component", components, [((*where, needed), needed)])
        stand_in = _text(document, *where, needed, "when_down", "use")
        yield from _unknown(document, "component", components, stand_in)
        yield from _unknown(document, "journey", journeys, _list(document, *where, needed, "journeys"))


def _raw(document: Document, steps: Path) -> object:
    node = document.node(steps)
    return node.data if node is not None else None


def _names(document: Document, *steps: str) -> dict[str, None]:
    """The names that a section declares."""
    raw = _raw(document, steps)
    return dict.fromkeys(n for n in raw if isinstance(n, str)) if isinstance(raw, (dict, list)) else {}


def _text(document: Document, *steps: str) -> Named:
    """The name that stands there, with its place."""
    raw = _raw(document, steps)
    return [(steps, raw)] if isinstance(raw, str) and raw.strip() else []


def _list(document: Document, *steps: str) -> Named:
    """The names that are listed there, each with its place; one name may stand for a list."""
    raw = _raw(document, steps)
    if isinstance(raw, list):
        return [((*steps, number), item) for number, item in enumerate(raw) if isinstance(item, str)]
    return _text(document, *steps)


def _unknown(
    document: Document, kind: str, declared: dict[str, None], named: Named, *, optional: bool = False
) -> Iterator[Mistake]:
    if optional and not declared:
        return
    section = "people" if kind == "person" else f"{kind}s"
    for where, name in named:
        if name not in declared:
            at_key = where[-1] == name
            expected = suggestion(name, declared, f"a name that stands under {section}:")
            yield document.mistake(where, f'unknown {kind} "{name[:80]}"', expected, at_value=not at_key)
