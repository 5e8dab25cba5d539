"""The system as pictures see it: its parts, who needs whom, and what its users do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

BOTH, UNDECLARED, UNSEEN = "", "not declared", "not seen"
STORES = ("database", "cache")


@dataclass(frozen=True, slots=True)
class Part:
    """A component: declared, seen, or both."""

    name: str
    kind: str
    team: str | None = None
    root: str | None = None
    tech: tuple[str, ...] = ()
    external: bool = False
    standing: str = BOTH
    where: str = ""  # path:line
    evidence: str = ""
    estimated: bool = False  # declared as a guess that nobody confirmed


@dataclass(frozen=True, slots=True)
class Need:
    """One part needs another."""

    component: str
    needs: str
    via: str = ""
    standing: str = BOTH
    where: str = ""
    evidence: str = ""
    when_down: str = ""
    estimated: bool = False  # declared as a guess that nobody confirmed


@dataclass(frozen=True)
class System:
    """All of it.

    Attributes:
        name: what to call it.
        parts: by name.
        needs: those between parts that are there, in a stable order.
        journeys: what users do, by name: the parts they pass, in order.
        declared: whether anybody declared any part, so that there can be drift.
    """

    name: str
    parts: dict[str, Part]
    needs: tuple[Need, ...]
    journeys: dict[str, tuple[str, ...]]
    declared: bool


def standing(declared: bool, observed: bool) -> str:
    """What to say of something that is not both declared and seen."""
    return UNDECLARED if not declared else BOTH if observed else UNSEEN


def read(connection: duckdb.DuckDBPyConnection) -> System:
    """The system of a generation; external ones that only code shows are parts of it too."""
    from principal.phases.constraints.whole_system import between
    from principal.phases.constraints.whole_system import read as read_parts

    known = read_parts(connection)
    parts = {
        p.name: Part(
            p.name, p.kind, p.team, p.root, p.tech, p.external, standing(p.declared, p.observed),
            f"{p.path}:{p.line}", p.evidence or "", p.estimated,
        )
        for p in known
    }  # fmt: skip
    needs = tuple(
        Need(
            n.component, n.needs, n.via or "", standing(n.declared, n.observed), f"{n.path}:{n.line}",
            n.evidence or "", n.when_down or "", n.estimated,
        )
        for n in between(known)
    )  # fmt: skip
    journeys = {
        name: tuple(s for s in steps if s in parts)
        for name, steps in connection.execute("SELECT name, steps FROM decided.journeys ORDER BY name").fetchall()
    }
    return System(named(connection), parts, needs, journeys, any(p.declared for p in known))


def guesses_of(parts: Iterable[Part], needs: Iterable[Need]) -> tuple[int, int]:
    """Of how much that is declared nobody confirmed, and how much is declared."""
    guesses = [t.estimated for t in parts if t.standing != UNDECLARED]
    guesses += [t.estimated for t in needs if t.standing != UNDECLARED]
    return sum(guesses), len(guesses)


def named(connection: duckdb.DuckDBPyConnection) -> str:
    """What to call the system: the repository's name without its owner."""
    row = connection.execute("SELECT min(repository) FROM observed.files").fetchone()
    return (row[0] if row and row[0] else "this system").rpartition("/")[2]


def bought(connection: duckdb.DuckDBPyConnection, system: System) -> list[tuple[str, str, str]]:
    """Services from outside that code calls or infrastructure rents and that are no part: title, what shows it, where.

    The system itself may be a service that the catalog knows; it is not outside of itself.
    """
    parts = [p for p in system.parts.values() if p.external]
    known = {_letters(word) for p in parts for word in (p.name, *p.tech)}
    rows = connection.execute(
        "SELECT c.name, t.title, arg_min(c.evidence, (c.path, c.line)), "
        "arg_min(c.path || ':' || c.line, (c.path, c.line)) "
        "FROM derived.choices AS c JOIN known.technologies AS t ON t.name = c.name WHERE t.kind = 'service' "
        "AND NOT list_contains(string_split(lower(c.repository), '/'), lower(t.title)) "
        "GROUP BY c.name, t.title ORDER BY lower(t.title), c.name"
    ).fetchall()
    return [tuple(row[1:]) for row in rows if not known & {_letters(row[0]), _letters(row[1])}]


def _letters(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalnum())


def ranked(names: Iterable[str], needs: Sequence[tuple[str, str]]) -> list[str]:
    """*names* so that who needs comes before what is needed, as far as there are no circles; always the same.

    The layout takes this order for the direction of circles: it turns around what runs against it.
    """
    known = sorted(set(names))
    later: dict[str, set[str]] = defaultdict(set)
    earlier: dict[str, set[str]] = defaultdict(set)
    for one, other in needs:
        later[one].add(other)
        earlier[other].add(one)
    left, order = dict.fromkeys(known), list[str]()
    while left:
        free = [n for n in left if not earlier[n] & left.keys()]
        if not free:
            free = [
                max(left, key=lambda n: (len(later[n] & left.keys()) - len(earlier[n] & left.keys()), -known.index(n)))
            ]
        for name in free:
            order.append(name)
            del left[name]
    return order
