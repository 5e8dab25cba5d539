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

_KEYS = {"components": ("name",), "needs": ("component", "needs"), "shared_fates": ("kind", "name")}
_ON_PAPER = "', and nothing but the record says so'"


def _told(table: str, column: str, unit: str) -> str:
    """A figure in SQL, as a person says it."""
    if unit == "%":
        return f"round({table}.{column} * 100, 6) || '%'"
    if unit == "ms":
        return f"round({table}.{column} / 1000, 3) || ' s'"
    return f"round({table}.{column}, 3) || '{unit}'"


def _better(rows: str, message: str, where: str) -> str:
    """What a record says otherwise of what both the base and the change have confirmed.

    Args:
        rows: the table, whose rows are ``b`` in the base and ``h`` in the change.
        message, where: SQL of both.
    """
    key = _KEYS[rows]
    sure = "true" if rows == "shared_fates" else "NOT b.estimated AND NOT h.estimated"
    return f"""
    SELECT {" || ' -> ' || ".join(f"b.{c}" for c in key)} AS subject, h.path, h.line, {message} AS message
    FROM base.decided.{rows} AS b JOIN head.decided.{rows} AS h ON {" AND ".join(f"h.{c} = b.{c}" for c in key)}
    WHERE {sure} AND {where}
    """  # noqa: S608 (our own names)


def _figure(rows: str, named: str, column: str, unit: str, better: str, but: str = "false") -> str:
    """Where a figure became better, or is not said any more.

    Args:
        rows: the table.
        named: what it is the figure of, in SQL, from the row ``b``.
        column: the column.
        unit: of the figure, as it is shown.
        better: ``>`` or ``<``: which change makes rules pass.
        but: where it is backed, in SQL.
    """
    was, now = _told("b", column, unit), _told("h", column, unit)
    return _better(
        rows,
        f"{named} || ' was ' || {was} || ' and is ' || coalesce({now} || {_ON_PAPER}, 'not said any more')",
        f"b.{column} IS NOT NULL AND coalesce(h.{column} {better} b.{column}, true) AND NOT ({but})",
    )


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
    for column, called, unit, better, but in (
        ("availability", "the availability", "%", ">", "false"),
        ("capacity", "the capacity", "/s", ">", _GROWN),
        ("load", "the load", "/s", "<", "false"),
        ("hit_rate", "the hit rate", "%", ">", "false"),
    ):
        yield _figure("components", f"'{called} of ' || b.name", column, unit, better, but)
    runs = f"(SELECT r.replicas FROM {_RUN_NOW} AS r WHERE r.part = h.name)"  # noqa: S608 (our own names)
    yield _better(
        "components",
        "'the replicas of ' || h.name || ' were ' || b.replicas || ' and are ' || h.replicas || ', ' || coalesce("
        f"'and the files that run it show ' || {runs}, 'and no file shows it')",
        f"h.replicas > b.replicas AND coalesce({runs} < h.replicas, true)",
    )
    yield _better(
        "components",
        "h.name || ' needed ' || b.quorum || ' of its replicas and is said to need ' || coalesce(h.quorum, 1)"
        f" || {_ON_PAPER}",
        f"coalesce(h.quorum, 1) < b.quorum AND NOT {_RUN_OTHERWISE}",
    )
    for column, better in (("zones", "len(h.zones) > len(b.zones) OR len(h.zones) = 0"), ("regions", "true")):
        yield _better(
            "components",
            f"h.name || ' was in ' || array_to_string(b.{column}, ', ') || ' and ' || CASE WHEN len(h.{column}) = 0"
            f" THEN 'where it is is not said any more' ELSE 'is said to be in ' || array_to_string(h.{column}, ', ')"
            f" || {_ON_PAPER} END",
            f"len(b.{column}) > 0 AND (len(h.{column}) <> len(b.{column}) OR NOT list_has_all(h.{column}, b.{column}))"
            f" AND ({better}) AND NOT {_RUN_OTHERWISE}",
        )
    yield _better(
        "components",
        "'whose service ' || h.name || ' is was ' || b.vendor || ' and is not said any more'",
        "b.vendor IS NOT NULL AND h.vendor IS NULL",
    )


_NEED = "b.component || ' -> ' || b.needs"
_DOES = (
    "CASE {row}.when_down WHEN 'fail' THEN 0 WHEN 'queue' THEN 1 WHEN 'use' THEN 1 ELSE 2 END"  # how little it harms
)


def _needs() -> Iterator[str]:
    queued = "b.when_down <> 'queue' OR h.when_down <> 'queue' OR h.queue_drain IS NULL"
    for column, named, unit, better in (
        ("queue_holds", f"'what the queue of ' || {_NEED} || ' holds'", "", ">"),
        ("queue_holds_ms", f"'what the queue of ' || {_NEED} || ' holds'", "ms", ">"),
        ("queue_drain", f"'what leaves the queue of ' || {_NEED}", "/s", ">"),
        ("rate", f"'the rate of ' || {_NEED}", "/s", "<"),
    ):
        yield _figure("needs", named, column, unit, better, queued)
    for message, where in (
        (
            f"'when_down of ' || {_NEED} || ' was ' || b.when_down || ' and is ' || h.when_down",
            f"b.when_down_said AND {_DOES.format(row='h')} > {_DOES.format(row='b')}",
        ),
        ("b.component || ' waited for ' || b.needs || ' and is said not to'", "b.waits AND NOT h.waits"),
        (
            f"{_NEED} || ' was asked for by ' || array_to_string(b.journeys, ', ') || ' and is said to be by '"
            " || array_to_string(h.journeys, ', ')",
            "len(b.journeys) > 0 AND len(h.journeys) > 0 AND NOT list_has_all(h.journeys, b.journeys)",
        ),
        (
            f"'the retries of ' || {_NEED} || ' were ' || b.retries || ' and are ' || h.retries",
            "h.retries < b.retries",
        ),
    ):
        unchanged = "', and no code of ' || b.component || ' changed'"
        yield _better("needs", f"{message} || {unchanged}", f"{where} AND NOT {_CODE_CHANGED}")


UNBACKED = (
    *_components(),
    *_needs(),
    _figure("shared_fates", "'the availability of ' || b.kind || ' ' || b.name", "availability", "%", ">"),
)
