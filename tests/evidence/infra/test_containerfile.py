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


def test_programs_that_are_copied_to_where_programs_are(infra: Any) -> None:
    text = """\
FROM a AS get
FROM b
COPY --from=get ./ffmpeg/ffmpeg /usr/bin/ffmpeg
COPY --from=composer:2 /usr/bin/composer /usr/local/bin/composer
COPY --from=get /go/bin/migrate /usr/local/bin/
COPY --from=get /a /b /usr/bin/
COPY ./entry /usr/bin/ffprobe
"""
    assert infra.lines(infra.read(SOURCE, "Dockerfile", text)) == [
        "1 docker a None build",
        "2 docker b None runtime",
        "3 command ffmpeg None runtime",
        "4 docker composer 2 build",
        "5 command migrate None runtime",
    ]


INSTALLS = """\
FROM a AS build
RUN apt-get update && apt-get install -y --no-install-recommends pandoc build-essential
FROM a
RUN --mount=type=cache,target=/var/cache/apt apt-get update \\
    # nginx comes from its makers
    && DEBIAN_FRONTEND=noninteractive apt-get install -qq -t bookworm-backports \\
        nginx=1.26.0-1 \\
        postgresql-client libpq-dev imagemagick \\
    && rm -rf /var/lib/apt/lists/* && echo apt-get install redis-server
RUN apk add --no-cache ffmpeg redis~=7.2 && apk add --virtual .build-deps graphviz
RUN ["apt-get", "install", "haproxy"]
RUN apt-get remove -y memcached; pip install supervisor; apt-get purge install squid
RUN <<EOF
dnf install -y httpd $MORE
varnish -V
EOF
"""


def test_of_what_is_installed_servers_and_tools_alone(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "Dockerfile", INSTALLS)) == [
        "1 docker a None build",
        "2 system pandoc None build",
        "3 docker a None runtime",
        "7 system nginx 1.26.0-1 runtime",
        "8 system imagemagick None runtime",
        "10 system ffmpeg None runtime",
        "10 system redis 7.2 runtime",
        "11 system haproxy None runtime",
        "12 pypi supervisor None runtime",
        "14 system httpd None runtime",
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


def test_what_is_installed_by_name(infra: Any) -> None:
    text = (
        "FROM python:3.12 AS build\nRUN --mount=type=cache,target=/x pip install --no-cache-dir \\\n"
        "    # what serves\n    gunicorn==23.0 \\\n    uvicorn && npm install --global typescript\n"
        "FROM python:3.12\nRUN pip install -r requirements.txt && uv pip install celery\n"
    )
    assert infra.lines(infra.read(SOURCE, "Dockerfile", text)) == [
        "1 docker python 3.12 build",
        "4 pypi gunicorn 23.0 build",
        "5 pypi uvicorn None build",
        "5 npm typescript None build",
        "6 docker python 3.12 runtime",
        "7 command pip None runtime",
        "7 command pip install None runtime",
        "7 pypi celery None runtime",
    ]


STARTS = """\
FROM a AS b
RUN x
ENTRYPOINT ["tendermint"]
CMD ["node", "x.js"]
FROM c
ARG PACKAGES="\\
  # what reads
  tesseract-ocr \\
  libx-dev"
ENV REG=ghcr.io
ADD https://github.com/krallin/tini/releases/download/v0.19.0/tini /tini
RUN apt-get install -y ${PACKAGES} && pip install \\
    # a comment
    gunicorn
RUN ["dnf", "install", "httpd"]
ENTRYPOINT ["/tini", "--", "/docker-entrypoint.sh"]
CMD ["caddy", "run"]
CMD ["/usr/bin/supervisord", "-n"]
"""


def test_what_a_container_runs(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "Dockerfile", STARTS)) == [
        "1 docker a None build",
        "2 command x None build",
        "3 command tendermint None build",
        "5 docker c None runtime",
        "11 github krallin/tini 0.19.0 runtime",
        "12 system tesseract-ocr None runtime",
        "14 pypi gunicorn None runtime",
        "15 system httpd None runtime",
        "16 command tini None runtime",
        "16 command docker-entrypoint.sh None runtime",
        "16 command supervisord None runtime",
    ]
