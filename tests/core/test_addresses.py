"""What counts as an address, and what must never be taken for one."""

from __future__ import annotations

import pytest

from principal.core.addresses import addresses, arguments, holds_address

DECLARED = {"cart", "db", "redis", "frontend"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CART_ADDR", "cart:7070", [("cart", 7070, "")]),
        ("ANYTHING", "cart:7070", [("cart", 7070, "")]),
        ("PEER_ADDR", "elsewhere:7070", [("elsewhere", 7070, "")]),
        ("IMAGE_PROVIDER_HOST", "image-provider", [("image-provider", None, "")]),
        ("cartAddr", "cart:1", [("cart", 1, "")]),
        ("DATABASE_URL", "postgres://u:p@db:5432/x", [("db", 5432, "postgresql")]),
        ("DATABASE_URL", "postgresql+asyncpg://u:p@db/x", [("db", None, "postgresql")]),
        ("DATABASE_URL", "postgres://u:p%40x@[::1]/x", []),
        ("SPRING_DATASOURCE_URL", "jdbc:postgresql://db:5432/x?user=a", [("db", 5432, "postgresql")]),
        ("DSN", "u:p@tcp(db:3306)/x", [("db", 3306, "mysql")]),
        ("DB", "Host=db;Username=a;Password=b", [("db", None, "")]),
        ("DB", "host=db port=5432 user=x password=y", [("db", 5432, "postgresql")]),
        ("DB_CONN", "Server=tcp:db,1433;Database=x", [("db", 1433, "sqlserver")]),
        ("KAFKA_BROKERS", "k1:9092,k2:9092", [("k1", 9092, "kafka"), ("k2", 9092, "kafka")]),
        ("QUORUM_SERVERS", "1@k1:9093", [("k1", 9093, "")]),
        ("MONGO_URL", "mongodb://u:p@a:1,b:2/x?replicaSet=r", [("a", 1, "mongodb"), ("b", 2, "mongodb")]),
        ("REDIS_URL", "redis://:pw@redis", [("redis", None, "redis")]),
        ("STRIPE", "https://api.stripe.com/v1", [("api.stripe.com", None, "https")]),
        ("SENTRY_DSN", "https://abcdef@o1.ingest.sentry.io/1", [("o1.ingest.sentry.io", None, "https")]),
        ("ZOOKEEPER_CONNECT", "zk:2181/kafka", [("zk", 2181, "zookeeper")]),
        ("REDIS_HOST", "redis.internal", [("redis.internal", None, "redis")]),
        ("DB_HOST", "10.0.0.5", [("10.0.0.5", None, "")]),
        ("OPTS", '{"url": "http://cart:80/x", "docs": "https://foo.com"}', [("cart", 80, "http")]),
        ("PUBLIC_API_URL", "http://cart:80", [("cart", 80, "http")]),
    ],
)
def test_addresses(name: str, value: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert [(a.host, a.port, a.via) for a in addresses(name, value, DECLARED)] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "info:debug"),
        ("LOG_LEVEL", "info:8080"),
        ("START", "10:30"),
        ("ADDR", "0.0.0.0:80"),
        ("ADDR", "127.0.0.1:80"),
        ("API_URL", "http://localhost:3000"),
        ("API_URL", "http://host.docker.internal:3000"),
        ("API_URL", "https://api.example.com"),
        ("API_URL", "https://your-domain.io"),
        ("API_URL", "${API_URL}"),
        ("ASPNETCORE_URLS", "http://*:8080"),
        ("LISTEN_ADDR", "cart:80"),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://cart:9092"),
        ("CORS_ORIGIN", "http://frontend:80"),
        ("CACHE_IMAGE", "redis:7"),
        ("REDIS_VERSION", "redis:7"),
        ("CONFIG", "/etc/x:80"),
        ("VERSION", "1.2.3"),
        ("POSTGRES_DB", "db"),
        ("SERVICE_NAME", "cart"),
        ("HOST", "cart"),
        ("VIRTUAL_HOST", "cart"),
        ("FEATURE_HOST", "true"),
        ("SITE_URL", "https://shop.io"),
        ("NODE_OPTIONS", "--require @scope/pkg/register"),
        ("OTHER_ADDR", "elsewhere:99999"),
    ],
)
def test_never_cries_wolf(name: str, value: str) -> None:
    assert addresses(name, value, DECLARED) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEY", "hunter:1234"),
        ("DB_PASSWORD", "hunter:1234"),
        ("SECRET", "postgres://hunter@db"),
        ("DATABASE_URL", "postgres://hunter:12/34@db:5432/x"),
        ("DATABASE_URL", "postgres://u:hun/ter@db:5432/x"),
        ("URL", "https://hunter:12/34@host/x"),
    ],
)
def test_a_credential_is_never_a_host(name: str, value: str) -> None:
    assert addresses(name, value, DECLARED) == []


def test_the_port_of_a_bare_host_comes_from_its_sibling() -> None:
    siblings = {"JAEGER_UI_PORT": "16686", "OTEL_PORT_A": "1", "OTEL_PORT_B": "2", "MCP_PORT": "8011"}
    assert [(a.host, a.port) for a in addresses("JAEGER_HOST", "jaeger", (), siblings)] == [("jaeger", 16686)]
    assert [(a.host, a.port) for a in addresses("OTEL_HOST", "otel", (), siblings)] == [("otel", None)]
    assert [(a.host, a.port) for a in addresses("MCP_ENDPOINT", "mcp", (), siblings)] == [("mcp", 8011)]
    assert addresses("MCP_ENDPOINT", "mcp") == []


def test_arguments() -> None:
    words = ["serve", "--to=x:1", "--from", "'y:2'", "-v"]
    assert list(arguments(words)) == [
        ("argument", "serve"),
        ("to", "x:1"),
        ("argument", "--from"),
        ("from", "y:2"),
        ("argument", "-v"),
    ]


def test_names_that_hold_addresses() -> None:
    names = ["CART_ADDR", "DATABASE_URL", "brokers", "REDIS_HOST_1", "CORS_ORIGIN_URL", "API_KEY", "TZ"]
    assert [name for name in names if holds_address(name)] == ["CART_ADDR", "DATABASE_URL", "brokers", "REDIS_HOST_1"]
