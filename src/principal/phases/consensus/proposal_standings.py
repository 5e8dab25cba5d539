"""Where each proposal stands: its tier, who has to sign, its status, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus._proposal_flags import Brings, Moves, of_moves, of_technologies
from principal.phases.consensus._proposal_needed import Alternative, lacking
from principal.phases.consensus._proposal_scope import NEIGHBOUR, Stake, tier
from principal.phases.consensus._proposal_status import ACCEPTED, LIGHT, TERMS, Case, Result, Said, Terms, judge
from principal.phases.consensus.places import role_of


@table("derived", key=("proposal",))
@dataclass(frozen=True, slots=True)
class ProposalStandings:
    """Our own proposals by what follows from their files, their signatures and the clock; nothing in it is typed.

    A revision is told by its content: what was signed of another one does not count.
    """

    proposal: str  # id
    path: str
    line: int
    content: str  # of the revision that is judged
    tier: str  # light, standard or heavy
    reasons: list[str]  # why it is of that tier
    status: str  # draft, proposed, final comment, accepted, rejected, withdrawn or superseded
    because: str  # in words
    next_step: str  # what brings it further, in words; '' where nothing does
    lacks: list[str]  # what the file does not have yet
    flags: list[str]  # red flags that this revision raises, each with its sentence or what shows it
    required: list[str]  # roles that have to sign
    approved: list[str]  # those of them that approved this revision
    missing: list[str]  # those that did not
    concerns: list[str]  # 'role: reason' of those that are open
    unsure: str  # why the signatures could not be judged; '' where they could, or where there are none
    stale: list[str]  # roles that approved an earlier revision and not this one
    comment_until: dt.date | None  # the last day on which somebody may object
    solo: bool  # approvals of solo mode are among those that count
    decided: bool  # it became decision records that are accepted


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class _Asked:
    """What was asked, each by the proposal that it is about."""

    touches: dict[str, Rows]
    says: dict[str, set[str]]
    alternatives: dict[str, list[Alternative]]
    moves: dict[str, Rows]
    brings: dict[str, Rows]
    peak: float | None  # requests a second that are declared
    components: int  # of ours
    rings: set[str]  # technologies on the radar
    sentences: dict[str, Rows]
    signed: dict[str, list[Said]]
    terms: dict[str, Terms]
    roles: dict[str, list[str]]  # by what is touched
    quorums: dict[str, int]
    decided: set[tuple[str, str]]
    signing: bool
    today: dt.date


def rows(
    proposals: Rows, touches: Rows, sections: Rows, alternatives: Rows, moves: Rows, brings: Rows, scale: Rows,
    rings: Rows, sentences: Rows, signatures: Rows, terms: Rows, roles: Rows, quorums: Rows, decisions: Rows,
    trusts: Rows, clock: Rows,
) -> Iterator[ProposalStandings]:  # fmt: skip
    """The rows; see ``_ASKS`` for what each question is."""
    if not proposals:
        return
    said: dict[str, list[Said]] = defaultdict(list)
    for record, *rest, _, _ in signatures:
        said[record].append(Said(*rest))
    by_touch: dict[str, list[str]] = defaultdict(list)
    for touch, role in roles:
        by_touch[touch].append(role)
    others: dict[str, list[Alternative]] = defaultdict(list)
    for proposal, name, nothing, whole in alternatives:
        others[proposal].append(Alternative(name, nothing, whole))
    asked = _Asked(
        touches=_by_first(touches), says={p: {k for (k,) in r} for p, r in _by_first(sections).items()},
        alternatives=others, moves=_by_first(moves), brings=_by_first(brings), peak=scale[0][0],
        components=scale[0][1], rings={name for (name,) in rings}, sentences=_by_first(sentences), signed=said,
        terms={**TERMS, **{t: Terms(agree, days, tuple(named)) for t, agree, days, named in terms}}, roles=by_touch,
        quorums=dict(quorums), decided={(p, c) for p, c in decisions}, signing=bool(trusts), today=clock[0][0],
    )  # fmt: skip
    judged = {p[1]: _judged(p, asked) for p in proposals}
    replaced = {
        old: name
        for name, path, *_, supersedes in proposals
        for old in supersedes
        if judged[path][1].status == ACCEPTED
        and old != name
        # What nobody had to agree to replaces nothing that people agreed to.
        and (judged[path][0].tier != LIGHT or all(c.tier == LIGHT for c, _, _ in judged.values() if c.name == old))
    }
    for proposal in proposals:
        case, result, reasons = judged[proposal[1]]
        if proposal[0] in replaced:
            result = judge(replace(case, successor=replaced[proposal[0]]))
        yield _row(proposal, case, result, reasons)


def _by_first(found: Rows) -> dict[str, Rows]:
    by: dict[str, Rows] = defaultdict(list)
    for first, *rest in found:
        by[first].append(tuple(rest))
    return by


def _judged(proposal: tuple[Any, ...], asked: _Asked) -> tuple[Case, Result, list[str]]:
    name, _, _, content, authors, _ = proposal
    touches = [t for t in asked.touches[name] if t[0] != NEIGHBOUR]
    stakes = [Stake(risk, what) for _, what, risks, _ in touches for risk in risks]
    teams = [team for _, _, _, team in touches if team]
    level, reasons = tier(stakes, teams)
    reasons = reasons if touches else ["it does not say yet what it touches"]
    risks = {s.risk for s in stakes}
    says = asked.says.get(name, set())
    terms = asked.terms[level]
    asked_for = [role for risk in sorted(risks) for role in asked.roles[risk]]
    case = Case(
        name=name, content=content, tier=level, terms=terms,
        lacks=lacking(level, risks, says, asked.alternatives[name], authors=bool(authors), scope=bool(touches)),
        flags=_flags(asked, name, says),
        required=list(dict.fromkeys([*(role_of(t) for t in sorted(set(teams))), *terms.roles, *asked_for])),
        quorums=asked.quorums, said=asked.signed[name], successor=None,
        decided=(name, content) in asked.decided, signing=asked.signing, today=asked.today,
    )  # fmt: skip
    return case, judge(case), reasons


def _flags(asked: _Asked, name: str, says: set[str]) -> list[str]:
    """Evidence first; then what the prose says."""
    moves = of_moves([Moves(*m) for m in asked.moves[name]], migration="migration" in says)
    brings = of_technologies([Brings(*b) for b in asked.brings[name]], asked.peak, asked.components, asked.rings)
    return [*moves, *brings, *(f"{flag}: “{sentence}”" for flag, sentence in asked.sentences[name])]


def _row(proposal: Sequence[Any], case: Case, result: Result, reasons: list[str]) -> ProposalStandings:
    return ProposalStandings(
        proposal=case.name, path=proposal[1], line=proposal[2], content=case.content, tier=case.tier, reasons=reasons,
        status=result.status, because=result.because, next_step=result.step, lacks=list(case.lacks),
        flags=list(case.flags), required=list(case.required), approved=result.approved, missing=result.missing,
        concerns=result.concerns, unsure=result.unsure, stale=result.stale, comment_until=result.until,
        solo=result.solo, decided=case.decided,
    )  # fmt: skip


_OURS = "JOIN decided.proposals AS o ON o.repository = s.repository AND o.id = s.proposal AND o.dialect = 'principal'"
_ASKS = {
    "proposals": "SELECT p.id, p.path, p.line, coalesce(c.sha256, p.content), p.authors, p.supersedes "
    "FROM decided.proposals AS p LEFT JOIN observed.contents AS c ON c.repository = p.repository AND c.path = p.path "
    "WHERE p.dialect = 'principal' ORDER BY p.path",
    "touches": "SELECT proposal, kind, name, risks, team FROM derived.proposal_touches ORDER BY path, line, kind, name",
    "sections": "SELECT DISTINCT s.proposal, s.kind FROM decided.proposal_sections AS s OURS WHERE s.says ORDER BY ALL",
    "alternatives": "SELECT s.proposal, s.name, s.nothing, "
    "s.pros IS NOT NULL AND s.cons IS NOT NULL AND s.why_rejected IS NOT NULL "
    "FROM decided.proposal_alternatives AS s OURS ORDER BY s.path, s.line, s.name",
    "moves": "SELECT proposal, data, volume_bytes, duration_ms FROM decided.proposal_moves ORDER BY path, line, data",
    "brings": "SELECT s.proposal, s.name, k.kind FROM decided.proposal_scopes AS s "
    "JOIN known.technologies AS k ON k.name = s.name WHERE s.kind = 'technology' "
    "AND NOT EXISTS (SELECT 1 FROM observed.technologies AS t WHERE t.repository = s.repository AND t.name = s.name) "
    "AND NOT EXISTS "
    "(SELECT 1 FROM decided.decision_topics AS d WHERE d.repository = s.repository AND d.word = s.name) "
    "ORDER BY s.path, s.line, s.name",
    "scale": "SELECT (SELECT max(value) FROM decided.constraints WHERE kind = 'scale' AND unit = '/s' AND measurable), "
    "(SELECT count(*) FROM decided.components WHERE NOT external AND NOT bought "
    "AND kind NOT IN ('external', 'library'))",
    "rings": "SELECT DISTINCT technology FROM derived.placements ORDER BY technology",
    "sentences": "SELECT s.proposal, s.flag, s.sentence FROM decided.proposal_sentences AS s OURS "
    "ORDER BY s.path, s.line, s.flag",
    # Approvals are of a file; whoever objects does so to the proposal, under whatever name its file goes on.
    "signatures": "SELECT DISTINCT s.record, s.role, s.principal, s.verdict, s.content, s.reason, "
    "s.first_seen::DATE AS first_seen, s.counts, s.state, s.why_not, s.solo, "
    "s.verdict = 'withdraw' AND s.about IS NULL AS takes_back, s.path, s.statement "
    "FROM derived.signatures AS s JOIN decided.proposals AS p ON p.repository = s.repository AND p.id = s.record "
    "AND (p.path = s.record_path OR s.verdict <> 'approve') ORDER BY s.path, s.statement",
    "terms": "SELECT tier, agree, comment_days, roles FROM decided.proposal_terms ORDER BY tier",
    "roles": "SELECT touches, role FROM decided.proposal_roles ORDER BY path, line, touches, role",
    # Of the version that is in force: one that nobody signed may say what it likes.
    "quorums": "SELECT r.role, r.quorum FROM decided.roles AS r JOIN derived.trusted_versions AS v "
    "ON v.repository = r.repository AND v.version = r.version AND v.in_force ORDER BY r.role",
    "decisions": "SELECT DISTINCT p.proposal, p.content FROM decided.proposal_decisions AS p "
    "JOIN decided.decisions AS d ON d.repository = p.repository AND upper(d.id) = upper(p.decision) "
    "WHERE d.status = 'accepted' ORDER BY ALL",
    "trusts": "SELECT version FROM decided.trusts ORDER BY version",
    "clock": "SELECT today FROM known.clock",
}
ANALYSIS = Computation(
    name="proposal_standings",
    version=4,
    table=ProposalStandings,
    asks={name: sql.replace("OURS", _OURS) for name, sql in _ASKS.items()},
    rows=rows,
)
