"""A draft of ``architecture/constraints.yaml``: the seven questions, each with what the evidence hints at.

No figure is ever guessed. A question is a comment until somebody answers it with a constraint, or with the reason
why nothing of its kind binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from principal.core.documents import read_text
from principal.core.drafts import commented
from principal.core.splice import add_entry
from principal.core.yamltext import Line, scalar

if TYPE_CHECKING:
    import duckdb

PATH = "architecture/constraints.yaml"
HEAD = """\
What this system cannot do, in figures. Nobody has said so yet, and nothing here is guessed: below stand seven \
questions, and `principal check` names those without an answer. An answer is a constraint, or a line under \
`unconstrained` with the reason why nothing of that kind binds. On a terminal, principal init asks them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody has to say about the system as a whole."""

    kind: str
    asks: str
    name: str  # of a constraint that would answer it
    example: str  # its value
    because: str


QUESTIONS = (
    Question("scale", "How much load must it bear at its peak?", "peak", "500 requests/s",
             "the busiest hour of last year had 310 requests per second"),
    Question("latency", "How soon must it answer, and to whom?", "fast-answers", "p99 < 300ms",
             "people leave a page that is slower"),
    Question("availability", "How long may it be gone in a month?", "open", "99.9%",
             "43 minutes a month are what our customers bear"),
    Question("compliance", "Which law, contract or audit binds it?", "privacy", "GDPR",
             "we keep names and addresses of people in the European Union"),
    Question("residency", "In which regions may its data be?", "data-at-home", "[eu]",
             "our customers' contracts say so"),
    Question("cost", "What may it cost in a month?", "bill", "4000 USD/month", "that is what we earn with it"),
    Question("team", "How many people look after it?", "hands", "6 people", "nobody is on call alone"),
)  # fmt: skip

_HINTS = {
    "scale": """
        SELECT name || ' runs ' || replicas || ' times (' || path || ':' || line || ')' FROM observed.components
        WHERE replicas > 1 ORDER BY replicas DESC, path, line LIMIT 1
    """,
    "residency": """
        SELECT string_agg(region || ' (' || place || ')', ', ' ORDER BY region)
        FROM (SELECT region, min(path || ':' || line) AS place FROM observed.resources
              WHERE region IS NOT NULL GROUP BY region ORDER BY region LIMIT 4)
    """,
    "compliance": """
        SELECT string_agg(name || ' (' || place || ')', ', ' ORDER BY name)
        FROM (SELECT name, min(path || ':' || line) AS place FROM observed.technologies
              WHERE kind = 'service' AND scope = 'runtime'
                AND name IN ('stripe', 'adyen', 'braintree', 'paypal', 'square', 'mollie', 'auth0', 'okta')
              GROUP BY name ORDER BY name LIMIT 4)
    """,
    "team": """
        SELECT count(DISTINCT author) || ' people committed in the last year' FROM observed.commits
        WHERE NOT bot AND committed > (SELECT max(today) FROM known.clock) - INTERVAL 365 DAY
          AND committed::DATE <= (SELECT max(today) FROM known.clock)
        HAVING count(DISTINCT author) > 1
    """,
}


def hints(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What was seen that somebody who answers may want to know, by the kind of the question."""
    told = {}
    for kind, sql in _HINTS.items():
        row = connection.execute(sql).fetchone()
        if row and row[0]:
            told[kind] = str(row[0])
    return told


def open_questions(text: str) -> tuple[Question, ...]:
    """The questions that the record leaves open, under names that it has not taken yet."""
    data = read_text(PATH, text).data
    file = data if isinstance(data, dict) else {}
    constraints, free = (file.get(key) or {} for key in ("constraints", "unconstrained"))
    answered = {key for value in constraints.values() if isinstance(value, dict) for key in value} | set(free)
    return tuple(
        replace(q, name=q.name if q.name not in constraints else f"{q.name}-{q.kind}")
        for q in QUESTIONS
        if q.kind not in answered
    )


def new_text(seen: Mapping[str, str]) -> str:
    """The text of a new file: no constraints, and the seven questions as comments."""
    from principal.core.record_fields import modeline  # it loads pydantic

    asked = "".join(f"\n{_asked(q, seen.get(q.kind))}" for q in QUESTIONS)
    return f"{modeline('constraints')}\n{commented(HEAD)}\nconstraints: {{}}\n{asked}"


def _asked(question: Question, hint: str | None) -> str:
    """A question as a comment."""
    value = f"{question.name}: {{{question.kind}: {question.example}, because: {scalar(question.because)}}}"
    lines = f"{question.kind}: {question.asks}\n" + (f"Seen: {hint}\n" if hint else "")
    return commented(f"{lines}  {value}")


def answered(text: str, kind: str, name: str, value: Mapping[str, Any]) -> str:
    """The text with a constraint of *kind*, and without the comment that asked for it.

    Raises:
        SpliceError: there is a constraint of that name already, or the text does not read.
    """
    return _without_question(add_entry(text, ("constraints",), name, Line(value)), kind)


def unconstrained(text: str, kind: str, because: str) -> str:
    """The text with the reason why nothing of *kind* binds, and without the comment that asked for it.

    Raises:
        SpliceError: it says so already, or the text does not read.
    """
    return _without_question(add_entry(text, ("unconstrained",), kind, because), kind)


def _without_question(text: str, kind: str) -> str:
    """The text without the comment of a question, as far as it still stands as it was drafted."""
    asks = next(f"# {q.kind}: {q.asks}" for q in QUESTIONS if q.kind == kind)
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if line.rstrip("\r\n") == asks), None)
    if start is None:
        return text
    end = start
    while end < len(lines) and lines[end].startswith("#"):
        end += 1
    if end < len(lines) and not lines[end].strip():
        end += 1
    elif start and not lines[start - 1].strip():
        start -= 1
    return "".join(lines[:start] + lines[end:])
