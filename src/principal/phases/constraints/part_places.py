"""Which files of the repository are whose: the folders of parts, and what they are given when they start."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import plain


@table("derived", key=("part", "place"))
@dataclass(frozen=True, slots=True)
class PartPlaces:
    """Folders and files that belong to a part; a file belongs to those with the longest place above it."""

    part: str
    place: str  # relative to the repository's root; '' is the whole repository
    how: str  # declared, built, mounted, or named (a folder that is called like the part)


_TAILS = "service|server|svc|app"

SQL = f"""
WITH known_places AS (
    SELECT repository, name AS part, regexp_replace(root, '^([.]?/)+|/+$|^[.]$', '', 'g') AS place, 'declared' AS how
    FROM decided.components WHERE root IS NOT NULL AND NOT external
    UNION
    SELECT repository, part, build, 'built' FROM derived.part_sightings WHERE build IS NOT NULL
    UNION
    SELECT m.repository, s.part, m.place, 'mounted'
    FROM observed.mounts AS m JOIN derived.part_sightings AS s
      ON s.repository = m.repository AND s.name = m.component AND s.origin = 'compose'
    WHERE NOT regexp_matches(m.place, '^(configmap|secret)/')
), folders AS (
    SELECT repository, folder, count(*) FILTER (kind = 'code') > 0 AS code
    FROM (
        SELECT repository, kind, regexp_extract(path, '^(.*)/[^/]*$', 1) AS folder
        FROM observed.files WHERE contains(path, '/') AND kind IN ('code', 'configuration')
        UNION ALL
        SELECT repository, kind, regexp_extract(path, '^(.*)/[^/]*/[^/]*$', 1)
        FROM observed.files WHERE kind IN ('code', 'configuration') AND regexp_matches(path, '/.*/')
    ) GROUP BY repository, folder
), named AS (
    SELECT DISTINCT repository, part, {plain("name")} AS known, 0 AS guess FROM derived.part_sightings
    UNION
    SELECT DISTINCT repository, part, {plain("regexp_extract(regexp_replace(image, '[:@][^/]*$', ''), '[^/]+$')")}, 0
    FROM derived.part_sightings WHERE image IS NOT NULL AND kind NOT IN ('database', 'cache', 'queue')
    UNION
    SELECT DISTINCT repository, part, {plain(f"regexp_replace(name, '-?({_TAILS})$', '')")}, 1
    FROM derived.part_sightings
), candidates AS (
    SELECT n.repository, n.part, f.folder,
           row_number() OVER (PARTITION BY n.repository, n.part
                              ORDER BY p.root IS NULL, n.guess, NOT f.code, len(string_split(f.folder, '/')), f.folder
           ) AS place
    FROM named AS n JOIN folders AS f
      ON f.repository = n.repository AND {plain("regexp_extract(f.folder, '[^/]+$')")} = n.known
    LEFT JOIN derived.programs AS p ON p.repository = f.repository AND p.root = f.folder
    WHERE length(n.known) > 1 AND (p.root IS NOT NULL OR len(string_split(f.folder, '/')) < 3)
      AND (p.root IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM derived.part_sightings AS s
          WHERE s.repository = n.repository AND s.part = n.part AND s.kind IN ('database', 'cache', 'queue')))
      AND NOT regexp_matches(f.folder, '(^|/)([.][^/]+|docs?|examples?|samples?|tests?|e2e|extras?|components|'
                                       || 'overlays|charts?|helm|k8s|kubernetes|manifests|terraform)(/|$)')
      AND NOT EXISTS (SELECT 1 FROM known_places AS k
                      WHERE k.repository = n.repository AND k.part = n.part AND k.how <> 'mounted')
)
SELECT repository, part, place, min(how) AS how FROM known_places GROUP BY repository, part, place
UNION ALL
SELECT repository, part, folder, 'named' FROM candidates WHERE place = 1
UNION ALL
SELECT DISTINCT n.repository, n.part, '', 'named'
FROM named AS n
WHERE n.guess = 0 AND n.known = {plain("regexp_extract(n.repository, '[^/]+$')")}
  AND NOT EXISTS (SELECT 1 FROM candidates AS c WHERE c.repository = n.repository AND c.part = n.part)
  AND NOT EXISTS (SELECT 1 FROM known_places AS k WHERE k.repository = n.repository AND k.part = n.part)
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="part_places", version=1, table=PartPlaces, sql=SQL)
