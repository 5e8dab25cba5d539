"""Types of the fields that speak of data: consistency, sizes, and how fast they grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from principal.core.quantities import Quantity, QuantityError, duration, size
from principal.core.record_fields import as_text, parsed, refuse
from principal.core.validation import nearest, shown

CONSISTENCIES = ("strong", "read-your-writes", "bounded", "eventual")
_EXPECTED = "one of strong, read-your-writes, eventual, or {bounded: 5s}"
_SECONDS = {
    "s": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0, "d": 86_400.0, "day": 86_400.0,
    "week": 604_800.0, "month": 2_629_746.0, "year": 31_556_952.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Consistency:
    """What a reader may rely on; of a bounded one, how stale it sees things at most (ms)."""

    name: str
    within_ms: float | None = None


def _consistency(value: object) -> object:
    if isinstance(value, dict) and list(value) == ["bounded"]:
        try:
            return Consistency("bounded", duration(str(as_text(value["bounded"]))).value)
        except QuantityError as error:
            raise refuse(f"the bound {error.wrong}", error.expected) from None
    if value == "bounded":
        raise refuse("a bounded staleness without its bound", "how stale at most: {bounded: 5s}")
    if isinstance(value, str) and value in CONSISTENCIES:
        return Consistency(value)
    meant = nearest(value, CONSISTENCIES) if isinstance(value, str) else None
    raise refuse(f"unknown consistency {shown(value)}", f'did you mean "{meant}"?' if meant else _EXPECTED)


def _growth(text: str) -> Quantity:
    """``20 GB/month`` in bytes a second."""
    for sign in ("/", " per ", " a "):
        amount, found, period = text.strip().partition(sign)
        if found:
            seconds = _SECONDS.get(period.strip()) or _SECONDS.get(period.strip().removesuffix("s"))
            if seconds is None:
                raise QuantityError(f'"{period.strip()[:40]}" is no period', "s, min, h, day, week, month or year")
            return Quantity(size(amount).value / seconds, "bytes/s")
    raise QuantityError(f'"{text.strip()[:40]}" has no period', "write it like 20 GB/month")


Consistent = Annotated[
    Consistency,
    BeforeValidator(_consistency),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [name for name in CONSISTENCIES if name != "bounded"]},
                {
                    "type": "object",
                    "properties": {"bounded": {"type": "string", "description": "How stale at most: 5s"}},
                    "required": ["bounded"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Size = Annotated[
    Quantity,
    BeforeValidator(parsed(size)),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]", "examples": ["400 GB", "2 TB"]}),
]
Growth = Annotated[
    Quantity,
    BeforeValidator(parsed(_growth)),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]", "examples": ["20 GB/month"]}),
]
