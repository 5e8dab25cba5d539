"""What the rooms of the house offer, found by looking into their folders.

A source, a record kind, an analysis or a rule registers by being a file in its folder;
there is no list to edit. The hall knows the folders' names and nothing of what they hold.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from principal.core.analyses import Analysis, Computation
from principal.core.program import code_version
from principal.core.records import RecordKind
from principal.core.rules import BUILT_IN, PHASES, Rule, read_rule
from principal.core.sources import FileSource, RepositorySource

__all__ = [
    "analyses",
    "built_in_rules",
    "catalog",
    "code_version",
    "computation",
    "declare_all",
    "file_sources",
    "home_of",
    "record_kinds",
    "repository_sources",
    "room",
]

_PACKAGE = "principal"
T = TypeVar("T")


def home_of(room: FileSource | RepositorySource | RecordKind | Analysis | Computation) -> str:
    """The name of the module that a source, a record kind or an analysis is in."""
    declare_all()
    return _HOMES[id(room)]


@lru_cache(maxsize=256)
def room(module: str) -> FileSource | RepositorySource | RecordKind:
    """The source or record kind in *module*, without looking into any other."""
    found = importlib.import_module(module)
    known: FileSource | RepositorySource | RecordKind = getattr(found, "SOURCE", None) or found.RECORD
    return known


def computation(module: str) -> Computation:
    """The computation in *module*, without looking into any other."""
    found: Computation = importlib.import_module(module).ANALYSIS
    return found


_HOMES: dict[int, str] = {}


def _found(module: ModuleType, attribute: str, kind: type[T]) -> Iterator[T]:
    room = getattr(module, attribute, None)
    if isinstance(room, kind):
        _HOMES[id(room)] = module.__name__
        yield room


def _modules(package: str) -> Iterator[ModuleType]:
    """The public modules of *package*, by name."""
    folder = importlib.import_module(package)
    for found in sorted(pkgutil.iter_modules(folder.__path__), key=lambda m: m.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package}.{found.name}")


def _phase_modules() -> Iterator[ModuleType]:
    for phase in PHASES:
        yield from _modules(f"{_PACKAGE}.phases.{phase}")


@lru_cache(maxsize=1)
def file_sources() -> tuple[FileSource, ...]:
    """Every source that reads files, by name."""
    found = [s for m in _modules(f"{_PACKAGE}.evidence") for s in _found(m, "SOURCE", FileSource)]
    return tuple(sorted(found, key=lambda s: s.name))


@lru_cache(maxsize=1)
def repository_sources() -> tuple[RepositorySource, ...]:
    """Every source that reads the repository as a whole, by name."""
    found = [s for m in _modules(f"{_PACKAGE}.evidence") for s in _found(m, "SOURCE", RepositorySource)]
    return tuple(sorted(found, key=lambda s: s.name))


@lru_cache(maxsize=1)
def catalog() -> ModuleType:
    """The catalog: a module with ``version() -> str`` and ``rows() -> Iterator[row]``."""
    return importlib.import_module(f"{_PACKAGE}.catalog.load")


@lru_cache(maxsize=1)
def record_kinds() -> tuple[RecordKind, ...]:
    """Every kind of record, by name."""
    rooms = [*_phase_modules(), importlib.import_module(f"{_PACKAGE}.core.leave_out")]
    found = [r for m in rooms for r in _found(m, "RECORD", RecordKind)]
    return tuple(sorted(found, key=lambda r: r.name))


@lru_cache(maxsize=1)
def analyses() -> tuple[Analysis | Computation, ...]:
    """Every analysis, by name; the order in which they run follows from what they read."""
    rooms = [*_phase_modules(), importlib.import_module(f"{_PACKAGE}.core.technologies")]
    found = [a for m in rooms for a in _found(m, "ANALYSIS", Analysis)]
    computed = [a for m in rooms for a in _found(m, "ANALYSIS", Computation)]
    return tuple(sorted([*found, *computed], key=lambda a: a.name))


@lru_cache(maxsize=1)
def declare_all() -> None:
    """Import every room, which declares its tables."""
    file_sources(), repository_sources(), record_kinds(), analyses(), catalog()


@lru_cache(maxsize=1)
def built_in_rules() -> tuple[Rule, ...]:
    """The rules that come with Principal, by id.

    Raises:
        ValueError: one of them does not read; that is a defect of the distribution.
    """
    rules = []
    for path in _rule_files():
        rule, mistakes = read_rule(path.name, path.read_text(encoding="utf-8"), BUILT_IN)
        if rule is None:
            raise ValueError("\n".join(str(m) for m in mistakes))
        rules.append(rule)
    return tuple(sorted(rules, key=lambda r: r.id))


def _rule_files() -> list[Path]:
    root = Path(str(resources.files(_PACKAGE))) / "phases"
    return sorted(p for phase in PHASES for p in (root / phase / "rules").glob("*.md"))
