"""``architecture/proposals.yaml``: how proposals are agreed to, by tier, and who signs where what is touched."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core import documents
from principal.core.records import RecordKind
from principal.phases.consensus._proposal_status import TERMS
from principal.phases.consensus._proposal_tables import ProposalRoles, ProposalTerms

PATH = "architecture/proposals.yaml"
_MS_A_DAY = 86_400_000


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.consensus._proposal_front import TermsFile

    return schema_of(TermsFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for each tier and each role that the file asks for, and its mistakes."""
    from principal.core.validation import read_file
    from principal.phases.consensus._proposal_front import TermsFile

    document, file, mistakes = read_file(path, content, TermsFile)
    yield from mistakes
    if file is None:
        return
    for tier, otherwise in TERMS.items():
        terms = getattr(file.tiers, tier)
        if terms is None:
            continue
        yield ProposalTerms(
            tier=tier, agree=terms.agree.value if terms.agree else otherwise.agree,
            comment_days=round(terms.comment.value / _MS_A_DAY) if terms.comment else otherwise.comment_days,
            roles=list(dict.fromkeys(terms.roles)), path=path, line=document.position(("tiers", tier))[0],
        )  # fmt: skip
    for touches, roles in file.roles:
        for role in dict.fromkeys(roles):
            yield ProposalRoles(touches, role, path, document.position(("roles", touches, role))[0])


_SHIPPED = ", ".join(f"('{tier}', {terms.agree}, {terms.comment_days})" for tier, terms in TERMS.items())
_LOOSENED = (
    f"""
    SELECT h.tier AS subject, h.path, h.line,
           'proposals of the tier ' || h.tier || ' are agreed to by fewer, or sooner, than Principal ships: more than '
           || round(100 * h.agree)::BIGINT || '% of the roles and ' || h.comment_days || ' days for objections'
           AS message
    FROM head.decided.proposal_terms AS h JOIN (VALUES {_SHIPPED}) AS s(tier, agree, comment_days) ON s.tier = h.tier
    WHERE (h.agree < s.agree OR h.comment_days < s.comment_days)
      AND NOT EXISTS (SELECT 1 FROM base.decided.proposal_terms AS b WHERE b.tier = h.tier)
    """,  # noqa: S608 (our own numbers)
    """
    SELECT b.tier AS subject, b.path, b.line,
           'proposals of the tier ' || b.tier || ' needed '
           || CASE WHEN h.tier IS NULL THEN 'what this file says, and have what Principal ships'
                   WHEN h.agree < b.agree THEN 'more than ' || round(100 * b.agree)::BIGINT
                        || '% of the roles to agree, and need ' || round(100 * h.agree)::BIGINT || '%'
                   WHEN h.comment_days < b.comment_days THEN b.comment_days || ' days for objections, and have '
                        || h.comment_days
                   ELSE 'the role ' || list_filter(b.roles, lambda r: NOT list_contains(h.roles, r))[1]
                        || ', and do not need it any more' END AS message
    FROM base.decided.proposal_terms AS b LEFT JOIN head.decided.proposal_terms AS h ON h.tier = b.tier
    WHERE h.tier IS NULL OR h.agree < b.agree OR h.comment_days < b.comment_days OR NOT list_has_all(h.roles, b.roles)
    """,
    """
    SELECT b.role AS subject, b.path, b.line,
           'the role ' || b.role || ' had to sign where ' || b.touches || ' is touched, and need not any more'
           AS message
    FROM base.decided.proposal_roles AS b
    WHERE NOT EXISTS (SELECT 1 FROM head.decided.proposal_roles AS h WHERE h.touches = b.touches AND h.role = b.role)
    """,
)

RECORD = RecordKind(
    name="proposal_terms",
    version=1,
    tables=(ProposalTerms, ProposalRoles),
    wants=documents.wants_file(PATH),
    read=read,
    absent="none",
    judging=True,
    schema=schema,
    loosened=_LOOSENED,
)
