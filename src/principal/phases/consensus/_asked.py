"""What the analyses of signatures ask, and what follows for both of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from principal.core.signed import PastSignoffs, Roles, Signers, Signing, Signoffs, Trusts
from principal.core.tables import table_of
from principal.phases.consensus._chain import Chain, follow, versions
from principal.phases.consensus._seen import Clock, Seen, merged

Rows = list[tuple[Any, ...]]
R = TypeVar("R")
_TABLES: dict[str, type] = {
    "signoffs": Signoffs,
    "past": PastSignoffs,
    "signers": Signers,
    "roles": Roles,
    "signing": Signing,
    "trusts": Trusts,
}


def _all_of(row: type) -> str:
    columns = ", ".join(f'"{c.name}"' for c in table_of(row).columns)
    return f"SELECT {columns} FROM {table_of(row).qualified} ORDER BY ALL"  # noqa: S608 (our own names)


ASKS = {
    **{name: _all_of(row) for name, row in _TABLES.items()},
    "contents": "SELECT path, sha256 FROM observed.contents",
    "roots": "SELECT sha FROM observed.commits WHERE parents = 0",
    "pinned": "SELECT fingerprint FROM known.trust_roots",
    "clock": "SELECT today FROM known.clock",
}


@dataclass(frozen=True)
class Known:
    """What is known of who may sign, and of what was signed."""

    chain: Chain
    seen: list[Seen]
    contents: dict[str, str]
    roots: frozenset[str]
    clock: Clock


def known(
    signoffs: Rows, past: Rows, signers: Rows, roles: Rows, signing: Rows, trusts: Rows,
    contents: Rows, roots: Rows, pinned: Rows, clock: Rows,
) -> Known:  # fmt: skip
    """What follows from the answers to :data:`ASKS`."""
    now = Clock(clock[0][0])
    seen = merged(_made(Signoffs, signoffs), _made(PastSignoffs, past), now)
    stored: dict[str, str] = dict(contents)
    first = frozenset(sha for (sha,) in roots)
    there = versions(_made(Trusts, trusts), _made(Signers, signers), _made(Roles, roles), _made(Signing, signing))
    chain = follow(there, seen, stored, first, frozenset(f for (f,) in pinned), now)
    return Known(chain, seen, stored, first, now)


def _made(row: type[R], values: Rows) -> list[R]:
    return [row(*v) for v in values]
