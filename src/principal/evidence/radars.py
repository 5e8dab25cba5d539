"""Technology radars in foreign formats, as they are.

Zalando's ``config.json`` (https://github.com/zalando/tech-radar) and the JSON and CSV of
build-your-own-radar (https://github.com/thoughtworks/build-your-own-radar). AOE's radar keeps
one file for each blip and release: which one counts cannot be told from one file, so it is not read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.distinct import distinct
from principal.core.observed import RadarEntries
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from principal.core.readers.node import Node

_ALWAYS = frozenset(("config.json", "docs/config.json"))
_RINGS = ("adopt", "trial", "assess", "hold")
_MAX_ENTRIES = 5_000


def _wants(path: str) -> bool:
    return path in _ALWAYS or ("radar" in path.lower() and path.endswith((".json", ".csv")) and not copied(path))


def _read(file: SourceFile) -> Iterator[RadarEntries | Gap]:
    """One row for each blip; nothing where the file is no radar in one of the formats."""
    rows = _comma_separated(file) if file.path.endswith(".csv") else _json(file)
    yield from distinct(rows, _MAX_ENTRIES)


def _json(file: SourceFile) -> Iterator[RadarEntries | Gap]:
    if b'"ring"' not in file.content:
        return
    from principal.core.readers import jsonc

    document = jsonc.parse(file.text)
    entries = document.root["entries"]
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


SOURCE = FileSource(name="radars", version=1, tables=(RadarEntries,), wants=_wants, read=_read)
