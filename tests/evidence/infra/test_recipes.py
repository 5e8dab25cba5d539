from __future__ import annotations

from typing import Any

from principal.evidence.recipes import SOURCE


def test_recipes(infra: Any) -> None:
    text = (
        "VERSION := pip install nothing\ntools: # cargo clippy\n\t@go install github.com/golang/mock/mockgen@v1.6.0\n"
        "\t-pip3 install \\\n\t  ruff\n\tdocker run --rm -p 1:2 postgres:$(TAG)\n\t@docker run -d $(IMAGE)\n"
        "\tnpx --yes prettier --check .\n"
    )
    assert infra.lines(infra.read(SOURCE, "sub/Makefile", text)) == [
        "3 golang github.com/golang/mock/mockgen v1.6.0 build",
        "5 pypi ruff None build",
        "6 docker postgres None build",
        "8 npm prettier None build",
    ]


def test_anything_is_read(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "rules.mk", b"\t\xff\xfe pip install '\n\t(((&&\\\n")) == []
