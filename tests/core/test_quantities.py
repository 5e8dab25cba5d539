"""Quantities as people write them, in base units; what is none is refused in words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principal.core.quantities import (
    PARSERS,
    Quantity,
    QuantityError,
    duration,
    effort,
    load,
    money,
    people,
    percentile,
    share,
    written,
)


@pytest.mark.parametrize(
    ("parser", "text", "expected"),
    [
        (duration, "300ms", Quantity(300.0, "ms")),
        (duration, "1.5 s", Quantity(1500.0, "ms")),
        (duration, "1h 30m", Quantity(5_400_000.0, "ms")),
        (duration, "2 days", Quantity(172_800_000.0, "ms")),
        (duration, "250µs", Quantity(0.25, "ms")),
        (share, "99.95%", Quantity(0.9995, "ratio")),
        (share, "100 %", Quantity(1.0, "ratio")),
        (money, "4000 USD/month", Quantity(4000.0, "USD/month")),
        (money, "$4k/month", Quantity(4000.0, "USD/month")),
        (money, "€90,000 per year", Quantity(7500.0, "EUR/month")),
        (people, "6", Quantity(6.0, "people", "people")),
        (people, "6 people", Quantity(6.0, "people", "people")),
        (load, "500 requests/s", Quantity(500.0, "/s", "requests")),
        (load, "500/s", Quantity(500.0, "/s", "requests")),
        (load, "500 rps", Quantity(500.0, "/s", "requests")),
        (load, "36k orders per hour", Quantity(10.0, "/s", "orders")),
        (load, "2M users", Quantity(2_000_000.0, "users", "users")),
        (load, "1.5 million concurrent users", Quantity(1_500_000.0, "users", "concurrent users")),
        (load, "5 TB", Quantity(5e12, "bytes", "bytes")),
        (load, "20 MB request size", Quantity(20e6, "bytes", "request size")),
        (load, "12 GB of memory", Quantity(12e9, "bytes", "memory")),
        (load, "2 GiB", Quantity(2147483648.0, "bytes", "bytes")),
        (effort, "4h", Quantity(0.5, "days")),
        (effort, "3d", Quantity(3.0, "days")),
        (effort, "2w 1d", Quantity(11.0, "days")),
        (effort, "1 month", Quantity(20.0, "days")),
    ],
)
def test_quantities(parser: Callable[[str], Quantity], text: str, expected: Quantity) -> None:
    assert parser(text) == expected


@pytest.mark.parametrize(
    ("parser", "text", "expected"),
    [
        (duration, "300", '"300" has no unit; write 300ms'),
        (duration, "5M", '"5M" has no unit; write it like 300ms'),
        (duration, "300 kg", '"kg" is no unit of it; write it like 300ms, in ms, s, m, h or d'),
        (duration, "1,5s", '"1,5s" is no number; thousands as 4,000 or 4000, fractions as 1.5'),
        (duration, "30m 1h", '"30m 1h" has its parts out of order; the larger unit first, as in 1h 30m'),
        (duration, "-3s", '"-3s" is negative; a number above zero'),
        (share, "99.95", '"99.95" has no unit; write 99.95%'),
        (share, "101%", '"101%" is more than all; at most 100%'),
        (money, "4000", '"4000" has no currency; write it like 4000 USD/month'),
        (money, "4000 USD", '"4000 USD" has no period; write 4000 USD/month'),
        (money, "$4000", '"$4000" has no period; write $4000/month'),
        (money, "4000 USD/fortnight", '"fortnight" is no period; month, year, week, day or hour'),
        (money, "4000 bucks/month", '"bucks" is no currency; write it like 4000 USD/month'),
        (load, "500", '"500" has no unit; write 500 requests/s or 500 users'),
        (load, "5 x/eon", '"eon" is no period; s, min, h, day, month or year'),
        (people, "6 ducks", '"6 ducks" are no people; write it like 6 people'),
        (effort, "3", '"3" has no unit; write 3d'),
        (effort, "3x", '"x" is no unit of it; write it like 3d, in h, d, w or months of work'),
        (load, "1" * 101, "a quantity of more than a hundred characters; write it like 500 requests/s or 10k users"),
    ],
)
def test_what_is_no_quantity_is_refused_in_words(parser: Callable[[str], Quantity], text: str, expected: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parser(text)
    assert str(refused.value) == expected


@pytest.mark.parametrize(("text", "expected"), [("99", 99.0), ("p99", 99.0), ("99.9%", 99.9), ("95th", 95.0)])
def test_percentiles(text: str, expected: float) -> None:
    assert percentile(text) == expected


@pytest.mark.parametrize("text", ["0", "100", "p", "-1", "nine", ""])
def test_no_percentiles(text: str) -> None:
    with pytest.raises(QuantityError, match="is no percentile; a number between 0 and 100, like 99"):
        percentile(text)


NUMBERS = st.decimals(min_value=0, max_value=10**12, places=3).map(float)


@given(NUMBERS, st.sampled_from(["requests", "orders", "concurrent users"]))
def test_what_is_written_reads_back(number: float, counts: str) -> None:
    for parser, quantity in (
        (duration, Quantity(number, "ms")),
        (effort, Quantity(number, "days")),
        (money, Quantity(number, "EUR/month")),
        (load, Quantity(number, "/s", counts)),
        (load, Quantity(number, "bytes", "bytes")),
        (people, Quantity(number, "people", "people")),
    ):
        assert parser(written(quantity)) == quantity


@given(st.integers(0, 100_000))
def test_shares_read_back(thousandths: int) -> None:
    quantity = share(f"{thousandths / 1000:.3f}%")
    assert share(written(quantity)) == quantity


@given(st.one_of(st.text(max_size=60), st.from_regex(r"[$€]?[0-9.,]{0,9} ?[a-zA-Z%µ/ ]{0,12}", fullmatch=True)))
def test_no_text_raises_anything_else(text: str) -> None:
    for parser in (*PARSERS.values(), effort, percentile):
        with contextlib.suppress(QuantityError):
            assert parser(text) is not None
