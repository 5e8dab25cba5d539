"""JSON: everything, in a stable order, with a version of its own."""

from __future__ import annotations

from principal.core.verdict import Judged, Verdict
from principal.faces.safe import as_json
from principal.faces.verdicts import ANSWERS

VERSION = 1


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """One JSON object; *everything* changes nothing, since nothing is left out."""
    return as_json(document(verdict)) + "\n"


def document(verdict: Verdict) -> dict[str, object]:
    """The verdict as plain data."""
    return {
        "version": VERSION,
        "repository": verdict.repository,
        "as_of": verdict.today.isoformat(),
        "stage": verdict.stage,
        "base": verdict.base,
        "exit_code": verdict.exit_code,
        "answer": ANSWERS[verdict.exit_code],
        "nothing_checked": verdict.nothing_checked,
        "counts": verdict.counts,
        "findings": [_finding(j) for j in verdict.findings],
        "waived": [_finding(j) for j in verdict.waived],
        "not_checked": [
            {"rule": o.rule, "subject": o.subject, "path": o.path, "reason": o.reason} for o in verdict.unchecked
        ],
        "confirms": [
            {"table": c.table, "key": list(c.key), "path": c.path, "line": c.line} for c in verdict.confirms
        ],
        "mistakes": [
            {"path": m.path, "line": m.line, "column": m.column, "wrong": m.wrong, "expected": m.expected}
            for m in verdict.mistakes
        ],
        "rules": [
            {
                "id": r.id, "phase": r.phase, "stage": r.stage, "severity": r.severity, "confidence": r.confidence,
                "status": r.status, "summary": r.summary, "blocking": r.blocking, "uses": r.uses, "outcome": r.outcome,
                "reason": verdict.reason_of(r), "path": r.path, "line": r.line, "origin": r.origin,
            }
            for r in sorted(verdict.rules.values(), key=lambda r: r.id)
        ],
    }  # fmt: skip


def _finding(judged: Judged) -> dict[str, object]:
    finding = judged.finding
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "phase": judged.rule.phase,
        "severity": judged.rule.severity,
        "confidence": judged.rule.confidence,
        "standing": judged.standing,
        "blocks": judged.blocks,
        "subject": finding.subject,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "related": finding.related,
        "amount": finding.amount,
        "waived_by": finding.waived_by,
        "waived_because": finding.waived_because,
        "why": judged.rule.summary,
        "tip": f"principal why {finding.rule}",
    }
