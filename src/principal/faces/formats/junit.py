"""JUnit XML: a test case for each rule and subject, so that every CI shows it."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from principal.core.verdict import OLD, Judged, Verdict
from principal.faces.verdicts import place

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """A suite for each phase and a case for each rule; a blocking finding is a failure, silence is skipped."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for judged in verdict.findings:
        if judged.standing != OLD:
            found[judged.rule.id].append(judged)
    silent: dict[str, list[str]] = defaultdict(list)
    for outcome in verdict.unchecked:
        silent[outcome.rule].append(outcome.reason)
    phases: dict[str, list[str]] = defaultdict(list)
    totals = [0, 0, 0]
    for name, rule in sorted(verdict.rules.items()):
        blocking = [j for j in found.get(name, ()) if j.blocks]
        body = ""
        totals[0] += 1
        if blocking:
            totals[1] += 1
            body = f"<failure message={_attribute(rule.summary)}>{_text(_places(blocking))}</failure>"
        elif name in silent or rule.outcome in ("not checked", "not applicable"):
            totals[2] += 1
            body = f"<skipped message={_attribute('; '.join(sorted(set(silent.get(name, [rule.reason])))))}/>"
        body += _notes([j for j in found.get(name, ()) if not j.blocks])
        classname = _attribute(f"principal.{rule.phase}")
        case = f"    <testcase classname={classname} name={_attribute(name)}>{body}</testcase>\n"
        phases[rule.phase].append(case)
    errors = "".join(
        f'    <testcase classname="principal.records" name={_attribute(m.path)}><error message={_attribute(m.wrong)}>'
        f"{_text(f'{m.path}:{m.line}:{m.column}: {m.wrong}; {m.expected}')}</error></testcase>\n"
        for m in verdict.mistakes
    )
    suites = "".join(
        f"  <testsuite name={_attribute(p)}>\n{''.join(cases)}  </testsuite>\n" for p, cases in sorted(phases.items())
    )
    if errors:
        suites += f'  <testsuite name="records">\n{errors}  </testsuite>\n'
    wrong = len(verdict.mistakes)
    counts = f'tests="{totals[0] + wrong}" failures="{totals[1]}" errors="{wrong}" skipped="{totals[2]}"'
    opening = f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="principal" {counts}>\n'
    return f"{opening}{suites}</testsuites>\n"


def _notes(judged: list[Judged]) -> str:
    return f"<system-out>{_text(_places(judged))}</system-out>" if judged else ""


def _places(judged: list[Judged]) -> str:
    return "\n".join(f"{place(j.finding.path, j.finding.line)}: {j.finding.message}" for j in judged)


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", text))
