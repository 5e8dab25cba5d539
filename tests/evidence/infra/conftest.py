"""Reading one infrastructure file with its source, as lines of text that a test can compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from principal.core.observed import Calls, Components, Endpoints, Mounts, Packages, Resources
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence.kubernetes import Labels


def read(source: FileSource, path: str, text: str | bytes, beside: Mapping[str, str] | None = None) -> list[object]:
    """Every row of one file; *beside* are its companions."""
    assert source.wants(path)
    content = text.encode() if isinstance(text, str) else text
    companions = {name: content.encode() for name, content in (beside or {}).items()}
    assert set(companions) <= set(source.companions(path) if source.companions else ())
    rows = list(source.read(SourceFile(path, content, companions)))
    assert all(isinstance(row, (*source.tables, Gap)) for row in rows)
    return rows


def lines(rows: list[object]) -> list[str]:
    """``LINE WORD details`` for each row; labels, and packages that only say that a file is there, left out."""
    return [
        _line(r) for r in rows if not (isinstance(r, Labels) or (isinstance(r, Packages) and r.ecosystem == "file"))
    ]


def _line(row: object) -> str:
    if isinstance(row, Packages):
        return f"{row.line} {row.ecosystem} {row.name} {row.version} {row.scope}"
    if isinstance(row, Components):
        return f"{row.line} {row.kind} {row.name} {row.image} {row.build} {row.replicas}"
    if isinstance(row, Calls):
        return f"{row.line} {row.caller} -> {row.callee} {row.via or '-'} {row.port} {row.evidence} {row.kind}"
    if isinstance(row, Resources):
        return f"{row.line} resource {row.type} {row.name} {row.provider} {row.region} {row.detail}"
    if isinstance(row, Endpoints):
        return f"{row.line} {row.holder or 'endpoint'}: {row.key} {row.host} {row.port} {row.via or '-'}"
    if isinstance(row, Mounts):
        return f"{row.line} {row.component} is given {row.place} {row.key or ''}".rstrip()
    assert isinstance(row, Gap)
    return f"{row.line} GAP {row.reason}"


def text_of(rows: list[object]) -> str:
    """Everything that the rows hold, for telling that something is nowhere in them."""
    return "\n".join(str(dataclasses.astuple(row)) for row in rows)  # type: ignore[call-overload]


@pytest.fixture
def infra() -> SimpleNamespace:
    """``read`` a file with a source, ``lines`` of what came out, and the ``text_of`` all of it."""
    return SimpleNamespace(read=read, lines=lines, text_of=text_of)
