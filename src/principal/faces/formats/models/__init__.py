"""What other tools read: models of the system, radars and decisions in their languages.

Each module of a language has ``write``: it takes what was gathered and returns texts by file name.
The same data gives the same bytes.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Format(NamedTuple):
    """A language that we write: its module here, what it shows, and the file that it has by custom ('': a folder)."""

    module: str
    shows: Literal["system", "radar", "decisions"]
    file: str


FORMATS = {
    "structurizr": Format("structurizr", "system", "workspace.dsl"),
    "likec4": Format("likec4", "system", "model.c4"),
    "mermaid": Format("mermaid", "system", "system.mmd"),
    "mermaid-c4": Format("mermaid_c4", "system", "containers.mmd"),
    "d2": Format("d2", "system", "system.d2"),
    "backstage": Format("backstage", "system", "catalog-info.yaml"),
    "zalando": Format("zalando", "radar", "config.json"),
    "byor": Format("byor", "radar", "radar.json"),
    "aoe": Format("aoe", "radar", ""),
    "backstage-radar": Format("backstage_radar", "radar", "tech-radar.json"),
    "madr": Format("madr", "decisions", ""),
}
