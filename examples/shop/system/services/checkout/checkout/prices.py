"""What an order costs. In cents, always: floats lost us money once."""

PRICES = {"assam": 1290, "sencha": 1890, "rooibos": 890}
FREE_SHIPPING_FROM = 4000
SHIPPING = 490


class UnknownTeaError(ValueError):
    """An order names a tea that we do not sell."""


def total(lines: dict[str, int]) -> int:
    """The price of an order with shipping, in cents."""
    unknown = sorted(set(lines) - set(PRICES))
    if unknown:
        raise UnknownTeaError(", ".join(unknown))
    goods = sum(PRICES[sku] * count for sku, count in lines.items())
    return goods if goods >= FREE_SHIPPING_FROM or goods == 0 else goods + SHIPPING
