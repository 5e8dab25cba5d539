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
        "6 command docker None build",
        "8 npm prettier None build",
    ]


def test_anything_is_read(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "rules.mk", b"\t\xff\xfe pip install '\n\t(((&&\\\n")) == []


def test_variables_of_make(infra: Any) -> None:
    text = (
        "TOOL ?= golangci-lint # the linter\nBIN := $(shell pwd)/bin\nREG = ghcr.io\nIMAGE := $(REG)/acme/app\n"
        "all:\n\t$(TOOL) run\n\t$(BIN)/controller-gen x\n\t$(UNKNOWN) x\n\tdocker push $(IMAGE):$(TAG)\n"
        "\tfor x in $$(kubectl get y); do helm lint $$x; done\n\t@echo don't\n\t@trivy fs 'a\n"
    )
    assert infra.lines(infra.read(SOURCE, "Makefile", text)) == [
        "6 command golangci-lint None build",
        "7 command controller-gen None build",
        "9 command docker None build",
        "9 registry ghcr.io None build",
        "10 command kubectl None build",
        "10 command helm None build",
        "12 command trivy None build",
    ]


def test_a_justfile(infra: Any) -> None:
    text = "tool := 'buf'\nexport A := \"b\"\n\nlint x='terraform': build\n    @{{ tool }} lint\n    -{{what}} x\n"
    assert infra.lines(infra.read(SOURCE, "justfile", text)) == ["5 command buf None build"]


def test_names() -> None:
    assert [
        p for p in ("Makefile", "GNUmakefile", "Makefile.linux", "x/.justfile", "a.mk") if not SOURCE.wants(p)
    ] == []
    assert [p for p in ("Makefile.md.py", "CMakeLists.txt", "vendor/x/Makefile") if SOURCE.wants(p)] == []
