"""LikeC4: https://likec4.dev/dsl/."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.system import Part, System
from principal.faces.formats.models.text import identifiers, line_of

_SHAPES = {"database": "cylinder", "cache": "cylinder", "queue": "queue", "app": "browser"}
_RESERVED_WORDS = (
    "this it extend element model group node deployment instance relationship views view specification "
    "title description technology summary style link icon metadata tag system color shape notation "
    "navigateto"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())


def write(system: System) -> dict[str, str]:
    """Specification, model and one view; what only evidence or only records know is tagged, and drawn otherwise."""
    names = identifiers([p.name for p in system.parts], reserved=_RESERVED)
    kinds = sorted({p.kind for p in system.parts} | {"external"})
    lines = [f"// {EXPORTED} likec4; change the records instead", "specification {", "  element system"]
    for kind in kinds:
        shape = f"\n    style {{\n      shape {_SHAPES[kind]}\n    }}" if kind in _SHAPES else ""
        lines.append(f"  element {kind} {{\n    notation {_text(kind)}{shape}\n  }}")
    lines += [
        "  tag observed",
        "  tag declared",
        "  relationship observed {\n    line dashed\n  }",
        "  relationship declared {\n    line dotted\n  }",
        "}",
        "model {",
        f"  system = system {_text(system.name)} {{",
        *(line for part in system.inside for line in _element(part, names[part.name], "    ")),
        "  }",
        *(line for part in system.outside for line in _element(part, names[part.name], "  ")),
    ]
    inside = {p.name for p in system.inside}
    full = {name: f"system.{names[name]}" if name in inside else names[name] for name in names}
    for need in system.needs:
        arrow = f"-[{need.standing}]->" if need.standing else "->"
        technology = f" {{\n    technology {_text(need.via)}\n  }}" if need.via else ""
        lines.append(f"  {full[need.component]} {arrow} {full[need.needs]} {_text(need.label)}{technology}")
    lines += [
        "}",
        "views {",
        f"  view index {{\n    title {_text(system.name)}\n    include *\n    autoLayout LeftRight\n  }}",
        f"  view parts of system {{\n    title {_text(system.name)}\n    include *\n    autoLayout LeftRight\n  }}",
        "}",
    ]
    return {"model.c4": "\n".join(lines) + "\n"}


def _element(part: Part, identifier: str, pad: str) -> list[str]:
    tags = [f"{pad}  #{part.standing}"] if part.standing else []
    technology = [f"{pad}  technology {_text(', '.join(part.tech))}"] if part.tech else []
    return [
        f"{pad}{identifier} = {part.kind} {_text(part.name)} {{",
        *tags,
        *technology,
        f"{pad}  metadata {{",
        f"{pad}    seen {_text(part.where)}",
        f"{pad}  }}",
        f"{pad}}}",
    ]


def _text(text: str) -> str:
    quoted = line_of(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"
