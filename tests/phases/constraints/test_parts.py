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
  web-mongodb: {image: 'acme/web-store'}
  orders-mongodb: {image: 'acme/orders-store'}
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
            "web/requirements.txt": "pymongo==4.6\n",
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
        "orders-mongodb | database | - |  | - | 010 | compose.yaml:18 | compose service, image acme/orders-store",
        "otel-collector | service | - | opentelemetry | - | 010 | compose.yaml:14 | "
        "compose service, image otel/opentelemetry-collector:1",
        "tracing | service | - | jaeger | - | 010 | compose.yaml:15 | compose service, image jaegertracing/all-in-one:1",
        "web | service | web | python | acme/all | 010 | compose.yaml:2 | compose service, built from web",
        "web-mongodb | database | - |  | - | 010 | compose.yaml:17 | compose service, image acme/web-store",
    ]
    assert needs == [
        "load-generator needs web | - | - | 01 | compose.yaml:16 | the variable TARGET_HOST",
        "orders needs cache | redis | - | 01 | orders/go.mod:4 | the package github.com/redis/go-redis/v9",
        "orders needs orders-db | postgresql | - | 01 | compose.yaml:9 | the variable DATABASE_URL",
        "otel-collector needs tracing | grpc | - | 01 | otel.yml:5 | the setting exporters.endpoint",
        "web needs orders | http | - | 01 | compose.yaml:4 | the variable ORDERS_URL",
        "web needs web-mongodb | - | - | 01 | web/requirements.txt:1 | the package pymongo",
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


def test_what_a_library_holds_belongs_to_those_that_are_built_upon_it(see: See) -> None:
    """A reference to a program is a need; one to a library is none, but what it is the client of is."""
    web = '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>{}</ItemGroup></Project>\n'
    refer = '<ProjectReference Include="..\\{0}\\{0}.csproj" />'
    library = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{}</ItemGroup></Project>\n'
    parts, needs = see(
        {
            "src/Admin/Admin.csproj": web.format(refer.format("Api")),
            "src/Api/Api.csproj": web.format(refer.format("Data")),
            "src/Jobs/Jobs.csproj": web.format(refer.format("Core")),
            "src/Icons/Icons.csproj": web.format(""),
            "src/Core/Core.csproj": library.format(
                refer.format("Data") + '<PackageReference Include="Stripe.net" Version="50" />'
            ),
            "src/Data/Data.csproj": library.format('<PackageReference Include="Npgsql" Version="9" />'),
            "src/Data/Search.cs": 'class Search { const string Host = "http://icons"; }\n',
            "src/Api/Program.cs": "class Program {}\n",
            "tools/Load/Load.csproj": "<Project><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>\n",
        }
    )
    assert [part.split(" | ")[:3] for part in parts] == [
        ["Admin", "service", "src/Admin"],
        ["Api", "service", "src/Api"],
        ["Icons", "service", "src/Icons"],
        ["Jobs", "service", "src/Jobs"],
        ["postgresql", "database", "-"],
        ["stripe", "external", "-"],
    ]
    assert needs == [
        r"Admin needs Api | import | - | 01 | src/Admin/Admin.csproj:1 | the project reference ..\Api\Api.csproj",
        "Api needs Icons | http | - | 01 | src/Data/Search.cs:1 | the address Host in its code",
        "Api needs postgresql | - | - | 01 | src/Data/Data.csproj:1 | the package Npgsql",
        "Jobs needs Icons | http | - | 01 | src/Data/Search.cs:1 | the address Host in its code",
        "Jobs needs postgresql | - | - | 01 | src/Data/Data.csproj:1 | the package Npgsql",
        "Jobs needs stripe | - | - | 01 | src/Core/Core.csproj:1 | the package Stripe.net",
    ]


def test_a_library_that_many_share_does_not_say_who_pays(see: See) -> None:
    """Of six that are built upon it, each that names it keeps its store, and none a service that is bought."""
    names = [f"s{number}" for number in range(6)]
    manifest = '{"dependencies": {"express": "5", "core": "workspace:*"}}'
    files = {f"services/{name}/package.json": manifest for name in names}
    core = '{"name": "core", "dependencies": {"pg": "8", "stripe": "17"}}'
    parts, needs = see({**files, "packages/core/package.json": core, "packages/core/index.ts": "export {}\n"})
    assert [part.split(" | ")[0] for part in parts] == ["postgresql", *names]
    assert needs == [
        f"{name} needs postgresql | - | - | 01 | packages/core/package.json:1 | the package pg" for name in names
    ]


def test_what_is_started_is_a_part_and_a_library_is_none(see: See) -> None:
    """By a main.rs, a plugin, a main class, a start script, an output; not what helps to build, try or measure."""
    cargo = '[package]\nname = "{}"\n[dependencies]\n{}\n'
    parts, needs = see(
        {
            "crates/api/Cargo.toml": cargo.format("api", 'actix-web = "4"\nmodel = {path = "../model"}'),
            "crates/api/src/main.rs": "fn main() {}\n",
            "crates/model/Cargo.toml": cargo.format("model", 'actix-web = "4"'),
            "crates/model/src/lib.rs": "\n",
            "crates/model/src/main.rs": "fn main() {}\n",
            "crates/bench/Cargo.toml": cargo.format("bench", ""),
            "crates/bench/src/main.rs": "fn main() {}\n",
            "java/build.gradle": "plugins { id 'org.springframework.boot' version '3' apply false }\n",
            "java/billing/build.gradle": (
                "plugins {\n  id 'org.springframework.boot'\n}\ndependencies {\n"
                "  implementation 'org.springframework.boot:spring-boot-starter-web:3'\n"
                "  implementation project(':common')\n}\n"
            ),
            "java/common/build.gradle": (
                "dependencies {\n  api 'org.springframework.boot:spring-boot-starter-web:3'\n"
                "  api 'redis.clients:jedis:5'\n}\n"
            ),
            "java/common/src/main/java/C.java": "class C {}\n",
            "packages/gateway/package.json": (
                '{"name": "gateway", "scripts": {"start": "node ."}, "dependencies": {"express": "5"}}\n'
            ),
            "packages/ui/package.json": '{"name": "ui", "dependencies": {"react": "18", "express": "5"}}\n',
        }
    )
    assert [part.split(" | ")[:3] for part in parts] == [
        ["api", "service", "crates/api"],
        ["billing", "service", "java/billing"],
        ["gateway", "service", "packages/gateway"],
        ["redis", "cache", "-"],
    ]
    assert needs == ["billing needs redis | - | - | 01 | java/common/build.gradle:3 | the package redis.clients/jedis"]


def test_a_client_that_is_generated_from_another_parts_interface(see: See) -> None:
    """Whose folder holds the description is needed by whoever is built upon the client."""
    parts, needs = see(
        {
            "apps/api/package.json": '{"name": "api", "dependencies": {"express": "5"}}\n',
            "apps/api/openapi.yaml": "openapi: 3.1.0\n",
            "apps/web/package.json": '{"name": "web", "dependencies": {"next": "15", "client": "workspace:*"}}\n',
            "apps/shop/package.json": (
                '{"name": "shop", "dependencies": {"next": "15"},\n'
                '"scripts": {"lint": "redocly lint ../api/openapi.yaml",\n"get": "orval https://x.org/openapi.yaml"}}\n'
            ),
            "packages/client/package.json": (
                '{"name": "client",\n"scripts": {"generate": "openapi-typescript ../../apps/api/openapi.yaml -o a.ts"}}\n'
            ),
        }
    )
    assert [part.split(" | ")[0] for part in parts] == ["api", "shop", "web"]
    assert needs == [
        "web needs api | http | - | 01 | packages/client/package.json:2 | a client of apps/api/openapi.yaml"
    ]


def test_code_that_imports_another_part(see: See) -> None:
    """A need by import; types alone, and folders of one program, are none."""
    parts, needs = see(
        {
            "compose.yaml": (
                "services:\n  web: {build: ./apps/web}\n  api: {build: ./apps/api}\n  worker: {build: ./apps/api/worker}\n"
            ),
            "apps/web/main.ts": "import { type Order } from '../api/types'\nimport { price } from '../api/price'\n",
            "apps/api/types.ts": "export type Order = string\n",
            "apps/api/price.ts": "import type { x } from '../web/main'\nexport const price = 1\n",
            "apps/api/worker/run.ts": "import { price } from '../price'\n",
        }
    )
    assert len(parts) == 3
    assert needs == ["web needs api | import | - | 01 | apps/web/main.ts:2 | the import of ../api/price"]


def test_a_file_for_developers_runs_what_is_not_the_system(see: See) -> None:
    """Its stores, and what is built here or called; not what people look through."""
    parts, needs = see(
        {
            ".devcontainer/compose.yml": (
                "services:\n  example: {image: example, build: .., environment: {MAIL_URL: 'smtp://mailpit:1025',\n"
                "    AUTH_URL: 'http://keycloak:8080', DB_HOST: db}}\n"
                "  dashboard: {image: 'acme/example-dashboard:3'}\n  mailpit: {image: 'axllent/mailpit:v1'}\n"
                "  db: {image: 'postgres:17'}\n  keycloak: {image: 'quay.io/keycloak/keycloak:26'}\n"
            ),
            "app.py": "import os\n",
        }
    )
    assert [part.split(" | ")[0] for part in parts] == ["db", "example", "keycloak"]
    assert [need.split(" | ")[0] for need in needs] == ["example needs db", "example needs keycloak"]


def test_a_crowd_of_one_image_is_one_part_and_a_shared_file_says_not_who_uses_it(see: See) -> None:
    crowd = "".join(f"  consumer{n:02}: {{build: ./app, image: acme/app, command: run {n}}}\n" for n in range(11))
    given = "".join(f"  s{n}: {{image: 'acme/s{n}', volumes: ['./shared.yml:/etc/s.yml']}}\n" for n in range(6))
    parts, needs = see(
        {
            "compose.yaml": f"services:\n{crowd}{given}"
            "  s6: {image: 'acme/s6', volumes: ['./shared.yml:/etc/s.yml'], depends_on: [cache]}\n"
            "  cache: {image: 'redis:8'}\n",
            "shared.yml": "cache: {url: 'redis://cache:6379'}\n",
            "app/settings.py": "CACHE = 'redis://cache:6379'\n",
        }
    )
    assert [part.split(" | ")[0] for part in parts] == ["cache", "consumer00", *(f"s{n}" for n in range(7))]
    assert parts[1].endswith("compose service, image acme/app, and 10 more of it")
    assert needs == [
        "consumer00 needs cache | redis | - | 01 | app/settings.py:1 | the address CACHE in its code",
        "s6 needs cache | redis | - | 01 | shared.yml:1 | the setting cache.url",
    ]


def test_a_service_of_kubernetes_in_another_file(see: See) -> None:
    """It is whom its labels find, where that is one alone."""
    workload = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\nspec:\n  template:\n"
        "    metadata: {labels: {app: NAME, tier: back}}\n"
        "    spec: {containers: [{name: c, image: 'acme/NAME', env: [{name: A_URL, value: 'http://front-door:80'},\n"
        "      {name: B_URL, value: 'http://any:80'}]}]}\n"
    )
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: NAME}\nspec: {selector: {LABEL}}\n"
    parts, needs = see(
        {
            "k8s/orders.yaml": workload.replace("NAME", "orders"),
            "k8s/stock.yaml": workload.replace("NAME", "stock"),
            "k8s/door.yaml": service.replace("NAME", "front-door").replace("LABEL", "app: stock"),
            "k8s/any.yaml": service.replace("NAME", "any").replace("LABEL", "tier: back"),
        }
    )
    assert [part.split(" | ")[0] for part in parts] == ["orders", "stock"]
    assert needs == ["orders needs stock | http | - | 01 | k8s/orders.yaml:7 | the variable A_URL"]


SPRING = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>shop</groupId><artifactId>{name}</artifactId>
  <dependencies>
    <dependency><groupId>org.springframework.cloud</groupId><artifactId>{package}</artifactId></dependency>
  </dependencies>
</project>
"""


def test_settings_that_stand_with_somebody_else(see: See) -> None:
    """What a config server hands out is its clients', and an override file is the file's own."""
    _, needs = see(
        {
            "docker-compose.yml": "services:\n  config: {build: ./config}\n  orders: {build: ./orders}\n"
            "  orders-db: {image: 'mongo:8'}\n  cache: {image: 'redis:8'}\n",
            "docker-compose.override.yml": "services:\n  orders:\n    environment: {REDIS_URL: 'redis://cache:6379'}\n",
            "config/pom.xml": SPRING.format(name="config", package="spring-cloud-config-server"),
            "config/src/main/java/App.java": "class App {}\n",
            "config/src/main/resources/shared/orders.yml": "spring:\n  data:\n    mongodb:\n      host: orders-db\n",
            "orders/pom.xml": SPRING.format(name="orders", package="spring-cloud-starter-config"),
            "orders/src/main/java/App.java": "class App {}\n",
        }
    )
    assert needs == [
        "orders needs cache | redis | - | 01 | docker-compose.override.yml:3 | the variable REDIS_URL",
        "orders needs config | - | - | 01 | orders/pom.xml:4 | "
        "the package org.springframework.cloud/spring-cloud-starter-config",
        "orders needs orders-db | mongodb | - | 01 | config/src/main/resources/shared/orders.yml:4 | "
        "the setting spring.host",
    ]
