"""A C4 container diagram in Mermaid: https://mermaid.js.org/syntax/c4.html."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.system import Part, System
from principal.faces.formats.models.text import identifiers, line_of

_SHAPES = {"database": "ContainerDb", "cache": "ContainerDb", "queue": "ContainerQueue"}
_RESERVED = frozenset({"end", "title", "system", "direction", "boundary", "person", "container", "component", "node"})
# What would end a string, begin markup or be taken for an entity: C4 diagrams show no entity decoded.
_INSTEAD = str.maketrans({'"': "'", "<": "\u2039", ">": "\u203a", ";": ","})
_LINES = {"observed": "only observed", "declared": "only declared"}


def write(system: System) -> dict[str, str]:
    """Our parts within one boundary, what is outside beyond it."""
    names = identifiers([p.name for p in system.parts], reserved=_RESERVED)
    lines = [
        f"%% {EXPORTED} mermaid-c4; change the records instead",
        "C4Container",
        f"    title {_plain(system.name)}",
        f'    System_Boundary(system, "{_plain(system.name)}") {{',
        *(f"        {_container(part, names[part.name])}" for part in system.inside),
        "    }",
        *(f'    System_Ext({names[p.name]}, "{_plain(p.name)}")' for p in system.outside),
    ]
    for need in system.needs:
        label = f"{need.label}; {_LINES[need.standing]}" if need.standing else need.label
        ends = f"{names[need.component]}, {names[need.needs]}"
        technology = f', "{_plain(need.via)}"' if need.via else ""
        lines.append(f'    Rel({ends}, "{_plain(label)}"{technology})')
    if not system.inside:
        lines = [line for line in lines if not line.endswith("{") and line != "    }"]
    return {"containers.mmd": "\n".join(lines) + "\n"}


def _container(part: Part, identifier: str) -> str:
    shape = _SHAPES.get(part.kind, "Container")
    technology = ", ".join(part.tech) or part.kind
    return f'{shape}({identifier}, "{_plain(part.name)}", "{_plain(technology)}")'


def _plain(text: str) -> str:
    """A text that stands in a string of the language, and shows what it says."""
    plain = line_of(text).translate(_INSTEAD)
    return plain.replace("%%", "% %")  # begins a directive wherever it stands
