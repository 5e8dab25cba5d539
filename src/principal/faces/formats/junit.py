"""JUnit XML: a test case for each rule and subject, so that every CI shows it."""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from principal.core.verdict import OLD, Judged, Verdict
from principal.faces.safe import clean_lines
from principal.faces.verdicts import place


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
    for name, rule in sorted(verdict.rules.items()):
        blocking = [j for j in found.get(name, ()) if j.blocks]
        body = ""
        if blocking:
            body = f"<failure message={_attribute(rule.summary)}>{_text(_places(blocking))}</failure>"
        elif name in silent or rule.outcome in ("not checked", "not applicable"):
            body = (
                f"<skipped message={_attribute('; '.join(sorted(set(silent.get(name, [verdict.reason_of(rule)])))))}/>"
            )
        body += _notes([j for j in found.get(name, ()) if not j.blocks])
        classname = _attribute(f"principal.{rule.phase}")
        phases[rule.phase].append(f"    <testcase classname={classname} name={_attribute(name)}>{body}</testcase>\n")
    wrong = [
        f'    <testcase classname="principal.records" name={_attribute(m.path)}><error message={_attribute(m.wrong)}>'
        f"{_text(f'{m.path}:{m.line}:{m.column}: {m.wrong}; {m.expected}')}</error></testcase>\n"
        for m in verdict.mistakes
    ]
    suites = sorted(phases.items()) + ([("records", wrong)] if wrong else [])
    everywhere = _counts([case for _, cases in suites for case in cases])
    opening = f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="principal" {everywhere}>\n'
    return f"{opening}{''.join(_suite(name, cases) for name, cases in suites)}</testsuites>\n"


def _suite(name: str, cases: list[str]) -> str:
    skipped = sum("<skipped " in case for case in cases)
    opening = f'  <testsuite name={_attribute(name)} {_counts(cases)} skipped="{skipped}">\n'
    return f"{opening}{''.join(cases)}  </testsuite>\n"


def _counts(cases: list[str]) -> str:
    """What the schema that Jenkins holds such files to wants of a suite, and allows of all suites."""
    failures, errors = (sum(f"<{kind} " in case for case in cases) for kind in ("failure", "error"))
    return f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'


def _notes(judged: list[Judged]) -> str:
    return f"<system-out>{_text(_places(judged))}</system-out>" if judged else ""


def _places(judged: list[Judged]) -> str:
    return "\n".join(f"{place(j.finding.path, j.finding.line)}: {j.finding.message}" for j in judged)


def _text(text: str) -> str:
    return escape(clean_lines(text))


def _attribute(text: str) -> str:
    return quoteattr(clean_lines(text))
