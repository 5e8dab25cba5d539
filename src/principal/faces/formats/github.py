"""GitHub workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from principal.core.verdict import OLD, Verdict
from principal.faces.safe import clean_lines
from principal.faces.verdicts import ANSWERS, confirms, level, tally

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """One command a line, then the summary."""
    said = []
    for mistake in verdict.mistakes:
        where = f"file={_property(mistake.path)},line={mistake.line},col={mistake.column}"
        said.append(
            f"::error {where},title=principal: a record is wrong::{_data(f'{mistake.wrong}; {mistake.expected}')}"
        )
    for judged in verdict.findings:
        if judged.standing == OLD and not everything:
            continue
        finding = judged.finding
        parts = []
        if finding.path:
            parts.append(f"file={_property(finding.path)}")
            if finding.line:
                parts.append(f"line={finding.line}")
        parts.append(f"title={_property('principal: ' + finding.rule)}")
        said.append(f"::{_COMMANDS[level(judged)]} {','.join(parts)}::{_data(finding.message)}")
    if verdict.confirms:
        said.append(f"::notice title=principal::{_data(confirms(verdict))}")
    for outcome in verdict.unchecked:
        said.append(
            f"::warning title={_property('principal: not checked')}::{_data(f'{outcome.rule}: {outcome.reason}')}"
        )
    if verdict.nothing_checked:
        said.append(f"::warning title={_property('principal: not checked')}::{_data(verdict.nothing_checked)}")
    said.append(_line(f"{tally(verdict)}; {ANSWERS[verdict.exit_code]}"))
    return "\n".join(said) + "\n"


def _line(text: str) -> str:
    return clean_lines(text).replace("::", ": :")


def _data(text: str) -> str:
    return clean_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
