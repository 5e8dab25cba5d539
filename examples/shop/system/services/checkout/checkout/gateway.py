"""The payment gateway. We hold no card data: the gateway does."""

import os

import httpx

URL = os.environ.get("PAYMENT_URL", "https://api.stripe.com/v1")
KEY = os.environ.get("PAYMENT_KEY", "")


def charge(order: str, cents: int) -> bool:
    """Whether the order was paid. A gateway that does not answer leaves it pending."""
    try:
        answer = httpx.post(
            f"{URL}/payment_intents",
            auth=(KEY, ""),
            data={"amount": cents, "currency": "eur", "metadata[order]": order},
            headers={"Idempotency-Key": order},
            timeout=2.0,
        )
    except httpx.HTTPError:
        return False
    return answer.is_success
