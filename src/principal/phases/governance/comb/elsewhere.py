"""Approvals that were given on a forge, from the JSON that its API answers with.

GitHub: ``GET /repos/{owner}/{repo}/pulls/{number}/reviews`` (a list), or ``gh pr view --json
reviews``. GitLab: ``GET /projects/{id}/merge_requests/{iid}/approvals``, which names no commit;
with ``diff_refs`` or ``sha`` of the merge request beside it, that commit. Whoever has the file
could have written it, so it is told and never counted as a signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 16 * 1024 * 1024
MAX_APPROVALS = 5_000
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class NotApprovals(ValueError):
    """A file without approvals of GitHub or GitLab; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody approved a commit ('' where none is named) on a *forge*, says the file at *path*."""

    forge: str
    person: str
    commit: str
    path: str


def read(path: str, content: bytes) -> list[Approval]:
    """The approvals in a file: of each person the last word on each commit.

    Raises:
        NotApprovals: there is nothing of the kind in it.
    """
    if len(content) > MAX_BYTES:
        raise NotApprovals(f"{path} has {len(content):,} bytes; at most {MAX_BYTES:,} are read")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise NotApprovals(f"{path} is not JSON; export the reviews with: gh pr view NUMBER --json reviews") from None
    if isinstance(said, dict) and isinstance(said.get("approved_by"), list):
        return _distinct(_gitlab(path, said))
    reviews = said.get("reviews") if isinstance(said, dict) else said
    if not isinstance(reviews, list) or not all(isinstance(r, dict) and "state" in r for r in reviews):
        raise NotApprovals(f"{path} has neither reviews of GitHub nor approved_by of GitLab")
    return _distinct(_github(path, reviews))


def _github(path: str, reviews: list[dict[str, Any]]) -> Iterator[Approval]:
    last: dict[str, Approval | None] = {}
    for review in reviews[:MAX_APPROVALS]:
        person = _text(review.get("user"), "login") or _text(review.get("author"), "login")
        commit = review.get("commit_id") or _text(review.get("commit"), "oid")
        state = str(review["state"]).upper()
        if not person or state == "COMMENTED":
            continue
        # Only the last word of a person is in force: changes asked for, or an approval dismissed, take it back.
        last[person] = Approval("GitHub", f"@{person}", _commit(commit), path) if state == "APPROVED" else None
    yield from (a for a in last.values() if a is not None)


def _gitlab(path: str, said: dict[str, Any]) -> Iterator[Approval]:
    refs = said.get("diff_refs")
    commit = _commit(said.get("sha") or _text(refs, "head_sha"))
    for approved in said["approved_by"][:MAX_APPROVALS]:
        person = _text(approved.get("user") if isinstance(approved, dict) else None, "username")
        if person:
            yield Approval("GitLab", f"@{person}", commit, path)


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _commit(value: object) -> str:
    return value if isinstance(value, str) and _COMMIT.fullmatch(value) else ""


def _distinct(approvals: Iterator[Approval]) -> list[Approval]:
    return sorted(set(approvals), key=lambda a: (a.forge, a.person, a.commit))
