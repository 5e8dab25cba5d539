"""The house as data: what its rooms offer, without loading them.

Looking into every room takes longer than judging a small change does. So what follows from
the installed program alone (which source fills which table, what the analyses and rules
ask, in which order) is worked out once for each version of the program and kept in the
user's cache folder; a room is loaded when something has to be read by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from principal.core import compiled, queries, registry
from principal.core.analyses import Analysis, Computation
from principal.core.queries import Query, inspect
from principal.core.rules import Rule
from principal.core.store import digest
from principal.core.tables import registered, table_of


@dataclass(frozen=True, slots=True)
class Reader:
    """A source or record kind.

    ``module`` is where it is; ``what`` is file (a source that reads files), repository (one
    that reads it whole) or record; the rest is as in its own description. ``beside`` are the
    base names that a source's companions may have, None where that is not a closed list;
    ``names_homes`` the base names of files that say where more records of a kind are.
    ``protected``: it reads the history of the protected branch.
    """

    name: str
    version: int
    module: str
    what: str
    tables: tuple[str, ...]
    companions: bool
    beside: tuple[str, ...] | None
    absent: str
    judging: bool
    names_homes: tuple[str, ...]
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An analysis, in the order in which they run.

    ``asks`` are its queries by name: one without a name fills the table itself, the others are
    the questions of the computation in ``module``.
    """

    name: str
    version: int
    table: str
    asks: tuple[tuple[str, str], ...]
    module: str = ""
    by_path: tuple[str, str] | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The tables that it reads."""
        return frozenset(table for _, sql in self.asks for table in inspect(sql).reads)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table's columns, and which of them change with every file."""

    name: str
    columns: tuple[str, ...]
    volatile: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """Everything that the hall has to know of the rooms."""

    readers: tuple[Reader, ...]
    steps: tuple[Step, ...]
    tables: tuple[TableFacts, ...]
    rules: tuple[Rule, ...]
    catalog: str

    def of(self, what: str) -> tuple[Reader, ...]:
        """The readers of one sort."""
        return tuple(r for r in self.readers if r.what == what)

    @cached_property
    def shape(self) -> str:
        """A hash of every table's columns: rows that were kept under another shape are of no use."""
        return digest([(t.name, t.columns) for t in self.tables])

    @property
    def whole(self) -> frozenset[str]:
        """Names of the sources that read the repository as a whole."""
        return frozenset(r.name for r in self.of("repository"))

    def steps_to(self, tables: frozenset[str]) -> tuple[Step, ...]:
        """The analyses that these tables follow from, in order."""
        wanted, steps = set(tables), []
        for step in reversed(self.steps):
            if step.table in wanted:
                wanted |= step.reads
                steps.append(step)
        return tuple(reversed(steps))

    def fillers(self) -> dict[str, frozenset[str]]:
        """For each table the sources, record kinds and tables that its rows come from, through analyses."""
        direct: dict[str, set[str]] = defaultdict(set)
        for reader in self.readers:
            for table in reader.tables:
                direct[table].add(reader.name)
        found = {table: frozenset((*names, table)) for table, names in direct.items()}
        for step in self.steps:  # in order: what a step reads is known by then
            through = (found.get(read, frozenset()) for read in step.reads)
            found[step.table] = found.get(step.table, frozenset()).union(*through)
        return found


@lru_cache(maxsize=1)
def house() -> House:
    """The house of the installed program."""
    version = registry.code_version()
    kept = compiled.load(version)
    try:
        queries.remember((sql, reads, columns) for sql, reads, columns in kept["queries"])
        return House(
            readers=tuple(Reader(**_tuples(r)) for r in kept["readers"]),
            steps=tuple(Step(**_tuples(s)) for s in kept["steps"]),
            tables=tuple(TableFacts(**_tuples(t)) for t in kept["tables"]),
            rules=tuple(Rule(**_tuples(r)) for r in kept["rules"]),
            catalog=kept["catalog"],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # nothing was kept, or nothing that can be used: look into the rooms
    built = _look()
    asked = [inspect(sql) for sql in (*(r.sql for r in built.rules), *(sql for s in built.steps for _, sql in s.asks))]
    compiled.save(version, {**asdict(built), "queries": [_query(q) for q in asked]})
    return built


def _query(query: Query) -> list[object]:
    return [query.sql, sorted(query.reads), sorted(query.columns)]


def _tuples(plain: dict[str, Any]) -> dict[str, Any]:
    return {k: _tuple(v) for k, v in plain.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value


def _look() -> House:
    registry.declare_all()
    return House(
        readers=tuple(_readers()),
        steps=tuple(in_order()),
        tables=tuple(
            TableFacts(t.qualified, tuple(c.name for c in t.columns), tuple(sorted(t.volatile))) for t in registered()
        ),
        # Their examples are for reading and for the tests.
        rules=tuple(replace(r, bad=(), good=(), right_on=()) for r in registry.built_in_rules()),
        catalog=str(registry.catalog().version()),
    )


def _readers() -> Iterator[Reader]:
    for source in registry.file_sources():
        beside = None if source.companion_names is None else tuple(sorted(source.companion_names))
        yield Reader(
            source.name, source.version, registry.home_of(source), "file", _names(source.tables),
            source.companions is not None, beside, "", False, (),
        )  # fmt: skip
    for whole in registry.repository_sources():
        yield Reader(
            whole.name, whole.version, registry.home_of(whole), "repository", _names(whole.tables),
            False, None, "", False, (), whole.protected,
        )  # fmt: skip
    for kind in registry.record_kinds():
        homes = tuple(sorted(kind.elsewhere.named)) if kind.elsewhere else ()
        yield Reader(
            kind.name, kind.version, registry.home_of(kind), "record", _names(kind.tables),
            False, None, kind.absent, kind.judging, homes,
        )  # fmt: skip


def _names(rows: tuple[type, ...]) -> tuple[str, ...]:
    return tuple(table_of(row).qualified for row in rows)


def in_order() -> list[Step]:
    """The analyses, each after those whose tables it reads.

    Raises:
        ValueError: they read each other in a circle.
    """
    targets = {step.table: step for step in map(_step, registry.analyses())}
    done: dict[str, None] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise ValueError(f"analyses read each other in a circle: {' -> '.join((*trail, name))}")
        if name in done:
            return
        for read in sorted(targets[name].reads):
            if read in targets:
                visit(read, (*trail, name))
        done[name] = None

    for name in sorted(targets):
        visit(name, ())
    return [targets[table] for table in done]


def _step(analysis: Analysis | Computation) -> Step:
    table = table_of(analysis.table).qualified
    if isinstance(analysis, Analysis):
        return Step(analysis.name, analysis.version, table, (("", analysis.sql),), by_path=analysis.by_path)
    asks = tuple(sorted(analysis.asks.items()))
    return Step(analysis.name, analysis.version, table, asks, registry.home_of(analysis))
