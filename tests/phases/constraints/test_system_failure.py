"""What ``architecture/system.yaml`` says of failure: rows, and every mistake at its place."""

from __future__ import annotations

from principal.core.decided import Components, Journeys, Needs, SharedFates
from principal.core.records import Mistake
from principal.phases.constraints.system import PATH, read


def rows(text: str) -> list[object]:
    return list(read(PATH, text.encode()))


def mistakes(text: str) -> list[str]:
    return [str(m).removeprefix("architecture/system.yaml:") for m in rows(text) if isinstance(m, Mistake)]


def test_rows() -> None:
    text = """\
components:
  shop:
    kind: service
    replicas: 3
    quorum: 2
    zones: [a, b]
    vendor: cloud
    availability: 99.95%
    capacity: 2k requests/s
    load: 72,000 requests/min
    needs:
      pay: {rate: 10/s, sees: "Paid soon", when_down: queue, queue: {holds: 6k messages, drain: 50/s}}
      mail: {when_down: queue, queue: {holds: 30m}}
      quick: {when_down: degrade}
  pay: {kind: external}
  mail: {kind: external}
  quick: {kind: cache, hit_rate: 90%}
journeys:
  buy: {steps: [shop, quick], optional: quick, sees: "The shop is closed"}
zones: {a: {region: eu, availability: 99.9%}, b: }
regions: {eu: {availability: 99.99%}}
vendors: [cloud]
"""
    read_rows = rows(text)
    assert mistakes(text) == []
    shop = next(r for r in read_rows if isinstance(r, Components))
    assert (shop.zones, shop.quorum, shop.vendor, shop.capacity, shop.load) == (["a", "b"], 2, "cloud", 2000.0, 1200.0)
    assert shop.availability == 0.9995
    needs = [r for r in read_rows if isinstance(r, Needs)]
    assert [(n.rate, n.sees, n.queue_holds, n.queue_holds_ms, n.queue_drain) for n in needs] == [
        (10.0, "Paid soon", 6000.0, None, 50.0),
        (None, None, None, 1_800_000.0, None),
        (None, None, None, None, None),
    ]
    assert Journeys("buy", PATH, 19, ["shop", "quick"], optional=["quick"], sees="The shop is closed") in read_rows
    assert [r for r in read_rows if isinstance(r, SharedFates)] == [
        SharedFates("zone", "a", PATH, 20, "eu", 0.999),
        SharedFates("zone", "b", PATH, 20, None, None),
        SharedFates("region", "eu", PATH, 21, None, 0.9999),
        SharedFates("vendor", "cloud", PATH, 22, None, None),
    ]


def test_values_that_cannot_be() -> None:
    text = """\
components:
  a: {kind: service, availability: 100.1%}
  b: {kind: service, availability: 0.999}
  c: {kind: service, availability: often}
  d: {kind: service, capacity: 300}
  e: {kind: service, load: 2000 users}
  f: {kind: service, quorum: 0}
  g: {kind: service, hit_rate: 90%}
  h: {kind: service, replicas: 2, quorum: 3}
  i: {kind: service, quorum: 2}
  j:
    kind: service
    needs:
      a: {when_down: queue, queue: {holds: 10 GB, drain: 1/s}}
      b: {when_down: queue, queue: {drain: 10/s}}
      c: {when_down: queue, queue: {holds: 10 messages, drain: 0/s}}
      d: {queue: {holds: 10 messages, drain: 1/s}}
      e: {rate: soon}
"""
    assert mistakes(text) == [
        '2:36: "100.1%" is more than all; at most 100%',
        '3:36: "0.999" has no unit; a percentage, as 99.9%',
        '4:36: "often" is no quantity; write it like 99.95%',
        '5:32: "300" has no unit; write it like 500 requests/s',
        '6:28: "2000 users" is no rate; write it like 500 requests/s',
        "7:30: quorum is 0; at least 1",
        "8:22: hit_rate of a service; kind: cache, or no such key",
        "9:43: quorum is 3, of 2 replicas; at most 2",
        "10:22: a quorum of 2 of nobody knows how many; replicas beside it",
        '14:44: "10 GB" is no number of requests; write it like 10k messages, or 30m',
        '15:29: "queue" has no holds; holds: How many requests wait at most, or for how long it can take them',
        "16:64: a queue that never drains; more than 0 messages/s",
        "17:11: a queue, but when_down is fail; when_down: queue beside it",
        '18:17: "soon" is no quantity; write it like 500 requests/s',
    ]


def test_stand_ins_steps_and_places_that_cannot_be() -> None:
    text = """\
components:
  shop:
    kind: service
    zones: [eu-a, eu-x]
    vendor: clowd
    needs:
      cache: {when_down: {use: store}}
      first: {when_down: {use: second}}
      store: {when_down: {use: store}}
      other: {when_down: {use: shop}}
      gone: {when_down: {use: nobody}}
  cache: {kind: cache}
  store: {kind: database, needs: {cache: {when_down: degrade}}}
  first: {kind: service, needs: [second]}
  second: {kind: service, needs: [third]}
  third: {kind: service, needs: [first]}
  other: {kind: service}
  gone: {kind: service}
journeys:
  buy: {steps: [shop, cache], optional: [cash]}
zones: [eu-a, eu-b]
vendors: [cloud]
"""
    assert mistakes(text) == [
        '4:19: unknown zone "eu-x"; did you mean "eu-b"?',
        '5:13: unknown vendor "clowd"; did you mean "cloud"?',
        '8:32: the stand-in "second" needs what it replaces: second -> third -> first; a component that lives when the other is gone',
        '9:32: the stand-in "store" is what it replaces; a component that lives when the other is gone',
        '10:32: the stand-in "shop" is the component that needs it; a component that lives when the other is gone',
        '11:31: unknown component "nobody"; one of shop, cache, store, first, second, third, other, gone',
        '20:42: "cash" is optional, but no step of "buy"; did you mean "cache"?',
    ]


def test_more_than_can_be_computed_with() -> None:
    many = ", ".join(f"c{number}: {{kind: app}}" for number in range(5001))
    assert mistakes(f"components: {{{many}}}\n") == [
        "1:1: 5,001 components are too many to compute with; at most 5,000"
    ]
    zones = ", ".join(f"z{number}" for number in range(33))
    assert mistakes(f"components:\n  a: {{kind: app, zones: [{zones}]}}\n") == ["2:18: 33 zones; at most 32"]
