from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.containerfile import SOURCE

STAGES = """\
# syntax=docker/dockerfile:1
ARG V=3.12
ARG REGISTRY=ghcr.io/acme BASE="alpine"
FROM --platform=$BUILDPLATFORM python:${V}-slim AS build
ARG V
COPY --from=composer:2 --chown=a /usr/bin/composer /bin/
RUN --mount=type=bind,from=golang:1.26,target=/x echo
FROM ${REGISTRY}/tool:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa as tool
FROM $BASE AS base
FROM base
COPY --from=build /x /x
COPY --from=0 /x /x
RUN <<EOF
FROM not-an-image
EOF
"""


def test_stages_and_arguments(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "app/Dockerfile", STAGES)) == [
        "4 docker python 3.12-slim build",
        "6 docker composer 2 build",
        "7 docker golang 1.26 build",
        "8 docker ghcr.io/acme/tool 1 build",
        "9 docker alpine None runtime",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM scratch\nCOPY a /\n", []),
        ("from Node:20\n", ["1 GAP an image reference that cannot be read"]),
        ("from node:20\n", ["1 docker node 20 runtime"]),
        ("FROM docker.io/library/node\n", ["1 docker node None runtime"]),
        ("FROM bitnami/redis:7\n", ["1 docker bitnami/redis 7 runtime"]),
        ("FROM public.ecr.aws/docker/library/python:3\n", ["1 docker python 3 runtime"]),
        ("ARG IMG\nFROM $IMG\n", ["2 GAP the image $IMG depends on IMG, which has no default here"]),
        ("ARG T\nFROM node:${T}\n", ["2 docker node None runtime"]),
        ("FROM node:${T:-20}\n", ["1 docker node 20 runtime"]),
        ("FROM a AS Build\nFROM b\nCOPY --from=build /x /\n", ["1 docker a None build", "2 docker b None runtime"]),
        ("FROM node:20\nFROM node:20\n", ["1 docker node 20 build", "2 docker node 20 runtime"]),
        ("", []),
        ("# only a comment\n", []),
        ("]]]] nonsense {\n", ["1 GAP no FROM instruction could be read"]),
    ],
)
def test_forms(infra: Any, text: str, expected: list[str]) -> None:
    assert infra.lines(infra.read(SOURCE, "Dockerfile", text)) == expected


def test_names() -> None:
    wanted = [
        "Dockerfile",
        "a/Dockerfile.dev",
        "a/dev.Dockerfile",
        "Containerfile",
        "x/web.containerfile",
        "dockerfile",
    ]
    assert [path for path in wanted if not SOURCE.wants(path)] == []
    foreign = ["Dockerfile.md", "dockerfile.py", "Dockerfile.j2", "mydockerfiles/x", "docker-compose.yml"]
    assert [path for path in foreign if SOURCE.wants(path)] == []
