"""The HTTP face of checkout."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from checkout import events, gateway, prices, store


class Order(BaseModel):
    """What the storefront sends."""

    session: str = Field(max_length=64)
    lines: dict[str, int] = Field(min_length=1, max_length=50)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Have the tables ready before the first request."""
    store.prepare()
    yield


app = FastAPI(title="checkout", lifespan=lifespan)


@app.get("/healthz")
def healthz() -> str:
    """Whether the process answers."""
    return "ok"


@app.post("/orders")
def place(order: Order) -> dict[str, str]:
    """Reserve, charge, and tell the others."""
    try:
        cents = prices.total(order.lines)
    except prices.UnknownTeaError as error:
        raise HTTPException(404, f"we do not sell {error}") from error
    number = str(uuid4())
    store.reserve_and_save(number, order.session, order.lines, cents)
    if not gateway.charge(number, cents):
        store.remember_cart(order.session, order.lines)
        return {"id": number, "status": "pending"}
    store.mark_paid(number)
    events.publish("order_paid", number)
    return {"id": number, "status": "paid"}
