"""What teas cost, for whoever asks."""

from fastapi import FastAPI, HTTPException

PRICES = {"assam": 1290, "sencha": 1890, "rooibos": 890}

app = FastAPI(title="pricing")


@app.get("/prices/{sku}")
def price(sku: str) -> int:
    """The price of one tea, in cents."""
    if sku not in PRICES:
        raise HTTPException(404, f"we do not sell {sku}")
    return PRICES[sku]
