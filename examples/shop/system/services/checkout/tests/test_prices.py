import pytest
from checkout.prices import UnknownTeaError, total


def test_small_orders_pay_for_shipping() -> None:
    assert total({"assam": 1}) == 1290 + 490


def test_large_orders_ship_for_free() -> None:
    assert total({"sencha": 3}) == 5670


def test_a_tea_that_we_do_not_sell_is_refused() -> None:
    with pytest.raises(UnknownTeaError, match="coffee"):
        total({"coffee": 1})
