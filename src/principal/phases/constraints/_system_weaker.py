"""What of ``architecture/system.yaml`` makes the judgement weaker, from the base's records to the change's.

``LOOSENED`` needs the records alone: a promise that became weaker, or something taken out that is still there.

``UNBACKED`` looks at what else the change shows: figures and arrangements that became better on paper alone. An
answer that nobody had given before loosens nothing, nor does correcting a guess. What a record says of how a
component runs is backed by a file that runs it, and what it says its code does by a change of that code. Nothing in a
repository backs how often something is there, what it bears or what reaches it: that a person has to agree to.
"""

from __future__ import annotations

from collections.abc import Iterator

LOOSENED = (
    """
    SELECT h.name AS subject, h.path, h.line,
           'the component ' || h.name || ' was confirmed and is ESTIMATED now' AS message
    FROM head.decided.components AS h JOIN base.decided.components AS b ON b.name = h.name
    WHERE h.estimated AND NOT b.estimated
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the component ' || b.name || ' was taken out of the record, and its folder ' || b.root || ' is still there'
           AS message
    FROM base.decided.components AS b
    WHERE b.root IS NOT NULL AND NOT b.estimated
      AND NOT EXISTS (SELECT 1 FROM head.decided.components AS h WHERE h.name = b.name OR h.root = b.root)
      AND EXISTS (SELECT 1 FROM head.observed.files AS f WHERE starts_with(f.path, rtrim(b.root, '/') || '/'))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the component ' || b.name || CASE
               WHEN b.core AND NOT h.core THEN ' was core, and whoever proposes to change it needs fewer people now'
               ELSE ' is of ' || coalesce(h.team, 'no team') || ', and ' || b.team || ' has to agree to changes no more'
           END AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    WHERE NOT b.estimated AND ((b.core AND NOT h.core) OR b.team <> coalesce(h.team, ''))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the data ' || b.name || ' were ' || array_to_string(b.classes, ', ') || ' and are '
           || CASE WHEN h.name IS NULL THEN 'not declared any more'
                   WHEN len(h.classes) = 0 THEN 'of no class any more'
                   ELSE array_to_string(h.classes, ', ') END AS message
    FROM base.decided.data AS b LEFT JOIN head.decided.data AS h ON h.name = b.name
    WHERE len(b.classes) > 0 AND NOT b.estimated AND (h.name IS NULL OR NOT list_has_all(h.classes, b.classes))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'readers of ' || b.name || ' could rely on ' || b.consistency || ' consistency, and may on '
           || coalesce(h.consistency, 'nothing that is said') || ' now' AS message
    FROM base.decided.data AS b JOIN head.decided.data AS h ON h.name = b.name
    WHERE b.consistency IN ('strong', 'read-your-writes', 'bounded') AND NOT b.estimated
      AND coalesce(list_position(['strong', 'read-your-writes', 'bounded', 'eventual'], h.consistency), 9)
          > list_position(['strong', 'read-your-writes', 'bounded', 'eventual'], b.consistency)
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'readers of ' || b.name || ' could rely on what is ' || round(b.consistency_ms / 1000, 3)
           || ' s old at most, and may on what is ' || round(h.consistency_ms / 1000, 3) || ' s old now' AS message
    FROM base.decided.data AS b JOIN head.decided.data AS h ON h.name = b.name
    WHERE NOT b.estimated AND h.consistency = b.consistency AND h.consistency_ms > b.consistency_ms
    """,
    """
    SELECT b.data || ' at ' || b.component AS subject, b.path, b.line,
           'the copy of ' || b.data || ' at ' || b.component || ' might be stale by ' || (b.staleness_ms / 1000)::BIGINT
           || ' s, and may ' || CASE WHEN h.staleness_ms IS NULL THEN 'without a bound'
                                     ELSE 'by ' || (h.staleness_ms / 1000)::BIGINT || ' s' END || ' now' AS message
    FROM base.decided.copies AS b JOIN base.decided.data AS d ON d.name = b.data
    JOIN head.decided.copies AS h ON h.data = b.data AND h.component = b.component
    WHERE NOT d.estimated AND coalesce(h.staleness_ms > b.staleness_ms, b.staleness_ms IS NOT NULL)
    """,
    """
    SELECT b.name AS subject, b.path, b.line, 'the journey ' || b.name || ' is not declared any more' AS message
    FROM base.decided.journeys AS b
    WHERE NOT b.estimated AND NOT EXISTS (SELECT 1 FROM head.decided.journeys AS h WHERE h.name = b.name)
    """,
    """
    SELECT h.name AS subject, h.path, h.line,
           'the journey ' || h.name || ' went through ' || b.step
           || CASE WHEN list_contains(h.steps, b.step) THEN ', without which it fails, and can do without it now'
                   ELSE ', and does not any more' END AS message
    FROM (SELECT name, unnest(steps) AS step, optional FROM base.decided.journeys WHERE NOT estimated) AS b
    JOIN head.decided.journeys AS h ON h.name = b.name
    WHERE EXISTS (SELECT 1 FROM head.decided.components AS c WHERE c.name = b.step)
      AND (NOT list_contains(h.steps, b.step)
           OR (list_contains(h.optional, b.step) AND NOT list_contains(b.optional, b.step)))
    """,
)

_ON_PAPER = "', and nothing but the record says so'"


def _told(table: str, column: str, unit: str) -> str:
    """A figure in SQL, as a person says it."""
    if unit == "%":
        return f"round({table}.{column} * 100, 6) || '%'"
    if unit == "ms":
        return f"round({table}.{column} / 1000, 3) || ' s'"
    return f"round({table}.{column}, 3) || '{unit}'"


def _figure(rows: str, key: str, named: str, column: str, unit: str, better: str, but: str = "false") -> str:
    """Where a figure that was confirmed became better, or is not said any more.

    Args:
        rows: the table.
        key: names of the columns that tell its rows apart, with commas.
        named: what it is the figure of, in SQL, from the row ``b``.
        column: the column.
        unit: of the figure, as it is shown.
        better: ``>`` or ``<``: which change makes rules pass.
        but: where it is backed, in SQL.
    """
    columns = [c.strip() for c in key.split(",")]
    same = " AND ".join(f"h.{c} = b.{c}" for c in columns)
    was, now = _told("b", column, unit), _told("h", column, unit)
    sure = "true" if rows == "shared_fates" else "NOT b.estimated AND NOT h.estimated"
    return f"""
    SELECT {" || ' -> ' || ".join(f"b.{c}" for c in columns)} AS subject, h.path, h.line,
           {named} || ' was ' || {was} || ' and is '
           || coalesce({now} || {_ON_PAPER}, 'not said any more') AS message
    FROM base.decided.{rows} AS b JOIN head.decided.{rows} AS h ON {same}
    WHERE {sure} AND b.{column} IS NOT NULL AND coalesce(h.{column} {better} b.{column}, true) AND NOT ({but})
    """  # noqa: S608 (our own names)


# How many times files say that each component runs.
_RUNS = "(SELECT part, max(replicas) AS replicas FROM {side}.derived.part_sightings WHERE declared GROUP BY part)"
_RUN_NOW, _RAN = _RUNS.format(side="head"), _RUNS.format(side="base")
# As many times more of it run as it is said to bear more.
_GROWN = f"""EXISTS (SELECT 1 FROM {_RAN} AS was JOIN {_RUN_NOW} AS now USING (part)
                     WHERE part = h.name AND now.replicas * b.capacity >= greatest(was.replicas, 1) * h.capacity)"""  # noqa: S608
# A file that runs it differs.
_RUN_OTHERWISE = """EXISTS (
        SELECT 1 FROM head.derived.part_sightings AS s JOIN head.observed.files AS f ON f.path = s.path
        WHERE s.part = h.name AND s.declared
          AND NOT EXISTS (SELECT 1 FROM base.observed.files AS o WHERE o.path = f.path AND o.blob = f.blob))"""
# Its code differs.
_CODE_CHANGED = """EXISTS (
        SELECT 1 FROM head.decided.components AS c JOIN head.observed.files AS f
          ON f.kind = 'code' AND (c.root = '.' OR starts_with(f.path, rtrim(c.root, '/') || '/'))
        WHERE c.name = h.component
          AND NOT EXISTS (SELECT 1 FROM base.observed.files AS o WHERE o.path = f.path AND o.blob = f.blob))"""


def _components() -> Iterator[str]:
    of = "' of ' || b.name"
    for column, called, unit, better, but in (
        ("availability", "the availability", "%", ">", "false"),
        ("capacity", "the capacity", "/s", ">", _GROWN),
        ("load", "the load", "/s", "<", "false"),
        ("hit_rate", "the hit rate", "%", ">", "false"),
    ):
        yield _figure("components", "name", f"'{called}' || {of}", column, unit, better, but)
    yield f"""
    SELECT h.name AS subject, h.path, h.line,
           'the replicas of ' || h.name || ' were ' || b.replicas || ' and are ' || h.replicas || ', '
           || CASE WHEN r.replicas IS NULL THEN 'and no file shows it'
                   ELSE 'and the files that run it show ' || r.replicas END AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    LEFT JOIN {_RUN_NOW} AS r ON r.part = h.name
    WHERE NOT b.estimated AND NOT h.estimated AND h.replicas > b.replicas AND coalesce(r.replicas < h.replicas, true)
    """  # noqa: S608 (our own names)
    yield f"""
    SELECT h.name AS subject, h.path, h.line,
           h.name || ' needed ' || b.quorum || ' of its replicas and is said to need ' || coalesce(h.quorum, 1)
           || {_ON_PAPER} AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    WHERE NOT b.estimated AND NOT h.estimated AND coalesce(h.quorum, 1) < b.quorum AND NOT {_RUN_OTHERWISE}
    """  # noqa: S608 (our own names)
    for column, better in (("zones", "len(h.zones) > len(b.zones) OR len(h.zones) = 0"), ("regions", "true")):
        yield f"""
    SELECT h.name AS subject, h.path, h.line,
           h.name || ' was in ' || array_to_string(b.{column}, ', ') || ' and '
           || CASE WHEN len(h.{column}) = 0 THEN 'where it is is not said any more'
                   ELSE 'is said to be in ' || array_to_string(h.{column}, ', ') || {_ON_PAPER} END AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    WHERE NOT b.estimated AND NOT h.estimated AND len(b.{column}) > 0
      AND (len(h.{column}) <> len(b.{column}) OR NOT list_has_all(h.{column}, b.{column}))
      AND ({better}) AND NOT {_RUN_OTHERWISE}
    """  # noqa: S608 (our own names)
    yield """
    SELECT h.name AS subject, h.path, h.line,
           'whose service ' || h.name || ' is was ' || b.vendor || ' and is not said any more' AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    WHERE NOT b.estimated AND NOT h.estimated AND b.vendor IS NOT NULL AND h.vendor IS NULL
    """


def _needs() -> Iterator[str]:
    need = "b.component || ' -> ' || b.needs"
    for column, called, unit, better in (
        ("queue_holds", "what the queue of ' || {need} || ' holds", "", ">"),
        ("queue_holds_ms", "what the queue of ' || {need} || ' holds", "ms", ">"),
        ("queue_drain", "what leaves the queue of ' || {need} || '", "/s", ">"),
        ("rate", "the rate of ' || {need} || '", "/s", "<"),
    ):
        named = "'" + called.format(need=need) + "'"
        queued = "b.when_down <> 'queue' OR h.when_down <> 'queue' OR h.queue_drain IS NULL"
        yield _figure("needs", "component, needs", named, column, unit, better, queued)
    yield f"""
    SELECT {need} AS subject, h.path, h.line,
           'when_down of ' || {need} || ' was ' || b.when_down || ' and is ' || h.when_down
           || ', and no code of ' || b.component || ' changed' AS message
    FROM base.decided.needs AS b JOIN head.decided.needs AS h ON h.component = b.component AND h.needs = b.needs
    WHERE NOT b.estimated AND NOT h.estimated AND b.when_down_said
      AND CASE h.when_down WHEN 'fail' THEN 0 WHEN 'queue' THEN 1 WHEN 'use' THEN 1 ELSE 2 END
          > CASE b.when_down WHEN 'fail' THEN 0 WHEN 'queue' THEN 1 WHEN 'use' THEN 1 ELSE 2 END
      AND NOT {_CODE_CHANGED}
    """  # noqa: S608 (our own names)
    yield f"""
    SELECT {need} AS subject, h.path, h.line,
           b.component || ' waited for ' || b.needs || ' and is said not to, and no code of ' || b.component
           || ' changed' AS message
    FROM base.decided.needs AS b JOIN head.decided.needs AS h ON h.component = b.component AND h.needs = b.needs
    WHERE NOT b.estimated AND NOT h.estimated AND b.waits AND NOT h.waits AND NOT {_CODE_CHANGED}
    """  # noqa: S608 (our own names)
    yield f"""
    SELECT {need} AS subject, h.path, h.line,
           {need} || ' was asked for by ' || array_to_string(b.journeys, ', ') || ' and is said to be by '
           || array_to_string(h.journeys, ', ') || ', and no code of ' || b.component || ' changed' AS message
    FROM base.decided.needs AS b JOIN head.decided.needs AS h ON h.component = b.component AND h.needs = b.needs
    WHERE NOT b.estimated AND NOT h.estimated AND len(b.journeys) > 0 AND len(h.journeys) > 0
      AND NOT list_has_all(h.journeys, b.journeys) AND NOT {_CODE_CHANGED}
    """  # noqa: S608 (our own names)
    yield f"""
    SELECT {need} AS subject, h.path, h.line,
           'the retries of ' || {need} || ' were ' || b.retries || ' and are ' || h.retries
           || ', and no code of ' || b.component || ' changed' AS message
    FROM base.decided.needs AS b JOIN head.decided.needs AS h ON h.component = b.component AND h.needs = b.needs
    WHERE NOT b.estimated AND NOT h.estimated AND h.retries < b.retries AND NOT {_CODE_CHANGED}
    """  # noqa: S608 (our own names)


UNBACKED = (
    *_components(),
    *_needs(),
    _figure(
        "shared_fates", "kind, name", "'the availability of ' || b.kind || ' ' || b.name", "availability", "%", ">"
    ),
)
