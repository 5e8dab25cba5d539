"""SARIF 2.1.0 (OASIS), for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

from urllib.parse import quote

from principal import __version__
from principal.core.found import Rules
from principal.core.verdict import OLD, Judged, Verdict
from principal.faces.safe import as_json
from principal.faces.verdicts import level

FINGERPRINT = "principal/v1"


def render(verdict: Verdict, *, everything: bool = False) -> str:
    """One SARIF log with one run; waived findings are results with a suppression."""
    used = {j.rule.id for j in (*verdict.findings, *verdict.waived)}
    rules = [r for name, r in sorted(verdict.rules.items()) if name in used]
    position = {r.id: i for i, r in enumerate(rules)}
    results = [_result(j, position) for j in (*verdict.findings, *verdict.waived)]
    notifications: list[dict[str, object]] = [
        {"level": "warning", "message": {"text": f"not checked: {o.rule}: {o.reason}"}} for o in verdict.unchecked
    ]
    if verdict.nothing_checked:
        notifications.append({"level": "warning", "message": {"text": f"not checked: {verdict.nothing_checked}"}})
    notifications += [
        {
            "level": "error",
            "message": {"text": f"{m.wrong}; {m.expected}"},
            "locations": [_location(m.path, m.line, m.column)],
        }
        for m in verdict.mistakes
    ]
    run = {
        "tool": {
            "driver": {
                "name": "Principal",
                "semanticVersion": __version__,
                "rules": [_rule(r) for r in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not verdict.mistakes,
                "exitCode": verdict.exit_code,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return as_json(log) + "\n"


def _rule(rule: Rules) -> dict[str, object]:
    levels = {"error": "error", "warning": "warning", "note": "note"}
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "help": {"text": f"principal why {rule.id}"},
        "defaultConfiguration": {"level": levels[rule.severity] if rule.status == "stable" else "note"},
        "properties": {"tags": [rule.phase, rule.status], "precision": _PRECISION[rule.confidence]},
    }


_PRECISION = {"high": "very-high", "medium": "medium", "low": "low"}


def _location(path: str, line: int | None, column: int | None = None) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"}}
    if line:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": physical}


def _result(judged: Judged, position: dict[str, int]) -> dict[str, object]:
    finding = judged.finding
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": position[finding.rule],
        "level": level(judged),
        "message": {"text": finding.message},
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "baselineState": "unchanged" if judged.standing == OLD else "new",
    }
    if finding.path:
        result["locations"] = [_location(finding.path, finding.line)]
    else:
        result["locations"] = [{"logicalLocations": [{"name": finding.subject}]}]
    if finding.waived_by:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"{finding.waived_by}: {finding.waived_because}",
            }
        ]
    return result
