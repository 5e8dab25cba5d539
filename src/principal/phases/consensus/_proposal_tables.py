"""The tables of what people propose. ``path`` and ``line`` say where it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.tables import table


@table("decided", key=("id", "path"))
@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposals: ours in ``architecture/proposals/``, and those of other processes that are read as they are.

    How far one is follows from its signatures and the clock (``derived.proposals``). A status
    that stands in the file is shown, and held against that.
    """

    id: str  # RFC-012; KEP-1287 or 0042 in the corpora of others
    path: str
    line: int  # of the title
    number: int | None
    title: str
    dialect: str  # principal, kep (kep.yaml beside a README) or rfc (any other)
    content: str  # SHA-256 of the file as git stores it: what a sign-off of this revision names
    status: (
        str | None
    )  # as typed: draft, proposed, final comment, accepted, rejected, withdrawn, superseded, deferred or unknown
    status_text: str | None  # as written
    status_line: int | None
    authors: list[str]
    approvers: list[str]  # whom the file names as having to agree; ours names none, they follow from the scope
    created: dt.date | None
    supersedes: list[str]  # ids, as written
    superseded_by: list[str]  # ids, as written; other processes write it into the older one
    withdrawn: str | None  # why its author took it back


@table("decided", key=("proposal", "kind", "name"))
@dataclass(frozen=True, slots=True)
class ProposalScopes:
    """What a proposal says that it touches, and which constraints it serves."""

    proposal: str
    kind: str  # component, data, need, path, technology, or constraint (that it serves)
    name: str  # of a need: 'checkout needs orders-db'
    path: str
    line: int


@table("decided", key=("proposal", "name"))
@dataclass(frozen=True, slots=True)
class ProposalAlternatives:
    """What a proposal was weighed against; itself is not one of them."""

    proposal: str
    name: str
    path: str
    line: int
    nothing: bool  # it is to do nothing, or to leave things as they are
    pros: str | None  # null where it says none
    cons: str | None
    why_rejected: str | None


@table("decided", key=("proposal", "path", "line", "kind"))
@dataclass(frozen=True, slots=True)
class ProposalSections:
    """The parts of a proposal that every proposal has, by whatever heading they stand under."""

    proposal: str
    kind: str  # problem, proposal, alternatives, data, failure, migration, rollout, cost or questions
    title: str  # '' where the alternatives of another process are told in prose, under no heading of their own
    path: str
    line: int
    says: bool  # more than emptiness, a comment or a form's placeholder stands there
    none: bool  # it does not, but for the word that there is none (N/A)


@table("decided", key=("proposal", "data"))
@dataclass(frozen=True, slots=True)
class ProposalMoves:
    """Data that a proposal moves: to another owner, another store or another region."""

    proposal: str
    data: str
    path: str
    line: int
    owner: str | None  # the component that is to write it; null: as it is
    store: str | None  # the component that is to keep it; null: as it is
    region: str | None  # where that is; null: as it is
    volume_bytes: float | None
    link_bytes_per_second: float | None  # how fast it can be copied
    changes_bytes_per_second: float | None  # how fast it changes meanwhile
    duration_ms: float | None  # how long the move is said to take
    dual_write_ms: float | None  # how long both places are said to be written
    egress_per_gb: float | None  # what a gigabyte costs that leaves, in egress_currency
    egress_currency: str | None
    compute_ms: float | None  # what moving the compute to the data is said to take instead


@table("decided", key=("proposal", "path", "line", "flag"))
@dataclass(frozen=True, slots=True)
class ProposalSentences:
    """Sentences of a proposal that raise a red flag by what they say."""

    proposal: str
    flag: str  # as the rules name it: Kubernetes because Google uses it, distributed spaghetti …
    sentence: str
    path: str
    line: int


@table("decided", key=("proposal", "decision"))
@dataclass(frozen=True, slots=True)
class ProposalDecisions:
    """Decision records that an accepted proposal became (``architecture/proposals/decided.yaml``)."""

    proposal: str
    content: str  # of the revision that was accepted
    decision: str
    on: dt.date
    path: str
    line: int


@table("decided", key=("tier",))
@dataclass(frozen=True, slots=True)
class ProposalTerms:
    """How proposals of a tier are agreed to (``architecture/proposals.yaml``); without the file, as we ship it."""

    tier: str  # light, standard or heavy
    agree: float  # more than this share of the required roles has to approve
    comment_days: int  # and then nobody may object for so many days
    roles: list[str]  # that have to sign, whatever is touched
    path: str
    line: int


@table("decided", key=("touches", "role"))
@dataclass(frozen=True, slots=True)
class ProposalRoles:
    """Which role has to sign where a proposal touches a certain kind of thing (``architecture/proposals.yaml``)."""

    touches: str  # what is at stake: core, data, personal, move, boundary, technology or hotspot
    role: str
    path: str
    line: int
