"""A survey as text: what it is made of, what runs, what stands out, what nobody decided, what was not read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from principal.core.verdict import Judged, Verdict
from principal.faces.formats.text import Piece
from principal.faces.safe import clean
from principal.faces.survey import Row, Survey
from principal.faces.verdicts import place, plural

WIDTH = 100
_KINDS = {
    "database": "databases", "cache": "caches", "queue": "queues", "platform": "platforms",
    "orchestrator": "orchestrators", "service": "services", "framework": "frameworks", "library": "libraries",
    "tool": "tools", "package": "other packages",
}  # fmt: skip
_SHOWN = 12


def lines(seen: Survey, verdict: Verdict, *, everything: bool) -> Iterator[list[Piece]]:
    """Every line, as pieces with a style each."""
    files, lines_of_code, _ = seen.files
    commits, people, first, last, recent = seen.history
    yield [(clean(verdict.repository), "bold"), (f", as of {verdict.today}", "")]
    said = f"{plural(files, 'file')}, {plural(lines_of_code, 'line')} of code"
    if commits:
        said += f"; {plural(commits, 'commit')} by {plural(people, 'person', 'people')} ({recent:,} in the last year)"
        said += f", {first} to {last}"
    yield [(said, "")]
    yield from _made_of(seen, everything=everything)
    yield from _runs(seen, everything=everything)
    yield from _stands_out(seen, verdict, everything=everything)
    yield from _governed(seen, verdict)
    yield from _unread(seen, everything=everything)
    yield []
    yield [("Next: ", "bold"), (_next(seen), "")]


def _heading(text: str) -> Iterator[list[Piece]]:
    yield []
    yield [(text, "bold")]


def _made_of(seen: Survey, *, everything: bool) -> Iterator[list[Piece]]:
    if not seen.languages and not seen.technologies:
        return
    yield from _heading("Made of")
    total = sum(n or 0 for _, _, n in seen.languages) or 1
    spoken = [f"{name} {100 * (n or 0) / total:.0f}%" for name, _, n in seen.languages if (n or 0) / total >= 0.005]
    rest = len(seen.languages) - len(spoken)
    if spoken:
        yield from _wrapped("languages", ", ".join(spoken) + (f" and {rest} below 1%" if rest else ""))
    groups: dict[str, list[Row]] = defaultdict(list)
    aside = []
    for kind, name, uses, path, line, version, development in seen.technologies:
        if kind == "package" and development:
            continue  # there are hundreds of them, and nobody asks
        if development or kind == "tool":
            aside.append(name)
        else:
            groups[kind].append((name, uses, path, line, version))
    for kind in (*_KINDS, *sorted(set(groups) - set(_KINDS))):
        members = groups.get(kind, [])
        if not members:
            continue
        limit = len(members) if everything else _SHOWN
        exact = kind in ("database", "cache", "queue", "orchestrator")
        names = [
            f"{name} ({clean(place(path, line))})" if exact else name for name, _, path, line, _ in members[:limit]
        ]
        more = f" and {len(members) - limit} more" if len(members) > limit else ""
        yield from _wrapped(_KINDS.get(kind, kind), ", ".join(names) + more)
    if aside:
        limit = len(aside) if everything else 2 * _SHOWN
        more = f" and {len(aside) - limit} more" if len(aside) > limit else ""
        yield from _wrapped("to build and test", ", ".join(sorted(aside)[:limit]) + more)


def _wrapped(label: str, text: str) -> Iterator[list[Piece]]:
    import textwrap

    for number, part in enumerate(textwrap.wrap(text, WIDTH - 20, break_long_words=False, break_on_hyphens=False)):
        yield [(f"  {label if number == 0 else '':<17} ", "dim"), (clean(part), "")]


def _runs(seen: Survey, *, everything: bool) -> Iterator[list[Piece]]:
    if not seen.components:
        return
    yield from _heading(f"Runs as {plural(len(seen.components), 'component')} (declared in infrastructure files)")
    names = {name for name, *_ in seen.components}
    needs: dict[str, list[str]] = defaultdict(list)
    for caller, callee, via in seen.calls:
        if caller in names and callee != caller:
            said = f"{callee} ({via})" if via else callee
            if said not in needs[caller]:
                needs[caller].append(said)
    limit = len(seen.components) if everything else 24
    width = min(28, max(len(name) for name, *_ in seen.components[:limit]))
    for name, kind, *_ in seen.components[:limit]:
        calls = f"  -> {', '.join(needs[name])}" if needs[name] else ""
        yield [(f"  {clean(name):<{width}} ", ""), (f"{kind:<9}" if calls else kind, "dim"), (clean(calls), "")]
    if len(seen.components) > limit:
        yield [(f"  and {len(seen.components) - limit} more (--all)", "dim")]


def _stands_out(seen: Survey, verdict: Verdict, *, everything: bool) -> Iterator[list[Piece]]:
    found = _findings(verdict)
    if not (found or seen.alone or seen.together or seen.busiest):
        return
    yield from _heading("What stands out")
    limit = len(found) if everything else 12
    for rule, members in found[:limit]:
        yield [("  ", ""), (clean(members[0].rule.summary), ""), (f"  ({rule})", "dim")]
        for judged in members[: len(members) if everything else 3]:
            where = place(judged.finding.path, judged.finding.line)
            yield [(f"    {clean(where) + ': ' if where else ''}{clean(judged.finding.message)}", "")]
        if len(members) > 3 and not everything:
            yield [(f"    and {len(members) - 3:,} more", "dim")]
    for folder, person, count, files, last in seen.alone:
        much = f"{plural(files, 'file')} ({plural(count, 'line')})"
        yield [(f"  {clean(folder)} is known by one person: each of its {much} is mostly the work of {clean(person)}, "
                f"and nobody else who is still here did much of it; last changed on {last}", "")]  # fmt: skip
    for one, other, times, confidence in seen.together:
        yield [(f"  {clean(one)} and {clean(other)} change together: {times} commits in two years, "
                f"{confidence:.0%} of those of the one that changes less", "")]  # fmt: skip
    for path, count, size in seen.busiest[:3]:
        busy = f"{plural(count, 'commit')} in the last year, {plural(size or 0, 'line')}"
        yield [(f"  {clean(path)} is busy and large: {busy}", "")]


def _findings(verdict: Verdict) -> list[tuple[str, list[Judged]]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for judged in verdict.findings:
        groups[judged.rule.id].append(judged)
    order = {"error": 0, "warning": 1, "note": 2}
    sure = {"high": 0, "medium": 1, "low": 2}
    return sorted(
        ((rule, members) for rule, members in groups.items()),
        key=lambda item: (
            item[1][0].rule.red_flag is None,
            order[item[1][0].rule.severity],
            sure[item[1][0].rule.confidence],
            item[0],
        ),
    )  # fmt: skip


def _governed(seen: Survey, verdict: Verdict) -> Iterator[list[Piece]]:
    if not (seen.governed or seen.decisions or any(count for _, count, _ in seen.governance)):
        return
    yield from _heading("Who decided this")
    several = {"technology": "technologies", "component": "components", "boundary": "boundaries"}
    for kind, total, governed, guessed in seen.governed:
        words = several.get(kind, f"{kind}s") if total != 1 else kind
        more = f"; {guessed:,} by a guess that nobody confirmed" if guessed else ""
        yield [(f"  {total:,} {words}, {governed:,} governed by a decision, a radar or a contract{more}", "")]
    for what, count, example in seen.governance:
        if count:
            yield [(f"  {what}: {count:,}", ""), (f"  ({clean(example)})", "dim")]
    if seen.decisions:
        said = ", ".join(f"{count} {status}" for status, count in seen.decisions)
        yield [(f"  decision records by status: {said}", "")]


def _unread(seen: Survey, *, everything: bool) -> Iterator[list[Piece]]:
    if not seen.gaps:
        return
    yield from _heading("Not read")
    for source, count, example, reason in seen.gaps:
        if not count:
            yield [(f"  {source}: {clean(reason)}", "")]
            continue
        yield [(f"  {source}: {plural(count, 'file')} not read whole, such as {clean(example)}: {clean(reason)}", "")]


# What to write first, and what the program can then say.
_FIRST = {
    "radar": "write architecture/radar.yaml: which technologies you adopt, try, assess and hold",
    "system": "write architecture/system.yaml: the components, who owns each, and who needs whom",
    "constraints": "write architecture/constraints.yaml: what the system cannot do, in figures",
}


def _next(seen: Survey) -> str:
    there = {name for (name,) in seen.records}
    missing = [name for name in _FIRST if name not in there]
    if len(missing) == len(_FIRST):
        return "principal init drafts the records from what was seen, for you to correct and confirm"
    if not missing:
        return "principal check holds it to its records; principal why RULE explains a rule"
    return f"{_FIRST[missing[0]]}; begin with: principal records {missing[0]}"


def document(seen: Survey, verdict: Verdict) -> dict[str, object]:
    """The survey as plain data."""
    from principal.faces.formats.json import document as verdict_document

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        return value.isoformat() if isinstance(value, dt.date) else value

    survey = plain(asdict(seen))
    return {"version": 1, "survey": survey, "verdict": verdict_document(verdict)}
