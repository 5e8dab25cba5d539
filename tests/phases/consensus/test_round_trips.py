"""The least time between regions: never more than anybody has measured."""

from __future__ import annotations

import pytest

from principal.catalog import load
from principal.catalog.tables import Regions, TransferPrices
from principal.phases.consensus.round_trips import rows

PLACES = {
    r.name: (r.name, r.latitude, r.longitude, r.within_km)
    for r in load.rows()
    if isinstance(r, Regions) and r.latitude is not None
}


# About what providers publish as medians between their regions, in ms.
@pytest.mark.parametrize(
    ("one", "other", "measured"),
    [
        ("westeurope", "northeurope", 19), ("westeurope", "eastus", 83), ("uksouth", "eastus", 77), ("westeurope", "southeastasia", 160),
        ("japaneast", "japanwest", 10), ("australiaeast", "westus2", 162), ("eu-central-1", "us-east-1", 92), ("eu-west-1", "us-east-1", 68),
        ("us-east-1", "us-east-2", 13), ("us-west-1", "us-west-2", 21), ("eu-central-1", "eu-central-2", 7), ("sa-east-1", "us-east-1", 114),
        ("ap-southeast-1", "ap-southeast-2", 92), ("eu-west-2", "eu-west-3", 9), ("ap-northeast-1", "ap-northeast-2", 35),
    ],
)  # fmt: skip
def test_light_is_faster_than_networks(one: str, other: str, measured: float) -> None:
    found = {(r.one, r.other): r for r in rows([PLACES[one], PLACES[other]])}
    assert found[one, other].ms <= measured
    assert found[one, other].ms == pytest.approx(found[other, one].ms)
    assert found[one, one].ms == 0


def test_the_bound_says_something() -> None:
    found = {(r.one, r.other): round(r.ms) for r in rows(list(PLACES.values()))}
    assert found["eu-central-1", "us-east-1"] == 63
    assert found["westeurope", "southeastasia"] == 103
    assert found["eu-central-1", "europe-west3"] == 0
    assert max(found.values()) < 200


def test_every_price_is_of_a_known_region() -> None:
    regions = {r.name: r.provider for r in load.rows() if isinstance(r, Regions)}
    prices = [r for r in load.rows() if isinstance(r, TransferPrices)]
    assert [p for p in prices if regions.get(p.region) != p.provider] == []
    assert {p.destination for p in prices} == {"internet", "another region"}
    assert all(0 < p.price < 0.25 for p in prices)
    assert len({(p.region, p.destination) for p in prices}) == len(prices)
