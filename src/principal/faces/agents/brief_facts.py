"""What a brief says of a part of the system: pairs of what is so, and where it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from principal.core.scope import Scope, within
from principal.faces.agents.uses import owners_of

if TYPE_CHECKING:
    from principal.core.decided import Components, Teams
    from principal.core.found import Rules
    from principal.core.index import Index
    from principal.core.scope import Open
    from principal.faces.agents.uses import Used

Pair = tuple[str, str]
MAX_WITH_REASON = 6


def what_it_is(index: Index, scope: Scope, used: Sequence[Used]) -> Iterator[Pair]:
    """The components and who answers for them; the owners of the files; what data and journeys hang on them."""
    teams = {t.name: t for t in index.teams}
    for component in scope.components:
        yield _component(component, teams), f"{component.path}:{component.line}"
    owners = owners_of(index, scope.paths)
    if owners is not None:
        said = [f"owned by {', '.join(owners.whole[:8])}"] if owners.whole else []
        said += [f"parts of it owned by {', '.join(owners.parts[:8])}"] if owners.parts else []
        yield "; ".join(said), owners.where
    if not scope.components:
        yield from _undeclared(index, scope)
    near = [u.name for u in used if u.near]
    if near and scope.paths != (".",):
        yield f"uses {', '.join(near[:15])}" + (f" and {len(near) - 15:,} more" if len(near) > 15 else ""), ""
    for entity in scope.data:
        classes = f" ({', '.join(entity.classes)})" if entity.classes else ""
        parts = [f"{entity.owner} alone writes it" if entity.owner else ""]
        parts += [f"{entity.store} keeps it" if entity.store else ""]
        parts += [f"{entity.consistency} consistency" if entity.consistency else ""]
        yield f"data {entity.name}{classes}: {', '.join(p for p in parts if p)}", f"{entity.path}:{entity.line}"
    for journey in scope.journeys:
        yield f"journey {journey.name}: {' > '.join(journey.steps)}", f"{journey.path}:{journey.line}"


def _component(component: Components, teams: dict[str, Teams]) -> str:
    said = f"{component.name}: {'bought ' if component.bought else ''}{component.kind}"
    said += ", our core" if component.core else ""
    if component.team:
        members = teams[component.team].members if component.team in teams else []
        said += f", of team {component.team}" + (f" ({', '.join(members[:6])})" if members else "")
    if component.tech:
        said += f", in {', '.join(component.tech)}"
    return said + ("; ESTIMATED, nobody confirmed it" if component.estimated else "")


def _undeclared(index: Index, scope: Scope) -> Iterator[Pair]:
    built = [(r, str(r.build).removeprefix("./").strip("/")) for r in index.rows("running")]
    seen = [r for r, root in built if root not in ("", ".") and any(within(p, root) for p in scope.paths)]
    for row in seen[:3]:
        yield f"{row.name}: {row.kind}, seen in infrastructure files and declared by nobody", f"{row.path}:{row.line}"
    if not seen and scope.paths != (".",):
        yield (
            f"{'no declared component' if index.components else 'no component is declared that'} holds these paths",
            "",
        )


def verdicts(index: Index, used: Sequence[Used]) -> Iterator[Pair]:
    """What the radar says of each, and where nobody confirmed it; those that may not be used first.

    Nothing where there is no radar.
    """
    placed = {row.technology: row for row in index.rows("blips")}
    if not placed:
        return
    by_ring: dict[str, list[str]] = {}
    for technology in used:
        blip = placed.get(technology.name)
        if blip is None:
            if technology.near and technology.counts:
                by_ring.setdefault("", []).append(technology.name)
        elif blip.ring == "hold":
            use = f"; use {blip.instead} instead" if blip.instead else ""
            yield f"{technology.name} is on HOLD: {blip.why or 'no reason is given'}{use}", f"{blip.path}:{blip.line}"
        else:
            guess = " (ESTIMATED)" if blip.estimated else ""
            by_ring.setdefault(blip.ring, []).append(technology.name + guess)
    told = {u.name for u in used}
    held = sorted(name for name, blip in placed.items() if blip.ring == "hold" and name not in told)
    for ring in ("assess", "trial", "adopt"):
        if ring in by_ring:
            yield f"{ring}: {', '.join(by_ring[ring][:12])}", ""
    if "" in by_ring:
        yield f"on no ring: {', '.join(by_ring[''][:12])}", ""
    if held:
        yield f"never to be brought in (hold): {', '.join(held[:12])}", ""


def loans(index: Index, scope: Scope) -> Iterator[Pair]:
    """The loans that cover something here, those that are due first."""
    covered = Counter(
        f.waived_by.partition(" ")[2]
        for f in index.findings
        if f.waived_by is not None and f.waived_by.startswith("loan ") and scope.touches(f.subject, f.path)
    )
    for loan in index.rows("loans"):
        if loan.id in covered:
            late = "; OVERDUE" if loan.due is not None and loan.due < index.today.isoformat() else ""
            number = f"{covered[loan.id]:,} finding{'s' if covered[loan.id] > 1 else ''} of {loan.rule}"
            who = f"{loan.owner or 'nobody'} repays it by {loan.due or 'no day'}{late}"
            yield f"{loan.id}: {loan.what}, covers {number}, {who}", f"{loan.path}:{loan.line}"


def binding(index: Index, scope: Scope, used: Sequence[Used], found: Sequence[Open]) -> Iterator[Pair]:
    """The rules that fail here, and those that block and that code can break, with why they are; then the others."""
    failing = Counter(o.rule.id for o in found)
    names = {u.name for u in used}
    broken_by_code, held = [], []
    for rule in (index.rules[r] for r in index.subjects if r in index.rules and r not in failing):
        subjects = index.subjects[rule.id]
        if rule.blocking and any(s in names or scope.has(s) for s in subjects):
            broken_by_code.append(rule)
        elif any(scope.touches(s, s) for s in subjects):
            held.append(rule)
    told = [index.rules[r] for r in sorted(failing, key=lambda r: (not index.rules[r].blocking, r))] + broken_by_code
    for rule in told[:MAX_WITH_REASON]:
        yield _bound(rule, index.reasons.get(rule.id, ""), failing[rule.id]), ""
    rest = told[MAX_WITH_REASON:] + sorted(held, key=lambda r: not r.blocking)
    if rest:
        yield f"also asked here: {', '.join(r.id for r in rest)}", ""


def _bound(rule: Rules, why: str, fails: int) -> str:
    state = f"fails {fails:,} time{'s' if fails > 1 else ''} here" if fails else "holds here"
    blocks = "blocks" if rule.blocking else "does not block"
    return f"{rule.id} ({state}, {blocks}): {rule.summary}" + (f". {why}" if why else "")


def needs(index: Index, scope: Scope) -> Iterator[Pair]:
    """What the components need and how, and who needs them."""
    names = {c.name for c in scope.components}
    for need in index.needs:
        if need.component in names:
            said = f"gives up after {need.timeout_ms:g} ms" if need.timeout_ms is not None else "without a timeout"
            down = f"uses {need.use}" if need.when_down == "use" else need.when_down
            via = f" by {need.via}" if need.via else ""
            yield (
                f"{need.component} needs {need.needs}{via}, {said}; when it is down: {down}",
                f"{need.path}:{need.line}",
            )
    for name in sorted(names):
        users = sorted({n.component for n in index.needs if n.needs == name and n.component not in names})
        if users:
            yield f"{name} is needed by {', '.join(users[:10])}", ""
