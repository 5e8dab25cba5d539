"""Pictures of a system as SVG, each with a table of the same data.

Every picture is made from a generation, opened read only. What is laid out by the engine
goes through :class:`~principal.faces.pictures.layout.Layouts`, which remembers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from principal.faces.pictures.layout import Layouts
    from principal.faces.pictures.picture import Picture
    from principal.faces.pictures.timeline import Point

MAX_SHEETS = 8  # of groups, in one go; each of the others can be asked for by name


def all_of(
    connection: duckdb.DuckDBPyConnection,
    layouts: Layouts | None = None,
    *,
    before: Mapping[str, str] | None = None,
    points: Sequence[Point] = (),
) -> list[Picture]:
    """Every picture of a generation: diagrams, matrix, radar, decisions, hotspots and timeline.

    One that there is nothing for says what is missing.

    Args:
        connection: the generation, read only.
        layouts: where laid out diagrams are remembered; nowhere by default.
        before: the ring of each blip some time ago, where that is known.
        points: earlier judgements, for the timeline; that of this generation alone by default.
    """
    from principal.faces.pictures import systems, timeline
    from principal.faces.pictures.decisions import decisions
    from principal.faces.pictures.hotspots import hotspots
    from principal.faces.pictures.layout import Layouts
    from principal.faces.pictures.matrix import matrix
    from principal.faces.pictures.parts import named
    from principal.faces.pictures.radar import radar

    diagrams = systems.all_of(connection, layouts or Layouts(), MAX_SHEETS)
    return [
        *diagrams,
        matrix(connection),
        radar(connection, before),
        decisions(connection),
        hotspots(connection),
        timeline.timeline(named(connection), points or [timeline.point_of(connection)]),
    ]
