"""``architecture/system.yaml``: rows, mistakes, and names that nothing declares."""

from __future__ import annotations

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from principal.core.decided import Components, Copies, Data, Journeys, Needs, People, Teams
from principal.core.documents import read_text
from principal.core.records import Mistake
from principal.phases.constraints.system import PATH, RECORD, read


def rows(text: str) -> list[object]:
    return [r for r in read(PATH, text.encode()) if not isinstance(r, Mistake)]


def mistakes(text: str) -> list[str]:
    return [str(m) for m in read(PATH, text.encode()) if isinstance(m, Mistake)]


GOOD = """\
people:
  ada: {emails: [ada@example.org], handles: "@ada"}
  ben:
teams:
  payments: {members: [ada, ben], handles: ["@org/payments"]}
components:
  checkout:
    kind: service
    team: payments
    path: ./services/checkout/
    tech: [Python, FastAPI, Ruby on Rails]
    core: true
    replicas: 3
    regions: [eu-central-1]
    aliases: [checkout-svc]
    decision: ADR-001
    estimated: read from compose.yaml
    needs:
      gateway: {via: https, timeout: 2s, retries: 1, when_down: queue}
      cache: {via: redis, timeout: 50ms, when_down: {use: orders-db}}
      orders-db:
  cache: {kind: cache, bought: true, needs: [orders-db]}
  orders-db: {kind: database}
  gateway: {kind: external}
journeys:
  buy: [checkout, gateway]
  look: {steps: [checkout]}
data:
  orders:
    owner: checkout
    store: orders-db
    classes: [personal]
    regions: [eu]
    consistency: strong
    copies: {cache: 5m, gateway: {staleness: 1h}}
"""


def test_rows() -> None:
    assert mistakes(GOOD) == []
    assert rows(GOOD) == [
        People("ada", PATH, 2, ["ada@example.org"], ["@ada"]),
        People("ben", PATH, 3, [], []),
        Teams("payments", PATH, 5, ["ada", "ben"], ["@org/payments"]),
        Components(
            "checkout", PATH, 7, "service", "payments", "services/checkout", ["python", "fastapi", "ruby-on-rails"],
            True, False, "ADR-001", 3, ["eu-central-1"], ["checkout-svc"], False, True, "read from compose.yaml",
        ),
        Needs("checkout", "gateway", PATH, 19, "https", 2000.0, 1, "queue", None, when_down_said=True),
        Needs("checkout", "cache", PATH, 20, "redis", 50.0, None, "use", "orders-db", when_down_said=True),
        Needs("checkout", "orders-db", PATH, 21, None, None, None, "fail", None),
        Components("cache", PATH, 22, "cache", None, None, [], False, True, None, None, [], [], False, False),
        Needs("cache", "orders-db", PATH, 22, None, None, None, "fail", None),
        Components("orders-db", PATH, 23, "database", None, None, [], False, False, None, None, [], [], False, False),
        Components("gateway", PATH, 24, "external", None, None, [], False, False, None, None, [], [], True, False),
        Journeys("buy", PATH, 26, ["checkout", "gateway"]),
        Journeys("look", PATH, 27, ["checkout"]),
        Data("orders", PATH, 29, "checkout", "orders-db", ["personal"], ["eu"], "strong"),
        Copies("orders", "cache", PATH, 35, 300_000.0),
        Copies("orders", "gateway", PATH, 35, 3_600_000.0),
    ]  # fmt: skip


def test_all_mistakes_at_once() -> None:
    text = """\
people: [ada, ben]
teams:
  payments: {members: [ada, bem]}
components:
  checkout:
    kind: servce
    team: paymets
    tecnology: [Python]
    replicas: -1
    needs:
      cart-db: {via: redis, timeout: 50, when_down: qeue}
      checkout:
      cart-cache: {when_down: {use: cart-d}}
  cart-cache: {kind: cache, needs: [cart-db2], core: yes}
  cart-db: {kind: database, path: ../x}
  nameless: {team: payments}
journeys:
  buy: [checkout, cart]
  sell: {steps: checkout}
data:
  orders: {owner: x, consistency: stong, copies: {y: }}
"""
    assert mistakes(text) == [
        'architecture/system.yaml:3:29: unknown person "bem"; did you mean "ben"?',
        'architecture/system.yaml:6:11: unknown kind "servce"; did you mean "service"?',
        'architecture/system.yaml:7:11: unknown team "paymets"; did you mean "payments"?',
        'architecture/system.yaml:8:5: unknown key "tecnology"; did you mean "tech"?',
        "architecture/system.yaml:9:15: replicas is -1; at least 0",
        'architecture/system.yaml:11:38: "50" has no unit; write 50ms',
        'architecture/system.yaml:11:53: when_down is "qeue"; did you mean "queue"?',
        'architecture/system.yaml:12:7: "checkout" needs itself; another component',
        'architecture/system.yaml:13:37: unknown component "cart-d"; did you mean "cart-db"?',
        'architecture/system.yaml:14:37: unknown component "cart-db2"; did you mean "cart-db"?',
        'architecture/system.yaml:14:54: core is "yes"; true or false',
        'architecture/system.yaml:15:35: "../x" is no folder of this repository; a path below its root: services/checkout',
        'architecture/system.yaml:16:3: "nameless" has no kind; kind: one of app, service, job, database, cache, queue, '
        "external, edge, wasm, library",
        'architecture/system.yaml:18:19: unknown component "cart"; did you mean "cart-db"?',
        'architecture/system.yaml:21:19: unknown component "x"; one of checkout, cart-cache, cart-db, nameless',
        'architecture/system.yaml:21:35: unknown consistency "stong"; did you mean "strong"?',
        'architecture/system.yaml:21:51: unknown component "y"; one of checkout, cart-cache, cart-db, nameless',
    ]
    assert [r.name for r in rows(text) if isinstance(r, Components)] == ["cart-cache", "cart-db"]


def test_a_file_without_teams_may_name_them() -> None:
    assert mistakes("components:\n  a: {kind: job, team: payments}\nteams: {}\n") == []


def test_a_file_cut_off_by_a_syntax_error_is_not_asked_for_names() -> None:
    text = "components:\n  a: {kind: job, needs: [b]}\n  b: {kind: [\n"
    assert mistakes(text) == [
        "architecture/system.yaml:3:14: not YAML: a value that is missing; a value, or the closing bracket"
    ]
    assert [type(r) for r in rows(text)] == [Components, Needs]


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert RECORD.schema is not None
    schema = RECORD.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(read_text("", GOOD).data)) == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab:@/ ", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["people", "components", "kind", "needs", "data", "copies", "journeys", "steps", "when_down", "use", "a"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["people", "teams", "components", "journeys", "data"]), ANY, max_size=4))
def test_no_content_raises(content: object) -> None:
    import json

    text = json.dumps(content)
    for row in read(PATH, text.encode()):
        assert isinstance(row, (Mistake, People, Teams, Components, Needs, Journeys, Data, Copies))
