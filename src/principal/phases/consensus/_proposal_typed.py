"""The status that somebody typed into a proposal, in the words that processes use for it."""

from __future__ import annotations

import re

from principal.core.pages.status import classify

_KEP = {
    "provisional": "proposed", "implementable": "accepted", "implemented": "accepted", "deferred": "proposed",
    "rejected": "rejected", "withdrawn": "withdrawn", "replaced": "superseded",
}  # fmt: skip
_COMMENT = re.compile(r"final comment|last call|\bfcp\b", re.IGNORECASE)
_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)


def typed_status(text: str, *, kep: bool = False) -> str:
    """What *text* says, in the words of ``decided.proposals``."""
    if kep:
        return _KEP.get(text.strip(), "unknown")
    if _COMMENT.search(text):
        return "final comment"
    found = classify(text)
    return "withdrawn" if found == "rejected" and _WITHDRAWN.search(text) else found
