"""What a query may say, and which tables it reads, taken from DuckDB's own parse of it.

A rule is other people's code. It is one SELECT over tables that are named with their
schema; it calls no function that reads files, tells the time, draws a random number or
makes data out of nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from principal.core.tables import SCHEMAS

MAX_QUERY_CHARACTERS = 20_000

_OPERATORS = "+ - * / // % || = == <> != < <= > >= ~~ !~~ ~~* !~~* ~~~ & | << >> ** ^ ^@ !"
_SCALARS = """
abs ceil ceiling floor round trunc sign sqrt ln log log2 log10 exp pow power mod greatest least
coalesce ifnull nullif if
lower upper length len strlen trim ltrim rtrim concat concat_ws replace substring substr left right
strpos position instr contains prefix suffix starts_with ends_with split_part string_split str_split
split reverse ascii chr translate regexp_matches regexp_full_match regexp_replace regexp_extract
regexp_extract_all regexp_split_to_array string_split_regex like_escape ilike_escape not_like_escape
not_ilike_escape levenshtein damerau_levenshtein jaccard jaro_similarity jaro_winkler_similarity
hash md5 sha256 nfc_normalize strip_accents
date_diff datediff date_part datepart date_trunc datetrunc date_add date_sub year month day week quarter
dayofweek isodow epoch epoch_ms strftime strptime try_strptime make_date make_timestamp to_days to_months
to_years to_hours to_minutes to_seconds last_day age
list_value list_contains list_has list_position list_has_any list_has_all list_length array_length
list_concat list_distinct list_unique list_sort list_reverse_sort array_to_string list_extract
array_extract list_slice array_slice list_filter list_transform list_aggregate list_aggr list_any_value
list_min list_max list_sum list_first list_last struct_pack struct_extract row map_extract unnest
array_contains list_count list_intersect flatten list_apply list_append list_prepend list_zip constant_or_null
"""
_AGGREGATES = """
count count_star count_if countif sum avg mean min max median mode any_value first last arbitrary arg_min
arg_max argmin argmax min_by max_by list array_agg string_agg group_concat listagg bool_and bool_or
stddev stddev_samp stddev_pop variance var_samp var_pop quantile_cont quantile_disc approx_count_distinct
entropy corr product
"""
_WINDOWS = "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value"

ALLOWED_FUNCTIONS = frozenset(f"{_OPERATORS} {_SCALARS} {_AGGREGATES} {_WINDOWS}".split())


_CLOCKS = frozenset(
    ("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user",
     "session_user", "user", "current_catalog", "current_schema", "current_role")
)  # fmt: skip


class QueryRefused(ValueError):
    """A query that a rule or an analysis may not ask; the message says why."""


@dataclass(frozen=True, slots=True)
class Query:
    """An inspected query: its text, the ``schema.table`` names that it reads, and the columns that it names.

    ``columns`` holds ``schema.table.*`` where it takes every column of that table.
    """

    sql: str
    reads: frozenset[str]
    columns: frozenset[str]


_known: dict[str, Query] = {}


def remember(queries: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
    """Take over inspections of an earlier run: text, tables and columns of queries that come with the program."""
    for sql, reads, columns in queries:
        _known.setdefault(sql, Query(sql, frozenset(reads), frozenset(columns)))


def inspect(sql: str) -> Query:
    """Parse *sql* and say which tables it reads.

    Raises:
        QueryRefused: it is not exactly one SELECT, names a table without its schema, or
            calls something that is not on the list of allowed functions.
    """
    known = _known.get(sql)
    if known is None:
        known = _known[sql] = _inspected(sql)
    return known


def _inspected(sql: str) -> Query:
    if len(sql) > MAX_QUERY_CHARACTERS:
        raise QueryRefused(f"the query is longer than {MAX_QUERY_CHARACTERS:,} characters")
    tree = _parsed(sql)
    if tree.get("error"):
        raise QueryRefused(f"not one SELECT statement: {tree.get('error_message', 'it does not parse')}")
    statements = tree["statements"]
    assert isinstance(statements, list)
    if len(statements) != 1:
        raise QueryRefused(f"expected exactly one SELECT, found {len(statements)} statements")
    return Query(sql, *_walk(statements[0]))


def _parsed(sql: str) -> dict[str, object]:
    from principal.core.engine import duckdb  # here, because a command that asks nothing must not pay for it

    found = _parser().execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    if found is None:
        raise QueryRefused("the query could not be parsed")
    try:
        tree: dict[str, object] = json.loads(found[0])
    except (RecursionError, duckdb.Error) as error:
        raise QueryRefused("the query is nested too deeply") from error
    return tree


@lru_cache(maxsize=1)
def _parser():  # type: ignore[no-untyped-def]  # a DuckDB connection; importing the name would load it
    from principal.core.engine import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


def _walk(root: object) -> tuple[frozenset[str], frozenset[str]]:
    tables: list[tuple[str, str]] = []
    columns: set[str] = set()
    local: set[str] = set()
    aliases: set[tuple[str, str]] = set()
    alone: set[str] = {""}
    pending: list[tuple[object, _Sources]] = [(root, ())]
    while pending:
        node, sources = pending.pop()
        if isinstance(node, list):
            pending.extend((item, sources) for item in node)
            continue
        if not isinstance(node, dict):
            continue
        kind, category = node.get("type"), node.get("class")
        if kind == "RECURSIVE_CTE_NODE":
            raise QueryRefused("a recursive query may run for ever; not allowed in a rule")
        if kind == "SELECT_NODE":
            sources = tuple(_sources(node.get("from_table")))
            aliases.update(sources)
        if kind == "SHOW_REF":
            raise QueryRefused("DESCRIBE, SHOW and SUMMARIZE are no SELECT")
        if node.get("sample"):
            raise QueryRefused("a sample differs from run to run; not allowed in a rule")
        if kind == "BASE_TABLE":
            if node.get("catalog_name"):
                raise QueryRefused(f"a table of another database: {node['catalog_name']}")
            tables.append((str(node.get("schema_name", "")), str(node["table_name"])))
        if kind == "TABLE_FUNCTION":
            _refuse_unless_allowed(str(node["function"]["function_name"]), {"unnest"})
        if category in ("FUNCTION", "WINDOW"):
            if node.get("schema") or node.get("catalog"):
                raise QueryRefused(f"a qualified function name: {node.get('schema')}.{node['function_name']}")
            _refuse_unless_allowed(str(node["function_name"]), ALLOWED_FUNCTIONS)
        if category == "STAR":
            of = str(node.get("relation_name") or "").lower()
            columns.update(f"{name}.*" for alias, name in sources if of in ("", alias))
        if category == "COLUMN_REF":
            names = [str(n).lower() for n in node["column_names"]]
            columns.update(names)
            alone.update(names if len(names) == 1 else ())
            if len(names) == 1 and names[0] in _CLOCKS:
                raise QueryRefused(f"{names[0]} differs from run to run; the date of a judgement is known.clock.today")
        if isinstance(node.get("using_columns"), list):
            columns.update(str(n).lower() for n in node["using_columns"])
        ctes = node.get("cte_map")
        if isinstance(ctes, dict):
            local.update(str(entry["key"]).lower() for entry in ctes.get("map", ()))
        pending.extend((value, sources) for value in node.values())
    # The name of a table, alone, is the whole of its row.
    columns.update(f"{name}.*" for alias, name in aliases if alias in alone)
    return _qualified(tables, local), frozenset(columns)


_Sources = tuple[tuple[str, str], ...]  # alias ('' where columns are taken by place or by name) and schema.table


def _sources(node: object) -> Iterator[tuple[str, str]]:
    """The tables with a schema that a FROM joins itself, outside of its subqueries."""
    pending = [node]
    natural = False
    found = []
    while pending:
        part = pending.pop()
        if not isinstance(part, dict):
            continue
        if part.get("type") == "BASE_TABLE" and part.get("schema_name"):
            name = f"{part['schema_name']}.{part['table_name']}".lower()
            found.append((str(part.get("alias") or part["table_name"]).lower(), name))
            natural |= bool(part.get("column_name_alias"))
        if part.get("type") == "JOIN":
            natural |= part.get("ref_type") == "NATURAL"
            pending += [part.get("left"), part.get("right")]
    yield from found
    if natural:
        yield from (("", name) for _, name in found)


def _refuse_unless_allowed(name: str, allowed: frozenset[str] | set[str]) -> None:
    if name.lower() not in allowed:
        raise QueryRefused(f"the function {name}() is not on the list of functions that a rule may call")


def _qualified(tables: list[tuple[str, str]], local: set[str]) -> frozenset[str]:
    reads = set()
    for schema, name in tables:
        if not schema:
            if name.lower() in local:
                continue
            raise QueryRefused(f"the table {name} is named without its schema (one of {', '.join(SCHEMAS)})")
        if schema.lower() not in SCHEMAS:
            raise QueryRefused(f"{schema}.{name}: the schema is not one of {', '.join(SCHEMAS)}")
        reads.add(f"{schema.lower()}.{name.lower()}")
    return frozenset(reads)
