"""Architecture models of other tools: exactly what is read of them, and that no text breaks a reader."""

from __future__ import annotations

import dataclasses
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import ModelElements, ModelIncludes, ModelRelations
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import likec4, mermaid, structurizr, threagile

SOURCES = {s.name: s for s in (structurizr.SOURCE, likec4.SOURCE, mermaid.SOURCE, threagile.SOURCE)}
PATHS = {
    "structurizr": "docs/workspace.dsl", "likec4": "docs/model.c4", "mermaid": "docs/a.mmd", "threagile": "threagile.yaml"
}  # fmt: skip


def shown(source: FileSource, path: str, text: str, beside: dict[str, str] | None = None) -> list[str]:
    """Each element as ``line id | name | kind (written) | technology | description | in parent``, and so on."""
    assert source.wants(path)
    lines = []
    companions = {name: content.encode() for name, content in (beside or {}).items()}
    assert set(companions) <= set(source.companions(path) if source.companions else ())
    for row in source.read(SourceFile(path, text.encode(), companions)):
        if isinstance(row, Gap):
            lines.append(f"{row.line} gap: {row.reason}" + (f" ({row.hides})" if row.hides else ""))
            continue
        assert isinstance(row, (ModelElements, ModelRelations, ModelIncludes))
        assert row.path == path
        if isinstance(row, ModelElements):
            said = [row.id, row.name, f"{row.kind} ({row.written})", row.technology, row.description]
            inside = f" | in {row.parent}" if row.parent else ""
            lines.append(f"{row.line} " + " | ".join(s for s in said if s) + inside)
        elif isinstance(row, ModelRelations):
            said = [s for s in (row.description, row.technology) if s]
            lines.append(f"{row.line} {row.from_id} -> {row.to_id}" + "".join(f" | {s}" for s in said))
        else:
            lines.append(f"{row.line} takes in {row.target}" + (f" | in {row.scope}" if row.scope else ""))
    return lines


WORKSPACE = '''\
/* a shop,
   as its people draw it */
workspace "Shop" "What we sell" {
    !const GO "Go"
    !identifiers hierarchical
    model {
        archetypes {
            api = container {
                technology "${GO}"
                tag "API"
            }
            squad = group
            async = -> {
                technology "AMQP"
            }
        }
        buyer = person "Buyer" "Buys things"   // a comment is not at the end of a line
        group "Inside" {
            shop = softwareSystem "Shop" {
                web = container "Web Shop" "What buyers \\
                    see" "React" "Web Browser"
                squad "Orders" {
                    orders = api "Orders" {
                        description """
                            Takes orders.
                        """
                        store = component "Store" "" "Gin"
                        -> db "Reads from" "SQL/TCP"
                    }
                    db = container "Database" "" "PostgreSQL 17" "Data"
                }
                events = container "Events" {
                    technology "Apache Kafka"
                }
                web -> orders "Calls" {
                    technology "HTTPS"
                }
                orders --async-> events
            }
        }
        mail = softwareSystem "Mail" "" "Existing System"
        buyer -> shop.web "Uses"
        shop.orders.store -> mail "Sends \\"mail\\" by"
        live = deploymentEnvironment "Live" {
            deploymentNode "Cloud" "" "AWS" {
                lb = infrastructureNode "Balancer"
                containerInstance shop.web {
                    lb -> this
                }
            }
        }
    }
    views {
        container shop { include * }
        styles {
            element "Data" {
                shape Cylinder
            }
        }
    }
}
'''


def test_structurizr() -> None:
    assert shown(structurizr.SOURCE, "docs/workspace.dsl", WORKSPACE) == [
        "17 buyer | Buyer | person (person) | Buys things",
        "19 shop | Shop | system (softwareSystem)",
        "20 shop.web | Web Shop | app (container) | React | What buyers see | in shop",
        "23 shop.orders | Orders | service (api) | Go | Takes orders. | in shop",
        "27 shop.orders.store | Store | module (component) | Gin | in shop.orders",
        "30 shop.db | Database | database (container) | PostgreSQL 17 | in shop",
        "32 shop.events | Events | queue (container) | Apache Kafka | in shop",
        "41 mail | Mail | external (softwareSystem)",
        "44 live | Live | node (deploymentEnvironment)",
        "45 live.Cloud | Cloud | node (deploymentNode) | AWS | in live",
        "46 live.Cloud.lb | Balancer | node (infrastructureNode) | in live.Cloud",
        "28 shop.orders -> shop.db | Reads from | SQL/TCP",
        "35 shop.web -> shop.orders | Calls | HTTPS",
        "38 shop.orders -> shop.events | AMQP",
        "42 buyer -> shop.web | Uses",
        '43 shop.orders.store -> mail | Sends "mail" by',
        "48 live.Cloud.lb -> shop.web",
    ]


def test_what_structurizr_takes_in_is_named_and_never_fetched_followed_or_run() -> None:
    text = """\
workspace extends ../base/workspace.dsl {
  model {
    !include people.dsl
    !include ../../../secret.dsl
    !include https://example.com/x.dsl
    !include parts.txt
    !script groovy {
      workspace.model.addPerson("x") {
      a = person "Not one"
    }
    !script run.groovy {
      name value
    }
    !plugin com.example.Plugin
    s = softwareSystem "S" {
      !include s
      c = container "C" {
        !components {
          strategy {
            forEach { }
          }
        }
      }
    }
    !extend base {
      d = container "D"
    }
    !elements "element.type==Container" {
      -> s
    }
    nobody -> s
  }
}
"""
    assert shown(structurizr.SOURCE, "docs/arch/workspace.dsl", text) == [
        "15 s | S | system (softwareSystem)",
        "17 c | C | service (container) | in s",
        "26 d | D | service (container) | in base",
        "31 nobody -> s",
        "1 takes in docs/base/workspace.dsl",
        "3 takes in docs/arch/people.dsl",
        "6 takes in docs/arch/parts.txt",
        "16 takes in docs/arch/s | in s",
        "4 gap: it takes in ../../../secret.dsl, which is not in this repository",
        "5 gap: it takes in https://example.com/x.dsl, which is never fetched",
        "6 gap: it takes in docs/arch/parts.txt, which is not read: its name does not end in .dsl",
        "7 gap: a script, which is never run: what it would add is not known",
        "11 gap: a script, which is never run: what it would add is not known",
        "14 gap: a plugin, which is never run: what it would add is not known",
        "18 gap: a component finder, which is never run: what it would add is not known",
        "28 gap: an expression over elements: relations in it are not read (observed.model_relations)",
    ]


def test_part_of_a_structurizr_workspace() -> None:
    text = 'api = container "API" "" "Java"\ndb = container "Orders" "" "" "Database"\napi -> db\napi -> elsewhere\n'
    assert shown(structurizr.SOURCE, "docs/s.dsl", text) == [
        "1 api | API | service (container) | Java",
        "2 db | Orders | database (container)",
        "3 api -> db",
        "4 api -> elsewhere",
    ]
    twice = 'a = softwareSystem "A" {\n app = container "App"\n}\nb = softwareSystem "B" {\n app = container "App"\n a.app -> app\n}\n'
    assert shown(structurizr.SOURCE, "docs/s.dsl", twice)[-1] == "6 a.app -> b.app"
    assert shown(structurizr.SOURCE, "jobs/build.dsl", "job('x') {\n  steps { shell('make') }\n}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("workspace {\n model {\n  a = person\n", ["3 gap: person without a name", "3 gap: a block is not closed"]),
        ("workspace {\n}\n}\n", ["3 gap: a block is closed that was not opened"]),
        (
            'workspace {\n model {\n  a = person "A"\n  a -> b\n }\n}',
            [
                "3 a | A | person (person)",
                "4 a -> b",
                "4 gap: a relation with 'b', which is not declared (observed.model_relations)",
            ],
        ),
        ("workspace {\n" + "model {\n" * 250, ["201 gap: nested more than 200 levels deep"]),
    ],
)
def test_what_is_wrong_in_a_structurizr_workspace(text: str, expected: list[str]) -> None:
    assert shown(structurizr.SOURCE, "w.dsl", text) == expected


def test_constants_do_not_grow_without_end() -> None:
    text = '!const a "xxxxxxxxxx"\n' + "".join(
        f'!const a{i} "${{a{i - 1 if i else ""}}}${{a{i - 1 if i else ""}}}"\n' for i in range(60)
    )
    rows = shown(structurizr.SOURCE, "w.dsl", text + 'p = person "${a59}"\n')
    assert len(rows) == 1
    assert len(rows[0]) < 50_000


def test_structurizr_json() -> None:
    model = {
        "model": {
            "people": [{"id": "1", "name": "Buyer", "relationships": [{"destinationId": "3", "description": "Uses"}]}],
            "softwareSystems": [
                {
                    "id": "2",
                    "name": "Shop",
                    "containers": [
                        {"id": "3", "name": "API", "technology": "Go", "tags": "Element,Container",
                         "relationships": [
                             {"destinationId": "4", "technology": "SQL"},
                             {"destinationId": "4", "linkedRelationshipId": "7"},
                         ]},
                        {"id": "4", "name": "Orders", "tags": "Element,Container,Store"},
                        {"name": "Nobody"},
                    ],
                }
            ],
        },
        "views": {"configuration": {"styles": {"elements": [{"tag": "Store", "shape": "Cylinder"}]}}},
    }  # fmt: skip
    assert shown(structurizr.SOURCE, "workspace.json", json.dumps(model)) == [
        "1 1 | Buyer | person (person)",
        "1 2 | Shop | system (softwareSystem)",
        "1 3 | API | service (container) | Go | in 2",
        "1 4 | Orders | database (container) | in 2",
        "1 1 -> 3 | Uses",
        "1 3 -> 4 | SQL",
        "1 gap: an element without a name or an id",
    ]
    assert shown(structurizr.SOURCE, "workspace.json", '{"model": {"people": 1}}') == []


SPEC = """\
specification {
  element actor { style { shape person } }
  element system
  element service
  element ledger {
    technology 'MySQL'
    style {
      shape storage
    }
  }
  relationship async { technology 'AMQP' }
  tag old
}
"""
MODEL = """\
import { pay } from 'payments'
model {
  // people first
  buyer = actor 'Buyer'
  shop = system "Shop" 'What we sell' {
    #old
    orders = service 'Orders' {
      technology: 'Go'
      description '''
        Takes **orders**
      '''
      icon tech:go
      style { shape rectangle; color red }
      link https://example.com/{x} 'docs'
      component store
      -> books 'writes' { metadata { rps '1' } }
      this -[async]-> pay 'asks' #old, #new
      store -> books.lines 'writes', #x
    }
    ledger books 'Books' {
      lines = table
    }
    it .async orders
  }
  buyer -> shop.orders 'buys' { technology 'HTTPS' }
  orders <- buyer
}
model {
  extend other.part { x = service 'X' { -> orders } }
}
views { view index { include * } }
deployment { node n { instanceOf shop.orders } }
"""


def test_likec4() -> None:
    rows = shown(likec4.SOURCE, "docs/model/model.c4", MODEL, {"docs/model/_spec.c4": SPEC})
    assert rows == [
        "4 buyer | Buyer | person (actor)",
        "5 shop | Shop | system (system) | What we sell",
        "7 shop.orders | Orders | service (service) | Go | Takes **orders** | in shop",
        "15 shop.orders.store | store | module (component) | in shop.orders",
        "20 shop.books | Books | database (ledger) | MySQL | in shop",
        "21 shop.books.lines | lines | module (table) | in shop.books",
        "29 other.part.x | X | service (service) | in other.part",
        "16 shop.orders -> shop.books | writes",
        "17 shop.orders -> pay | asks | AMQP",
        "18 shop.orders.store -> shop.books.lines | writes",
        "23 shop -> shop.orders | async | AMQP",
        "25 buyer -> shop.orders | buys | HTTPS",
        "26 buyer -> shop.orders",
        "29 other.part.x -> shop.orders",
    ]
    assert shown(likec4.SOURCE, "docs/model/_spec.c4", SPEC) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model { a = service", ["1 a | a | service (service)", "1 gap: a block is not closed"]),
        ("model { a -> }", ["1 gap: a relation to nothing"]),
        ("model { } }", ["1 gap: a block is closed that was not opened"]),
        ("model { lonely }", ["1 gap: not understood: 'lonely'"]),
        ("model { a = x { { y } } }", ["1 a | a | service (x)", "1 gap: a block that belongs to nothing that we know"]),
    ],
)
def test_what_is_wrong_in_a_likec4_file(text: str, expected: list[str]) -> None:
    assert shown(likec4.SOURCE, "a.likec4", text) == expected


DIAGRAM = """\
---
title: x
---
%%{init: {}}%%
C4Container
    title Containers
    Person(buyer, "Buyer", "Buys, <br/>things")
    System_Boundary(shop, "Shop") {
        Container(web, "Web Shop", "React", "What (all) buyers see", $tags="v1")
        ContainerDb(db, "Orders",
            "PostgreSQL")   %% where orders are
        Container(orders, Orders, $techn="Go")
        ContainerQueue_Ext(bus, "Bus")
    }
    System(mail, "Mail")
    Rel(buyer, web, "Uses", "HTTPS")
    Rel_Back(db, orders, "reads")
    BiRel(orders, bus, "")
    UpdateRelStyle(buyer, web, $offsetX="1")
    Container(, "x")
    Rel(orders
"""


def test_mermaid() -> None:
    expected = [
        "7 buyer | Buyer | person (Person) | Buys, things",
        "8 shop | Shop | system (System_Boundary)",
        "9 web | Web Shop | service (Container) | React | What (all) buyers see | in shop",
        "10 db | Orders | database (ContainerDb) | PostgreSQL | in shop",
        "12 orders | Orders | service (Container) | Go | in shop",
        "13 bus | Bus | external (ContainerQueue_Ext) | in shop",
        "15 mail | Mail | external (System)",
        "16 buyer -> web | Uses | HTTPS",
        "17 orders -> db | reads",
        "18 orders -> bus",
        "18 bus -> orders",
        "20 gap: Container without a name",
        "21 gap: Rel without a closing parenthesis",
    ]
    assert shown(mermaid.SOURCE, "docs/a.mmd", DIAGRAM) == expected
    inner = (
        '```mermaid\nC4Dynamic\nRelIndex(1, a, b, "asks")\nDeployment_Node(n, "Node", "VM") {\nSystem(s, "S")\n}\n```\n'
    )
    page = f"# Title\n\n```mermaid\nflowchart TD\n  C4[x] --> b\n```\n\n{inner}"
    assert shown(mermaid.SOURCE, "README.md", page) == [
        "10 a -> b | asks",
        "11 n | Node | node (Deployment_Node) | VM",
        "12 s | S | service (System) | in n",
    ]


THREATS = """\
threagile_version: 1.0.0
technical_assets:
  Web Client:
    id: web
    type: external-entity
    technology: browser
    communication_links:
      Traffic: {target: lb, protocol: https}
      Nowhere: {}
  Load Balancer: {id: lb, type: process, technology: load-balancer}
  Orders: {id: orders, type: process, technology: web-service-rest, tags: [go, aws:ec2], description: Takes orders}
  Books: {id: db, type: datastore, technology: database}
  Partner: {id: partner, type: process, technology: erp, out_of_scope: true}
  Nobody: {}
trust_boundaries:
  Inside: {id: inside, type: network-on-prem, technical_assets_inside: [orders, db]}
includes: [more.yaml]
"""


def test_threagile() -> None:
    assert shown(threagile.SOURCE, "threagile.yaml", THREATS) == [
        "17 gap: it takes in more.yaml, which is read only where its own name says threagile",
        "16 inside | Inside | system (network-on-prem)",
        "3 web | Web Client | app (browser)",
        "8 web -> lb | Traffic | https",
        "9 gap: a communication link without a target: Nowhere",
        "10 lb | Load Balancer | edge (load-balancer)",
        "11 orders | Orders | service (web-service-rest) | go, aws:ec2 | Takes orders | in inside",
        "12 db | Books | database (database) | in inside",
        "13 partner | Partner | external (erp)",
        "14 gap: a technical asset without an id: Nobody",
    ]
    assert shown(threagile.SOURCE, "a/threagile.yaml", "a: [") == [
        "1 gap: not YAML: did not find expected node content"
    ]


def test_what_is_read() -> None:
    wanted = {
        path: [s.name for s in SOURCES.values() if s.wants(path)]
        for path in (
            "a/b.dsl", "a/workspace.json", "structurizr-120-workspace.json", "package.json", "m.c4", "m.likec4",
            "README.md", "x.mermaid", "threagile.yml", "node_modules/x/a.c4", "a.yaml",
        )
    }  # fmt: skip
    assert wanted == {
        "a/b.dsl": ["structurizr"],
        "a/workspace.json": ["structurizr"],
        "structurizr-120-workspace.json": ["structurizr"],
        "package.json": [],
        "m.c4": ["likec4"],
        "m.likec4": ["likec4"],
        "README.md": ["mermaid"],
        "x.mermaid": ["mermaid"],
        "threagile.yml": ["threagile"],
        "node_modules/x/a.c4": [],
        "a.yaml": [],
    }


WORDS = st.sampled_from(
    ["workspace", "model", "views", "styles", "specification", "element", "service", "a", "b.c", "=", "->", "-[x]->", "<-",
     ".x", "--x->", "{", "}", "{\n", "}\n", "\n", " ", '"', "'", '"A"', "'''", '"""', "person", "container ", "softwareSystem",
     "!include", "!const x ", "${x}", "!identifiers hierarchical", "this", "it", "group", "extend", "#t", ",", "(", ")",
     "C4Container\n", "Container(", "Rel(", "$techn=", "Boundary(", "//", "/*", "*/", "%%", "\\", "\\\n", "archetypes {",
     "technical_assets:", "  x: ", "id: y", "---\n", "\x00", "\u2028", "é", ":", "[", "]", "title", "https://x/{y}"]
)  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join), st.sampled_from(sorted(SOURCES)))
def test_no_text_breaks_a_reader(text: str, name: str) -> None:
    said = {"structurizr": "workspace {\n", "likec4": "model {\n", "mermaid": "C4Context\n", "threagile": ""}[name]
    for content in (text, said + text):
        lines = content.count("\n") + 1
        for row in SOURCES[name].read(SourceFile(PATHS[name], content.encode())):
            if isinstance(row, Gap):
                assert row.line is None or 1 <= row.line <= lines + 1, row
            else:
                assert 1 <= row.line <= lines, row  # type: ignore[attr-defined]  # every row of these has one
                assert all(v is None or isinstance(v, (str, int)) for v in dataclasses.asdict(row).values())  # type: ignore[call-overload]


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(SOURCES)))
def test_no_bytes_break_a_reader(content: bytes, name: str) -> None:
    list(SOURCES[name].read(SourceFile(PATHS[name], b"workspace {\nmodel {\nC4Context\nmermaid{" + content)))


HUGE = {
    "structurizr": ["model {\n" * 400_000, 'a -> b "' * 400_000, '!const a "${a}${a}"\n' * 200_000, '"\\' * 1_500_000,
                    'workspace {\nmodel {\n' + 'a = person "A"\n' * 250_000, 'x = person """\n' * 250_000, "a \\\n" * 900_000],
    "likec4": ["model { " + "a = b { " * 100_000, "model { " + "a = b 'x'\n" * 50_000, "'" * 4_000_000,
               "model { a " + "-> " * 100_000, "model { " + "/*" * 1_500_000, "model { a" + ".b" * 500_000,
               "'''" + "''x" * 1_000_000],
    "mermaid": ["C4Context\n" + "Person(" * 500_000, "C4Context\n" + "Boundary(a, b) {\n" * 200_000,
                "C4Context\nPerson(a" + ", " * 1_500_000, "C4Context\n" + 'Person(a, "' * 300_000,
                "C4Context\n" + "Rel(a, b)\n" * 300_000, "C4Context\nPerson(" + "()" * 1_500_000,
                "C4Context\nPerson(" + " " * 3_000_000, "C4Context\n" + "Person(\n" * 400_000],
    "threagile": ["technical_assets:\n" + "".join(f"  A{i}: {{id: a{i}}}\n" for i in range(30_000)), "[" * 3_000_000],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HUGE))
def test_no_text_takes_for_ever(name: str) -> None:
    for text in HUGE[name]:
        begun = time.process_time()
        list(SOURCES[name].read(SourceFile(PATHS[name], text[: 4 * 1024 * 1024].encode())))
        assert time.process_time() - begun < 10, text[:60]
