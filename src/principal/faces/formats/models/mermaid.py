"""A flowchart in Mermaid: https://mermaid.js.org/syntax/flowchart.html. Its C4 diagrams lay out no larger system."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.system import Need, Part, System
from principal.faces.formats.models.text import identifiers, line_of

_SHAPES = {
    "database": ("[(", ")]"),
    "cache": ("[(", ")]"),
    "queue": ("[[", "]]"),
    "app": ("([", "])"),
    "external": ("{{", "}}"),
}
_RESERVED_WORDS = (
    "end graph subgraph flowchart style class classdef click linkstyle default direction call href "
    "system observed declared"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())
_DASHES = {"observed": "5 5", "declared": "2 3"}
_PLAIN = frozenset(" -_.,:/()@+=!?")


def write(system: System) -> dict[str, str]:
    """Our parts in one box, what is outside beside it; dashed what was only seen, dotted what was only declared."""
    names = identifiers([p.name for p in system.parts], reserved=_RESERVED)
    lines = [f"%% {EXPORTED} mermaid; change the records instead", "flowchart LR"]
    if system.inside:
        lines.append(f'    subgraph system["{_text(system.name)}"]')
        lines += [f"        {_shape(part, names[part.name])}" for part in system.inside]
        lines.append("    end")
    lines += [f"    {_shape(part, names[part.name])}" for part in system.outside]
    lines += [f"    {names[need.component]} -->{_label(need)} {names[need.needs]}" for need in system.needs]
    for standing, dashes in _DASHES.items():
        links = ",".join(str(at) for at, need in enumerate(system.needs) if need.standing == standing)
        parts = ",".join(names[p.name] for p in system.parts if p.standing == standing)
        if links:
            lines.append(f"    linkStyle {links} stroke-dasharray:{dashes}")
        if parts:
            lines += [f"    classDef {standing} stroke-dasharray:{dashes}", f"    class {parts} {standing}"]
    return {"system.mmd": "\n".join(lines) + "\n"}


def _shape(part: Part, identifier: str) -> str:
    opened, closed = _SHAPES.get(part.kind, ("[", "]"))
    label = _text(part.name) + (f"<br/>{_text(', '.join(part.tech))}" if part.tech else "")
    return f'{identifier}{opened}"{label}"{closed}'


def _label(need: Need) -> str:
    label = need.via or ("" if need.label == "needs" else need.label)
    return f'|"{_text(label)}"|' if label else ""


def _text(text: str) -> str:
    """A text in which all that could be markup is an entity."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in line_of(text))
