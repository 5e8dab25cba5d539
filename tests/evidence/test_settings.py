"""What settings choose: schemes of addresses, engines, keys that give access; and what they do not say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Packages
from principal.core.sources import SourceFile
from principal.evidence.settings import SOURCE


def rows(path: str, text: str) -> list[str]:
    assert SOURCE.wants(path), path
    found = []
    for row in SOURCE.read(SourceFile(path, text.encode())):
        assert isinstance(row, Packages)
        assert row.ecosystem == "setting"
        found.append(f"{row.line} {row.name} {row.scope}")
    return found


@pytest.mark.parametrize(
    "path",
    [
        ".env", ".env.example", "docker/env.sample", "compose.prod.yaml", "docker-compose.yml",
        "src/main/resources/application-prod.yml", "application.properties", "src/Api/appsettings.Development.json",
        "config/database.yml", "config/environments/production.rb", "config/runtime.exs", "app/settings/base.py",
        "project/settings.py", "alembic.ini", "conf/app.ini", "prisma/schema.prisma", "drizzle.config.ts", "knexfile.js",
        "config/packages/messenger.yaml", "config/queue.php", "chart/values.yaml", ".github/workflows/ci.yml",
        "k8s/api/deployment.yaml", "service/config/sample.yml", "phpunit.xml", "flyway.conf", "sqlc.yaml",
    ],
)  # fmt: skip
def test_files_that_are_read(path: str) -> None:
    assert SOURCE.wants(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/components/settings.tsx", "src/server.ts", "README.md", "locales/config/en.json", ".vscode/settings.json",
        "node_modules/x/config.js", "config/cable.yml", "supabase/config.toml",
        "packages/api/src/index.ts", "docs/configuration.md", "a" * 400 + ".yml",
    ],
)  # fmt: skip
def test_files_that_are_not(path: str) -> None:
    assert not SOURCE.wants(path)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("postgres://u:p@db/x", ["postgres"]),
        ("postgresql+asyncpg://db/x", ["postgresql"]),
        ("mysql://db", ["mysql"]),
        ("mongodb+srv://x.example", ["mongodb"]),
        ("rediss://c:6380", ["rediss"]),
        ("amqps://q", ["amqps"]),
        ("jdbc:sqlserver://db;databaseName=x", ["sqlserver"]),
        ("jdbc:postgresql:x", ["postgresql"]),
        ("sqlite:///x.db", ["sqlite"]),
        ("${DB_URL:-mysql://db/x}", ["mysql"]),
        ("https://example.org", []),
        ("git+ssh://x", []),
        ("Host=db;Database=x;Username=y", ["npgsql"]),
        ("Server=(localdb)\\\\x;Trusted_Connection=True;", ["sqlserver"]),
        ("Data Source=app.db", ["sqlite"]),
        ("Endpoint=sb://x.example/;SharedAccessKeyName=y", ["azure-service-bus"]),
        ("UseDevelopmentStorage=true", ["azure-storage"]),
    ],
)
def test_addresses_say_what_they_lead_to(value: str, names: list[str]) -> None:
    assert rows("config.yml", f"x: {value}\n") == [f"1 {name} runtime" for name in names]


def test_addresses_of_variables() -> None:
    text = "# OLD=mysql://x\nDATABASE_URL=postgres://db/x # mysql://y\nexport CACHE='redis://c'\n\nEMPTY=\n"
    assert rows(".env", text) == ["2 postgres runtime", "3 redis runtime"]


def test_what_an_example_of_variables_gives_access_to() -> None:
    text = "NEXT_PUBLIC_SENTRY_DSN=\nSTRIPE_SECRET_KEY=sk_x\nAPP_NAME=x\nSMTP_HOST=localhost\nAPI_URL=x\nDEBUG=1\n"
    assert rows(".env.example", text) == ["1 sentry_dsn runtime", "2 stripe_secret_key runtime", "4 smtp_host runtime"]


def test_the_prefix_that_all_variables_share_is_no_service() -> None:
    names = ["ACME_OPENAI_API_KEY", "ACME_DEBUG_LEVEL", "ACME_SITE_NAME", "ACME_LOG_LEVEL", "ACME_TIME_ZONE", "OTHER_X"]
    assert rows(".env", "".join(f"{name}=x\n" for name in names)) == ["1 openai_api_key runtime"]


def test_a_file_of_one_service_alone() -> None:
    text = "".join(f"SMTP_{name}=x\n" for name in ("HOST", "PORT", "USER", "TLS", "FROM"))
    assert rows(".env", text) == ["1 smtp_host runtime", "3 smtp_user runtime"]


def test_a_new_application_of_laravel_says_nothing_by_its_keys() -> None:
    text = "APP_KEY=\nDB_CONNECTION=pgsql\nREDIS_HOST=127.0.0.1\nPUSHER_APP_ID=\nMAIL_MAILER=ses\nSENTRY_DSN=\n"
    assert rows(".env.example", text) == ["2 pgsql runtime", "5 ses runtime", "6 sentry_dsn runtime"]


def test_laravel_lists_every_driver_and_uses_its_default() -> None:
    text = """<?php
return [
    /* 'default' => 'sqlsrv', */
    'default' => env('DB_CONNECTION', 'pgsql'),
    'connections' => [
        'mysql' => ['driver' => 'mysql', 'url' => env('DB_URL', 'mysql://x')],
    ],
];
"""
    assert rows("config/database.php", text) == ["4 pgsql runtime"]
    assert rows("config/session.php", "    'driver' => env('SESSION_DRIVER', 'redis'),\n") == ["1 redis runtime"]


def test_rails() -> None:
    text = "default: &default\n  adapter: postgresql\ntest:\n  <<: *default\n  adapter: sqlite3\n# adapter: mysql2\n"
    assert rows("config/database.yml", text) == ["2 postgresql runtime", "5 sqlite3 development"]
    text = "Rails.application.configure do\n  config.cache_store = :redis_cache_store, { url: x }\n"
    text += "  # config.cache_store = :mem_cache_store\n  config.active_job.queue_adapter = :sidekiq\n"
    assert rows("config/environments/production.rb", text) == ["2 redis_cache_store runtime", "4 sidekiq runtime"]
    assert rows("config/storage.yml", "amazon:\n  service: S3\nlocal:\n  service: Disk\n") == ["2 s3 runtime"]


def test_django() -> None:
    text = '''"""
'ENGINE': 'django.db.backends.oracle',
"""
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'HOST': os.environ.get('POSTGRES_HOST', 'db'),
    }
}
EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
CELERY_BROKER_URL = os.environ.get("BROKER", "redis://localhost")
'''
    assert rows("app/settings.py", text) == [
        "6 django.db.backends.postgresql runtime",
        "7 postgres_host runtime",
        "10 anymail.backends.mailgun.emailbackend runtime",
        "11 redis runtime",
    ]


def test_others() -> None:
    assert rows("prisma/schema.prisma", 'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "mysql"\n}\n') == [
        "2 prisma-client-js runtime", "5 mysql runtime",
    ]  # fmt: skip
    assert rows("drizzle.config.ts", "export default {\n  dialect: 'sqlite',\n}\n") == ["2 sqlite runtime"]
    assert rows("application.properties", "quarkus.datasource.db-kind=postgresql\n") == ["1 postgresql runtime"]
    assert rows("application.yml", "spring:\n  data:\n    redis:\n      host: cache\n") == ["4 redis_host runtime"]
    assert rows("config/config.exs", "config :app, App.Repo,\n  adapter: Ecto.Adapters.Postgres\n") == [
        "2 ecto.adapters.postgres runtime"
    ]
    assert rows("conf/app.ini", "[database]\n; TYPE = mysql\nTYPE = postgres\n") == ["3 postgres runtime"]
    assert rows("appsettings.json", '{\n  "ConnectionStrings": {\n    "Db": "Host=x;Username=y"\n  }\n}\n') == [
        "3 npgsql runtime"
    ]
    assert rows("phpunit.xml", '<env name="DB_CONNECTION" value="sqlite"/>\n') == ["1 sqlite development"]
    assert rows("compose.yaml", "services:\n  a:\n    environment:\n      - OPENAI_API_KEY\n      - 'DB_TYPE=mariadb'\n") == [
        "4 openai_api_key runtime", "5 mariadb runtime",
    ]  # fmt: skip
    text = "env:\n- name: DATABASE_URL\n  value: postgres://x\n- name: STRIPE_KEY\n  valueFrom: {}\n"
    assert rows("k8s/api.yaml", text) == ["3 postgres runtime", "4 stripe_key runtime"]


def test_pipelines_and_tests_are_development() -> None:
    text = "jobs:\n  a:\n    strategy:\n      matrix:\n        connection: [sqlite, pgsql]\n    env:\n"
    text += "      CROWDIN_TOKEN: ${{ secrets.X }}\n      GITHUB_TOKEN: ${{ secrets.Y }}\n    steps:\n      - with:\n          smtp_host: x\n"
    assert rows(".github/workflows/ci.yml", text) == [
        "5 sqlite development", "5 pgsql development", "7 crowdin_token development",
    ]  # fmt: skip
    assert rows("tests/.env.ci", "DB_CONNECTION=mysql\n") == ["1 mysql development"]
    assert rows(".env.local.example", "DB_CONNECTION=mysql\n") == ["1 mysql runtime"]


@pytest.mark.parametrize(
    "text",
    [
        "type: string\n", "provider: google\n", "store: redis\n", "cache: true\n", "database: app\n", "driver: mysql\n",
        "title: use postgres://\n/* db_type: mysql\ndb_type: pgsql */\n", "storage:\n  type: local\n", "queue:\n  driver: sync\n",
    ],
)  # fmt: skip
def test_what_chooses_nothing(text: str) -> None:
    assert [
        row for row in rows("config.yml", text) if row.split()[1] in ("mysql", "postgres", "pgsql", "redis", "local")
    ] == []


PIECES = st.sampled_from(
    ["a: ", "DB_URL=", "{", "}", "[", "]", "'", '"', "\n", "  ", "- ", "# ", "/*", "*/", "postgres://", "jdbc:", "=>", "env(",
     "config :a, ", "<env name=\"", "\" value=\"", "${X:-", "é", "\x00", "\u2028", ":", "=", ";", '"""', "name: X", "value: "]
)  # fmt: skip


@given(st.sampled_from([".env", "config.yml", "settings.py", "config/database.php", "appsettings.json", ".github/workflows/a.yml"]),
       st.lists(PIECES, max_size=40).map("".join))  # fmt: skip
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_text_makes_it_raise(path: str, text: str) -> None:
    for row in SOURCE.read(SourceFile(path, text.encode("utf-8", "surrogatepass"))):
        assert isinstance(row, Packages)
        assert 1 <= (row.line or 0) <= text.count("\n") + 1
        assert row.name
        assert row.name.isprintable()
