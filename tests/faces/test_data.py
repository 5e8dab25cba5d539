"""``principal data``: what is decided of data, where they are seen, and what moving them takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Repo

SYSTEM = """\
components:
  shop: {kind: service, path: services/shop, regions: [eu-central-1], needs: {orders-db: {via: postgresql}}}
  search: {kind: service}
  invoices: {kind: service}
  orders-db: {kind: database, regions: [eu-central-1]}
  orders-us: {kind: database, regions: [us-east-1]}
data:
  orders:
    owner: shop
    writers: invoices
    store: orders-db
    table: [order, basket]
    classes: [personal]
    consistency: {bounded: 5s}
    size: 4 TB
    growth: 20 GB/month
    copies:
      search: {how: events, staleness: 5s, rebuild: make reindex, because: people look for their orders}
  notes: {}
"""
PROPOSAL = """\
---
authors: [ana]
moves:
  orders: {store: orders-us, link: 1 Gbit/s, changes: 2 MB/s, takes: 2h, dual_write: 2w, compute: 1w, egress: 0.01 EUR/GB}
---
# RFC-001: Move the orders
"""
LISTED = """\
orders (personal)  architecture/system.yaml:8
  owned by shop, kept in orders-db in eu-central-1; readers see it 5s stale at most
  4 TB, 20 GB more a month
  written also by invoices
  copy at search: by events, 5s stale at most, rebuilt: make reindex, because people look for their orders
  seen: baskets in orders-db, defined by shop (services/shop/models.py:2, sqlalchemy)
  seen: orders in orders-db, defined by shop (services/shop/migrations/1.sql:1, sql)
notes  architecture/system.yaml:19
  owned by nobody, kept nowhere that is said; no consistency is said

2 tables seen in code, and no entity is called like them:
  shop (in orders-db): carts
  in no component: logs
"""
MOVED = """\
orders from eu-central-1 to us-east-1: 4 TB
  copy     9h 2m at least, at 125 MB/s
  both     are written for 9h 2m at least
  leaving  81.30 USD at most, at 0.02 USD a gigabyte (the list price of the first 10 TB a month; more costs less, \
2023-04-27: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer, told by skyplane-project/skyplane, \
skyplane/data/aws_transfer_costs.csv)
  instead  moving the compute takes 7d: moving the data is sooner, for 81.30 USD
"""


def test_data(repo: Repo) -> None:
    repo.commit(
        {
            "architecture/system.yaml": SYSTEM,
            "architecture/proposals/RFC-001-move.md": PROPOSAL,
            "services/shop/migrations/1.sql": "CREATE TABLE orders (id int);\nCREATE TABLE carts (id int);",
            "services/shop/models.py": "class Basket(Base):\n    __tablename__ = 'baskets'\n",
            "ops/logs.sql": "CREATE TABLE logs (id int);",
        }
    )
    assert repo.principal("data", "list") == (0, LISTED)
    code, output = repo.principal("data", "list", "--format", "json")
    said = json.loads(output)
    assert code == 0
    assert [e["name"] for e in said["entities"]] == ["orders", "notes"]
    assert said["entities"][0]["copies"][0]["staleness_ms"] == 5000
    assert {tuple(t["by"]) for t in said["undeclared"]} == {("shop",), ()}
    move = ("data", "move", "orders", "--link", "1 Gbit/s", "--changes", "2 MB/s", "--compute", "1w")
    assert repo.principal(*move, "--to", "orders-us") == (0, MOVED)
    code, output = repo.principal(*move, "--to-region", "us-east-1", "--format", "json")
    assert json.loads(output)["price"]["per_gb"] == 0.02
    assert repo.principal("data", "move", "order") == (
        2, 'principal: there is no data entity \'order\'; did you mean "orders"?\n',
    )  # fmt: skip
    assert repo.principal("data", "move", "orders", "--to", "orders-eu")[1] == (
        "principal: there is no component 'orders-eu'; did you mean \"orders-us\"?\n"
    )
    code, output = repo.principal("data", "move", "orders", "--link", "fast")
    assert code == 2
    assert '"fast" is no speed; write it like 1 Gbit/s or 100 MB/s' in output
    code, output = repo.principal("rfc", "status", "RFC-001")
    assert (
        "moves\n"
        "  orders from eu-central-1 to us-east-1: 4 TB\n"
        "    copy     9h 2m at least, at 125 MB/s; it is said to take 2h, which is too short\n"
        "    both     are written for 9h 2m at least; 14d are said\n"
        "    leaving  40.65 EUR, at 0.01 EUR a gigabyte as the record says\n"
        "    instead  moving the compute takes 7d, is sooner and saves 40.65 EUR: move the compute\n"
    ) in output
