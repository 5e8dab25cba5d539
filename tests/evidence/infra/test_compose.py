from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.compose import SOURCE

SHOP = """\
x-defaults: &defaults
  image: ${REGISTRY}/shop:${TAG:-latest}
  environment: &environment
    CART_ADDR: cart:${CART_PORT}
services:
  web:
    <<: *defaults
    build: {context: ., dockerfile: src/web/Dockerfile}
    depends_on: [cart, migrate]
    deploy: {replicas: 3}
  cart:
    build: ./src/cart
    environment:
      - DATABASE_URL=postgres://shop:hunter2@db:5432/shop
      - REDIS_HOST
      - REDIS_PORT=6379
      - BROKERS=kafka-1:9092,kafka-2:9092
      - LOG_LEVEL=info
      - SELF_ADDR=cart:7070
    command: ["serve", "--flags", "flagd.local:8013", "--level=info:8080"]
    depends_on:
      db: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
  migrate:
    image: shop-migrate
    links: ["db:database"]
    environment: ["DB_HOST=database"]
  db:
    image: docker.io/library/postgres:17
  cache:
    image: valkey/valkey:8
    scale: 2
    networks: {default: {aliases: [flagd.local]}}
"""
ENV = "REGISTRY=ghcr.io/acme\nCART_PORT=7070\nREDIS_HOST=cache\n"


def test_a_file_with_its_env(infra: Any) -> None:
    rows = infra.read(SOURCE, "deploy/compose.yaml", SHOP, {"deploy/.env": ENV})
    assert infra.lines(rows) == [
        "6 service web ghcr.io/acme/shop:latest deploy/src/web 3",
        "9 web -> cart - None depends_on depends_on",
        "9 web -> migrate - None depends_on depends_on",
        "4 web -> cart - 7070 CART_ADDR address",
        "11 service cart None deploy/src/cart None",
        "22 cart -> db postgresql None depends_on depends_on",
        "23 cart -> migrate - None depends_on depends_on",
        "14 cart -> db postgresql 5432 DATABASE_URL address",
        "15 cart -> cache redis 6379 REDIS_HOST address",
        "17 cart -> kafka-1 kafka 9092 BROKERS address",
        "17 cart -> kafka-2 kafka 9092 BROKERS address",
        "20 cart -> cache redis 8013 command address",
        "20 command serve None runtime",
        "25 docker shop-migrate None runtime",
        "24 job migrate shop-migrate None None",
        "26 migrate -> db postgresql None links reference",
        "27 migrate -> db postgresql None DB_HOST address",
        "29 docker postgres 17 runtime",
        "28 database db docker.io/library/postgres:17 None None",
        "31 docker valkey/valkey 8 runtime",
        "30 cache cache valkey/valkey:8 None 2",
    ]
    assert "hunter2" not in infra.text_of(rows)


def test_without_its_env_it_says_what_it_could_not_tell(infra: Any) -> None:
    text = (
        "services:\n  a:\n    image: ${IMAGE}\n    environment:\n      - CART_ADDR\n      - B_URL=${B}\n      - LEVEL\n"
    )
    assert infra.lines(infra.read(SOURCE, "compose.yaml", text)) == [
        "3 GAP the image ${IMAGE} of a has no value here",
        "2 service a ${IMAGE} None None",
        "5 GAP variables that hold addresses have no value here: B_URL, CART_ADDR",
    ]


def test_a_sample_stands_in_for_an_env_that_is_not_committed(infra: Any) -> None:
    text = "services:\n  a:\n    image: redis:${TAG}\n"
    assert infra.lines(infra.read(SOURCE, "compose.yaml", text, {".env.example": "TAG=7\n"})) == [
        "3 docker redis 7 runtime",
        "2 cache a redis:7 None None",
    ]


def test_an_override_knows_its_base_and_declares_nothing_twice(infra: Any) -> None:
    base = "services:\n  web: {image: acme/web}\n  db: {image: postgres}\n"
    text = (
        "services:\n  web:\n    environment: {DB: 'db:5432'}\n    depends_on: [db]\n  db:\n    ports: ['5432:5432']\n"
    )
    assert infra.lines(infra.read(SOURCE, "docker-compose.override.yml", text, {"docker-compose.yml": base})) == [
        "4 web -> db postgresql None depends_on depends_on",
        "3 web -> db postgresql 5432 DB address",
    ]


def test_env_files_and_extends(infra: Any) -> None:
    text = """\
include: [other.yml, compose.more.yaml]
services:
  base: {image: acme/base, environment: {CART_ADDR: 'cart:1'}}
  a: {extends: base, env_file: [a.env, {path: common.env}]}
  b: {extends: {file: common.yml, service: c}}
  c: {extends: {file: ../far.yml, service: d}}
"""
    beside = {"common.env": "QUEUE_URL=amqp://u:p@mq:5672\n", "common.yml": "services:\n  c: {image: 'redis:7'}\n"}
    assert infra.lines(infra.read(SOURCE, "compose.yaml", text, beside)) == [
        "1 GAP includes other.yml, which is not read",
        "3 docker acme/base None runtime",
        "3 service base acme/base None None",
        "3 base -> cart - 1 CART_ADDR address",
        "4 service a acme/base None None",
        "4 GAP the env_file a.env of a is not here to be read",
        "4 a -> mq amqp 5672 QUEUE_URL address",
        "3 a -> cart - 1 CART_ADDR address",
        "5 docker redis 7 runtime",
        "5 cache b redis:7 None None",
        "6 GAP c extends d of ../far.yml, which is not read beside this file",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# nothing\n", []),
        ("services:\n", []),
        ("- a\n", ["1 GAP not a compose file: its top level is no mapping"]),
        ("services: [\n", ["1 GAP not YAML: did not find expected node content"]),
        ("web:\n  image: redis\n", ["2 docker redis None runtime", "1 cache web redis None None"]),
        ("services:\n  a: {image: redis, scale: x}\n", ["2 docker redis None runtime", "2 cache a redis None None"]),
        ("services:\n  a: {build: 'https://github.com/a/b.git'}\n", ["2 service a None None None"]),
        ("services:\n  a: {build: ../..}\n", ["2 service a None None None"]),
    ],
)
def test_edges(infra: Any, text: str, expected: list[str]) -> None:
    assert infra.lines(infra.read(SOURCE, "compose.yaml", text)) == expected


def test_names() -> None:
    wanted = ["compose.yaml", "a/docker-compose.yml", "docker-compose.prod.yml", "compose.full.yaml", "dev.compose.yml"]
    assert [path for path in wanted if not SOURCE.wants(path)] == []
    assert [path for path in ["composer.yml", "decompose.yaml", "compose.json"] if SOURCE.wants(path)] == []


def test_the_file_of_a_swarm_stack_is_a_compose_file(infra: Any) -> None:
    text = "services:\n  cache:\n    image: redis:8\n"
    assert infra.lines(infra.read(SOURCE, "docker-stack.yml", text)) == [
        "3 docker redis 8 runtime",
        "2 cache cache redis:8 None None",
    ]
    assert not SOURCE.wants("stack.yml")


def test_what_services_run(infra: Any) -> None:
    text = (
        "services:\n  a:\n    image: x\n    command: celery -A app worker\n  b:\n    image: y\n    entrypoint: [tendermint]\n"
        "    command: [node, x.js]\n  c:\n    image: z\n    command: >\n      sh -c 'redis-cli ping'\n"
    )
    rows = infra.lines(infra.read(SOURCE, "compose.yaml", text))
    assert [row for row in rows if " command " in row] == [
        "4 command celery None runtime",
        "7 command tendermint None runtime",
        "12 command redis-cli None runtime",
    ]


def test_files_that_services_are_given(infra: Any) -> None:
    text = (
        "services:\n  grafana:\n    image: grafana/grafana\n    volumes:\n      - ./grafana/provisioning:/etc/grafana:ro\n"
        "      - data:/var/lib\n      - /var/run/docker.sock:/s\n      - ../../outside:/o\n      - .:/all\n"
        "      - {type: bind, source: ./x.yml, target: /x}\n    configs: [prom, {source: other}]\n"
        "configs: {prom: {file: ./prometheus.yml}, other: {content: a}}\nvolumes: {data: {}}\n"
    )
    rows = infra.lines(infra.read(SOURCE, "deploy/compose.yaml", text))
    assert [row for row in rows if " is given " in row] == [
        "5 grafana is given deploy/grafana/provisioning",
        "9 grafana is given deploy",
        "10 grafana is given deploy/x.yml",
        "11 grafana is given deploy/prometheus.yml",
    ]


def test_a_cycle_of_extends_ends(infra: Any) -> None:
    text = """\
services:
  a: {extends: {service: b}, image: "shop/a:1"}
  b: {extends: {service: a}}
  c: {extends: {file: common.yml, service: c}, image: "shop/c:1"}
  d: {extends: d, image: "shop/d:1"}
"""
    beside = {"common.yml": "services:\n  c: {extends: {file: compose.yaml, service: c}}\n"}
    assert infra.lines(infra.read(SOURCE, "compose.yaml", text, beside)) == [
        "2 docker shop/a 1 runtime",
        "2 service a shop/a:1 None None",
        "3 service b shop/a:1 None None",
        "4 GAP c extends c of compose.yaml, which is not read beside this file",
        "4 docker shop/c 1 runtime",
        "4 service c shop/c:1 None None",
        "5 docker shop/d 1 runtime",
        "5 service d shop/d:1 None None",
    ]


@pytest.mark.parametrize(
    ("build", "folder"),
    [
        ("{context: .., dockerfile: docker/Dockerfile}", "."),
        ("{context: ../orders, dockerfile: build/docker/Dockerfile}", "orders"),
        ("{context: .., dockerfile: docker/web/Dockerfile}", "docker/web"),
    ],
)
def test_a_folder_of_containerfiles_is_no_folder_of_code(infra: Any, build: str, folder: str) -> None:
    rows = infra.read(SOURCE, "docker/compose.yaml", f"services:\n  web:\n    build: {build}\n", {})
    assert infra.lines(rows) == [f"2 service web None {folder} None"]
