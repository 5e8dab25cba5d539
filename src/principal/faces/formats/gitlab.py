"""GitLab Code Quality: a JSON array of issues, by the Code Climate subset that GitLab reads."""

from __future__ import annotations

from principal.core.store import digest
from principal.core.verdict import OLD, Judged, Verdict
from principal.faces.safe import as_json
from principal.faces.verdicts import level

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """One issue a finding that is open; mistakes in records are blockers."""
    issues: list[dict[str, object]] = [
        {
            "description": f"{m.wrong}; {m.expected}",
            "check_name": "principal: a record is wrong",
            "fingerprint": digest(m.path, m.line, m.column, m.wrong),
            "severity": "blocker",
            "location": {"path": m.path, "lines": {"begin": m.line}},
        }
        for m in verdict.mistakes
    ]
    issues += [_issue(j) for j in verdict.findings if everything or j.standing != OLD]
    return as_json(issues) + "\n"


def _issue(judged: Judged) -> dict[str, object]:
    finding = judged.finding
    return {
        "description": finding.message,
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[level(judged)],
        # GitLab needs a path; what is about the whole system stands at the folder of its records.
        "location": {"path": finding.path or "architecture", "lines": {"begin": finding.line or 1}},
    }
