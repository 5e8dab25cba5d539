"""D2: https://d2lang.com."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.system import Part, System
from principal.faces.formats.models.text import identifiers, line_of

_SHAPES = {"database": "cylinder", "cache": "cylinder", "queue": "queue", "app": "page", "external": "cloud"}
_RESERVED_WORDS = (
    "label desc shape icon constraint tooltip link near width height direction top left grid-rows grid- "
    "columns class classes vars layers scenarios steps style source-arrowhead target-arrowhead null true "
    "false system title"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())
_DASHES = {"observed": 5, "declared": 2}


def write(system: System) -> dict[str, str]:
    """Our parts in one box, what is outside beside it."""
    names = identifiers([p.name for p in system.parts], joint="-", reserved=_RESERVED)
    lines = [f"# {EXPORTED} d2; change the records instead", "direction: right", f"system: {_text(system.name)} {{"]
    lines += [line for part in system.inside for line in _shape(part, names[part.name], "  ")]
    lines.append("}")
    lines += [line for part in system.outside for line in _shape(part, names[part.name], "")]
    inside = {p.name for p in system.inside}
    full = {name: f"system.{names[name]}" if name in inside else names[name] for name in names}
    for need in system.needs:
        label = need.via or ("" if need.label == "needs" else need.label)
        dashes = f" {{style.stroke-dash: {_DASHES[need.standing]}}}" if need.standing else ""
        said = f": {_text(label)}{dashes}" if label else f":{dashes}" if dashes else ""
        lines.append(f"{full[need.component]} -> {full[need.needs]}{said}")
    return {"system.d2": "\n".join(lines) + "\n"}


def _shape(part: Part, identifier: str, pad: str) -> list[str]:
    label = part.name if not part.tech else f"{part.name} ({', '.join(part.tech)})"
    lines = [f"{pad}{identifier}: {_text(label)} {{"]
    if part.kind in _SHAPES:
        lines.append(f"{pad}  shape: {_SHAPES[part.kind]}")
    lines.append(f"{pad}  tooltip: {_text(part.where)}")
    if part.standing:
        lines.append(f"{pad}  style.stroke-dash: {_DASHES[part.standing]}")
    return [*lines, f"{pad}}}"]


def _text(text: str) -> str:
    """In single quotes nothing but they themselves means anything."""
    quoted = line_of(text).replace("'", "''")
    return f"'{quoted}'"
