"""Quantities as people write them (``300ms``, ``500 requests/s``, ``99.95%``), in base units.

Base units: ms, /s, ratio, bytes, CURRENCY/month, the plural that is counted (people, users),
and days of work. Numbers take k, M, G after them and commas between thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

MAX_LENGTH = 100


class QuantityError(ValueError):
    """Not a quantity of the kind: what is wrong, and what was expected."""

    def __init__(self, wrong: str, expected: str) -> None:
        super().__init__(f"{wrong}; {expected}")
        self.wrong = wrong
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a base unit; ``counts`` is what is counted (concurrent users, requests), or ''."""

    value: float
    unit: str
    counts: str = ""


_NUMBER = re.compile(r"\s*(-?)([0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(\.[0-9]{1,18})?")
_SCALE = {
    "k": Decimal(10**3), "K": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9),
    "thousand": Decimal(10**3), "million": Decimal(10**6), "billion": Decimal(10**9),
}  # fmt: skip
_SCALED = re.compile(r"\s?([kKMG](?![A-Za-z])|(?:thousand|million|billion)\b)")

_MS = {
    "ns": Decimal("0.000001"), "us": Decimal("0.001"), "µs": Decimal("0.001"), "μs": Decimal("0.001"),
    "ms": Decimal(1), "millisecond": Decimal(1), "s": Decimal(1000), "sec": Decimal(1000), "second": Decimal(1000),
    "m": Decimal(60_000), "min": Decimal(60_000), "minute": Decimal(60_000), "h": Decimal(3_600_000),
    "hour": Decimal(3_600_000), "d": Decimal(86_400_000), "day": Decimal(86_400_000), "w": Decimal(604_800_000),
    "week": Decimal(604_800_000),
}  # fmt: skip
_WORKDAYS = {
    "h": Decimal("0.125"), "hour": Decimal("0.125"), "d": Decimal(1), "day": Decimal(1), "w": Decimal(5),
    "week": Decimal(5), "month": Decimal(20),
}  # fmt: skip
_PERIODS_S = {
    "s": Decimal(1), "sec": Decimal(1), "second": Decimal(1), "m": Decimal(60), "min": Decimal(60),
    "minute": Decimal(60), "h": Decimal(3600), "hour": Decimal(3600), "d": Decimal(86_400), "day": Decimal(86_400),
    "week": Decimal(604_800), "month": Decimal(2_629_746), "year": Decimal(31_556_952),
}  # fmt: skip
_PER_MONTH = {
    "h": Decimal(730), "hour": Decimal(730), "day": Decimal("30.4375"), "week": Decimal("4.348125"),
    "month": Decimal(1), "mo": Decimal(1), "quarter": Decimal(1) / 3, "year": Decimal(1) / 12, "yr": Decimal(1) / 12,
}  # fmt: skip
_BYTES = {
    "B": 1, "byte": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "PiB": 2**50,
}  # fmt: skip
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CODE = re.compile(r"[A-Z]{3}\Z")
_NOUN = re.compile(r"[A-Za-z][A-Za-z -]{0,40}\Z")
_RATES = {"rps": "requests", "qps": "queries", "tps": "transactions", "req": "requests", "reqs": "requests"}
_SPEED = re.compile(r"(?P<value>\d{1,15}(?:\.\d{1,9})?)\s*(?P<scale>[kMGT]?)(?P<unit>bit|B)(?:/s|ps)\Z")
_SPEEDS = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
_PRICE = re.compile(r"(?P<value>\d{1,15}(?:\.\d{1,9})?)\s*(?P<currency>[A-Z]{3})/GB\Z")
_PARTS = re.compile(r"([0-9][0-9,]{0,23}(?:\.[0-9]{1,18})?)\s?([A-Za-zµμ]{1,15})\s*")


def begins_with_number(text: str) -> bool:
    """Whether *text* means to be a quantity: a number, perhaps after a sign of currency."""
    return bool(re.match(r"\s*[-+$€£¥]?\s?\.?[0-9]", text))


def duration(text: str) -> Quantity:
    """``300ms``, ``2s``, ``1h 30m``, ``1 day`` in ms.

    Raises:
        QuantityError: it is none.
    """
    return Quantity(_summed(text, _MS, "300ms", "ms, s, m, h or d"), "ms")


def effort(text: str) -> Quantity:
    """``4h``, ``3d``, ``2w``, ``1 month`` of work in working days (8 hours; 5 days a week, 20 a month).

    Raises:
        QuantityError: it is none.
    """
    return Quantity(_summed(text, _WORKDAYS, "3d", "h, d, w or months of work"), "days")


def share(text: str) -> Quantity:
    """``99.95%`` as a ratio.

    Raises:
        QuantityError: it is none, or above 100%.
    """
    number, rest = _number(text, "99.95%")
    if not rest:
        raise QuantityError(f"{_shown(text)} has no unit", f"write {text.strip()}%")
    if rest not in ("%", "percent"):
        raise QuantityError(f"{_shown(text)} is no percentage", "write it like 99.95%")
    if number > 100:
        raise QuantityError(f"{_shown(text)} is more than all", "at most 100%")
    return Quantity(float(number / 100), "ratio")


def money(text: str) -> Quantity:
    """``4000 USD/month``, ``$4k/month``, ``€90,000 per year`` in a currency a month.

    Raises:
        QuantityError: it is none, or says no currency or period.
    """
    stripped = text.strip()
    currency = _CURRENCIES.get(stripped[:1], "")
    number, rest = _number(stripped[1:] if currency else stripped, "4000 USD/month")
    unit, period = _per(rest)
    if not currency:
        sign = _CURRENCIES.get(unit, unit)
        if not _CODE.match(sign):
            what = f"{_shown(text)} has no currency" if not unit else f'"{unit}" is no currency'
            raise QuantityError(what, "write it like 4000 USD/month")
        currency = sign
    elif unit:
        raise QuantityError(f"{_shown(text)} names more than a sum and a period", "write it like $4000/month")
    if not period:
        raise QuantityError(f"{_shown(text)} has no period", f"write {stripped}/month")
    if period not in _PER_MONTH:
        raise QuantityError(f'"{period}" is no period', "month, year, week, day or hour")
    return Quantity(float(number * _PER_MONTH[period]), f"{currency}/month")


def people(text: str) -> Quantity:
    """``6 people``, or a bare ``6``.

    Raises:
        QuantityError: it is none.
    """
    number, rest = _number(text, "6 people")
    if rest not in ("", "people", "person", "engineers", "engineer", "developers", "developer", "FTE"):
        raise QuantityError(f"{_shown(text)} are no people", "write it like 6 people")
    return Quantity(float(number), "people", "people")


def load(text: str) -> Quantity:
    """``500 requests/s``, ``30k orders per day``, ``2M users``, ``5 TB``: a rate, a count or bytes.

    Raises:
        QuantityError: it is none.
    """
    example = "500 requests/s or 10k users"
    number, rest = _number(text, example)
    if not rest:
        raise QuantityError(f"{_shown(text)} has no unit", f"write {text.strip()} requests/s or {text.strip()} users")
    unit, _, counted = rest.partition(" ")
    size = _BYTES.get(unit) or _BYTES.get(unit.removesuffix("s"))
    if size and (not counted or _NOUN.match(counted)):
        return Quantity(float(number * size), "bytes", counted.removeprefix("of ") or "bytes")
    noun, period = _per(rest)
    if noun in _RATES and (period or noun.endswith("ps")):
        period, noun = period or "s", _RATES[noun]
    if noun and not _NOUN.match(noun):
        raise QuantityError(f'"{rest[:40]}" is no unit', f"write it like {example}")
    if not period and not noun:
        raise QuantityError(f'"{rest[:40]}" is no unit', f"write it like {example}")
    if not period:
        return Quantity(float(number), noun.split()[-1], noun)
    if period not in _PERIODS_S:
        raise QuantityError(f'"{period}" is no period', "s, min, h, day, month or year")
    return Quantity(float(number / _PERIODS_S[period]), "/s", noun or "requests")


def size(text: str) -> Quantity:
    """``400 GB`` in bytes.

    Raises:
        QuantityError: it is none.
    """
    _number(text, "400 GB")
    found = load(text)
    if found.unit != "bytes":
        raise QuantityError(f"{_shown(text)} is no size", "write it like 400 GB")
    return found


def speed(text: str) -> Quantity:
    """``1 Gbit/s`` or ``100 MB/s`` in bytes a second.

    Raises:
        QuantityError: it is none, or none at all.
    """
    found = _SPEED.match(text.strip())
    if not found or float(found["value"]) == 0:
        raise QuantityError(f"{_shown(text)} is no speed", "write it like 1 Gbit/s or 100 MB/s")
    bits = 8 if found["unit"] == "bit" else 1
    return Quantity(float(found["value"]) * _SPEEDS[found["scale"]] / bits, "bytes/s")


def price(text: str) -> Quantity:
    """``0.09 USD/GB``: what a gigabyte costs.

    Raises:
        QuantityError: it is none.
    """
    found = _PRICE.match(text.strip())
    if not found:
        raise QuantityError(f"{_shown(text)} is no price of a gigabyte", "write it like 0.09 USD/GB")
    return Quantity(float(found["value"]), f"{found['currency']}/GB", found["currency"])


def percentile(text: str) -> float:
    """``99``, ``p99`` or ``99.9%`` as a number between 0 and 100.

    Raises:
        QuantityError: it is none.
    """
    bare = text.strip().removeprefix("p").removesuffix("%").removesuffix("th").strip()
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", bare) and 0 < float(bare) < 100:
        return float(bare)
    raise QuantityError(f"{_shown(text)} is no percentile", "a number between 0 and 100, like 99")


def _number(text: str, example: str) -> tuple[Decimal, str]:
    """The number that *text* begins with, and what is after it."""
    if len(text) > MAX_LENGTH:
        raise QuantityError("a quantity of more than a hundred characters", f"write it like {example}")
    matched = _NUMBER.match(text)
    if not matched:
        raise QuantityError(f"{_shown(text)} is no quantity", f"write it like {example}")
    if matched[1]:
        raise QuantityError(f"{_shown(text)} is negative", "a number above zero")
    after = text[matched.end() :]
    if re.match(r",[0-9]|\.|[0-9]", after):
        raise QuantityError(f"{_shown(text)} is no number", "thousands as 4,000 or 4000, fractions as 1.5")
    number = Decimal(matched[2].replace(",", "") + (matched[3] or ""))
    scaled = _SCALED.match(after)
    if scaled:
        number *= _SCALE[scaled[1]]
        after = after[scaled.end() :]
    return number, after.strip()


def _per(rest: str) -> tuple[str, str]:
    """What is counted, and the period it is counted over ('' where none is said)."""
    for sign in ("/", " per ", " a ", " an "):
        noun, found, period = (" " + rest).partition(sign)
        if found:
            period = period.strip()
            return noun.strip(), period if len(period) < 3 else period.removesuffix("s")
    return rest, ""


def _summed(text: str, units: dict[str, Decimal], example: str, known: str) -> float:
    """The sum of parts such as ``1h 30m``; each is a number and a unit, the larger before the smaller."""
    _, rest = _number(text, example)
    if not rest:
        bare = text.strip()
        expected = f"{bare}{example.lstrip('0123456789')}" if not re.search("[A-Za-z]", bare) else f"it like {example}"
        raise QuantityError(f"{_shown(text)} has no unit", f"write {expected}")
    total, before, at = Decimal(0), None, 0
    stripped = text.strip()
    while at < len(stripped):
        part = _PARTS.match(stripped, at)
        if part is None:
            raise QuantityError(f"{_shown(text)} is no quantity", f"write it like {example}")
        size = units.get(part[2]) or (units.get(part[2][:-1]) if part[2].endswith("s") and len(part[2]) > 2 else None)
        if size is None:
            raise QuantityError(f'"{part[2]}" is no unit of it', f"write it like {example}, in {known}")
        if before is not None and size >= before:
            raise QuantityError(f"{_shown(text)} has its parts out of order", "the larger unit first, as in 1h 30m")
        amount, _ = _number(part[1], example)
        total, before, at = total + amount * size, size, part.end()
    return float(total)


def _shown(text: str) -> str:
    stripped = text.strip()
    return f'"{stripped if len(stripped) <= 40 else stripped[:39] + "…"}"'


def written(quantity: Quantity) -> str:
    """The quantity as text that reads back as the same: ``300ms``, ``500 requests/s``, ``99.95%``."""
    plain = _plain(quantity.value)
    if quantity.unit == "ms":
        return f"{plain}ms"
    if quantity.unit == "days":
        return f"{plain}d"
    if quantity.unit == "ratio":
        return f"{_plain(float(Decimal(repr(quantity.value)) * 100))}%"
    if quantity.unit == "bytes":
        return f"{plain} B"
    if quantity.unit == "/s":
        return f"{plain} {quantity.counts}/s"
    return f"{plain} {quantity.unit}"


def _plain(value: float) -> str:
    """Digits without an exponent."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


PARSERS: dict[str, Callable[[str], Quantity]] = {
    "scale": load,
    "latency": duration,
    "availability": share,
    "cost": money,
    "team": people,
}
