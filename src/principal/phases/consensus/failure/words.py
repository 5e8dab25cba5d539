"""Figures and lists, as people say them."""

from __future__ import annotations

from collections.abc import Sequence

_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


def span(ms: float) -> str:
    """A time, in its two largest units: ``2m 20s``."""
    if ms < 1000:
        return f"{ms:g}ms"
    if ms < 60_000:
        return f"{round(ms / 1000, 1):g}s"
    left = round(ms / 1000) * 1000
    parts: list[str] = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count and (not parts or len(parts) < 2):
            parts.append(f"{count}{unit}")
    return " ".join(parts)


def rate(per_second: float) -> str:
    """A rate: ``1,200 requests/s``."""
    return f"{round(per_second, 1):,.10g} requests/s"


def percent(ratio: float) -> str:
    """A share, with as many digits as tell it from all: ``99.95%``."""
    return f"{round(ratio * 100, 6):.9g}%"


def listed(names: Sequence[str], most: int = 8) -> str:
    """``a, b and c``; of many only the first."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
