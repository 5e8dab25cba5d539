"""What data entities are called, in a form in which names can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("data", "likeness"))
@dataclass(frozen=True, slots=True)
class DataNames:
    """Names of data entities, and of the tables that the record says are theirs."""

    data: str
    likeness: str  # letters and digits alone, one of many: OrderItems, order_items and order-item are orderitem
    table: bool  # the record names a table so; where it names any, the entity's own name tells nothing of tables
    own: bool  # it is the entity's own name, not that of a table alone


def alike(name: str) -> str:
    """SQL for a *name* as it is compared with others."""
    plain = f"regexp_replace(lower({name}), '[^a-z0-9]', '', 'g')"
    return f"regexp_replace(regexp_replace({plain}, 'ies$', 'y'), '([^s])s$', '\\1')"


SQL = f"""
SELECT repository, name, {alike("name")} AS likeness,
       len(tables) = 0 OR len(list_filter(tables, lambda t: {alike("t")} = {alike("name")})) > 0 AS "table", true AS own
FROM decided.data
UNION
SELECT repository, name, {alike("word")}, true, false
FROM (SELECT repository, name, unnest(tables) AS word FROM decided.data)
WHERE {alike("word")} <> {alike("name")}
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="data_names", version=3, table=DataNames, sql=SQL)
