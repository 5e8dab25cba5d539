"""What people signed of a record, in words: who, as what, when, and whether it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from principal.phases.consensus.signatures import Signatures

_SAYS = {"approve": "approves", "concern": "objects", "withdraw": "withdraws", "overrule": "overrules a concern"}


def signed_line(one: Signatures) -> str:
    """One sign-off in a line."""
    seen = one.first_seen.date().isoformat() if one.first_seen else "not on the protected branch yet"
    line = f"{one.principal} {_SAYS[one.verdict]} as {one.role} ({seen}, presence {one.presence})"
    line += f": {one.reason}" if one.reason else ""
    if one.counts:
        return line
    return f"{line}; {'not known whether it counts' if one.counts is None else 'does not count'}: {one.why_not}"


def signed_data(one: Signatures) -> dict[str, Any]:
    """One sign-off for machines."""
    return {
        "path": one.path, "principal": one.principal, "role": one.role, "verdict": one.verdict, "reason": one.reason,
        "content": one.content, "first_seen": one.first_seen.isoformat() if one.first_seen else None,
        "presence": one.presence, "state": one.state, "counts": one.counts, "why_not": one.why_not,
    }  # fmt: skip
