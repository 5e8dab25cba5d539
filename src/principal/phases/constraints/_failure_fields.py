"""Types of the fields that failure is computed from: shares, rates, and what a queue holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from principal.core.quantities import Quantity, QuantityError, duration, load, share
from principal.core.record_fields import as_text, refuse

_BARE = re.compile(r"\s*[0-9]+(\.[0-9]+)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Held:
    """What a queue holds at most: so many requests, or what comes in so long a time (ms)."""

    requests: float | None = None
    ms: float | None = None


def _share(value: object) -> object:
    text = str(as_text(value))
    try:
        return share(text).value
    except QuantityError as error:
        if _BARE.match(text) and float(text) <= 1:
            raise refuse(error.wrong, "a percentage, as 99.9%") from None
        raise refuse(error.wrong, error.expected) from None


def _rate(value: object) -> object:
    text = str(as_text(value))
    try:
        found = load(text)
    except QuantityError as error:
        raise refuse(error.wrong, "write it like 500 requests/s") from None
    if found.unit != "/s":
        raise refuse(f'"{text.strip()[:40]}" is no rate', "write it like 500 requests/s")
    return found


def above_zero(value: Quantity) -> Quantity:
    """A rate at which something happens at all."""
    if value.value <= 0:
        raise refuse("a queue that never drains", "more than 0 messages/s")
    return value


def _held(value: object) -> object:
    text = str(as_text(value))
    try:
        return Held(ms=duration(text).value)
    except QuantityError:
        pass
    try:
        found = load(text)
    except QuantityError as error:
        raise refuse(error.wrong, "write it like 10k messages, or 30m") from None
    if found.unit in ("/s", "bytes"):
        raise refuse(f'"{text.strip()[:40]}" is no number of requests', "write it like 10k messages, or 30m")
    return Held(requests=found.value)


Share = Annotated[
    float,
    BeforeValidator(_share),
    WithJsonSchema({"type": "string", "pattern": "%", "examples": ["99.9%"]}),
]
Rate = Annotated[
    Quantity,
    BeforeValidator(_rate),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]", "examples": ["500 requests/s"]}),
]
HeldBack = Annotated[
    Held,
    BeforeValidator(_held),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]", "examples": ["10k messages", "30m"]}),
]
