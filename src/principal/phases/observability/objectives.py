"""``architecture/objectives/*.yaml``: what was promised of journeys and components, as OpenSLO or Sloth writes it.

Only the promise is read: for whom, how much of what happens is to be good, and in which time. What an
indicator measures, how much of the budget for errors is left and how fast it burns is told from
metrics, by whoever reads these: ``indicator`` names what they have to look up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from principal.core import documents
from principal.core.decided import Objectives
from principal.core.records import Mistake, RecordKind

if TYPE_CHECKING:
    from principal.core.documents import Document, Path
    from principal.phases.observability._objective_file import Slo, SlothSpec

FOLDER = "architecture/objectives/"
_SIGNS = {"lte": "<=", "gte": ">=", "lt": "<", "gt": ">"}
_BUDGETING = {"Occurrences": "occurrences", "Timeslices": "timeslices", "RatioTimeslices": "ratio-timeslices"}
_DAY_MS = 86_400_000
_MOST_MISTAKES = 500


def schema() -> dict[str, object]:
    """The JSON Schema of one document of such a file; kinds beside SLO are OpenSLO's to describe."""
    from principal.core.record_fields import schema_of
    from principal.phases.observability._objective_file import Slo

    whole = schema_of(Slo, f"{FOLDER}*.yaml")
    head = {key: whole.pop(key) for key in ("$schema", "title", "$defs")}
    return {**head, "if": {"properties": {"kind": {"const": "SLO"}}, "required": ["kind"]}, "then": whole}


def wants(path: str) -> bool:
    """Whether *path* is a file of objectives."""
    return path.startswith(FOLDER) and path.endswith((".yaml", ".yml"))


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for each target of each document, and the mistakes of the file."""
    mistakes: list[Mistake] = []
    known: dict[tuple[str, str], Objectives] = {}
    for document in documents.read_all(path, content):
        rows, wrong = _of_document(document)
        mistakes += wrong
        for row in rows:
            first = known.setdefault((row.name, row.part), row)
            if first is not row:
                called = f"{row.name} ({row.part})" if row.part else row.name
                told = f"the objective {called} stands here again"
                mistakes.append(Mistake(path, row.line, 1, told, f"each once: it stands on line {first.line} already"))
    found = sorted(set(mistakes))
    yield from found[:_MOST_MISTAKES]
    if len(found) > _MOST_MISTAKES:
        yield Mistake(path, 1, 1, f"{len(found) - _MOST_MISTAKES:,} more mistakes", "those shown put right first")
    yield from known.values()


def _of_document(document: Document) -> tuple[list[Objectives], list[Mistake]]:
    """The rows of one document, and what is wrong in it."""
    from principal.core.validation import suggestion, validate
    from principal.phases.observability import _objective_file as formats

    data: Any = document.data
    if data is None or not document.whole:
        return [], document.mistakes
    if not isinstance(data, dict):
        wrong = document.mistake((), "no object of OpenSLO", "apiVersion: openslo/v1, kind: SLO")
        return [], [*document.mistakes, wrong]
    key = "version" if "version" in data and "apiVersion" not in data else "apiVersion"
    version, kind = data.get(key), data.get("kind")
    if version in formats.SLOTH:
        at: Path = () if key == "version" else ("spec",)
        if at:
            whole, mistakes = validate(document, formats.SlothObject)
            sloth = whole.spec if whole else None
        else:
            sloth, mistakes = validate(document, formats.SlothSpec)
        return list(_sloth(document, sloth, at, exact=not mistakes)) if sloth else [], mistakes
    if version not in formats.OPENSLO:
        known = (formats.OPENSLO[0], *formats.SLOTH)
        expected = suggestion(str(version)[:80], known, f"one of {', '.join(known)}")
        told = "no apiVersion" if version is None else f'objectives of "{str(version)[:60]}" are not read'
        return [], [*document.mistakes, document.mistake((key,), told, expected, at_value=True)]
    if kind in formats.OTHER_KINDS:
        return [], document.mistakes
    if kind != "SLO":
        expected = suggestion(str(kind)[:80], ("SLO", *formats.OTHER_KINDS), "SLO")
        wrong = document.mistake(("kind",), f'unknown kind "{str(kind)[:60]}"', expected, at_value=True)
        return [], [*document.mistakes, wrong]
    slo, mistakes = validate(document, formats.Slo)
    return list(_openslo(document, slo, exact=not mistakes)) if slo else [], mistakes


def _openslo(document: Document, slo: Slo, *, exact: bool) -> Iterator[Objectives]:
    """A row for each of its objectives; several are told apart by what they are called, or by their thresholds.

    Where it is not *exact*, something was left out, and the places of a list are not those of the file.
    """
    spec, about = slo.spec, slo.metadata
    window = spec.window
    inline = spec.indicator.metadata.name if spec.indicator else None
    parts = [_part(number, o.display, o.op, o.value) for number, o in enumerate(spec.objectives, 1)]
    twice = {part for part, count in Counter(parts).items() if count > 1}
    for number, objective in enumerate(spec.objectives):
        part = f"{parts[number]} {number + 1}" if parts[number] in twice else parts[number]
        at = ("spec", "objectives", number) if exact else ("metadata", "name")
        yield Objectives(
            name=about.name,
            part=part if len(spec.objectives) > 1 else "",
            path=document.path,
            line=document.position(at)[0],
            subject=about.annotations.journey or about.labels.journey or spec.service,
            service=spec.service,
            target=objective.ratio,
            window_days=window.duration if window else None,
            rolling=window.rolling if window else None,
            budgeting=_BUDGETING[spec.budgeting],
            indicator=spec.indicator_ref or inline,
            availability=_is_availability(about.name, about.display, objective.display, spec.indicator_ref, inline),
            comparison=_SIGNS[objective.op] if objective.op else None,
            value=objective.value,
            slice_target=objective.slice_target,
            slice_ms=objective.slice_window * _DAY_MS if objective.slice_window else None,
        )


def _is_availability(*names: str | None) -> bool:
    return any(word in name.lower() for name in names if name for word in ("availab", "uptime"))


def _part(number: int, display: str | None, op: str | None, value: float | None) -> str:
    if display:
        return display
    return f"{_SIGNS[op]} {value:g}" if op and value is not None else str(number)


def _sloth(document: Document, spec: SlothSpec, at: Path, *, exact: bool) -> Iterator[Objectives]:
    """A row for each target, under the name that Sloth gives it: the service's and its own."""
    from principal.phases.observability._objective_file import share

    for number, slo in enumerate(spec.slos):
        place = (*at, "slos", number) if exact else (*at, "service")
        yield Objectives(
            name=f"{spec.service}-{slo.name}",
            part="",
            path=document.path,
            line=document.position(place)[0],
            subject=slo.labels.journey or spec.labels.journey or spec.service,
            service=spec.service,
            target=share(slo.objective),
            window_days=None,  # it stands in how Sloth is called, not in the file
            rolling=True,
            budgeting="occurrences",
            indicator=slo.name,
            availability=_is_availability(slo.name),
            comparison=None,
            value=None,
            slice_target=None,
            slice_ms=None,
        )


_WEAKER = """
    SELECT h.name AS subject, h.path, h.line,
           'the objective ' || h.name || CASE WHEN h.part <> '' THEN ' (' || h.part || ')' ELSE '' END
           || ' was weakened: ' || CASE
               WHEN h.subject IS DISTINCT FROM b.subject THEN 'it was about ' || coalesce(b.subject, 'nothing')
                    || ' and is about ' || coalesce(h.subject, 'nothing')
               WHEN h.target < b.target THEN 'its target was ' || round(b.target * 100, 6) || '% and is '
                    || round(h.target * 100, 6) || '%'
               WHEN h.window_days IS NULL THEN 'it was to be met in ' || round(b.window_days, 2)
                    || ' days, and no time is said'
               WHEN h.window_days > b.window_days THEN 'it was to be met in ' || round(b.window_days, 2)
                    || ' days and is in ' || round(h.window_days, 2)
               WHEN h.budgeting <> b.budgeting THEN 'it counted ' || b.budgeting || ' and counts ' || h.budgeting
               WHEN h.slice_target < b.slice_target THEN 'a slice was good from ' || round(b.slice_target * 100, 6)
                    || '% on and is from ' || round(h.slice_target * 100, 6) || '%'
               ELSE 'what is good was ' || b.comparison || ' ' || b.value || ' and is '
                    || coalesce(h.comparison || ' ' || h.value, 'not said') END AS message
    FROM head.decided.objectives AS h JOIN base.decided.objectives AS b ON b.name = h.name AND b.part = h.part
    WHERE h.subject IS DISTINCT FROM b.subject OR h.target < b.target
       OR coalesce(h.window_days > b.window_days, b.window_days IS NOT NULL)
       OR h.budgeting <> b.budgeting OR h.slice_target < b.slice_target
       OR (b.value IS NOT NULL AND b.comparison IS NOT NULL AND (
           h.value IS NULL OR h.comparison IS DISTINCT FROM b.comparison
           OR (b.comparison IN ('<', '<=') AND h.value > b.value)
           OR (b.comparison IN ('>', '>=') AND h.value < b.value)))
"""
_GONE = """
    SELECT b.name AS subject, b.path, b.line,
           'the objective ' || b.name || CASE WHEN b.part <> '' THEN ' (' || b.part || ')' ELSE '' END || ' was removed'
           AS message
    FROM base.decided.objectives AS b
    WHERE NOT EXISTS (SELECT 1 FROM head.decided.objectives AS h WHERE h.name = b.name AND h.part = b.part)
"""

RECORD = RecordKind(
    name="objectives",
    version=1,
    tables=(Objectives,),
    wants=wants,
    read=read,
    absent="none",
    judging=True,
    schema=schema,
    loosened=(_GONE, _WEAKER),
)
