"""``principal whatif`` and ``principal fmea``: the exact text that people read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from principal.phases.consensus.failure import journeys
from principal.phases.consensus.faulttrees import NotSolved

if TYPE_CHECKING:
    from tests.conftest import Repo

SYSTEM = """\
people: {ada: , ben: , cleo: }
teams:
  shop: {members: [ada, ben]}
  money: {members: [cleo]}
components:
  storefront:
    kind: service
    team: shop
    core: true
    replicas: 3
    zones: [eu-1a, eu-1b]
    availability: 99.99%
    needs:
      checkout: {via: https, timeout: 3s, when_down: degrade, sees: "You cannot pay right now"}
      cart-cache: {via: redis, timeout: 50ms, when_down: {use: cart-db}}
      search: {via: https, when_down: degrade, sees: "No search"}
  checkout:
    kind: service
    team: shop
    core: true
    replicas: 2
    zones: [eu-1a, eu-1b]
    availability: 99.95%
    needs:
      orders-db: {via: postgresql, timeout: 1s, retries: 1, when_down: fail}
      gateway:
        {via: https, timeout: 2s, when_down: queue, rate: 10/s, sees: "We charge you later",
         queue: {holds: 6k messages, drain: 40/s}}
  search: {kind: service, team: shop, replicas: 1}
  cart-cache: {kind: cache, team: shop, load: 4000 requests/s, hit_rate: 95%, zones: [eu-1a]}
  cart-db: {kind: database, team: shop, load: 300 requests/s, capacity: 1500 requests/s, zones: [eu-1b]}
  orders-db: {kind: database, team: money, replicas: 1, zones: [eu-1a], availability: 99.95%}
  gateway: {kind: external, vendor: paypay, availability: 99.9%}
  reports: {kind: job}
journeys:
  browse: {steps: [storefront], sees: "The shop is closed"}
  buy: {steps: [storefront, checkout], sees: "Orders fail"}
data:
  orders: {owner: checkout, store: orders-db, classes: [personal], copies: {reports: 1d}}
  carts: {owner: storefront, store: cart-cache, copies: {cart-db: 5m}}
zones: {eu-1a: {region: eu-1}, eu-1b: {region: eu-1}}
"""
FAILURES = """\
failures:
  gateway: {severity: high, detection: "alert 'charges fall'", mitigation: "tell support; nothing else to do", owner: cleo, review: 2027-01-31}
"""
CONSTRAINTS = """\
constraints:
  open: {availability: 99.95%, subject: buy, because: the contract says so}
"""


OBJECTIVE = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: buying-works, annotations: {principal/journey: buy}}
spec:
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.99}]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    from tests.conftest import Repo

    root = tmp_path_factory.mktemp("failures") / "shop"
    root.mkdir()
    repo = Repo(root)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit(
        {
            "architecture/system.yaml": SYSTEM,
            "architecture/failures.yaml": FAILURES,
            "architecture/objectives/buy.yaml": OBJECTIVE,
            "architecture/constraints.yaml": CONSTRAINTS,
        }
    )
    return repo


def test_a_queue_fills_and_then_it_fails(shop: Repo) -> None:
    assert shop.principal("whatif", "gateway", "--for", "30m") == (
        0,
        """\
If gateway is gone for 30m

  buy  goes on, and queues, and fails after 10m
       checkout queues for gateway
       people see: We charge you later
       people see then: Orders fail
  as ever: browse

Also down
  checkout -> gateway: the queue of checkout for gateway is full

Goes on with less
  storefront

Queues
  checkout -> gateway: full after 10m (6,000 at 10 requests/s), from then on it fails; 3m 20s to drain 6,000 afterwards

Data at risk
  orders (personal): not written while checkout is gone; what orders-db has stays

Who answers for it
  nobody is named: gateway
  shop (ada, ben): checkout

What the records say
  gateway, severity: high
  gateway, how we notice: alert 'charges fall'
  gateway, what we do: tell support; nothing else to do
  gateway, who: cleo
""",
    )


def test_a_zone_takes_the_cache_and_so_the_store(shop: Repo) -> None:
    assert shop.principal("whatif", "--zone", "eu-1a") == (
        0,
        """\
If zone eu-1a is gone

  browse  fails
          because storefront -> cart-cache: all of it is in eu-1a; cart-db, which stands in for cart-cache, is down too
          people see: The shop is closed
  buy     fails
          because storefront -> cart-cache: all of it is in eu-1a; cart-db, which stands in for cart-cache, is down too
          people see: Orders fail
          promised is 99% (buying-works): it may be down for 6h 43m in 28d
          promised is 99.95% (open): it may be down for 4h 22m in a year
  (all journeys)

Also down
  cart-cache: all of it is in eu-1a
  cart-db -> cart-cache: all of it is in eu-1a; more reaches cart-db than it bears without cart-cache
  checkout -> orders-db: all of it is in eu-1a
  orders-db: all of it is in eu-1a
  storefront -> cart-cache: all of it is in eu-1a; cart-db, which stands in for cart-cache, is down too

Load
  4,100 requests/s reach cart-db instead of 300 requests/s; it bears 1,500 requests/s: it goes down too

Data at risk
  carts: lost, if cart-cache keeps it in memory alone; not read while cart-cache is gone; not written either; the copy of cart-db is gone too
  orders (personal): not read while orders-db is gone; not written either; reports has a copy, up to 1d old

Who answers for it
  shop (ada, ben): cart-cache, cart-db, checkout and storefront
  money (cleo): orders-db
""",
    )


def test_an_empty_cache_crushes_the_store(shop: Repo) -> None:
    assert shop.principal("whatif", "--flush", "cart-cache") == (
        0,
        """\
If cart-cache is empty

  browse  fails
          because storefront -> cart-cache: it is empty, and cart-db, which would fill it, is down; cart-db, which stands in for cart-cache, is down too
          people see: The shop is closed
  buy     fails
          because storefront -> cart-cache: it is empty, and cart-db, which would fill it, is down; cart-db, which stands in for cart-cache, is down too
          people see: Orders fail
          promised is 99% (buying-works): it may be down for 6h 43m in 28d
          promised is 99.95% (open): it may be down for 4h 22m in a year
  (all journeys)

Also down
  cart-cache: it is empty, and cart-db, which would fill it, is down
  cart-db: more reaches it than it bears, now that cart-cache is empty
  storefront -> cart-cache: it is empty, and cart-db, which would fill it, is down; cart-db, which stands in for cart-cache, is down too

Load
  4,100 requests/s reach cart-db instead of 300 requests/s; it bears 1,500 requests/s: it goes down too

Data at risk
  carts: lost with what cart-cache held; the copy of cart-db is gone too

Who answers for it
  shop (ada, ben): cart-cache, cart-db and storefront
""",
    )


def test_all_ways_to_fail_the_worst_first(shop: Repo) -> None:
    assert shop.principal("fmea") == (
        0,
        """\
8 components, 5 needs, 2 journeys: 22 ways to fail

CRITICAL
  cart-cache: single point of failure
    it is gone (how many run is not said)
    browse and buy fail
    noticed: storefront gives up after 50ms
  cart-db: excessive load
    cart-cache is empty: 4,100 requests/s reach it, it bears 1,500 requests/s
    browse and buy fail
  checkout: misconfiguration and bugs
    all 2 replicas at once
    buy fails; browse goes on with less
    noticed: storefront gives up after 3s
    kept small: storefront goes on with less
  orders-db: single point of failure
    its only replica is gone
    buy fails; browse goes on with less
    noticed: checkout gives up after 2s
  storefront: misconfiguration and bugs
    all 3 replicas at once
    browse and buy fail
  zone eu-1a: shared fate
    what runs there: cart-cache, checkout, orders-db and storefront
    browse and buy fail
  region eu-1: shared fate
    what runs there: cart-cache, cart-db, checkout, orders-db and storefront
    browse and buy fail
  cleo: shared fate
    nobody else can mend orders-db
    buy fails; browse goes on with less
  checkout -> orders-db: excessive latency
    checkout waits for 2s (2 times 1s)
    buy fails; browse goes on with less
    noticed: checkout gives up after 2s
  storefront -> search: excessive latency
    storefront waits for ever: the need has no timeout
    browse and buy fail

HIGH
  gateway: single point of failure
    it is gone
    buy queues
    noticed: alert 'charges fall'
    kept small: tell support; nothing else to do
    who: cleo

MEDIUM
  search: single point of failure
    its only replica is gone
    browse and buy go on with less
    kept small: storefront goes on with less
  vendor paypay: shared fate
    all that it runs: gateway
    buy queues
  checkout -> gateway: excessive latency
    checkout waits for 2s
    buy queues
    noticed: checkout gives up after 2s
    kept small: checkout queues
  storefront -> checkout: excessive latency
    storefront waits for 3s
    browse and buy go on with less
    noticed: storefront gives up after 3s
    kept small: storefront goes on with less

7 more that no journey notices (--all shows them)

Journey browse
  one fault breaks it: cart-cache, storefront, zone eu-1a and region eu-1
  minimal cut sets: 4 (4 of 1)
  it can reach 99.99% at best, 52m 36s down in a year
  without a figure, and taken for perfect: cart-cache
  also taken for perfect: region eu-1 and zone eu-1a
  likeliest: storefront 0.0001
  share of the time that it is down: storefront 100%

Journey buy
  one fault breaks it: cart-cache, checkout, orders-db, storefront, zone eu-1a and region eu-1
  minimal cut sets: 6 (6 of 1)
  it can reach 99.890035% at best, 9h 38m down in a year
  without a figure, and taken for perfect: cart-cache
  also taken for perfect: region eu-1 and zone eu-1a
  promised is 99% (buying-works), and may be kept
  promised is 99.95% (open), and cannot be kept
  likeliest: checkout 0.0005, orders-db 0.0005, storefront 0.0001
  share of the time that it is down: checkout 45.44%, orders-db 45.44%, storefront 9.08%
""",
    )


def test_names_that_are_not_and_what_nothing_needs(shop: Repo) -> None:
    for words, said in (
        (["gatway"], "there is no component, zone, region, vendor, person or need 'gatway'; did you mean 'gateway'?"),
        (["buy"], "buy is a journey; name what is gone: a component, zone, region, vendor, person or need"),
        (["--flush", "search"], "search is no cache but a service: there is nothing to flush"),
        (["--zone", "eu-1x"], "there is no zone 'eu-1x'; did you mean 'eu-1b'?"),
        (["--zone", "mars"], "there is no zone 'mars'; there are eu-1a, eu-1b"),
        ([], "name what is gone: principal whatif COMPONENT, or --zone ZONE, or --flush CACHE"),
    ):
        assert shop.principal("whatif", *words) == (2, f"principal: {said}\n")
    longer = shop.principal("whatif", "--zone", "eu-1a", "--for", "5h")[1].splitlines()
    assert [line.strip() for line in longer if "promised" in line] == [
        "promised is 99% (buying-works): it may be down for 6h 43m in 28d",
        "promised is 99.95% (open): it may be down for 4h 22m in a year, and 5h are more",
    ]
    code, said = shop.principal("whatif", "gateway", "--for", "soon")
    assert (code, said.splitlines()[-1]) == (
        2,
        "Error: Invalid value for '--for': \"soon\" is no quantity; write it like 300ms",
    )
    assert shop.principal("fmea", "--journey", "bye") == (
        2,
        "principal: there is no journey 'bye'; did you mean \"buy\"?\n",
    )
    assert shop.principal("whatif", "reports") == (
        0,
        """\
If reports is gone

Nothing needs reports, and no journey goes through it.

  None of the journeys notices: browse and buy

Who answers for it
  nobody is named: reports
""",
    )


def test_the_way_between_two_alone_is_broken(shop: Repo) -> None:
    code, said = shop.principal("whatif", "storefront->search", "--also", "vendor:paypay", "--format", "json")
    told = json.loads(said)
    assert code == 0
    assert told["faults"] == [{"kind": "need", "name": "storefront -> search"}, {"kind": "vendor", "name": "paypay"}]
    assert [(j["name"], j["effect"], j["fails_after_ms"], j["because"]) for j in told["journeys"]] == [
        ("browse", "degrades", None, "storefront goes on without search: storefront -> search is broken"),
        ("buy", "degrades", 600000.0, "storefront goes on without search: storefront -> search is broken"),
    ]
    assert told["journeys"][1]["people_see"] == ["No search", "We charge you later"]
    assert told["queues"] == [
        {
            "need": "checkout -> gateway",
            "full_after_ms": 600000.0,
            "waiting": 6000.0,
            "drained_after_ms": 200000.0,
            "never_drains": False,
        }
    ]


def test_ways_to_fail_as_a_sheet_as_a_page_and_for_a_program(shop: Repo) -> None:
    code, sheet = shop.principal("fmea", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert code == 0
    assert len(rows) == 22
    row = next(r for r in rows if r["name"] == "gateway")
    assert row == {
        "kind": "component",
        "name": "gateway",
        "mode": "single point of failure",
        "cause": "it is gone",
        "effect": "buy queues",
        "severity": "high",
        "detection": "alert 'charges fall'",
        "mitigation": "tell support; nothing else to do",
        "owner": "cleo",
        "review": "2027-01-31",
    }
    page = shop.principal("fmea", "--format", "markdown")[1].splitlines()
    assert page[2] == "| kind | name | mode | cause | effect | severity | detection | mitigation | owner | review |"
    assert len([line for line in page if line.startswith("| ")]) == 23
    assert page[-1] == "- share of the time that it is down: checkout 45.44%, orders-db 45.44%, storefront 9.08%"
    told = json.loads(shop.principal("fmea", "--journey", "buy", "--format", "json")[1])
    (buy,) = told["journeys"]
    assert (buy["minimal_cut_sets"], buy["by_order"], buy["exact"], buy["double_faults_count"]) == (
        6,
        {"1": 6},
        True,
        0,
    )
    assert buy["availability_at_best"] == pytest.approx(0.9999 * 0.9995 * 0.9995, abs=1e-12)
    assert [(i["name"], i["rrw"] != "Infinity") for i in buy["importance"]] == [
        ("checkout", True),
        ("orders-db", True),
        ("storefront", True),
    ]


def test_a_journey_that_is_not_solved_has_a_bound(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_entangled(*_: object) -> None:
        raise NotSolved("not solved in 1.5 s")

    monkeypatch.setattr(journeys, "solve", too_entangled)
    assert shop.principal("fmea", "--journey", "buy")[1].endswith(
        """
Journey buy
  one fault breaks it: cart-cache, checkout, orders-db, storefront, zone eu-1a and region eu-1
  not solved exactly: not solved in 1.5 s
  it cannot reach more than 99.890035%, 9h 38m down in a year
  without a figure, and taken for perfect: cart-cache
  also taken for perfect: region eu-1 and zone eu-1a
  promised is 99% (buying-works), and may be kept
  promised is 99.95% (open), and cannot be kept
"""
    )


def test_a_system_that_nobody_described_is_answered_from_evidence(new_repo: Callable[[str], Repo]) -> None:
    repo = new_repo("seen")
    repo.commit(
        {
            "compose.yaml": """\
services:
  web: {build: web, environment: {CART_URL: "http://cart:80", TIPS_URL: "http://tips:80"}}
  cart: {build: cart, environment: {STORE: "redis://store:6379"}}
  tips: {build: tips}
  store: {image: "valkey:8"}
"""
        }
    )
    assert repo.principal("whatif", "valkey") == (
        0,
        """\
If store is gone
(observed, not declared: it is assumed that whoever needs what is gone fails)
(no journey is declared: what nothing else needs stands for what users do)

  web  fails
       because web -> cart -> store
  (the only one of the entry points)

Also down
  cart -> store
  web -> cart -> store

Who answers for it
  nobody is named: store, cart and web
""",
    )
    assert repo.principal("fmea")[1].startswith("4 components, 3 needs, 1 entry point: 7 ways to fail\n(observed, ")
    declared = "components:\n  a: {kind: service, needs: {b: {when_down: ignore}, c: {}}}\n  b: {kind: service}\n  c: {kind: service}\n"
    repo.commit({"architecture/system.yaml": f"{declared}journeys: {{go: [a]}}\n"})
    assert repo.principal("fmea")[1].startswith(
        "3 components, 2 needs, 1 journey: 5 ways to fail\n"
        "(of 1 of 2 needs no when_down is given: whoever has them is taken to fail)\n\n"
    )
    repo.commit({"architecture/system.yaml": "components:\n  a: {kind: service, availability: 2}\n"})
    assert repo.principal("whatif", "a") == (
        2,
        """\
WRONG architecture/system.yaml:2:36: "2" has no unit; write 2%
principal: nothing can be computed from records that are wrong
""",
    )
    repo.commit({"architecture/system.yaml": "", "compose.yaml": ""})
    assert repo.principal("fmea") == (
        2,
        "principal: no component of this system is declared or seen; begin with: principal records system\n",
    )


def test_people_see_what_is_nearest_to_the_cause_and_miss_what_a_cache_alone_kept(repo: Repo) -> None:
    system = """\
components:
  web: {kind: service, replicas: 1, zones: [here], needs: {
    cart: {via: grpc, when_down: degrade, sees: "An empty cart"}, ads: {via: grpc, when_down: degrade, sees: "No ads"}}}
  cart: {kind: service, replicas: 1, zones: [here], needs: {sessions: {via: redis, when_down: fail}}}
  ads: {kind: service, replicas: 1, zones: [here]}
  checkout: {kind: service, replicas: 1, zones: [here], needs: {kafka: {via: kafka, when_down: fail, sees: "A paid order that never answers"}}}
  sessions: {kind: cache, replicas: 1, zones: [here]}
  kafka: {kind: queue, replicas: 1, zones: [here]}
journeys:
  browse: {steps: [web]}
  buy: {steps: [web, checkout], sees: "Orders fail"}
data:
  carts: {owner: cart, store: sessions}
  payments: {owner: checkout}
"""
    repo.commit({"architecture/system.yaml": system})

    def told(*words: str) -> str:
        return repo.principal("whatif", *words)[1].partition("Also down")[0]

    assert told("kafka") == (
        """\
If kafka is gone

  buy  fails
       because checkout -> kafka
       people see: A paid order that never answers
       people see: Orders fail
  as ever: browse

"""
    )
    assert told("--zone", "here") == (
        """\
If zone here is gone

  browse  fails
          because web: all of it is in here
  buy     fails
          because web: all of it is in here
          people see: Orders fail
  (all journeys)

"""
    )
    assert repo.principal("whatif", "--flush", "sessions")[1] == (
        """\
If sessions is empty

  browse  goes on with less
          sessions has lost the carts that it held
  buy     goes on with less
          sessions has lost the carts that it held
  (all journeys)

Data at risk
  carts: lost with what sessions held; there is no copy

Who answers for it
  nobody is named: sessions
"""
    )
    assert "payments: not written while checkout is gone\n" in repo.principal("whatif", "checkout")[1]


def test_what_only_one_journey_asks_for_is_nothing_to_the_others(repo: Repo) -> None:
    system = """\
components:
  gateway: {kind: service, needs: {
    shop: {via: http, timeout: 1s, when_down: fail, journeys: [buy]}, help: {via: http, when_down: fail, journeys: [ask]},
    tips: {via: http, when_down: degrade, waits: false}}}
  tips: {kind: service}
  shop: {kind: service}
  help: {kind: service}
  tests: {kind: job, needs: {gateway: {via: http, when_down: fail}}}
journeys:
  ask: {steps: [gateway]}
  buy: {steps: [gateway]}
"""
    repo.commit({"architecture/system.yaml": system})
    assert repo.principal("whatif", "shop")[1] == (
        """\
If shop is gone

  buy  fails
       because gateway -> shop
  as ever: ask

Goes on with less
  gateway
  tests

Who answers for it
  nobody is named: shop
"""
    )
    told = repo.principal("fmea")[1]
    assert (
        "  gateway -> tips: excessive latency\n    nothing else of gateway waits for it\n    ask and buy go on with less\n"
        in told
    )
    assert (
        """\
  gateway -> help: excessive latency
    gateway waits for ever: the need has no timeout
    ask fails
  gateway -> shop: excessive latency
    gateway waits for 1s
    buy fails
    noticed: gateway gives up after 1s
"""
        in told
    )
    repo.commit({"architecture/system.yaml": system.replace("[ask]", "[asking]")})
    assert 'architecture/system.yaml:3:117: unknown journey "asking"; did you mean "ask"?' in repo.principal("check")[1]
    repo.commit({"architecture/system.yaml": system.replace("degrade, waits", "fail, waits")})
    wrong = "system.yaml:4:40: nothing waits, but when_down is fail; when_down: degrade, ignore or queue beside it"
    assert wrong in repo.principal("check")[1]
