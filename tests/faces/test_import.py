"""What teams have drawn and listed with other tools, as drafts of records: exact words, and the exact drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")
SYSTEM = "architecture/system.yaml"
RADAR = "architecture/radar.yaml"

WORKSPACE = """\
workspace "Shop" {
    !identifiers hierarchical
    model {
        buyer = person "Buyer"
        shop = softwareSystem "Shop" {
            web = container "Web Shop" "" "TypeScript, React 18" "Web Browser"
            !include orders
            db = container "Orders DB" "" "PostgreSQL 17"
        }
        mail = softwareSystem "Mail Service"
        buyer -> shop.web "Buys"
        shop.web -> shop.orders.rest "Calls" "JSON/HTTPS"
        shop.orders -> mail "Sends mail by" "SMTP"
        shop.web -> lost
    }
}
"""
ORDERS = """\
orders = container "Orders" "" "Go" {
    rest = component "REST"
    store = component "Store"
    rest -> store
    store -> db "Writes" "SQL"
}
"""
DRAFT = """\
components:
  mail-service:
    kind: external
    estimated: 'docs/workspace.dsl:10: structurizr: softwareSystem Mail Service'

  orders:
    kind: service
    tech: [go]
    estimated: 'docs/orders/container.dsl:1: structurizr: container Orders'
    needs:
      mail-service: {via: smtp, estimated: 'docs/workspace.dsl:13: Sends mail by'}
      orders-db: {via: sql, estimated: 'docs/orders/container.dsl:5: Writes'}

  orders-db:
    kind: database
    tech: [postgresql]
    estimated: 'docs/workspace.dsl:8: structurizr: container Orders DB'

  web-shop:
    kind: app
    tech: [typescript, react]
    estimated: 'docs/workspace.dsl:6: structurizr: container Web Shop'
    needs:
      orders: {via: https, estimated: 'docs/workspace.dsl:12: Calls'}
"""


@pytest.fixture
def drawn(repo: Repo) -> Repo:
    repo.commit({"docs/workspace.dsl": WORKSPACE, "docs/orders/container.dsl": ORDERS})
    return repo


def test_a_model_becomes_a_draft_with_what_it_takes_in(drawn: Repo) -> None:
    code, output = drawn.principal("import", "docs/workspace.dsl")
    assert code == 0
    assert output.startswith(
        "docs/workspace.dsl:14: lost is in none of these files\n--- /dev/null\n+++ b/architecture/system.yaml\n"
    )
    added = "".join(
        f"{line[1:]}\n" for line in output.splitlines() if line.startswith("+") and not line.startswith("+++")
    )
    assert added.endswith(DRAFT)
    assert output.endswith(
        "nothing was written; principal import --yes writes it, ESTIMATED until a person confirms it\n"
    )
    assert not (drawn.root / SYSTEM).exists()
    code, output = drawn.principal("import", "docs/workspace.dsl", "--yes")
    assert (code, output.splitlines()[-1]) == (0, "wrote architecture/system.yaml: new, 4 entries, each ESTIMATED")
    assert (drawn.root / SYSTEM).read_text().endswith(DRAFT)
    code, output = drawn.principal(
        "query", "SELECT count(*) FROM decided.components WHERE estimated", "--format", "csv"
    )
    assert output.split() == ["count_star()", "4"]
    assert drawn.principal("import", "docs")[1].endswith("nothing to add: the records have all of it\n")


def test_what_people_wrote_stays_and_names_mean_what_they_mean_there(drawn: Repo) -> None:
    written = """\
# ours
components:
  order-service:          # the heart
    kind: service
    aliases: [orders]
    core: true
  orders_db: {kind: database}
"""
    drawn.commit({SYSTEM: written})
    assert drawn.principal("import", "docs/workspace.dsl", "docs/orders", "--yes")[0] == 0
    text = (drawn.root / SYSTEM).read_text()
    assert text.startswith("# ours\ncomponents:\n  order-service:          # the heart\n    kind: service\n")
    assert "      orders_db: {via: sql, estimated: 'docs/orders/container.dsl:5: Writes'}\n" in text
    assert "      order-service: {via: https, estimated: 'docs/workspace.dsl:12: Calls'}\n" in text
    assert "  orders:\n" not in text
    assert drawn.principal("check", "--format", "json")[0] != 2


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout}
spec: {type: service, owner: "group:default/payments", lifecycle: production, dependsOn: ["resource:default/orders", "api:x"]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: database, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
"""


def test_a_catalog_becomes_components_with_their_teams(repo: Repo) -> None:
    repo.commit({"catalog-info.yaml": CATALOG})
    assert repo.principal("import", "catalog-info.yaml", "--yes") == (
        0, "wrote architecture/system.yaml: new, 3 entries, each ESTIMATED\n"
    )  # fmt: skip
    assert (
        (repo.root / SYSTEM)
        .read_text()
        .endswith("""
teams:
  payments: {estimated: 'catalog-info.yaml:1: owner of checkout'}

components:
  checkout:
    kind: service
    team: payments
    estimated: 'catalog-info.yaml:1: backstage: Component service checkout'
    needs:
      orders: {estimated: 'catalog-info.yaml:1: dependsOn'}

  orders:
    kind: database
    team: payments
    estimated: 'catalog-info.yaml:6: backstage: Resource database orders'
""")
    )


MODEL = "model {\n  shop = system 'Shop' {\n    api = service 'API'\n  }\n}\n"
MORE = "model {\n  extend shop {\n    store = database 'Store' {\n      rows = table\n    }\n  }\n  shop.api -> shop.rows 'writes'\n}\n"


def test_the_files_of_a_project_are_one_model(repo: Repo) -> None:
    repo.commit({"a/model.c4": MODEL, "a/more.c4": MORE})
    code, output = repo.principal("import", "a")
    assert code == 0
    assert "+      store: {estimated: 'a/more.c4:7: writes'}\n" in output


DIAGRAM = """\
# Shop
```mermaid
C4Container
    Container(web, "Web", "Go")
    Container(worker, "Worker")
    ContainerDb(db, "Store", "PostgreSQL")
    ContainerQueue(jobs, "Jobs")
    BiRel(web, db, "Reads and writes", "SQL")
    Rel(jobs, worker, "Are taken by")
```
"""


def test_a_store_needs_nobody(repo: Repo) -> None:
    repo.commit({"docs/shop.md": DIAGRAM})
    assert repo.principal("import", "docs", "--yes")[0] == 0
    _, output = repo.principal(
        "query", "SELECT component, needs, via FROM decided.needs ORDER BY ALL", "--format", "csv"
    )
    assert output.splitlines() == ["component,needs,via", "web,store,sql", "worker,jobs,"]


def test_two_of_one_name_in_different_systems_are_two(repo: Repo) -> None:
    system = '  {0} = softwareSystem "{1}" {{\n   api = container "API"\n  }}\n'
    model = (
        "workspace {\n !identifiers hierarchical\n model {\n" + system.format("a", "Shop") + system.format("b", "Bank")
    )
    repo.commit({"w.dsl": model + "  a.api -> b.api\n }\n}\n"})
    _, output = repo.principal("import", "w.dsl")
    assert "+      bank-api: {estimated: 'w.dsl:10: drawn there'}\n" in output
    assert "+  bank-api:\n+    kind: service\n" in output


def test_what_another_file_shows_to_be_outside_is_outside(repo: Repo) -> None:
    ours = 'workspace {\n model {\n  !include others.dsl\n  shop = softwareSystem "Shop" {\n   api = container "API"\n  }\n }\n}\n'
    repo.commit({"w.dsl": ours, "others.dsl": 'mail = softwareSystem "Mail"\n'})
    _, output = repo.principal("import", "w.dsl")
    assert "+  mail:\n+    kind: external\n" in output


def test_radars(repo: Repo) -> None:
    radar = "---\ntitle: {}\nring: {}\nquadrant: tools\n---\n"
    repo.commit(
        {
            "radar/2024-01-01/go-lang.md": radar.format("Golang", "trial"),
            "radar/2025-01-01/go-lang.md": radar.format("Go", "adopt"),
            "radar/2024-01-01/ant.md": radar.format("Apache Ant", "hold"),
            "radar/2024-01-01/x.md": radar.format("Ours", "somewhere"),
            RADAR: "# ours\nadopt:\n  python: {}\n",
        }
    )
    code, output = repo.principal("import", "radar", "--yes")
    assert (code, output) == (
        0,
        "radar/2024-01-01/x.md:2: Ours is in a ring that we have not: somewhere\n"
        "wrote architecture/radar.yaml: 2 entries, each ESTIMATED\n",
    )
    text = (repo.root / RADAR).read_text()
    assert text.startswith(
        "# ours\nadopt:\n  python: {}\n  go: {quadrant: tools, estimated: 'radar/2025-01-01/go-lang.md:2: adopt there'}\n"
    )
    assert "hold:\n" in text


def test_what_cannot_be_taken_over(repo: Repo) -> None:
    repo.commit({"README.md": "# Shop\n", "docs/w.dsl": "workspace {\n  model {\n    a = person\n  }\n}\n"})
    assert repo.principal("import", "README.md") == (
        2,
        "principal: no model, catalog or radar was found in what was given; principal import --help says what is read\n",
    )
    assert repo.principal("import", "docs/w.dsl")[1].startswith("docs/w.dsl:3: not read: person without a name\n")
    assert repo.principal("import", "gone.dsl") == (
        2,
        "principal: gone.dsl is nothing that git tracks here, or would\n",
    )
    told = (
        "principal: ../x.dsl is not in this repository; copy it in first, so that others can see where it came from\n"
    )
    assert repo.principal("import", "../x.dsl") == (2, told)


RECORD = "# 1. Use Go\n\nDate: 2026-01-02\n\n## Status\n\nSupersedes [0](0000-gone.md)\n\n## Context\n\nx\n\n## Decision\n\nWe use Go.\n"


def test_a_folder_of_decisions_is_linked_and_left_alone(repo: Repo) -> None:
    repo.commit({"docs/log/0001-use-go.md": RECORD, "docs/pictures/a.txt": "x"})
    assert repo.principal("adr", "list")[1].startswith("no decision records")
    code, output = repo.principal("adr", "import", "docs/log")
    assert code == 0
    assert output.startswith("wrote docs/log/.adr-dir: by it adr-tools and we know the folder\n1 record is read now\n")
    assert (repo.root / "docs/log/.adr-dir").read_text() == ".\n"
    assert (repo.root / "docs/log/0001-use-go.md").read_text() == RECORD
    assert "Use Go" in repo.principal("adr", "list")[1]
    assert repo.principal("adr", "import", "docs/log")[1].startswith("1 record is read already\n")
    assert repo.principal("adr", "import", "docs/pictures") == (
        2, "principal: nothing in docs/pictures reads as a decision record\n"
    )  # fmt: skip
    assert not (repo.root / "docs/pictures/.adr-dir").exists()
    assert (
        repo.principal("adr", "import", "elsewhere")[1]
        == "principal: there is no folder elsewhere in this repository\n"
    )
