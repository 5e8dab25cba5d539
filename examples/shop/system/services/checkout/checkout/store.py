"""Orders, in PostgreSQL, and what customers left in their carts, in MongoDB."""

import json
import os
from functools import cache
from typing import Any

import psycopg
from pymongo import MongoClient

DATABASE = os.environ.get("DATABASE_URL", "postgresql://localhost/orders")
CARTS = os.environ.get("CARTS_URL", "mongodb://localhost:27017/carts")

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY, session text NOT NULL, lines jsonb NOT NULL,
    cents integer NOT NULL, paid boolean NOT NULL, placed timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, available integer NOT NULL CHECK (available >= 0));
"""


@cache
def carts() -> MongoClient[dict[str, Any]]:
    """One client for the process; it pools its own connections."""
    return MongoClient(CARTS, serverSelectionTimeoutMS=500)


def prepare() -> None:
    """Create the tables that are not there."""
    with psycopg.connect(DATABASE) as connection:
        connection.execute(SCHEMA)


def reserve_and_save(order: str, session: str, lines: dict[str, int], cents: int) -> None:
    """Take the goods out of stock and save the order, or neither."""
    with psycopg.connect(DATABASE) as connection:
        for sku, count in sorted(lines.items()):
            connection.execute("UPDATE stock SET available = available - %s WHERE sku = %s", (count, sku))
        connection.execute(
            "INSERT INTO orders (id, session, lines, cents, paid) VALUES (%s, %s, %s, %s, false)",
            (order, session, json.dumps(lines), cents),
        )


def mark_paid(order: str) -> None:
    """Remember that an order was paid."""
    with psycopg.connect(DATABASE) as connection:
        connection.execute("UPDATE orders SET paid = true WHERE id = %s", (order,))


def remember_cart(session: str, lines: dict[str, int]) -> None:
    """Keep a cart that was not paid, so that we can remind the customer of it."""
    carts()["carts"]["abandoned"].replace_one({"_id": session}, {"lines": lines}, upsert=True)
