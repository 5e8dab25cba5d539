"""Signatures: every sign-off, whose it is, and whether it counts; where it does not, why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.tables import table


@table("derived", key=("statement", "path"))
@dataclass(frozen=True, slots=True)
class Signatures:
    """Sign-offs, one row each: who said what about which content of which record, and whether it counts.

    ``counts`` is null where it could not be told (no trust root is set, the clone is shallow): what
    needs signatures is then not checked, with ``why_not`` as the reason. Sign-offs that the protected
    branch once had stay in force when their file is taken away: only a withdrawal takes one back.
    Among those that count, a person has at most one approval of a content in a role.
    """

    path: str  # the file; where it was when it is gone
    line: int
    statement: str  # SHA-256 of what was signed: the name by which others withdraw or overrule it
    record: str  # id: RFC-012, trust-2 …
    record_path: str  # where the record stands
    content: str  # SHA-256 of the content of the record that was signed, as git stores it
    current: bool | None  # the record has that content; null: there is no such file
    role: str
    principal: str  # who signed, by the first name on the signer's line; who it claims to be where no line has the key
    key: str  # fingerprint of the key, as ssh-keygen shows it; '' where the signature does not read
    verdict: str  # approve, concern, withdraw or overrule
    about: str | None  # of withdraw and overrule: the statement that it takes back or overrules
    reason: str
    claimed: dt.datetime | None  # when it says that it was made; shown, never believed
    first_seen: dt.datetime | None  # when the protected branch first had it; null: not yet, so that now counts
    presence: str  # proven (somebody touched the key) or not proven
    solo: bool  # given in solo mode, where one person holds every role
    counts: bool | None  # it is in force; null: could not be told
    why_not: str  # the sentence that says why it does not count, or why that is not known; '' where it counts
