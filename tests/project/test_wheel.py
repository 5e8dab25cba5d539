"""``make test`` tests what users install: the wheel, and all of it."""

import os
from pathlib import Path

import pytest

import principal

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    os.environ.get("PRINCIPAL_TESTED") != "wheel", reason="not run by make test: the wheel is not what is tested"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_package_comes_from_site_packages_and_not_from_the_sources() -> None:
    where = Path(principal.__file__).resolve()
    assert "site-packages" in where.parts
    assert ROOT / "src" not in where.parents


def test_the_wheel_holds_every_file_of_the_sources_as_it_is_now() -> None:
    schemas = {f"schemas/{name}": content for name, content in contents(ROOT / "schemas").items()}
    page = {"faces/records.md": (ROOT / "docs" / "records.md").read_bytes()}
    assert contents(Path(principal.__file__).parent) == contents(ROOT / "src" / "principal") | schemas | page


def test_bytecode_is_compiled() -> None:
    compiled = Path(principal.__file__).parent / "__pycache__"
    assert any(compiled.glob("__init__.*.pyc"))
