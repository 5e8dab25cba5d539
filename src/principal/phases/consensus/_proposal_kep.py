"""``kep.yaml`` of Kubernetes' enhancements: what it says about one proposal, whose text is the README beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core import documents
from principal.core.pages.dates import find_date
from principal.phases.consensus._proposal_places import KEP, identity
from principal.phases.consensus._proposal_tables import Proposals
from principal.phases.consensus._proposal_typed import typed_status

MAX_LISTED = 200
_NAMED = re.compile(r"keps/[\w./-]+")


def read(path: str, content: bytes, digest: str) -> Iterator[object]:
    """The row of one ``kep.yaml``; nothing where it is no mapping. Its mistakes are its own process's to find."""
    document = documents.read(path, content)
    data = document.data
    if not isinstance(data, dict):
        return
    name, number = identity(path)
    status = _text(data.get("status"))
    yield Proposals(
        id=name,
        path=path,
        line=document.position(("title",))[0],
        number=number,
        title=_text(data.get("title")) or name,
        dialect=KEP,
        content=digest,
        status=typed_status(status, kep=True) if status else None,
        status_text=status,
        status_line=document.position(("status",))[0] if status else None,
        authors=_texts(data.get("authors")),
        approvers=_texts(data.get("approvers")),
        created=find_date(_text(data.get("creation-date")) or ""),
        supersedes=_ids(data.get("replaces")),
        superseded_by=_ids(data.get("superseded-by")) or _ids(_said_beside(document)),
    )


def _said_beside(document: documents.Document) -> list[str]:
    """The enhancements that a comment beside the status names: ``replaced # by keps/sig-node/2133-x``."""
    if document.node(("status",)) is None:
        return []
    line = document.text.split("\n")[document.value_position(("status",))[0] - 1]
    return _NAMED.findall(line.partition("#")[2][:500])


def _text(value: object) -> str | None:
    if value is None or isinstance(value, (dict, list)):
        return None
    return str(getattr(value, "text", value)).strip() or None


def _texts(value: object) -> list[str]:
    """What is listed; a form's words for nobody are nobody."""
    said = [_text(v) for v in (value if isinstance(value, list) else [value])[:MAX_LISTED]]
    return [name for v in said if v and (name := v.lstrip("@")) and name.upper() not in ("TBD", "TODO", "N/A", "NONE")]


def _ids(value: object) -> list[str]:
    """Ids of the proposals that paths or names say: ``/keps/sig-node/1287-x`` is KEP-1287."""
    found = []
    for said in _texts(value):
        bare = said.rstrip("/").removesuffix("/README.md").removesuffix("/kep.yaml")
        found.append(identity(f"keps/x/{bare.rpartition('/')[2]}/kep.yaml")[0] if "://" not in bare else said)
    return list(dict.fromkeys(found))
