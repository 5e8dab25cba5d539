"""``architecture/constraints.yaml``: what we cannot do, measurable."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core import documents
from principal.core.decided import Constraints, UnconstrainedKinds
from principal.core.records import RecordKind

PATH = "architecture/constraints.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.constraints._constraints_file import ConstraintsFile

    return schema_of(ConstraintsFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """One row for each constraint, one for each kind that does not bind, and the mistakes of the file."""
    from principal.core.record_fields import guessed
    from principal.core.validation import read_file
    from principal.phases.constraints._constraints_file import ConstraintsFile

    document, file, mistakes = read_file(path, content, ConstraintsFile)
    yield from mistakes
    for unbound, reason in (file.unconstrained if file else {}).items():
        yield UnconstrainedKinds(unbound, path, document.position(("unconstrained", unbound))[0], reason)
    for name, constraint in (file.constraints if file else {}).items():
        kind, measure = constraint.requirement()
        line, _ = document.position(("constraints", name))
        estimated, because = guessed(constraint.estimated)
        yield Constraints(
            id=name,
            path=path,
            line=line,
            kind=kind,
            subject=constraint.subject,
            statement=constraint.statement or measure.words,
            quantity=measure.quantity,
            comparison=measure.comparison,
            value=measure.value,
            unit=measure.unit,
            percentile=constraint.percentile or measure.percentile,
            regime=constraint.compliance,
            regions=constraint.residency or constraint.users,
            measurable=measure.value is not None or bool(constraint.compliance or constraint.residency),
            because=constraint.because,
            owner=constraint.owner,
            review=constraint.review,
            estimated=estimated,
            estimated_because=because,
        )


_LOOSENED = (
    """
    SELECT b.id AS subject, b.path, b.line, 'the constraint ' || b.id || ' was removed' AS message
    FROM base.decided.constraints AS b
    WHERE NOT b.estimated AND NOT EXISTS (SELECT 1 FROM head.decided.constraints AS h WHERE h.id = b.id)
    """,
    """
    SELECT h.id AS subject, h.path, h.line,
           'the constraint ' || h.id || ' was weakened: ' || CASE
               WHEN h.estimated THEN 'it was confirmed and is an estimate, which decides nothing'
               WHEN h.kind <> b.kind THEN 'its kind was ' || b.kind || ' and is ' || h.kind
               WHEN h.subject <> b.subject THEN 'it held for ' || b.subject || ' and holds for ' || h.subject
               WHEN b.measurable AND NOT h.measurable THEN 'it could be measured and cannot any more'
               WHEN h.regime IS DISTINCT FROM b.regime THEN 'it asked for ' || b.regime || ' and asks for '
                    || coalesce(h.regime, 'none')
               WHEN b.kind = 'residency' THEN 'data may also be in '
                    || array_to_string(list_filter(h.regions, lambda r: NOT list_contains(b.regions, r)), ', ')
               WHEN h.unit IS DISTINCT FROM b.unit THEN 'its unit was ' || coalesce(b.unit, 'none') || ' and is '
                    || coalesce(h.unit, 'none')
               WHEN h.value IS DISTINCT FROM b.value THEN 'its value was ' || b.value || ' ' || b.unit || ' and is '
                    || h.value || ' ' || h.unit
               WHEN h.percentile IS DISTINCT FROM b.percentile THEN 'its percentile was '
                    || coalesce(b.percentile::VARCHAR, 'none') || ' and is ' || coalesce(h.percentile::VARCHAR, 'none')
               ELSE 'it also held for users in '
                    || array_to_string(list_filter(b.regions, lambda r: NOT list_contains(h.regions, r)), ', ')
           END AS message
    FROM head.decided.constraints AS h JOIN base.decided.constraints AS b ON h.id = b.id
    WHERE NOT b.estimated AND (
       h.estimated
       OR h.kind <> b.kind
       OR (h.subject <> b.subject AND h.subject <> 'system')
       OR (b.measurable AND NOT h.measurable)
       OR (b.regime IS NOT NULL AND h.regime IS DISTINCT FROM b.regime)
       OR (b.kind = 'residency' AND NOT list_has_all(b.regions, h.regions))
       OR (b.kind = 'latency' AND NOT list_has_all(h.regions, b.regions))
       OR (b.value IS NOT NULL AND h.unit IS DISTINCT FROM b.unit)
       OR (b.comparison = '<=' AND h.value > b.value)
       OR (b.comparison = '>=' AND h.value < b.value)
       OR (b.percentile IS NOT NULL AND (h.percentile IS NULL OR h.percentile < b.percentile))
    )
    """,
)

RECORD = RecordKind(
    name="constraints",
    version=3,
    tables=(Constraints, UnconstrainedKinds),
    wants=documents.wants_file(PATH),
    read=read,
    judging=True,
    schema=schema,
    loosened=_LOOSENED,
)
