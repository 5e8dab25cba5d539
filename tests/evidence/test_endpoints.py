"""Addresses in settings and code that only the system itself can know, and clients of proto files."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Endpoints
from principal.core.sources import SourceFile
from principal.evidence import endpoints, stubs


def shown(path: str, text: str) -> list[str]:
    """Each row as ``line key host port via``."""
    assert endpoints.SOURCE.wants(path)
    rows = list(endpoints.SOURCE.read(SourceFile(path, text.encode())))
    assert all(isinstance(r, Endpoints) and r.path == path and r.holder is None for r in rows)
    return [f"{r.line} {r.key or '-'} {r.host} {r.port} {r.via or '-'}" for r in rows if isinstance(r, Endpoints)]


SETTINGS = """\
spring:
  cloud:
    uri: lb://vets-service
  datasource: {url: 'jdbc:postgresql://orders-db:5432/orders?password=hunter2'}
  config: "configserver:http://${CONFIG_HOST:config-server}:8888"
queue:
  host: rabbit
  brokers: kafka-1:9092,kafka-2:9092
  # url: http://commented:80
docs: https://docs.example.com/orders
image: postgres:17
cors:
  allowed-origin: http://front:3000
callback_url: http://front/callback
inside: http://stock.shop.svc.cluster.local:8080/api
self: http://localhost:8080
"""


def test_settings() -> None:
    assert shown("orders/application.yml", SETTINGS) == [
        "3 spring.uri vets-service None http",
        "4 spring.url orders-db 5432 postgresql",
        "5 spring.CONFIG_HOST config None -",
        "5 spring.CONFIG_HOST config-server None -",
        "7 queue.host rabbit None -",
        "8 queue.brokers kafka-1 9092 kafka",
        "8 queue.brokers kafka-2 9092 kafka",
        "15 inside stock 8080 http",
    ]


def test_settings_of_servers_and_variables() -> None:
    assert shown("web/nginx.conf", "location / {\n  proxy_pass http://api:8080;\n  fastcgi_pass php:9000;\n}\n") == [
        "2 proxy_pass api 8080 http",
        "3 fastcgi_pass php 9000 -",
    ]
    assert shown("web/.env.example", "DB_HOST=db\nDB_PASS=db:1234\nREDIS_URL=redis://:secret@cache:6379/0\n") == [
        "1 DB_HOST db None -",
        "3 REDIS_URL cache 6379 redis",
        "3 REDIS_URL redis None -",
    ]
    assert shown("web/Dockerfile", "FROM nginx\nENV CART_HOST=cart \\\n    USER_HOST=user\n") == [
        "2 CART_HOST cart None -",
        "3 USER_HOST user None -",
    ]


CODE = """\
const stock = process.env.STOCK_HOST || 'stock'
const page = "https://www.example.com/orders"
fetch('http://orders:8080/list')
// fetch('http://commented:8080')
mongoose.connect(`mongodb://${user}@users-db/users`)
client.getInstances("customers-service")
const target = 'web'
const base = import.meta.env.VITE_SEARCH_API_URL + process.env.APP_URL
"""


def test_code() -> None:
    assert shown("api/index.js", CODE) == [
        "1 STOCK_HOST stock None -",
        "3 fetch orders 8080 http",
        "5 mongoose.connect users-db None mongodb",
        "6 getInstances customers-service None -",
        "8 VITE_SEARCH_API_URL search-api None -",
    ]


def test_which_files_are_read() -> None:
    read = [
        "a/main.go",
        "application-prod.yml",
        "nginx.conf.template",
        ".env",
        "x/Dockerfile",
        "src/main/java/org/example/A.java",
    ]
    assert [path for path in read if not endpoints.SOURCE.wants(path)] == []
    left = [
        "compose.yaml",
        "package.json",
        "a_test.go",
        "tests/a.py",
        "docs/conf.yml",
        "README.md",
        ".github/x.yml",
        "i18n/en.json",
    ]
    assert [path for path in left if endpoints.SOURCE.wants(path)] == []
    manifest = "apiVersion: v1\nkind: Service\nurl: http://orders:80\n"
    assert list(endpoints.SOURCE.read(SourceFile("k.yaml", manifest.encode()))) == []


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.py", "a.yml", ".env"]))
def test_never_raises(content: bytes, path: str) -> None:
    list(endpoints.SOURCE.read(SourceFile(path, b"x_HOST: http://" + content)))


@pytest.mark.parametrize("text", ["://a" * 90_000, "A_" * 150_000 + "HOST", "host: a\n" * 40_000, "x:8080 " * 50_000])
def test_large_files_take_no_time(text: str) -> None:
    begun = time.perf_counter()
    rows = list(endpoints.SOURCE.read(SourceFile("a.yml", text.encode())))
    assert len(rows) <= 500
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.go", "pb.RegisterCartServiceServer(s, x)\npb.NewAdServiceClient(c)\n", ["1 CartService server", "2 AdService client"]),
        ("a.py", "pb.add_CartServicer_to_server(x, s)\npb.AdStub(channel)\n", ["1 Cart server", "2 Ad client"]),
        ("A.java", "class A extends CartGrpc.CartImplBase {\nAdGrpc.newBlockingStub(c)\n", ["1 Cart server", "2 Ad client"]),
        ("A.cs", "class A : Cart.CartBase {}\nnew Ad.AdClient(channel);\n", ["1 Cart server", "2 Ad client"]),
        ("a.js", "server.addService(p.shop.CartService.service, x)\nnew shop.AdService(a)\nnew Date()\n",
         ["1 CartService server", "2 AdService client"]),
        ("a.rs", "CartServer::new(x)\nAdClient::connect(a)\n", ["1 Cart server", "2 Ad client"]),
        ("a.cc", "class A final : public Cart::Service {\nAd::NewStub(c)\n", ["1 Cart server", "2 Ad client"]),
        ("a.rb", "class A < Shop::Cart::Service\nShop::Ad::Stub.new('a')\n", ["1 Cart server", "2 Ad client"]),
        ("a.go", "grpc_health_v1.RegisterHealthServer(s, h)\nhttp.NewRequest()\n", []),
    ],
)  # fmt: skip
def test_stubs(path: str, text: str, expected: list[str]) -> None:
    assert stubs.SOURCE.wants(path)
    assert [f"{r.line} {r.service} {r.role}" for r in stubs.SOURCE.read(SourceFile(path, text.encode()))] == expected


def test_generated_stubs_are_nobodys() -> None:
    generated = [
        "a/cart.pb.go",
        "cart_pb2_grpc.py",
        "genproto/cart.go",
        "CartGrpc.java",
        "cart_test.go",
        "test_cart.py",
    ]
    assert [path for path in generated if stubs.SOURCE.wants(path)] == []
