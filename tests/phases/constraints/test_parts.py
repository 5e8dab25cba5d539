"""Which parts a system has and who needs whom: exact rows for small systems of each kind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from principal.core.examples import laid_out
from principal.core.fill import create
from principal.core.house import house
from principal.core.rules import Example

See = Callable[[dict[str, str]], tuple[list[str], list[str]]]


@pytest.fixture
def see(tmp_path: Path) -> See:
    """What is said of a repository with some files: its parts and its needs, one a line."""

    def look(files: dict[str, str]) -> tuple[list[str], list[str]]:
        example = Example("", tuple((path, text, "", "") for path, text in files.items()), None, 1)
        folder = tmp_path / "shop"
        folder.mkdir()
        with laid_out(example, folder, frozenset({"derived.parts", "derived.part_needs"})) as laid:
            parts = laid.connection.execute(
                "SELECT name, kind, coalesce(root, '-'), array_to_string(tech, ' '), coalesce(team, '-'), "
                "declared::INT || observed::INT || external::INT, path || ':' || line, coalesce(evidence, '-') "
                "FROM derived.parts ORDER BY name"
            ).fetchall()
            needs = laid.connection.execute(
                "SELECT component || ' needs ' || needs, coalesce(via, '-'), coalesce(when_down, '-'), "
                "declared::INT || observed::INT, path || ':' || line, coalesce(evidence, '-') "
                "FROM derived.part_needs ORDER BY ALL"
            ).fetchall()
        return [" | ".join(row) for row in parts], [" | ".join(row) for row in needs]

    return look


COMPOSE = """\
services:
  web:
    build: ./web
    environment: {ORDERS_URL: 'http://orders:8080', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318'}
    depends_on: [orders, otel-collector]
  orders:
    build: ./orders
    deploy: {replicas: 2}
    environment: {DATABASE_URL: 'postgres://u:p@orders-db/orders'}
  orders-db: {image: 'postgres:17'}
  cache: {image: 'redis:8'}
  migrate: {build: ./orders, command: migrate, depends_on: [orders-db]}
  seed: {image: 'busybox'}
  otel-collector: {image: 'otel/opentelemetry-collector:1', volumes: ['./otel.yml:/etc/otel.yml']}
  tracing: {image: 'jaegertracing/all-in-one:1'}
  load-generator: {build: ./load, environment: {TARGET_HOST: web}}
"""
OTEL = """\
receivers:
  redis: {endpoint: 'cache:6379'}
exporters:
  otlp:
    endpoint: tracing:4317
"""


def test_compose(see: See) -> None:
    """Jobs are none, tests and telemetry are no needs, and a load generator is a part as any other."""
    parts, needs = see(
        {
            "compose.yaml": COMPOSE,
            "compose.tests.yaml": "services:\n  webTests: {image: cypress}\n  e2e-tests: {image: cypress}\n",
            "otel.yml": OTEL,
            "web/app.py": "import os\n",
            "orders/go.mod": "module orders\n\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.0.0\n)\n",
            "orders/main.go": "package main\n",
            "load/script.js": "export default 1\n",
            "CODEOWNERS": "* @acme/all\n/orders/ @acme/orders\n",
        }
    )
    assert parts == [
        "cache | cache | - | redis | - | 010 | compose.yaml:11 | compose service, image redis:8",
        "load-generator | service | load | javascript | acme/all | 010 | compose.yaml:16 | "
        "compose service, built from load",
        "orders | service | orders | go | acme/orders | 010 | compose.yaml:6 | compose service, built from orders",
        "orders-db | database | - | postgresql | - | 010 | compose.yaml:10 | compose service, image postgres:17",
        "otel-collector | service | - | opentelemetry | - | 010 | compose.yaml:14 | "
        "compose service, image otel/opentelemetry-collector:1",
        "tracing | service | - | jaeger | - | 010 | compose.yaml:15 | compose service, image jaegertracing/all-in-one:1",
        "web | service | web | python | acme/all | 010 | compose.yaml:2 | compose service, built from web",
    ]
    assert needs == [
        "load-generator needs web | - | - | 01 | compose.yaml:16 | the variable TARGET_HOST",
        "orders needs cache | redis | - | 01 | orders/go.mod:4 | the package github.com/redis/go-redis/v9",
        "orders needs orders-db | postgresql | - | 01 | compose.yaml:9 | the variable DATABASE_URL",
        "otel-collector needs tracing | grpc | - | 01 | otel.yml:5 | the setting exporters.endpoint",
        "web needs orders | http | - | 01 | compose.yaml:4 | the variable ORDERS_URL",
    ]


CHART = {
    "orders/chart/Chart.yaml": "apiVersion: v2\nname: acme-orders\nversion: 1.0.0\n",
    "orders/chart/values.yaml": "image: {repository: acme/orders, tag: '1'}\n",
    "orders/chart/templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "acme-orders.fullname" . }}
spec:
  template:
    spec:
      containers:
        - name: orders
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          envFrom:
            - configMapRef: {name: addresses}
        - name: sidecar
          image: envoyproxy/envoy:v1
""",
}
MANIFESTS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: addresses}
data:
  STOCK_ADDR: 'stock-service.shop.svc.cluster.local:8080'
  DB_ADDR: 'orders-db:5432'
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: stock-service-deployment}
spec: {template: {spec: {containers: [{name: stock, image: 'acme/stock:2'}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate-orders}
spec: {template: {spec: {containers: [{name: m, image: 'acme/orders:1'}]}}}
"""


def test_one_service_in_compose_a_chart_and_manifests_is_one_part(see: See) -> None:
    """A ConfigMap gives addresses to whom it is given; of a whole one those count that the code speaks of."""
    parts, needs = see(
        {
            **CHART,
            "deploy/prod/all.yaml": MANIFESTS,
            "deploy/staging/all.yaml": MANIFESTS,
            "compose.yaml": (
                "services:\n  orders: {build: ./orders}\n  stock: {image: 'acme/stock:2'}\n"
                "  orders-db: {image: 'postgres:17'}\n"
            ),
            "orders/app.py": "import os\n\nSTOCK = os.environ['STOCK_ADDR']\n",
        }
    )
    assert parts == [
        "orders | service | orders | python | - | 010 | compose.yaml:2 | compose service, built from orders",
        "orders-db | database | - | postgresql | - | 010 | compose.yaml:4 | compose service, image postgres:17",
        "stock | service | - |  | - | 010 | compose.yaml:3 | compose service, image acme/stock:2",
    ]
    assert needs == [
        "orders needs stock | - | - | 01 | deploy/prod/all.yaml:5 | the setting STOCK_ADDR",
    ]


APPHOST = """\
var builder = DistributedApplication.CreateBuilder(args);
var db = builder.AddPostgres("pg").AddDatabase("catalogdb");
var queue = builder.AddRabbitMQ("bus");
var api = builder.AddProject<Projects.Catalog_API>("catalog-api").WithReference(db).WaitFor(queue);
builder.AddProject<Projects.Web>("web").WithReference(api).WithReference(queue);
"""
PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>\n'


def test_an_app_host_of_aspire(see: See) -> None:
    parts, needs = see(
        {
            "src/Shop.AppHost/Program.cs": APPHOST,
            "src/Shop.AppHost/Shop.AppHost.csproj": (
                '<Project><ItemGroup><ProjectReference Include="..\\Catalog.API\\Catalog.API.csproj" />'
                '<ProjectReference Include="..\\Web\\Web.csproj" /></ItemGroup></Project>\n'
            ),
            "src/Catalog.API/Catalog.API.csproj": PROJECT,
            "src/Catalog.API/Program.cs": "class Program {}\n",
            "src/Web/Web.csproj": PROJECT,
            "src/Web/Program.cs": "class Program {}\n",
            "src/Mobile/Mobile.csproj": (
                '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><UseMaui>true</UseMaui></PropertyGroup><ItemGroup>'
                '<PackageReference Include="Microsoft.Maui.Controls" Version="9" /></ItemGroup></Project>\n'
            ),
            "src/Mobile/Program.cs": 'class Program { const string Host = "https://web"; }\n',
        }
    )
    assert parts == [
        "Mobile | app | src/Mobile | csharp dotnet-maui | - | 010 | src/Mobile/Mobile.csproj:1 | "
        "folder with a program, built from src/Mobile",
        "bus | queue | - | rabbitmq | - | 010 | src/Shop.AppHost/Program.cs:3 | Aspire resource, image rabbitmq",
        "catalog-api | service | src/Catalog.API | aspnet-core csharp | - | 010 | src/Shop.AppHost/Program.cs:4 | "
        "Aspire resource, built from src/Catalog.API",
        "catalogdb | database | - | postgresql | - | 010 | src/Shop.AppHost/Program.cs:2 | "
        "Aspire resource, image postgres",
        "web | service | src/Web | aspnet-core csharp | - | 010 | src/Shop.AppHost/Program.cs:5 | "
        "Aspire resource, built from src/Web",
    ]
    assert needs == [
        "Mobile needs web | https | - | 01 | src/Mobile/Program.cs:1 | the address Host in its code",
        "catalog-api needs bus | amqp | - | 01 | src/Shop.AppHost/Program.cs:4 | depends_on",
        "catalog-api needs catalogdb | postgresql | - | 01 | src/Shop.AppHost/Program.cs:4 | WithReference",
        "web needs bus | amqp | - | 01 | src/Shop.AppHost/Program.cs:5 | WithReference",
        "web needs catalog-api | - | - | 01 | src/Shop.AppHost/Program.cs:5 | WithReference",
    ]


def test_a_procfile_with_a_compose_file_for_developers(see: See) -> None:
    """Development files count where nothing else says what there is."""
    parts, needs = see(
        {
            "Procfile": "release: python manage.py migrate\nweb: gunicorn shop.wsgi\nworker: celery -A shop worker\n",
            "docker-compose.yml": "services:\n  db: {image: 'postgres:17'}\n",
            "requirements.txt": "django==5.0\npsycopg2==2.9\n",
            "manage.py": "import django\n",
        }
    )
    assert parts == [
        "db | database | - | postgresql | - | 010 | docker-compose.yml:2 | compose service, image postgres:17",
        "web | service | . | django python | - | 010 | Procfile:2 | process of a Procfile",
        "worker | service | . | django python | - | 010 | Procfile:3 | process of a Procfile",
    ]
    assert needs == [
        "web needs db | postgresql | - | 01 | requirements.txt:2 | the package psycopg2",
        "worker needs db | postgresql | - | 01 | requirements.txt:2 | the package psycopg2",
    ]


def test_a_workspace_where_no_infrastructure_file_says_what_runs(see: See) -> None:
    """Programs are parts, and what they share is none."""
    parts, needs = see(
        {
            "package.json": '{"name": "acme", "workspaces": ["apps/*", "packages/*"]}\n',
            "apps/api/package.json": '{"name": "@acme/api", "dependencies": {"express": "5", "pg": "8"}}\n',
            "apps/api/index.js": "const users = process.env.USERS_URL || 'http://users:3000'\n",
            "apps/phone/package.json": '{"name": "@acme/phone", "dependencies": {"expo": "51"}}\n',
            "apps/phone/app.ts": "export const base = process.env.EXPO_PUBLIC_USERS_API_URL\n",
            "packages/ui/package.json": '{"name": "@acme/ui", "devDependencies": {"react": "18"}}\n',
            "packages/ui/index.ts": "export {}\n",
            "services/users/go.mod": "module acme/users\n",
            "services/users/main.go": "package main\n",
            "services/users/Dockerfile": "FROM scratch\n",
            "examples/demo/package.json": '{"name": "demo", "dependencies": {"express": "5"}}\n',
        }
    )
    assert parts == [
        "api | service | apps/api | express javascript | - | 010 | apps/api/package.json:1 | "
        "folder with a program, built from apps/api",
        "phone | app | apps/phone | expo typescript | - | 010 | apps/phone/package.json:1 | "
        "folder with a program, built from apps/phone",
        "postgresql | database | - | postgresql | - | 010 | apps/api/package.json:1 | the package pg",
        "users | service | services/users | go | - | 010 | services/users/Dockerfile:1 | "
        "folder with a program, built from services/users",
    ]
    assert needs == [
        "api needs postgresql | - | - | 01 | apps/api/package.json:1 | the package pg",
        "api needs users | http | - | 01 | apps/api/index.js:1 | the address USERS_URL in its code",
    ]


def test_what_is_bought_and_what_only_watches(see: See) -> None:
    """A bought service is a part outside of the boundary, unless errors are reported to it; a declared one has its name."""
    parts, needs = see(
        {
            "architecture/system.yaml": "components: {payments: {kind: external, tech: [stripe]}}\n",
            "compose.yaml": "services:\n  shop: {build: .}\n  db: {image: 'postgres:17'}\n  old: {image: 'mysql:8'}\n",
            "requirements.txt": "stripe==9\nsendgrid==6\nsentry-sdk==2\npsycopg2==2.9\n",
            "shop.py": "import stripe\n",
        }
    )
    assert [part.split(" | ")[:2] for part in parts] == [
        ["db", "database"], ["old", "database"], ["payments", "external"], ["sendgrid", "external"], ["shop", "service"],
    ]  # fmt: skip
    assert needs == [
        "shop needs db | postgresql | - | 01 | requirements.txt:4 | the package psycopg2",
        "shop needs payments | - | - | 01 | requirements.txt:1 | the package stripe",
        "shop needs sendgrid | - | - | 01 | requirements.txt:2 | the package sendgrid",
    ]


def test_generated_clients_tell_who_needs_whom(see: See) -> None:
    manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\nspec:\n  template:\n    spec:\n      "
    manifest += "containers: [{name: server, image: 'acme/NAME'}]\n"
    parts, needs = see(
        {
            "k8s/cart.yaml": manifest.replace("NAME", "cart"),
            "k8s/checkout.yaml": manifest.replace("NAME", "checkout"),
            "src/cart/server.py": "pb.add_CartServiceServicer_to_server(Cart(), server)\n",
            "src/checkout/main.go": "package main\n\nvar carts = pb.NewCartServiceClient(conn)\n",
        }
    )
    assert [part.split(" | ")[:4] for part in parts] == [
        ["cart", "service", "src/cart", "python"],
        ["checkout", "service", "src/checkout", "go"],
    ]
    assert needs == ["checkout needs cart | grpc | - | 01 | src/checkout/main.go:3 | a client of CartService"]


def test_what_is_declared_keeps_its_name_and_what_is_not_is_added(see: See) -> None:
    parts, needs = see(
        {
            "architecture/system.yaml": (
                "teams: {shop: {}}\ncomponents:\n"
                "  checkout:\n    {kind: service, team: shop, path: services/checkout, aliases: [pay],\n"
                "     needs: {orders-db: {via: postgresql}, stripe: {via: https, when_down: queue}}}\n"
                "  orders-db: {kind: database, tech: [postgresql]}\n"
                "  stripe: {kind: external, estimated: true}\n"
            ),
            "compose.yaml": (
                "services:\n  pay:\n    build: services/checkout\n    environment: {DB_HOST: db, CACHE_URL: 'redis://cache'}\n"
                "  db: {image: 'postgres:17'}\n  cache: {image: 'redis:8'}\n"
            ),
            "services/checkout/app.py": "import os\n",
        }
    )
    assert parts == [
        "cache | cache | - | redis | - | 010 | compose.yaml:6 | compose service, image redis:8",
        "checkout | service | services/checkout |  | shop | 110 | architecture/system.yaml:3 | "
        "compose service, built from services/checkout",
        "orders-db | database | - | postgresql | - | 110 | architecture/system.yaml:6 | "
        "compose service, image postgres:17",
        "stripe | external | - |  | - | 101 | architecture/system.yaml:7 | -",
    ]
    assert needs == [
        "checkout needs cache | redis | - | 01 | compose.yaml:4 | the variable CACHE_URL",
        "checkout needs orders-db | postgresql | fail | 11 | architecture/system.yaml:5 | the variable DB_HOST",
        "checkout needs stripe | https | queue | 10 | architecture/system.yaml:5 | -",
    ]


def test_hostile_names_and_circles(see: See) -> None:
    parts, needs = see(
        {
            "compose.yaml": (
                "services:\n  <script>alert(1)</script>:\n    image: a/b\n    extends: {service: other}\n"
                "  other: {image: a/c, extends: {service: '<script>alert(1)</script>'}, environment: {NO_HOST: no}}\n"
                "  no: {image: 'd/e'}\n"
            )
        }
    )
    assert [part.split(" | ")[0] for part in parts] == ["<script>alert(1)</script>", "no", "other"]
    assert needs == []


def test_nothing_and_a_library_alone(see: See, tmp_path: Path) -> None:
    parts, needs = see({"lib/shop.py": "x = 1\n", "README.md": "# Shop\n"})
    assert parts == [
        "example | library | . | python | - | 010 | lib/shop.py:1 | folder with a program",
    ]
    assert needs == []


def test_five_thousand_compose_files_take_seconds() -> None:
    """Of one shape in 5,000 folders, each with stores of its own and addresses between them."""
    connection = duckdb.connect(config={"threads": 2})
    create(connection)
    connection.execute(
        "INSERT INTO observed.files SELECT 'r', 'tree', 'd' || i || '/compose.yaml', 'yaml', 'configuration', 1, 1, 'b' "
        "FROM range(5000) AS t(i)"
    )
    for place, (name, kind) in enumerate((("web", "service"), ("api", "service"), ("db", "database"))):
        connection.execute(
            "INSERT INTO observed.components SELECT 'r', 'compose', 'd' || i || '/compose.yaml', ?, "
            "? || (i % 700), ?, 'compose', 'x/' || i, 'd' || i || '/src', NULL FROM range(5000) AS t(i)",
            [place + 2, name, kind],
        )
    connection.execute(
        "INSERT INTO observed.calls SELECT 'r', 'compose', 'd' || i || '/compose.yaml', 9, 'web' || (i % 700), "
        "'api' || (i % 700), 'http', 80, 'API_URL', 'address' FROM range(5000) AS t(i)"
    )
    connection.execute(
        "INSERT INTO observed.endpoints SELECT 'r', 'endpoints', 'd' || i || '/src/a.py', 3, 'DB_HOST', "
        "'db' || (i % 700), 5432, 'postgresql', NULL FROM range(5000) AS t(i)"
    )
    begun = time.perf_counter()
    for step in house().steps:
        if step.name.startswith(("identities", "running", "sightings", "programs", "part")):
            connection.execute(f"INSERT INTO {step.table} {step.asks[0][1]}")
    assert time.perf_counter() - begun < 20
    assert connection.execute("SELECT count(*) FROM derived.parts").fetchall() == [(2100,)]
