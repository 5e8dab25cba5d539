"""What a brief says of a part of the system: pairs of what is so, and where it is written."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.decided import Components, Needs, Teams
from principal.core.found import Rules
from principal.core.rules import BUILT_IN
from principal.core.scope import Scope, read_rows

if TYPE_CHECKING:
    import duckdb

    from principal.core.scope import Open

Pair = tuple[str, str]

MAX_PATHS = 50
_BELOW = "(path = ? OR starts_with(path, ?))"


@dataclass(frozen=True, slots=True)
class Used:
    """A technology that a part of the system uses, and where that is seen; ``near``: in the very paths."""

    name: str
    kind: str
    where: str
    near: bool


def below(scope: Scope, column: str = "path") -> tuple[str, list[object]]:
    """A condition that *column* is one of the paths or below one, and its parameters."""
    if "." in scope.paths:
        return "true", []
    condition = _BELOW.replace("path", column)
    parameters: list[object] = [value for p in scope.paths[:MAX_PATHS] for value in (p, f"{p}/")]
    return "(" + " OR ".join([condition] * min(len(scope.paths), MAX_PATHS)) + ")", parameters


def technologies(connection: duckdb.DuckDBPyConnection, scope: Scope) -> list[Used]:
    """What the paths use (by what is named in them, what they import, their languages), then their components."""
    here, where = below(scope)
    imported, places = below(scope, "d.from_path")
    names = [c.name for c in scope.components]
    rows = connection.execute(
        f"""
        WITH aliases AS (
            SELECT CASE ecosystem WHEN 'npm' THEN 'javascript' WHEN 'golang' THEN 'go' WHEN 'maven' THEN 'java'
                        ELSE 'python' END AS language, rtrim(name, '*') AS name, ends_with(name, '*') AS prefix, technology
            FROM known.aliases WHERE ecosystem IN ('pypi', 'npm', 'golang', 'maven')
        ), used AS (
            SELECT name, kind, path, line, true AS near FROM observed.technologies WHERE {here}
            UNION ALL
            SELECT a.technology, '', d.from_path, d.line, true FROM derived.dependencies AS d
            JOIN aliases AS a
              ON a.language = CASE d.language WHEN 'typescript' THEN 'javascript' WHEN 'kotlin' THEN 'java'
                              ELSE d.language END
             AND CASE WHEN a.prefix THEN starts_with(lower(d.module), a.name)
                      ELSE replace(lower(d.module), '_', '-') = a.name END
            WHERE {imported} AND a.technology IN (SELECT name FROM observed.technologies)
            UNION ALL
            SELECT language, 'language', path, NULL, true FROM observed.files
            WHERE language IS NOT NULL AND kind = 'code' AND {here}
            UNION ALL
            SELECT technology, coalesce(kind, ''), seen_path, seen_line, false FROM derived.stacks
            WHERE firm AND component IN (SELECT unnest(?))
        )
        SELECT name, max(kind), arg_min(path || coalesce(':' || line, ''), (NOT near, path, line)), bool_or(near)
        FROM used GROUP BY name ORDER BY NOT bool_or(near), name
        """,  # noqa: S608 (our own text)
        [*where, *places, *where, names],
    ).fetchall()
    declared = {tech: f"{c.path}:{c.line}" for c in scope.components for tech in c.tech}
    found = [Used(name, kind, at or declared.get(name, ""), near) for name, kind, at, near in rows]
    known = {u.name for u in found}
    return found + [Used(tech, "", at, False) for tech, at in declared.items() if tech not in known]


def what_it_is(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Iterator[Pair]:
    """The components and who answers for them; the owners of the files; what data and journeys hang on them."""
    teams = {t.name: t for t in read_rows(connection, Teams)}
    for component in scope.components:
        yield _component(component, teams), f"{component.path}:{component.line}"
    owners = _owners(connection, scope)
    if owners:
        yield f"owned by {owners[0]}", owners[1]
    if not scope.components:
        yield from _undeclared(connection, scope)
    for entity in scope.data:
        classes = f" ({', '.join(entity.classes)})" if entity.classes else ""
        parts = [
            f"{entity.owner} alone writes it" if entity.owner else "",
            f"{entity.store} keeps it" if entity.store else "",
        ]
        parts += [f"{entity.consistency} consistency" if entity.consistency else ""]
        yield f"data {entity.name}{classes}: {', '.join(p for p in parts if p)}", f"{entity.path}:{entity.line}"
    for journey in scope.journeys:
        yield f"journey {journey.name}: {' > '.join(journey.steps)}", f"{journey.path}:{journey.line}"


def _component(component: Components, teams: dict[str, Teams]) -> str:
    kind = "bought " + component.kind if component.bought else component.kind
    said = f"{component.name}: {kind}" + (", our core" if component.core else "")
    if component.team:
        members = teams[component.team].members if component.team in teams else []
        said += f", of team {component.team}" + (f" ({', '.join(members[:6])})" if members else "")
    if component.tech:
        said += f", in {', '.join(component.tech)}"
    return said + ("; ESTIMATED, nobody confirmed it" if component.estimated else "")


def _owners(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Pair | None:
    """Who owns the files by CODEOWNERS; of a file that is not there yet, who owns those of its folder."""
    for attempt in (scope, *_folders(scope)):
        here, where = below(attempt)
        rows = connection.execute(
            f"""SELECT owner, count(*), arg_max(decided_at || ':' || decided_line, decided_line)
                FROM derived.file_owners WHERE {here} GROUP BY owner ORDER BY 2 DESC, 1 LIMIT 4""",  # noqa: S608
            where,
        ).fetchall()
        if rows:
            return ", ".join(owner for owner, _, _ in rows), rows[0][2]
    return None


def _folders(scope: Scope) -> Iterator[Scope]:
    """The same with the folders above the paths."""
    above = tuple(sorted({p.rpartition("/")[0] or "." for p in scope.paths}))
    if above != scope.paths and above != (".",):
        yield Scope(above, (), (), (), (), anything=False)


def _undeclared(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Iterator[Pair]:
    here, where = below(scope, "rtrim(ltrim(build, './'), '/')")
    rows = connection.execute(
        f"SELECT name, kind, path, line FROM observed.components WHERE build IS NOT NULL AND {here} "  # noqa: S608
        "ORDER BY path, line LIMIT 3",
        where,
    ).fetchall()
    for name, kind, path, line in rows:
        yield f"{name}: {kind}, seen in infrastructure files and declared by nobody", f"{path}:{line}"
    if not rows:
        declared = connection.execute("SELECT count(*) FROM decided.components").fetchall()[0][0]
        yield ("no component" if declared else "no component: nobody has declared any") + " holds these paths", ""


def verdicts(connection: duckdb.DuckDBPyConnection, technologies: Sequence[Used]) -> Iterator[Pair]:
    """What the radar says of each; those that may not be used first. Nothing where there is no radar."""
    placed = {
        name: (blip, ring, why, instead, path, line)
        for name, blip, ring, why, instead, path, line in connection.execute(
            "SELECT technology, blip, ring, why, instead, path, line FROM derived.placements ORDER BY package DESC"
        ).fetchall()
    }
    if not placed:
        return
    by_ring: dict[str, list[str]] = {}
    for used in technologies:
        if used.name not in placed:
            if used.near and used.kind not in ("package", "tool", "library"):
                by_ring.setdefault("", []).append(used.name)
            continue
        _, ring, why, instead, path, line = placed[used.name]
        if ring == "hold":
            use = f"; use {instead} instead" if instead else ""
            yield f"{used.name} is on HOLD: {why or 'no reason is given'}{use}", f"{path}:{line}"
        else:
            by_ring.setdefault(ring, []).append(used.name)
    for ring in ("assess", "trial", "adopt"):
        if ring in by_ring:
            yield f"{ring}: {', '.join(by_ring[ring][:12])}", ""
    if "" in by_ring:
        yield f"on no ring: {', '.join(by_ring[''][:12])}", ""


def loans(connection: duckdb.DuckDBPyConnection, scope: Scope, today: dt.date) -> Iterator[Pair]:
    """The loans that cover something here, those that are due first."""
    covered = Counter(
        waived_by.partition(" ")[2]
        for waived_by, subject, path in connection.execute(
            "SELECT waived_by, subject, path FROM found.findings WHERE waived_by LIKE 'loan %'"
        ).fetchall()
        if scope.touches(subject, path)
    )
    for name, rule, what, due, owner, path, line in connection.execute(
        "SELECT id, rule, what, due, owner, path, line FROM decided.loans ORDER BY due, id"
    ).fetchall():
        if name in covered:
            late = "; OVERDUE" if due is not None and due < today else ""
            number = f"{covered[name]:,} finding{'s' if covered[name] > 1 else ''} of {rule}"
            yield (
                f"{name}: {what}, covers {number}, {owner or 'nobody'} repays it by {due or 'no day'}{late}",
                f"{path}:{line}",
            )


def binding(connection: duckdb.DuckDBPyConnection, scope: Scope, found: Sequence[Open]) -> Iterator[Pair]:
    """The rules with findings or subjects here, and why they are; those that fail here and those that block first."""
    rules = {r.id: r for r in read_rows(connection, Rules)}
    failing = Counter(o.rule.id for o in found)
    held = {
        rule
        for rule, subject in connection.execute(
            "SELECT DISTINCT rule, subject FROM found.outcomes WHERE outcome IN ('pass', 'waived') AND subject <> ''"
        ).fetchall()
        if scope.touches(subject, subject)
    }
    named = sorted(
        (rules[r] for r in {*failing, *held} if r in rules), key=lambda r: (not r.blocking, not failing[r.id], r.id)
    )
    for rule in named:
        why = reason(rule)
        blocks = "blocks" if rule.blocking else "does not block"
        yield f"{rule.id} ({blocks}): {rule.summary}" + (f". {why}" if why else ""), ""


_WHY = re.compile(r"^## Why\s*\n+(.+?)(?:\n\n|\n#|\Z)", re.MULTILINE | re.DOTALL)
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)")


def reason(rule: Rules) -> str:
    """The first sentence of why one of our own rules is; '' where it cannot be told."""
    if rule.origin != BUILT_IN:
        return ""
    from importlib import resources
    from pathlib import Path

    file = Path(str(resources.files("principal"))) / "phases" / rule.phase / "rules" / f"{rule.id}.md"
    try:
        found = _WHY.search(file.read_text(encoding="utf-8"))
    except OSError:
        return ""
    said = " ".join(found[1].split()) if found else ""
    sentence = _SENTENCE.match(said)
    return sentence[1] if sentence else said


def needs(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Iterator[Pair]:
    """What the components need and how, and who needs them."""
    names = {c.name for c in scope.components}
    rows = read_rows(connection, Needs, "ORDER BY component, needs")
    for need in rows:
        if need.component in names:
            timeout = (
                f", gives up after {need.timeout_ms:g} ms" if need.timeout_ms is not None else ", without a timeout"
            )
            down = f"uses {need.use}" if need.when_down == "use" else need.when_down
            via = f" by {need.via}" if need.via else ""
            yield (
                f"{need.component} needs {need.needs}{via}{timeout}; when it is down: {down}",
                f"{need.path}:{need.line}",
            )
    for name in sorted(names):
        users = sorted({n.component for n in rows if n.needs == name and n.component not in names})
        if users:
            yield f"{name} is needed by {', '.join(users[:10])}", ""
