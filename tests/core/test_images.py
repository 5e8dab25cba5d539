from __future__ import annotations

import pytest

from principal.core.images import kind_of_image, kind_of_service, parse_image

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("reference", "name", "version", "purl"),
    [
        ("redis", "redis", None, "pkg:docker/redis"),
        ("docker.io/library/redis:7", "redis", "7", "pkg:docker/redis@7"),
        ("public.ecr.aws/docker/library/python:3", "python", "3", "pkg:docker/python@3"),
        ("docker.io/grafana/grafana:1", "grafana/grafana", "1", "pkg:docker/grafana/grafana@1"),
        (f"python:3.12-slim@{DIGEST}", "python", "3.12-slim", "pkg:docker/python@3.12-slim"),
        (f"python@{DIGEST}", "python", DIGEST, f"pkg:docker/python@{DIGEST}"),
        ("ghcr.io/a/b:v1", "ghcr.io/a/b", "v1", "pkg:docker/a/b@v1?repository_url=ghcr.io"),
        ("localhost:5000/x/y:z", "localhost:5000/x/y", "z", "pkg:docker/x/y@z?repository_url=localhost:5000"),
        ("bitnami/kafka:3", "bitnami/kafka", "3", "pkg:docker/bitnami/kafka@3"),
    ],
)
def test_references(reference: str, name: str, version: str | None, purl: str) -> None:
    image = parse_image(reference)
    assert image is not None
    assert (image.name, image.version, image.purl) == (name, version, purl)


@pytest.mark.parametrize("text", ["", "a b", "$X", "${X}:1", "REGISTRY/app", "/etc/x", "a:b:c", "x" * 600, "{{ .x }}"])
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None


def test_kinds() -> None:
    images = ["postgres", "bitnami/kafka", "ghcr.io/valkey-io/valkey", "mcr.microsoft.com/mssql/server", "acme/server"]
    assert [kind_of_image(name) for name in images] == ["database", "queue", "cache", "database", None]
    services = ["kafka", "orders-db", "migrate-db", "kafka-ui", "web"]
    assert [kind_of_service(name) for name in services] == ["queue", "database", None, None, None]
