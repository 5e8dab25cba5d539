"""The README shows what the program says, to the letter.

``python -m tests.project.test_readme`` from the project's folder writes what it says now.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from principal.faces.cli import group

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
_CONSOLE = re.compile(r"```console\n\$ principal (.*)\n((?:.*\n)*?)```\n")


def shop_in(folder: Path) -> Path:
    """The example system, built below *folder*."""
    made = folder / "shop"
    subprocess.run([sys.executable, ROOT / "examples/shop/make_demo.py", made], check=True, capture_output=True)
    return made


def said(shop: Path, words: str) -> str:
    """What the program answers in the example system."""
    lines = CliRunner().invoke(group, ["-C", str(shop), *shlex.split(words)]).stdout.splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def test_the_readme_shows_what_is_said(tmp_path: Path) -> None:
    shop = shop_in(tmp_path)
    shown = _CONSOLE.findall(README.read_text())
    assert [words.split()[0] for words, _ in shown] == ["survey", "init", "check"]
    for words, output in shown:
        assert output == said(shop, words), "run: python -m tests.project.test_readme"


@pytest.mark.parametrize("line", ["make demo", "make test"])
def test_it_opens_with_the_two_commands(line: str) -> None:
    assert any(shown.startswith(f"    {line} ") for shown in README.read_text().splitlines()[:5])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        shop = shop_in(Path(work))
        README.write_text(
            _CONSOLE.sub(lambda m: f"```console\n$ principal {m[1]}\n{said(shop, m[1])}```\n", README.read_text())
        )
