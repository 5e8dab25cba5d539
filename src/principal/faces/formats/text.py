"""Text for people: rich on a terminal, plain in a pipe, the same words in both."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from principal.core.verdict import OLD, Judged, Verdict
from principal.faces.safe import clean
from principal.faces.verdicts import ANSWERS, confirmed, confirms, place, plural, silences, standing, tally

MAX_SHOWN = 10  # findings of one rule; --all shows them all
_STYLES = {"FAIL": "bold red", "WARN": "yellow", "NOTE": "cyan", "OLD": "dim", "WAIVED": "dim", "SILENT": "magenta"}

Piece = tuple[str, str]  # text and style


def show(verdict: Verdict, *, everything: bool = False) -> None:
    """Print to standard output."""
    if not sys.stdout.isatty():
        sys.stdout.write(render(verdict, everything=everything))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines(verdict, everything=everything):
        console.print(Text.assemble(*((clean(text), style) for text, style in line)) if line else "")


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """The same as plain text."""
    return "".join(clean("".join(text for text, _ in line)) + "\n" for line in lines(verdict, everything=everything))


def lines(verdict: Verdict, *, everything: bool) -> Iterator[list[Piece]]:
    """Every line, as pieces with a style each."""
    scope = "the whole working tree" if verdict.base is None else f"the change since {verdict.base[:12]}"
    yield [(f"{clean(verdict.repository)}: {scope}, as of {verdict.today}, stage {verdict.stage}", "bold")]
    yield []
    for mistake in verdict.mistakes:
        yield [("WRONG ", "bold red"), (f"{clean(mistake.path)}:{mistake.line}:{mistake.column}: ", ""),
               (f"{clean(mistake.wrong)}; {clean(mistake.expected)}", "")]  # fmt: skip
    if verdict.mistakes:
        yield []
    shown = [j for j in verdict.findings if everything or j.standing != OLD]
    for rule, members in _by_rule(shown):
        yield from _rule(rule, members, everything=everything)
    if everything:
        for judged in verdict.waived:
            yield [("WAIVED ", _STYLES["WAIVED"]), (f"{_line(judged)}  [{judged.finding.waived_by}]", "dim")]
        if verdict.waived:
            yield []
    yield from _unchecked(verdict, everything=everything)
    yield from _confirmed(verdict, everything=everything)
    old = sum(j.standing == OLD for j in verdict.findings)
    if old and not everything:
        are = "is" if old == 1 else "are"
        yield [(f"{plural(old, 'finding')} of the base, not from this change, {are} not shown (--all)", "dim")]
    aside = verdict.counts["not checked"] - sum(o.uses for o in verdict.unchecked)
    if verdict.base is not None and aside > 0 and not everything:
        could = "use could" if aside == 1 else "uses could"
        yield [(f"{aside:,} {could} not be checked in the base either, and hold up no change (--all)", "dim")]
    yield [(tally(verdict), "bold")]
    yield [
        (f"{ANSWERS[verdict.exit_code]} (exit {verdict.exit_code})", "bold red" if verdict.exit_code else "bold green")
    ]


def _confirmed(verdict: Verdict, *, everything: bool) -> Iterator[list[Piece]]:
    """What stops being a guess: whoever reviews the change agrees to it."""
    if not verdict.confirms:
        return
    yield [("NOTE ", _STYLES["NOTE"]), (confirms(verdict), "")]
    limit = len(verdict.confirms) if everything else MAX_SHOWN
    for value in verdict.confirms[:limit]:
        yield [("  ", ""), (f"{clean(place(value.path, value.line))}: {clean(confirmed(value))}", "")]
    if len(verdict.confirms) > limit:
        yield [(f"  and {len(verdict.confirms) - limit:,} more (--all)", "dim")]
    yield []


def _by_rule(findings: list[Judged]) -> list[tuple[str, list[Judged]]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for judged in findings:
        groups[judged.rule.id].append(judged)
    return list(groups.items())


def _label(members: list[Judged]) -> str:
    if any(j.blocks for j in members):
        return "FAIL"
    rule = members[0].rule
    return "WARN" if rule.severity in ("error", "warning") and rule.status == "stable" else "NOTE"


def _rule(rule: str, members: list[Judged], *, everything: bool) -> Iterator[list[Piece]]:
    label = _label(members)
    facts = members[0].rule
    trial = "  (on trial: it does not block)" if facts.status == "trial" else ""
    yield [(f"{label} ", _STYLES[label]), (rule, "bold"), (f"  {clean(facts.summary)}{trial}", "")]
    limit = len(members) if everything else MAX_SHOWN
    for judged in members[:limit]:
        said = standing(judged)
        yield [("  ", ""), (_line(judged), ""), (f"  [{judged.finding.fingerprint}]", "dim"),
               (f"  {said}" if said else "", "dim")]  # fmt: skip
        for related in judged.finding.related[: 20 if everything else 3]:
            yield [(f"      {clean(related)}", "dim")]
    if len(members) > limit:
        yield [(f"  and {len(members) - limit:,} more (--all)", "dim")]
    yield [(f"  why and how to mend it: principal why {rule}", "dim")]
    yield []


def _line(judged: Judged) -> str:
    where = place(judged.finding.path, judged.finding.line)
    return f"{clean(where)}: {clean(judged.finding.message)}" if where else clean(judged.finding.message)


def _unchecked(verdict: Verdict, *, everything: bool) -> Iterator[list[Piece]]:
    reasons = silences(verdict.silent if everything else verdict.unchecked, each=everything)
    limit = len(reasons) if everything else MAX_SHOWN
    for reason, rules in reasons[:limit]:
        said = ", ".join(rules[:4]) + (f" and {len(rules) - 4} more" if len(rules) > 4 else "")
        yield [("NOT CHECKED ", _STYLES["SILENT"]), (f"{clean(reason)}  ({said})", "")]
    if len(reasons) > limit:
        yield [(f"NOT CHECKED and {len(reasons) - limit:,} more reasons (--all)", _STYLES["SILENT"])]
    if verdict.nothing_checked:
        yield [("NOT CHECKED ", _STYLES["SILENT"]), (f"nothing at all: {verdict.nothing_checked}", "")]
    if reasons or verdict.nothing_checked:
        yield []
