"""``architecture/proposals/RFC-NNN-*.md``, and the proposals of other processes, read as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.pages.front import front_values
from principal.core.pages.metadata import people, read_metadata, title_of
from principal.core.pages.options import read_options, told_in_prose
from principal.core.pages.page import Heading, Page, key_of, page_of
from principal.core.records import Mistake, RecordKind
from principal.phases.consensus import _proposal_kep
from principal.phases.consensus._proposal_alternatives import alternatives
from principal.phases.consensus._proposal_places import KEP, PRINCIPAL, RFC, dialect, identity, wants, well_named
from principal.phases.consensus._proposal_prose import raised
from principal.phases.consensus._proposal_sections import ALTERNATIVES, parts
from principal.phases.consensus._proposal_tables import (
    ProposalAlternatives,
    ProposalMoves,
    Proposals,
    ProposalScopes,
    ProposalSections,
    ProposalSentences,
)
from principal.phases.consensus._proposal_typed import typed_status

if TYPE_CHECKING:
    from principal.phases.consensus._proposal_front import Front

__all__ = ["RECORD", "Proposals", "read", "wants"]

MAX_BYTES = 4 * 1024 * 1024

_NUMBER = re.compile(r"^(?:RFC|KEP)[-_ #:]{0,2}(?P<digits>\d{1,5})\s*[:.–—-]*\s*", re.IGNORECASE)
_WHO = re.compile(
    r"^(?:[-*+>]\s+)?[*_]{0,2}authors?(?:\(s\))?[*_]{0,2}\s*[:：][*_]{0,2}\s*(?P<who>\S.*)$", re.IGNORECASE
)
_WEIGHED = re.compile(
    r"\b(?:options|solutions|ways|approaches|designs)\b.{0,20}\bconsidered"
    r"|\bconsidered (?:multiple|several|various|other)\b",
    re.IGNORECASE,
)
# A first heading that is a part's: the title is the file's name.
_NO_TITLE = frozenset(("meta", "summary", "abstract", "introduction", "motivation", "table", "of", "contents"))
_FILE = re.compile(r"\A(?:rfc[-_ ]?)?\d{1,5}[-_.]|\.[a-z]+\Z", re.IGNORECASE)
_NAMED = ("authors", "author", "approvers", "creation-date", "start-date", "start date", "superseded-by", "replaces")


def schema() -> dict[str, object]:
    """The JSON Schema of a proposal's front matter."""
    from principal.core.record_fields import schema_of
    from principal.phases.consensus._proposal_front import Front

    return schema_of(Front, "the front matter of architecture/proposals/RFC-*.md")


def read(path: str, content: bytes) -> Iterator[object]:
    """Rows and mistakes of one proposal; nothing if the file turns out to be none."""
    kind = dialect(path)
    if kind == KEP and path.endswith(".yaml"):
        yield from _proposal_kep.read(path, content, _digest(content))
        return
    if len(content) > MAX_BYTES:
        if kind == PRINCIPAL:
            yield Mistake(path, 1, 1, f"{len(content):,} bytes are too many for a proposal", f"at most {MAX_BYTES:,}")
        return
    page = page_of(path, content)
    if kind == PRINCIPAL:
        yield from _ours(page, _digest(content))
    elif kind == RFC:
        if not _is_proposal(page):
            return
        yield _theirs(page, _digest(content))
    yield from _text_of(page, identity(path)[0], ours=kind == PRINCIPAL)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _text_of(page: Page, name: str, *, ours: bool) -> Iterator[object]:
    """What the text itself says: its parts, its alternatives, its red flags."""
    headed = False
    for part in parts(page):
        heading = part.heading
        headed = headed or part.kind == ALTERNATIVES
        yield ProposalSections(name, part.kind, heading.title[:200], page.path, heading.line, part.says, part.none)
    if not ours and not headed and (told_in_prose(page, read_options(page)) or any(map(_WEIGHED.search, page.lines))):
        yield ProposalSections(name, ALTERNATIVES, "", page.path, 1, says=True, none=False)
    seen: set[str] = set()
    for other in alternatives(page):
        if other.name not in seen:
            seen.add(other.name)
            yield ProposalAlternatives(
                name, other.name, page.path, other.line, other.nothing, other.pros, other.cons, other.why
            )
    for flag in raised(page):
        yield ProposalSentences(name, flag.flag, flag.sentence, page.path, flag.line)


def _ours(page: Page, digest: str) -> Iterator[object]:
    from principal.core.validation import validate
    from principal.phases.consensus._proposal_front import Front

    path = page.path
    name, number = identity(path)
    if not well_named(path):
        yield Mistake(path, 1, 1, "the name of the file is no proposal's", "a name as RFC-012-split-the-checkout.md")
    head = title_of(page)
    yield from _title_mistakes(page, head, name)
    if page.front_matter is None:
        yield Mistake(path, 1, 1, "no front matter", "authors, scope and what it serves between --- lines at the top")
    # Lines before it, so that every position is one of the file.
    document = documents.read_text(path, "\n" * (page.front_line - 1) + (page.front_matter or ""))
    front, mistakes = validate(document, Front)
    yield from mistakes
    for note in page.notes:
        yield Mistake(path, 1, 1, note, "a shorter proposal")
    front = front or Front.model_validate({})
    status = front.status
    yield Proposals(
        id=name, path=path, line=head.line if head else 1, number=number,
        title=_NUMBER.sub("", head.title).strip() if head else name, dialect=PRINCIPAL, content=digest,
        status=typed_status(status) if status else None, status_text=status,
        status_line=document.position(("status",))[0] if status else None, authors=front.authors, approvers=[],
        created=front.created, supersedes=front.supersedes, superseded_by=[], withdrawn=front.withdrawn,
    )  # fmt: skip
    yield from _scope(document, front, name)
    yield from _moves(document, front, name)


def _title_mistakes(page: Page, head: Heading | None, name: str) -> Iterator[Mistake]:
    if head is None or head.level != 1:
        yield Mistake(page.path, page.front_end + 1, 1, "no title", f"a heading as # {name}: What is proposed")
        return
    said = _NUMBER.match(head.title)
    number = re.search(r"\d+", name)
    if number is not None and (said is None or int(said["digits"]) != int(number[0])):
        what = f"the title says {said[0].strip(' :')}" if said else "the title does not say which proposal it is"
        yield Mistake(page.path, head.line, 1, what, f"{name}, as the name of the file has it")


def _scope(document: documents.Document, front: Front, name: str) -> Iterator[ProposalScopes]:
    scope = front.scope
    named = (
        ("component", "components", scope.components), ("data", "data", scope.data), ("need", "needs", scope.needs),
        ("path", "paths", scope.paths), ("technology", "technologies", scope.technologies),
    )  # fmt: skip
    for kind, key, names in named:
        for said, at in _places(names):
            yield ProposalScopes(name, kind, said, document.path, document.position(("scope", key, at))[0])
    for said, at in _places(front.serves):
        yield ProposalScopes(name, "constraint", said, document.path, document.position(("serves", at))[0])


def _places(names: list[str]) -> Iterable[tuple[str, int]]:
    """Each name once, with the place where it is first."""
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        found.setdefault(name, at)
    return found.items()


def _moves(document: documents.Document, front: Front, name: str) -> Iterator[ProposalMoves]:
    for data, move in front.moves.items():
        yield ProposalMoves(
            proposal=name, data=data, path=document.path, line=document.position(("moves", data))[0], owner=move.owner,
            store=move.store, region=move.region, volume_bytes=move.volume.value if move.volume else None,
            link_bytes_per_second=move.link.value if move.link else None,
            changes_bytes_per_second=move.changes.value if move.changes else None,
            duration_ms=move.takes.value if move.takes else None,
            dual_write_ms=move.dual_write.value if move.dual_write else None,
            egress_per_gb=move.egress.value if move.egress else None,
            egress_currency=move.egress.counts if move.egress else None,
            compute_ms=move.compute.value if move.compute else None,
        )  # fmt: skip


def _is_proposal(page: Page) -> bool:
    """Whether a numbered page in a folder of proposals is one: it names parts of one, or says so in front."""
    if page.front_matter is not None:
        values, _ = front_values(page.front_matter, page.front_line)
        if {key.lower() for key, _ in values} & set(_NAMED):
            return True
    number = identity(page.path)[1]
    return number is not None and len({part.kind for part in parts(page)}) >= 2


def _theirs(page: Page, digest: str) -> Proposals:
    name, number = identity(page.path)
    head = title_of(page)
    said = read_metadata(page, head)
    front = dict(front_values(page.front_matter, page.front_line)[0]) if page.front_matter is not None else {}
    values = {key.lower(): value.text for key, value in front.items()}
    title = said.title.text if said.title and not (head and head.level == 1) else head.title if head else name
    if title == name or set(key_of(title).split()) <= _NO_TITLE:
        title = _FILE.sub("", page.path.rpartition("/")[2]).replace("-", " ").replace("_", " ").strip() or name
    status = said.status_text
    return Proposals(
        id=name, path=page.path, line=head.line if head else 1, number=number,
        title=_NUMBER.sub("", title).strip() or name, dialect=RFC, content=digest,
        status=typed_status(status) if status else None, status_text=status, status_line=said.status_line,
        authors=_people(values.get("authors") or values.get("author") or _line_of_authors(page)),
        approvers=_people(values.get("approvers", "")) or said.deciders,
        created=said.date, supersedes=_names(values.get("replaces", "")),
        superseded_by=_names(values.get("superseded-by", "")), withdrawn=None,
    )  # fmt: skip


def _people(text: str) -> list[str]:
    return [name.lstrip("@") for name in people(text) if name.upper() not in ("TBD", "TODO", "@TBD", "NONE")]


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip()) and name.upper() not in ("N/A", "TBD", "NONE")]


def _line_of_authors(page: Page) -> str:
    for line in page.lines[page.front_end : page.front_end + 40]:
        if found := _WHO.match(line.strip()[:2000]):
            return found["who"]
    return ""


RECORD = RecordKind(
    name="proposals",
    version=2,
    tables=(Proposals, ProposalScopes, ProposalAlternatives, ProposalSections, ProposalMoves, ProposalSentences),
    wants=wants,
    read=read,
    absent="none",
    schema=schema,
)
