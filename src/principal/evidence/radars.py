"""Technology radars in foreign formats, as they are.

Zalando's ``config.json`` (https://github.com/zalando/tech-radar), the JSON and CSV of build-your-own-radar
(https://github.com/thoughtworks/build-your-own-radar), the JSON of Backstage's plug-in
(https://github.com/backstage/community-plugins/tree/main/workspaces/tech-radar), and AOE's Markdown
(https://github.com/AOEpeople/aoe_technology_radar): there a blip has a file for each release that says
something of it, and what the latest of them says counts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.distinct import distinct
from principal.core.observed import RadarEntries
from principal.core.readers.node import NOTHING
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from principal.core.readers.node import Document, Node

_ALWAYS = frozenset(("config.json", "docs/config.json"))
_RINGS = ("adopt", "trial", "assess", "hold")
_MAX_ENTRIES = 5_000
_RELEASED = re.compile(r"(?:.*/)?radar/(\d{4}-\d{2}-\d{2})/([^/]+)\.md")


def _wants(path: str) -> bool:
    if "radar" not in path.lower():
        return path in _ALWAYS
    return (path.endswith((".json", ".csv")) and not copied(path)) or _RELEASED.fullmatch(path) is not None


def _read(file: SourceFile) -> Iterator[RadarEntries | Gap]:
    """One row for each blip; nothing where the file is no radar in one of the formats."""
    released = _RELEASED.fullmatch(file.path)
    if released is not None:
        rows = _released(file, released[1], released[2])
    else:
        rows = _comma_separated(file) if file.path.endswith(".csv") else _json(file)
    yield from distinct(rows, _MAX_ENTRIES)


def _json(file: SourceFile) -> Iterator[RadarEntries | Gap]:
    if b'"ring"' not in file.content and b'"timeline"' not in file.content:
        return
    from principal.core.readers import jsonc

    document = jsonc.parse(file.text)
    entries = document.root["entries"]
    if "timeline" in next(entries.elements(), NOTHING):
        yield from _backstage(file.path, document)
        return
    first = next(document.root.elements(), None) or next(entries.elements(), None)
    if first is None or "ring" not in first or "quadrant" not in first or not ("name" in first or "label" in first):
        return
    for entry in document.root.elements() if document.root.is_list else entries.elements():
        name = entry["label"].text or entry["name"].text
        ring = _named(entry["ring"], document.root["rings"], _RINGS)
        if not name or not name.strip() or ring is None:
            yield Gap("an entry without a name or a ring", entry.line)
        else:
            quadrant = _named(entry["quadrant"], document.root["quadrants"], ())
            yield RadarEntries(file.path, entry.line, name.strip(), ring.lower(), quadrant)
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _backstage(path: str, document: Document) -> Iterator[RadarEntries | Gap]:
    """Entries with a history each, whose first step is where they are."""
    rings, quadrants = (
        {key: node["name"].text or key for node in document.root[listed].elements() if (key := node["id"].text)}
        for listed in ("rings", "quadrants")
    )
    for entry in document.root["entries"].elements():
        name = (entry["title"].text or entry["key"].text or "").strip()
        ring = next(entry["timeline"].elements(), NOTHING)["ringId"].text
        if not name or not ring:
            yield Gap("an entry without a name or a ring", entry.line)
        else:
            where = entry["quadrant"].text or ""
            yield RadarEntries(
                path, entry.line, name, rings.get(ring, ring).lower(), quadrants.get(where, where) or None
            )
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _released(file: SourceFile, release: str, stem: str) -> Iterator[RadarEntries | Gap]:
    """What one release says of one blip; one that names no ring leaves it where it was."""
    from principal.core.markdown import parse
    from principal.core.yamltree import get, read_documents, string

    document = parse(file.text)
    if document.front_matter is None:
        return
    front = read_documents(document.front_matter, document.front_matter_line - 1)
    for root in front.roots[:1]:
        ring = string(get(root, "ring"))
        if ring is not None:
            name = (string(get(root, "title")) or stem).strip()
            quadrant = string(get(root, "quadrant")) or string(get(root, "segment"))
            yield RadarEntries(file.path, root.line, name, ring.lower(), quadrant, release)
    if front.error is not None:
        yield Gap(f"not YAML: {front.error.reason}", front.error.line)


def _named(value: Node, names: Node, known: tuple[str, ...]) -> str | None:
    """A ring or quadrant: as text, or as the number of one that is named elsewhere."""
    if value.text is not None:
        return value.text.strip() or None
    number = value.value
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        return None
    listed = [element["name"].text or element["id"].text or element.text for element in names.elements()]
    if number < len(listed):
        return listed[number]
    return known[number] if number < len(known) else None


def _comma_separated(file: SourceFile) -> Iterator[RadarEntries | Gap]:
    reader = csv.reader(io.StringIO(file.text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not {"name", "ring", "quadrant"} <= set(header):
            return
        name, ring, quadrant = (header.index(column) for column in ("name", "ring", "quadrant"))
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                if len(cells) <= max(name, ring) or not cells[name].strip() or not cells[ring].strip():
                    yield Gap("an entry without a name or a ring", line)
                else:
                    where = cells[quadrant].strip() if quadrant < len(cells) else ""
                    yield RadarEntries(file.path, line, cells[name].strip(), cells[ring].strip().lower(), where or None)
            line = reader.line_num + 1
    except csv.Error as error:
        yield Gap(f"not CSV: {error}", max(1, reader.line_num))


SOURCE = FileSource(name="radars", version=2, tables=(RadarEntries,), wants=_wants, read=_read)
