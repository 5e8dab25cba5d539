"""Which part of the system defines which table, and in which databases of which store."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.consensus.data_names import alike


@table("derived", key=("part", "store", "name"))
@dataclass(frozen=True, slots=True)
class TableDefiners:
    """Parts whose code creates a table or collection, or maps a class to it, beside a store that they need.

    A part that needs several databases has a row for each that can have such a table: which of them has it, code
    alone does not tell.
    """

    part: str  # as in derived.parts; '' where the file is in no part's folder
    place: str  # the folder of its code; parts with the same place are one code base
    store: str | None  # a database that it needs, or that it is, as in derived.parts; null where none is known
    databases: list[str]  # of that store, as addresses that it is given name them
    name: str  # of the table
    likeness: str  # the name as it is compared: letters and digits alone, one of many
    model: str | None  # the class, where one is mapped to it
    certain: bool  # the name is said somewhere
    tool: str
    path: str  # where it is first defined
    line: int


# What maps documents has no table in these, and what makes tables has none in those.
_TABLES = "['postgresql', 'mysql', 'mariadb', 'sqlite', 'sql-server', 'oracle-database', 'cockroachdb', 'clickhouse']"
_DOCUMENTS = (
    "['mongodb', 'dynamodb', 'couchdb', 'firestore', 'redis', 'valkey', 'elasticsearch', 'opensearch', 'neo4j', "
    "'influxdb']"
)
_EITHER = "('prisma', 'typeorm', 'mikro-orm')"
# Below the folder of sources a path is the name of a package: org.samples.bank is no sample.
_FOLDERS = "regexp_replace(lower(t.path), '(^|/)src/(main|test)/[^/]+/.*', '/')"

SQL = f"""
WITH shown AS (
    SELECT t.* FROM observed.data_tables AS t
    JOIN observed.files AS f ON f.repository = t.repository AND f.path = t.path
    WHERE f.kind NOT IN ('test', 'vendored', 'documentation')
      AND NOT regexp_matches({_FOLDERS}, '(^|/)(examples?|samples?|fixtures|testdata|testing|archived?)/')
), owned AS (
    SELECT s.*, coalesce(p.part, '') AS part, coalesce(p.place, '') AS place
    FROM shown AS s LEFT JOIN derived.part_places AS p
      ON p.repository = s.repository AND p.how <> 'mounted' AND (p.place = '' OR starts_with(s.path, p.place || '/'))
    QUALIFY rank() OVER (PARTITION BY s.repository, s.path, s.line, s.name ORDER BY length(p.place) DESC) = 1
), defined AS (
    SELECT o.repository, o.part, o.place, o.name, max(o.model) AS model, bool_or(o.certain) AS certain,
           arg_min(o.tool, (NOT o.certain, o.how <> 'creates', o.path, o.line)) AS tool,
           arg_min(o.path, (NOT o.certain, o.how <> 'creates', o.path, o.line)) AS path,
           arg_min(o.line, (NOT o.certain, o.how <> 'creates', o.path, o.line)) AS line
    FROM owned AS o
    GROUP BY o.repository, o.part, o.place, o.name
), stores AS (
    SELECT n.repository, n.component AS part, n.needs AS store, k.tech
    FROM derived.part_needs AS n JOIN derived.parts AS k ON k.repository = n.repository AND k.name = n.needs
    WHERE k.kind = 'database'
    UNION
    SELECT repository, name, name, tech FROM derived.parts WHERE kind = 'database'
), names AS (
    SELECT l.repository, l.part, l.other AS store, list_sort(list(DISTINCT d.name)) AS databases
    FROM derived.part_links AS l JOIN observed.database_names AS d
      ON d.repository = l.repository AND d.path = l.path AND d.line = l.line
    GROUP BY l.repository, l.part, l.other
)
SELECT d.repository, d.part, d.place, s.store, coalesce(n.databases, []), d.name, {alike("d.name")}, d.model, d.certain,
       d.tool, d.path, d.line
FROM defined AS d
LEFT JOIN stores AS s ON s.repository = d.repository AND s.part = d.part
     AND NOT list_has_any(coalesce(s.tech, []), CASE WHEN d.tool IN ('mongoose', 'spring-data') THEN {_TABLES}
                                                     WHEN d.tool IN {_EITHER} THEN [] ELSE {_DOCUMENTS} END)
LEFT JOIN names AS n ON n.repository = d.repository AND n.part = d.part AND n.store = s.store
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="table_definers", version=3, table=TableDefiners, sql=SQL)
