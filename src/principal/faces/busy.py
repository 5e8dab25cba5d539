"""The files that change most, times how large they are: for the survey's text and for the picture of hotspots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_BUSIEST = """
SELECT c.path, count(*) AS commits, max(f.lines) AS lines
FROM observed.changes AS c
JOIN observed.commits AS k USING (repository, sha)
JOIN observed.files AS f ON f.repository = c.repository AND f.path = c.path
WHERE NOT k.bot AND k.committed > (SELECT max(today) FROM known.clock) - INTERVAL 365 DAY
  AND k.committed::DATE <= (SELECT max(today) FROM known.clock)
  AND f.kind = 'code' AND f.language NOT IN ('graphql', 'protobuf', 'hcl', 'html', 'css', 'scss', 'sql')
GROUP BY c.path HAVING count(*) >= ? ORDER BY count(*) * max(coalesce(f.lines, 0)) DESC, c.path LIMIT ?
"""


def busiest(connection: duckdb.DuckDBPyConnection, commits: int, most: int) -> list[tuple[Any, ...]]:
    """Files of code with at least so many *commits* in the last year: path, commits, lines; at *most* so many."""
    return connection.execute(_BUSIEST, [commits, most]).fetchall()
