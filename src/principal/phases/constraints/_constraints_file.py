"""The model of ``architecture/constraints.yaml``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from principal.core.quantities import PARSERS, QuantityError, begins_with_number
from principal.core.quantities import percentile as read_percentile
from principal.core.record_fields import Date, Estimated, Name, Names, Record, Text, as_text, refuse
from principal.core.validation import nearest

# Each kind: the comparison it means, what it measures, and the comparison that makes no sense of it.
_KINDS = {
    "scale": (">=", None, ""),
    "latency": ("<=", "response time", ">="),
    "availability": (">=", "availability", "<="),
    "cost": ("<=", "monthly cost", ">="),
    "team": ("<=", "people", ""),
}
_COMPARISONS = {
    "<": "<=", "<=": "<=", "≤": "<=", "=<": "<=", "at most": "<=", "under": "<=", "below": "<=", "up to": "<=",
    ">": ">=", ">=": ">=", "≥": ">=", "=>": ">=", "at least": ">=", "over": ">=", "above": ">=", "=": "=", "==": "=",
}  # fmt: skip
_COMPARED = re.compile(r"\s*([<>=≤≥]{1,2}|(?:at most|at least|under|below|up to|over|above)\b)\s*")
_PERCENTILE_FIRST = re.compile(r"\s*p([0-9]{1,2}(?:\.[0-9]{1,6})?)\s*:?(?=[\s<>=≤≥])")
_PERCENTILE_LAST = re.compile(r"\s+(?:at |@ ?)?\(?p([0-9]{1,2}(?:\.[0-9]{1,6})?)\)?\s*\Z")
_REGIMES = {
    re.sub("[^a-z0-9]", "", r.lower()): r
    for r in ("HIPAA", "GDPR", "PCI-DSS", "SOC2", "ISO27001", "FedRAMP", "CCPA", "SOX", "DORA", "NIS2", "HITRUST")
} | {"pci": "PCI-DSS", "soc2type2": "SOC2", "soc2typeii": "SOC2", "dsgvo": "GDPR"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """What a requirement comes to; ``words`` where it says nothing that could be measured."""

    words: str | None = None
    quantity: str | None = None
    comparison: str | None = None
    value: float | None = None
    unit: str | None = None
    percentile: float | None = None


def _measure(kind: str) -> Callable[[object], object]:
    comparison, quantity, senseless = _KINDS[kind]

    def read(value: object) -> object:
        text = str(as_text(value))
        rest, share = _without_percentile(text) if kind == "latency" else (text, None)
        compared = _COMPARED.match(rest)
        means = _COMPARISONS.get(compared[1]) if compared else comparison
        rest = rest[compared.end() :] if compared else rest
        if not begins_with_number(rest):
            return Measure(words=text.strip())
        if means is None or means == senseless:
            wanted = "at most (<=)" if senseless == ">=" else "at least (>=)"
            raise refuse(f'"{text.strip()[:40]}" is the wrong way round for {kind}', f"{wanted} a quantity")
        try:
            read_as = PARSERS[kind](rest)
        except QuantityError as error:
            raise refuse(error.wrong, error.expected) from None
        counted = read_as.counts if kind == "scale" else ""
        named = f"{counted} per second" if read_as.unit == "/s" else counted
        return Measure(None, quantity or named, means, read_as.value, read_as.unit, share)

    return read


def _without_percentile(text: str) -> tuple[str, float | None]:
    """The text without ``p99``, which may stand first or last."""
    for pattern in (_PERCENTILE_FIRST, _PERCENTILE_LAST):
        found = pattern.search(text)
        if found and (pattern is _PERCENTILE_LAST or found.start() == 0):
            share = float(found[1])
            if share <= 0:
                raise refuse(f'"p{found[1]}" is no percentile', "a number between 0 and 100, like p99")
            return text[: found.start()] + " " + text[found.end() :], share
    return text, None


def _percentile(value: object) -> object:
    try:
        return read_percentile(str(as_text(value)))
    except QuantityError as error:
        raise refuse(error.wrong, error.expected) from None


def _regime(value: object) -> object:
    if isinstance(value, list):
        raise refuse("several regimes in one constraint", "one constraint for each regime")
    text = str(as_text(value)).strip()
    known = _REGIMES.get(re.sub("[^a-z0-9]", "", text.lower()))
    if known:
        return known
    meant = nearest(text, _REGIMES.values())
    if meant:
        raise refuse(f'unknown regime "{text[:40]}"', f'did you mean "{meant}"?')
    return text


def _quantity_schema(description: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "number"], "description": description, "examples": list(examples)})


Scale = Annotated[
    Measure,
    BeforeValidator(_measure("scale")),
    _quantity_schema("A load that the subject must bear", "500 requests/s", "2M users", "5 TB"),
]
Latency = Annotated[
    Measure,
    BeforeValidator(_measure("latency")),
    _quantity_schema("How soon it must answer at the latest", "300ms", "p99 < 300ms", "2s"),
]
Availability = Annotated[
    Measure,
    BeforeValidator(_measure("availability")),
    _quantity_schema("Share of the time that it must be there", "99.95%"),
]
Cost = Annotated[
    Measure,
    BeforeValidator(_measure("cost")),
    _quantity_schema("What it may cost", "4000 USD/month", "$4k/month"),
]
Team = Annotated[Measure, BeforeValidator(_measure("team")), _quantity_schema("How many people we are", "6 people")]
Percentile = Annotated[
    float,
    BeforeValidator(_percentile),
    WithJsonSchema({"type": ["number", "string"], "examples": [99, 99.9, "p99"]}),
]
Regime = Annotated[
    str, BeforeValidator(_regime), WithJsonSchema({"type": "string", "examples": sorted(set(_REGIMES.values()))})
]

Unbound = Literal["scale", "latency", "availability", "compliance", "residency", "cost", "team"]
_REQUIREMENTS = ("scale", "latency", "availability", "compliance", "residency", "cost", "team")


class Constraint(Record):
    """One requirement on one subject; one without a number is kept, but cannot be measured."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "why": "because", "reason": "because", "performance": "latency", "uptime": "availability",
        "slo": "availability", "throughput": "scale", "load": "scale", "budget": "cost", "regime": "compliance",
        "regulation": "compliance", "regions": "users", "people": "team", "description": "statement",
        "on": "subject", "for": "subject", "component": "subject",
    }  # fmt: skip

    scale: Scale | None = None
    latency: Latency | None = None
    availability: Availability | None = None
    compliance: Regime | None = Field(None, description="The regime that it must comply with")
    residency: Names = Field(default=[], description="Regions where the data may be")
    cost: Cost | None = None
    team: Team | None = None
    statement: Text | None = Field(None, description="The requirement in words")
    subject: Name = Field("system", description="'system', a component, a journey or a data entity")
    percentile: Percentile | None = Field(None, description="Of how many answers in a hundred a latency holds")
    users: Names = Field(default=[], description="Regions where the users are, for a latency")
    because: Text | None = Field(None, description="Why we cannot do otherwise")
    owner: Name | None = Field(None, description="Who answers for it")
    review: Date | None = Field(None, description="When it must be looked at again")
    estimated: Estimated = False

    @model_validator(mode="after")
    def _one_requirement(self) -> Self:
        named = [k for k in _REQUIREMENTS if getattr(self, k)]
        if len(named) > 1:
            raise refuse(f"{' and '.join(named)} in one constraint", "one constraint for each requirement")
        if not named and self.statement is None:
            raise refuse("the constraint requires nothing", f"one of {', '.join(_REQUIREMENTS)}, or a statement")
        if self.percentile is not None and named != ["latency"]:
            raise refuse("a percentile without a latency", "latency: 300ms beside it")
        if self.users and named != ["latency"]:
            raise refuse("users without a latency", "latency: 300ms beside it, or residency: for where data may be")
        said = self.latency.percentile if self.latency else None
        if said is not None and self.percentile not in (None, said):
            raise refuse(f"p{said:g} and percentile {self.percentile:g} contradict each other", "one of the two")
        return self

    def requirement(self) -> tuple[str, Measure]:
        """Its kind, and what is measured."""
        for kind in _KINDS:
            measure = getattr(self, kind)
            if isinstance(measure, Measure):
                return kind, measure
        if self.compliance:
            return "compliance", Measure(quantity="compliance", comparison="=")
        if self.residency:
            return "residency", Measure(quantity="regions", comparison="in")
        return "other", Measure()


class ConstraintsFile(Record):
    """What we cannot do: scale, latency, availability, compliance, residency, cost and team."""

    SYNONYMS: ClassVar[dict[str, str]] = {"none": "unconstrained", "not_constrained": "unconstrained"}

    constraints: dict[Name, Constraint] = Field(default={}, description="Constraints by name")
    unconstrained: dict[Unbound, Text] = Field(
        default={}, description="Kinds of constraint that do not bind the system, and why"
    )
