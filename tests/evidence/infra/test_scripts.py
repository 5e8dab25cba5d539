from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.scripts import SOURCE


def test_what_a_script_uses_once(infra: Any) -> None:
    text = "#!/usr/bin/env bash\nset -e\nnomad job run x\nif true; then nomad stop; fi\napt-get install -y restic git\n"
    rows = infra.lines(infra.read(SOURCE, "deploy/run.sh", text))
    assert rows == ["3 command nomad None build", "5 system restic None build"]


@pytest.mark.parametrize(
    ("path", "first", "expected"),
    [
        ("bin/deploy", "#!/bin/sh", ["2 command helm None build"]),
        ("bin/deploy", "#! /usr/bin/env -S bash -e", ["2 command helm None build"]),
        ("bin/deploy", "#!/usr/bin/env python3", []),
        ("bin/deploy", "", []),
        (".husky/pre-commit", "", ["2 command helm None build"]),
        ("docker/entrypoint.sh", "", ["2 command helm None runtime"]),
        ("etc/services.d/web/run", "#!/command/with-contenv sh",
         ["1 command with-contenv None runtime", "2 command helm None build"]),
        ("build.ps1", "# don't", ["2 command helm None build"]),
    ],
)  # fmt: skip
def test_what_is_a_script(infra: Any, path: str, first: str, expected: list[str]) -> None:
    assert infra.lines(infra.read(SOURCE, path, f"{first}\nhelm lint\n")) == expected


def test_names() -> None:
    assert [
        path for path in ("a.sh", "x/y.bash", "hatchbox/root-deploy", "run", "a.cmd") if not SOURCE.wants(path)
    ] == []
    foreign = ["LICENSE", "Makefile", "node_modules/a/b.sh", "vendor/x.sh", "a.py", "a/CODEOWNERS", ".bashrc"]
    assert [path for path in foreign if SOURCE.wants(path)] == []
