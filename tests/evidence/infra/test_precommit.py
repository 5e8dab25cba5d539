from __future__ import annotations

from typing import Any

from principal.evidence.precommit import SOURCE

PATH = ".pre-commit-config.yaml"


def test_hooks(infra: Any) -> None:
    text = """\
repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.9.1
    hooks: [{id: ruff}]
  - repo: https://github.com/PyCQA/isort.git
  - repo: local
    hooks: [{id: x, entry: shellcheck -x}, {id: y, language: docker_image, entry: 'hadolint/hadolint:2'}]
  - repo: https://gitlab.com/acme/hooks
"""
    rows = infra.read(SOURCE, PATH, text)
    assert infra.lines(rows) == [
        "2 github astral-sh/ruff-pre-commit v0.9.1 development",
        "5 github pycqa/isort None development",
        "7 command shellcheck None development",
        "7 docker hadolint/hadolint 2 development",
    ]
    assert rows[0].purl == "pkg:github/astral-sh/ruff-pre-commit@v0.9.1"


def test_broken(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, PATH, "repos:\n  a: b: c\n")) == [
        "2 GAP not YAML: mapping values are not allowed in this context"
    ]
    assert infra.read(SOURCE, PATH, "- a\n") == []
