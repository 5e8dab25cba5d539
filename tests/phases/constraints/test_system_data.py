"""What ``architecture/system.yaml`` says of data: rows, and every mistake at its place."""

from __future__ import annotations

import pytest

from principal.core.decided import Copies, Data
from principal.core.records import Mistake
from principal.phases.constraints.system import PATH, read

COMPONENTS = """\
components:
  shop: {kind: service}
  mail: {kind: service}
  db: {kind: database}
data:
"""


def rows(text: str) -> list[object]:
    return list(read(PATH, (COMPONENTS + text).encode()))


def mistakes(text: str) -> list[str]:
    return [str(m).removeprefix("architecture/system.yaml:") for m in rows(text) if isinstance(m, Mistake)]


def test_rows() -> None:
    text = """\
  orders:
    owner: shop
    writers: mail
    store: db
    table: [orders, order_lines]
    classes: [personal]
    regions: [eu-central-1]
    consistency: {bounded: 5s}
    size: 400 GB
    growth: 2,629.746 MB/month
    copies:
      mail: {how: events, staleness: 1m, rebuild: replay the topic, because: it writes to customers}
"""
    assert mistakes(text) == []
    data = next(r for r in rows(text) if isinstance(r, Data))
    assert (data.consistency, data.consistency_ms, data.writers, data.tables) == (
        "bounded", 5000.0, ["mail"], ["orders", "order_lines"],
    )  # fmt: skip
    assert data.size_bytes == 400e9
    assert data.growth_bytes_per_second == 1000.0
    copy = next(r for r in rows(text) if isinstance(r, Copies))
    assert (copy.how, copy.staleness_ms, copy.rebuild, copy.because) == (
        "events", 60_000.0, "replay the topic", "it writes to customers",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  o: {consistency: bounded}\n",
         '6:20: a bounded staleness without its bound; how stale at most: {bounded: 5s}'),
        ("  o: {consistency: {bounded: 5}}\n", '6:7: the bound "5" has no unit; write 5ms'),
        ("  o: {consistency: eventuel}\n", '6:20: unknown consistency "eventuel"; did you mean "eventual"?'),
        ("  o: {consistency: fast}\n",
         '6:20: unknown consistency "fast"; one of strong, read-your-writes, eventual, or {bounded: 5s}'),
        ("  o: {growth: 20 GB}\n", '6:15: "20 GB" has no period; write it like 20 GB/month'),
        ("  o: {growth: 20 orders/day}\n", '6:15: "20 orders" is no size; write it like 400 GB'),
        ("  o: {growth: 20 GB/moon}\n", '6:15: "moon" is no period; s, min, h, day, week, month or year'),
        ("  o: {size: large}\n", '6:13: "large" is no quantity; write it like 400 GB'),
        ("  o: {owner: shop, writers: [mail, shop]}\n",
         '6:36: "shop" owns "o", and writes it as such; writers besides the owner'),
        ("  o: {writers: [male]}\n", '6:17: unknown component "male"; did you mean "mail"?'),
        ("  o:\n    store: db\n    copies: {db: 1m}\n", '8:14: "db" keeps "o" itself; another component, that keeps a copy'),
        ("  o:\n    copies: {mail: {how: magic}}\n",
         '7:26: unknown how "magic"; one of replica, cdc, events, batch, cache, dual-write, backup, export'),
    ],
)  # fmt: skip
def test_mistakes(text: str, said: str) -> None:
    assert mistakes(text) == [said]
