"""What moving data takes."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from principal.faces.data_text import move_lines, size
from principal.phases.consensus.gravity import Listed, Move, Place, Price, gravity, price_of

FRANKFURT, DUBLIN = Place("eu-central-1", "aws"), Place("eu-west-1", "aws")
LIST = (
    Listed("eu-central-1", "internet", Price(0.09, "USD", "the first 10 TB", dt.date(2026, 1, 2), "https://a.example")),
    Listed("eu-central-1", "another region", Price(0.02, "USD", "all", dt.date(2026, 1, 2), "https://a.example")),
)


def test_a_move_with_all_that_can_be_said() -> None:
    move = Move(
        "orders", 4e12, 125e6, 25e6, 7_200_000, 14 * 86_400_000, 86_400_000, Price(0.02, "EUR"), FRANKFURT, DUBLIN
    )
    found = gravity(move)
    assert (found.copy_ms, found.window_ms, found.sent) == (40_000_000, 40_000_000, 5e12)
    assert (found.cost, found.better, found.never, found.lacks) == (100.0, "compute", False, ())
    assert list(move_lines(move)) == [
        "orders from eu-central-1 to eu-west-1: 4 TB",
        "  copy     11h 6m at least, at 125 MB/s; it is said to take 2h, which is too short",
        "  both     are written for 11h 6m at least; 14d are said",
        "  leaving  100.00 EUR, at 0.02 EUR a gigabyte as the record says",
        "  instead  moving the compute takes 1d, is sooner and saves 100.00 EUR: move the compute",
    ]


def test_what_is_not_said_is_not_assumed() -> None:
    assert list(move_lines(Move("orders"))) == [
        "orders",
        "  not said: how much there is (volume, or size in the record); how fast it can be copied (link); "
        "how fast it changes meanwhile (changes); what a gigabyte costs that leaves (egress); "
        "how long moving the compute takes instead (compute)",
    ]
    still = Move("orders", 1e9, 1e6, 0.0, source=DUBLIN, destination=DUBLIN, compute_ms=1e9)
    assert list(move_lines(still)) == [
        "orders from eu-west-1 to eu-west-1: 1 GB",
        "  copy     16m 40s at least, at 1 MB/s",
        "  both     are written for 16m 40s at least",
        "  leaving  nothing leaves the region",
        "  instead  moving the compute takes 11d 13h: moving the data is sooner",
    ]


def test_what_changes_faster_than_it_is_copied_never_arrives() -> None:
    found = gravity(Move("clicks", 1e9, 1e6, 1e6, compute_ms=1.0))
    assert (found.never, found.copy_ms, found.cost, found.better) == (True, None, None, "compute")


def test_a_price_is_that_of_the_list_or_none() -> None:
    within, out = price_of(FRANKFURT, DUBLIN, LIST), price_of(FRANKFURT, Place("europe-west1", "google"), LIST)
    assert within is not None
    assert out is not None
    assert (within.each, out.each) == (0.02, 0.09)
    assert price_of(FRANKFURT, Place("our cellar"), LIST) == out
    assert price_of(DUBLIN, FRANKFURT, LIST) is None
    assert price_of(FRANKFURT, None, LIST) is price_of(FRANKFURT, FRANKFURT, LIST) is None
    priced = Move("orders", 1e12, 1e9, 0.0, price=within, compute_ms=1.0)
    assert list(move_lines(priced))[3] == (
        "  leaving  20.00 USD at most, at 0.02 USD a gigabyte (all, 2026-01-02: https://a.example)"
    )


def test_sizes() -> None:
    assert [size(n) for n in (0, 999, 1500, 4e11, 1.25e12, 2e15)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "400 GB",
        "1.2 TB",
        "2 PB",
    ]


@given(volume=st.floats(1, 1e18), link=st.floats(1, 1e13), share=st.floats(0, 0.99))
def test_more_change_never_makes_it_sooner(volume: float, link: float, share: float) -> None:
    quiet, busy = gravity(Move("d", volume, link)), gravity(Move("d", volume, link, link * share))
    assert quiet.copy_ms is not None
    assert busy.copy_ms is not None
    assert busy.copy_ms >= quiet.copy_ms
    assert busy.sent is not None
    assert busy.sent >= volume
