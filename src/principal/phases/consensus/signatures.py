"""Signatures: every sign-off, whose it is, and whether it counts; where it does not, why not.

Whose key it is, in which role, by which version of who may sign, and what of it was taken
back are steps that follow from each other: a computation, and no SELECT.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus import _asked
from principal.phases.consensus._judged import IN_FORCE, NOT_KNOWN, Ground, Judged, judge


@table("derived", key=("statement", "path"))
@dataclass(frozen=True, slots=True)
class Signatures:
    """Sign-offs, one row each: who said what about which content of which record, and whether it counts.

    ``counts`` is null where it could not be told (no trust root is set, the clone is shallow): what
    needs signatures is then not checked, with ``why_not`` as the reason. Sign-offs that the protected
    branch once had stay in force when their file is taken away: only a withdrawal takes one back.
    Among those that count, a person has at most one approval of a content in a role.
    """

    path: str  # the file; where it was when it is gone
    line: int
    statement: str  # SHA-256 of what was signed: the name by which others withdraw or overrule it
    record: str  # id: RFC-012, trust-2 …
    record_path: str  # where the record stands
    content: str  # SHA-256 of the content of the record that was signed, as git stores it
    current: bool | None  # the record has that content; null: there is no such file
    role: str
    principal: str  # who signed, by the first name on the signer's line; who it claims to be where no line has the key
    key: str  # fingerprint of the key, as ssh-keygen shows it; '' where the signature does not read
    verdict: str  # approve, concern, withdraw or overrule
    about: str | None  # the statement that it takes back or overrules; null: it is about the record
    reason: str
    claimed: dt.datetime | None  # when it says that it was made; shown, never believed
    first_seen: dt.datetime | None  # when the protected branch first had it; null: not yet, so that now counts
    presence: str  # proven (somebody touched the key) or not proven
    solo: bool  # given in solo mode, where one person holds every role
    state: str  # in force, withdrawn, overruled (a concern), superseded (it was about another revision),
    # repeated (a second approval by the same person), refused (it does not prove what it says) or not known
    counts: bool | None  # it is in force; null: could not be told
    why_not: str  # the sentence that says why it does not count, or why that is not known; '' where it counts


def rows(
    authors: list[tuple[Any, ...]],
    proposers: list[tuple[Any, ...]],
    history: list[tuple[Any, ...]],
    **asked: list[tuple[Any, ...]],
) -> Iterator[Signatures]:
    """The rows; see ``ASKS`` for what each question is."""
    known = _asked.known(**asked)
    wrote: dict[str, set[str]] = defaultdict(set)
    for path, email in authors:
        wrote[path].add(email.casefold())
    proposes: dict[str, set[str]] = defaultdict(set)
    for path, name in proposers:
        proposes[path].add(name.casefold())
    ground = Ground(
        chain=known.chain,
        contents=known.contents,
        roots=known.roots,
        unknown=_unknown(history),
        authors=wrote,
        proposers=proposes,
        clock=known.clock,
    )
    version = known.chain.in_force
    solo = bool(version and version.signing and version.signing.solo)
    for one in judge(known.seen, ground):
        yield _row(one, known.contents, solo=solo)


def _unknown(history: list[tuple[Any, ...]]) -> str:
    """Why what the repository had is not known; '' where it is."""
    reasons: dict[str, str] = dict(history)
    if "history" in reasons:
        return f"the repository's first commit is not known: {reasons['history']}"
    return next(iter(reasons.values()), "")


def _row(one: Judged, contents: dict[str, str], *, solo: bool) -> Signatures:
    said = one.said
    now = contents.get(said.record_path)
    return Signatures(
        path=said.path, line=said.line, statement=said.statement, record=said.record, record_path=said.record_path,
        content=said.content, current=None if now is None else now == said.content, role=said.role,
        principal=one.person, key=said.key, verdict=said.verdict, about=said.about, reason=said.reason,
        claimed=said.claimed, first_seen=one.seen.first_seen, presence="proven" if said.touched else "not proven",
        solo=solo, state=one.state, counts=None if one.state == NOT_KNOWN else one.state == IN_FORCE,
        why_not=one.why_not,
    )  # fmt: skip


ASKS = {
    **_asked.ASKS,
    # Who wrote a proposal wrote it whatever its file was called then; nor is whoever writes as a robot nobody.
    "authors": """
        WITH signed AS (SELECT repository, record, record_path FROM decided.signoffs
                        UNION SELECT repository, record, record_path FROM observed.past_signoffs),
             wrote AS (SELECT s.record_path, s.repository, c.sha FROM signed AS s
                       JOIN observed.changes AS c ON c.repository = s.repository AND c.path = s.record_path
                       UNION SELECT s.record_path, s.repository, c.sha FROM signed AS s
                       JOIN observed.changes AS c ON c.repository = s.repository
                         AND regexp_extract(c.path, '^architecture/proposals/([A-Za-z]+-[0-9]+)', 1) = s.record
                       WHERE starts_with(s.record_path, 'architecture/proposals/'))
        SELECT DISTINCT w.record_path, k.email FROM wrote AS w
        JOIN observed.commits AS k ON k.repository = w.repository AND k.sha = w.sha
    """,
    "proposers": "SELECT path, unnest(authors) FROM decided.proposals WHERE dialect = 'principal'",
    "history": "SELECT source, reason FROM observed.coverage WHERE source IN ('history', 'signoff_history') "
    "AND path = '' AND status <> 'complete' ORDER BY ALL",
}
ANALYSIS = Computation(name="signatures", version=4, table=Signatures, asks=ASKS, rows=rows)
