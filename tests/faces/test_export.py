"""What other tools read: exact texts, accepted by those tools (see benchmarks/accepted.py), and read back by us."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.decided import Decisions
from principal.core.marks import EXPORTED
from principal.core.observed import ModelElements, ModelRelations, RadarEntries
from principal.core.sources import Gap, SourceFile
from principal.faces.formats.models import FORMATS
from principal.faces.formats.models.radar import RINGS, Blip, Radar
from principal.faces.formats.models.system import Need, Part, System
from principal.faces.formats.models.text import identifiers, line_of, word_of

if TYPE_CHECKING:
    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")

SYSTEM = """\
components:
  checkout:
    kind: service
    path: services/checkout
    tech: [python, fastapi]
    needs:
      orders-db: {via: postgresql}
      payments: {via: https, when_down: queue}
  orders-db: {kind: database, tech: [postgresql]}
  payments: {kind: external}
"""
COMPOSE = """\
services:
  checkout:
    build: services/checkout
    environment:
      DATABASE_URL: postgres://orders-db:5432/orders
      CACHE_URL: redis://sessions:6379
  orders-db: {image: "postgres:17"}
  sessions: {image: "valkey/valkey:8"}
"""


@pytest.fixture
def shop(repo: Repo) -> Repo:
    repo.commit({"architecture/system.yaml": SYSTEM, "compose.yaml": COMPOSE, "services/checkout/app.py": "print(1)\n"})
    return repo


SHOP = System(
    "Shop",
    (
        Part("checkout", "service", None, "services/checkout", ("python", "fastapi"), False, "",
             "architecture/system.yaml:2, compose service, built from services/checkout"),
        Part("orders-db", "database", None, None, ("postgresql",), False, "",
             "architecture/system.yaml:9, compose service, image postgres:17"),
        Part("payments", "external", None, None, (), True, "declared", "architecture/system.yaml:10"),
        Part("sessions", "cache", None, None, (), False, "observed",
             "compose.yaml:8, compose service, image valkey/valkey:8"),
    ),
    (
        Need("checkout", "orders-db", "postgresql", "fail", ""),
        Need("checkout", "payments", "https", "queue", "declared"),
        Need("checkout", "sessions", "redis", None, "observed"),
    ),
)  # fmt: skip
STRUCTURIZR = """\
// written by principal export structurizr; change the records instead
workspace "Shop" {
    model {
        system = softwareSystem "Shop" {
            checkout = container "checkout" "" "python, fastapi" "Service" {
                properties {
                    "where" "architecture/system.yaml:2, compose service, built from services/checkout"
                }
            }
            orders_db = container "orders-db" "" "postgresql" "Database" {
                properties {
                    "where" "architecture/system.yaml:9, compose service, image postgres:17"
                }
            }
            sessions = container "sessions" "" "" "Cache,Only observed" {
                properties {
                    "where" "compose.yaml:8, compose service, image valkey/valkey:8"
                }
            }
        }
        payments = softwareSystem "payments" "" "External,Only declared" {
            properties {
                "where" "architecture/system.yaml:10"
            }
        }
        checkout -> orders_db "needs" "postgresql"
        checkout -> payments "needs; when it is down: queue" "https" "Only declared"
        checkout -> sessions "needs" "redis" "Only observed"
    }
    views {
        systemContext system "Context" {
            include *
            autolayout lr
        }
        container system "Containers" {
            include *
            autolayout lr
        }
"""
LIKEC4 = """\
model {
  system = system 'Shop' {
    checkout = service 'checkout' {
      technology 'python, fastapi'
      metadata {
        seen 'architecture/system.yaml:2, compose service, built from services/checkout'
      }
    }
    orders_db = database 'orders-db' {
      technology 'postgresql'
      metadata {
        seen 'architecture/system.yaml:9, compose service, image postgres:17'
      }
    }
    sessions = cache 'sessions' {
      #observed
      metadata {
        seen 'compose.yaml:8, compose service, image valkey/valkey:8'
      }
    }
  }
  payments = external 'payments' {
    #declared
    metadata {
      seen 'architecture/system.yaml:10'
    }
  }
  system.checkout -> system.orders_db 'needs' {
    technology 'postgresql'
  }
  system.checkout -[declared]-> payments 'needs; when it is down: queue' {
    technology 'https'
  }
  system.checkout -[observed]-> system.sessions 'needs' {
    technology 'redis'
  }
}
"""
MERMAID = """\
%% written by principal export mermaid-c4; change the records instead
C4Container
    title Shop
    System_Boundary(system, "Shop") {
        Container(checkout, "checkout", "python, fastapi")
        ContainerDb(orders_db, "orders-db", "postgresql")
        ContainerDb(sessions, "sessions", "cache")
    }
    System_Ext(payments, "payments")
    Rel(checkout, orders_db, "needs", "postgresql")
    Rel(checkout, payments, "needs, when it is down: queue, only declared", "https")
    Rel(checkout, sessions, "needs, only observed", "redis")
"""
FLOWCHART = """\
%% written by principal export mermaid; change the records instead
flowchart LR
    subgraph system["Shop"]
        checkout["checkout<br/>python, fastapi"]
        orders_db[("orders-db<br/>postgresql")]
        sessions[("sessions")]
    end
    payments{{"payments"}}
    checkout -->|"postgresql"| orders_db
    checkout -->|"https"| payments
    checkout -->|"redis"| sessions
    linkStyle 2 stroke-dasharray:5 5
    classDef observed stroke-dasharray:5 5
    class sessions observed
    linkStyle 1 stroke-dasharray:2 3
    classDef declared stroke-dasharray:2 3
    class payments declared
"""
D2 = """\
# written by principal export d2; change the records instead
direction: right
system: 'Shop' {
  checkout: 'checkout (python, fastapi)' {
    tooltip: 'architecture/system.yaml:2, compose service, built from services/checkout'
  }
  orders-db: 'orders-db (postgresql)' {
    shape: cylinder
    tooltip: 'architecture/system.yaml:9, compose service, image postgres:17'
  }
  sessions: 'sessions' {
    shape: cylinder
    tooltip: 'compose.yaml:8, compose service, image valkey/valkey:8'
    style.stroke-dash: 5
  }
}
payments: 'payments' {
  shape: cloud
  tooltip: 'architecture/system.yaml:10'
  style.stroke-dash: 2
}
system.checkout -> system.orders-db: 'postgresql'
system.checkout -> payments: 'https' {style.stroke-dash: 2}
system.checkout -> system.sessions: 'redis' {style.stroke-dash: 5}
"""
BACKSTAGE = """\
# written by principal export backstage; change the records instead
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: Shop
spec:
  owner: unknown
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  description: 'architecture/system.yaml:2, compose service, built from services/checkout'
  tags: [fastapi, python]
spec:
  type: service
  lifecycle: unknown
  owner: unknown
  system: Shop
  dependsOn: [resource:orders-db, resource:payments, resource:sessions]
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders-db
  description: 'architecture/system.yaml:9, compose service, image postgres:17'
  tags: [postgresql]
spec:
  type: database
  owner: unknown
  system: Shop
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: payments
  description: architecture/system.yaml:10
spec:
  type: external
  owner: unknown
---
"""


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("structurizr", STRUCTURIZR),
        ("likec4", LIKEC4),
        ("mermaid", FLOWCHART),
        ("mermaid-c4", MERMAID),
        ("d2", D2),
        ("backstage", BACKSTAGE),
    ],
)
def test_the_system_as_other_tools_read_it(form: str, expected: str) -> None:
    [(name, text)] = (
        importlib.import_module(f"principal.faces.formats.models.{FORMATS[form].module}").write(SHOP).items()
    )
    assert name == FORMATS[form].file
    assert expected in text


def test_parts_and_needs_of_records_and_evidence_are_exported(shop: Repo) -> None:
    code, output = shop.principal("export", "mermaid-c4", "--name", "Shop")
    assert code == 0
    assert '    Rel(checkout, orders_db, "needs", "postgresql")\n' in output
    assert '    Rel(checkout, payments, "needs, when it is down: queue, only declared", "https")\n' in output
    assert '    Rel(checkout, sessions, "needs, only observed", "redis")\n' in output
    assert shop.principal("export", "mermaid-c4", "--name", "Shop") == (0, output)


def test_a_system_that_nobody_described_marks_nothing(repo: Repo) -> None:
    repo.commit({"compose.yaml": COMPOSE})
    code, output = repo.principal("export", "mermaid-c4")
    assert code == 0
    assert "ContainerDb(sessions, " in output
    assert "observed" not in output


def test_files_that_are_not_ours_are_left_alone(shop: Repo) -> None:
    out = str(shop.root / "docs" / "model.c4")
    assert shop.principal("export", "likec4", "--out", out) == (0, f"wrote {out}\n")
    assert shop.principal("export", "likec4", "--out", out) == (0, f"wrote {out}\n")
    shop.write("docs/model.c4", "model { }\n")
    told = f"principal: {out} was not written by us and is left alone; --force writes over it\n"
    assert shop.principal("export", "likec4", "--out", out) == (2, told)
    assert shop.principal("export", "likec4", "--out", out, "--force")[0] == 0
    assert EXPORTED in (shop.root / "docs/model.c4").read_text()
    folder = str(shop.root / "docs")
    assert shop.principal("export", "d2", "--out", folder) == (0, f"wrote 1 file in {folder}\n")
    assert (shop.root / "docs/system.d2").is_file()
    (shop.root / "docs/link.d2").symlink_to(shop.root / "docs/system.d2")
    link = str(shop.root / "docs/link.d2")
    told = f"principal: {link} is a symbolic link; it has to be a file of its own\n"
    assert shop.principal("export", "d2", "--out", link) == (2, told)


def test_there_is_nothing_to_export(repo: Repo) -> None:
    repo.commit({"a.txt": "x"})
    assert repo.principal("export", "d2")[1].endswith(
        "nothing that runs was found, and architecture/system.yaml declares nothing: there is nothing to export\n"
    )
    assert repo.principal("export", "byor")[1].endswith(
        "architecture/radar.yaml has no blips: there is nothing to export\n"
    )
    assert repo.principal("export", "madr")[1] == (
        "principal: madr is a folder of files; say where to write it with --out FOLDER\n"
    )


RADAR = """\
adopt:
  postgresql: {quadrant: platforms, since: 2026-02-18, why: we know it}
  python: {}
hold:
  mongodb: {since: 2026-02-18, why: "two outages & <script>", instead: postgresql, quadrant: Own things}
"""


@pytest.fixture
def radar(repo: Repo) -> Repo:
    repo.commit({"architecture/radar.yaml": RADAR})
    return repo


def test_the_radar_as_other_tools_read_it(radar: Repo) -> None:
    def said(form: str) -> Any:
        code, output = radar.principal("export", form, "--as-of", "2026-06-30")
        assert code == 0
        return json.loads(output)

    zalando = said("zalando")
    assert zalando["date"] == "2026.06"
    assert [q["name"] for q in zalando["quadrants"]] == ["Languages", "Frameworks", "Platforms", "Own things"]
    assert [(e["quadrant"], e["ring"], e["label"]) for e in zalando["entries"]] == [
        (2, 0, "PostgreSQL"), (0, 0, "Python"), (3, 3, "MongoDB")
    ]  # fmt: skip
    assert [(b["name"], b["ring"], b["quadrant"], b["description"]) for b in said("byor")] == [
        ("PostgreSQL", "adopt", "Platforms", "we know it."),
        ("Python", "adopt", "Languages", ""),
        ("MongoDB", "hold", "Own things", "two outages &amp; &lt;script&gt;. Use postgresql instead."),
    ]
    backstage = said("backstage-radar")
    assert [(e["key"], e["quadrant"], e["timeline"]) for e in backstage["entries"]] == [
        ("postgresql", "3", [{"moved": 0, "ringId": "adopt", "date": "2026-02-18"}]),
        ("python", "1", [{"moved": 0, "ringId": "adopt", "date": "2026-06-30"}]),
        ("mongodb", "4", [{"moved": 0, "ringId": "hold", "date": "2026-02-18"}]),
    ]


def test_a_radar_in_files(radar: Repo) -> None:
    out = radar.root / "techradar"
    told = (0, f"wrote 3 files in {out}\n")
    assert radar.principal("export", "aoe", "--out", str(out), "--as-of", "2026-06-30") == told
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*.md")) == [
        "radar/2026-02-18/mongodb.md", "radar/2026-02-18/postgresql.md", "radar/2026-06-30/python.md"
    ]  # fmt: skip
    assert (out / "radar/2026-02-18/mongodb.md").read_text() == (
        "---\ntitle: MongoDB\nring: hold\nquadrant: own-things\n---\n\n"
        "two outages \\& \\<script\\>. Use postgresql instead.\n\n"
        "<!-- written by principal export aoe; change the records instead -->\n"
    )


NYGARD = """\
# 7. Use PostgreSQL

Date: 2026-01-02

## Status

Superseded by [8. Use SQLite](0008-use-sqlite.md)

## Context

We need a database. See [the next](0008-use-sqlite.md#x).

### More

```
## not a heading
```

## Decision

We will use PostgreSQL.

## Consequences

It has to be run.

## Cost

Little.
"""
MADR = '---\nstatus: accepted\ndate: 2026-02-03\n---\n\n# Use SQLite\n\n## Context and Problem Statement\n\nSmaller.\n\n## Considered Options\n\n* SQLite\n* Files\n\n## Decision Outcome\n\nChosen option: "SQLite", because it is small.\n'


def test_decisions_in_the_form_of_madr(repo: Repo) -> None:
    repo.commit({"docs/adr/0007-use-postgresql.md": NYGARD, "docs/adr/0008-use-sqlite.md": MADR})
    out = repo.root / "out"
    assert repo.principal("export", "madr", "--out", str(out)) == (0, f"wrote 2 files in {out}\n")
    assert (
        (out / "0007-use-postgresql.md").read_text()
        == """\
---
status: superseded by ADR-0008
date: 2026-01-02
---

# Use PostgreSQL

## Context and Problem Statement

We need a database. See [the next](0008-use-sqlite.md#x).

#### More

```
## not a heading
```

## Decision Outcome

We will use PostgreSQL.

### Consequences

It has to be run.

## More Information

### Cost

Little.

<!-- written by principal export madr, of docs/adr/0007-use-postgresql.md -->
"""
    )
    assert (out / "0008-use-sqlite.md").read_text() == (
        MADR + "\n<!-- written by principal export madr, of docs/adr/0008-use-sqlite.md -->\n"
    )
    from principal.phases.governance.decisions import read

    for path in out.glob("*.md"):
        [row] = [r for r in read(f"docs/adr/{path.name}", path.read_bytes()) if isinstance(r, Decisions)]
        assert (row.dialect, row.status) == ("madr", "superseded" if "0007" in path.name else "accepted")
    repo.commit()
    assert repo.principal("export", "madr", "--out", str(out)) == (0, f"wrote 2 files in {out}\n")


NAMES = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        ["{", "}", "->", "=", "--x->", "this", "end", "label", "class", "${HOME}", '"', "'", "\\", "a\\", "%%{init}%%", "#quot;",
         "<script>", "\n", "a\nb", "null", "true", "12", "--", "//", "/*", "...", ": ", "- ", "@x", "|", "system", "style"]
    ),
)  # fmt: skip
KINDS = ("service", "app", "job", "database", "cache", "queue", "external", "edge", "wasm", "library")


@st.composite
def systems(draw: st.DrawFn) -> System:
    names = draw(
        st.lists(
            NAMES.filter(lambda n: line_of(n) != ""), min_size=1, max_size=6, unique_by=lambda n: line_of(n).lower()
        )
    )
    parts = tuple(
        Part(name, kind := draw(st.sampled_from(KINDS)), None, None, (draw(NAMES),), kind == "external",
             draw(st.sampled_from(["", "declared", "observed"])), draw(NAMES))
        for name in names
    )  # fmt: skip
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=6, unique=True))
    needs = tuple(
        Need(a, b, draw(st.sampled_from([None, "https"])), draw(st.sampled_from([None, "queue"])), "")
        for a, b in pairs if a != b
    )  # fmt: skip
    return System(draw(NAMES.filter(line_of)), parts, needs)


READERS = {"structurizr": "workspace.dsl", "likec4": "model.c4", "mermaid-c4": "containers.mmd"}


@pytest.mark.parametrize("form", sorted(READERS))
@settings(max_examples=80, derandomize=True, deadline=None)
@given(systems())
def test_whatever_the_names_are_we_read_back_what_we_wrote(form: str, system: System) -> None:
    module = FORMATS[form].module
    [(name, text)] = importlib.import_module(f"principal.faces.formats.models.{module}").write(system).items()
    source = importlib.import_module(f"principal.evidence.{form.removesuffix('-c4')}").SOURCE
    rows = list(source.read(SourceFile(name, text.encode("utf-8"))))
    assert [r for r in rows if isinstance(r, Gap)] == []
    elements = {r.id: r for r in rows if isinstance(r, ModelElements) and r.id != "system"}
    ids = identifiers([p.name for p in system.parts], reserved=frozenset())
    assert len(elements) == len(ids) == len(system.parts)

    def spelt(text: str) -> str:
        plain = line_of(text)
        if form == "structurizr":
            return plain.replace("\\", "/").replace("${", "$ {").strip()
        if form == "mermaid-c4":
            plain = plain.translate(str.maketrans({'"': "'", "<": "\u2039", ">": "\u203a", ";": ","}))
            return plain.replace("%%", "% %")
        return plain

    assert sorted(e.name.strip() for e in elements.values()) == sorted(spelt(p.name) for p in system.parts)
    needs = {
        (elements[r.from_id].name.strip(), elements[r.to_id].name.strip(), r.technology)
        for r in rows
        if isinstance(r, ModelRelations)
    }
    assert needs == {(spelt(n.component), spelt(n.needs), n.via) for n in system.needs}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(systems())
def test_the_catalog_is_yaml_with_names_that_backstage_takes(system: System) -> None:
    [text] = importlib.import_module("principal.faces.formats.models.backstage").write(system).values()
    documents = list(yaml.safe_load_all(text))
    assert len(documents) == len(system.parts) + 1
    for document in documents:
        name = document["metadata"]["name"]
        assert len(name) <= 63
        assert all(part.isalnum() and part.isascii() for part in name.split("-"))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(NAMES.filter(line_of), st.sampled_from(RINGS), st.sampled_from("abcdef")),
        min_size=1,
        max_size=8,
        unique_by=lambda b: line_of(b[0]).lower(),
    )
)
def test_radars_are_read_back(blips: list[tuple[str, str, str]]) -> None:
    from principal.evidence import radars

    day = dt.date(2026, 1, 2)
    radar = Radar("Shop", day, tuple(Blip(n, n, ring, q, None, n, None, None) for n, ring, q in blips))
    for form in ("zalando", "byor", "backstage-radar", "aoe"):
        written = importlib.import_module(f"principal.faces.formats.models.{FORMATS[form].module}").write(radar)
        rows = [
            row
            for path, text in written.items()
            for row in radars.SOURCE.read(SourceFile(path if form != "zalando" else "docs/config.json", text.encode()))
        ]
        assert all(isinstance(r, RadarEntries) for r in rows), rows
        assert sorted((r.name, r.ring) for r in rows if isinstance(r, RadarEntries)) == sorted(
            (line_of(n), ring) for n, ring, _ in blips
        )


def test_words() -> None:
    assert word_of("Überlänge – naïve!") == "Uberlange-naive"
    assert word_of("12factor") == "x-12factor"
    assert word_of("日本") == "x"
    assert identifiers(["a b", "a-b", "A_B", "end"], reserved=frozenset({"end"})) == {
        "a b": "a_b", "a-b": "a_b_2", "A_B": "A_B_3", "end": "end_2"
    }  # fmt: skip
    assert line_of("a\x00b\u202ec\n d") == "a b c d"
