"""Python packages: requirements files, pyproject.toml, setup.cfg and .py, Pipfile, conda, and lock files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile

_EXACT_NAMES = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "Pipfile.lock"})
_LOCKS = frozenset({"uv.lock", "poetry.lock", "pdm.lock"})
_CONDA = re.compile(r"(?:conda[-_.])?env(?:ironment)?(?:[-_.][\w.-]+)?\.ya?ml")
_REQUIREMENTS = re.compile(r"(?:[\w.-]*[-_.])?requirements?(?:[-_.][\w.-]+)?\.(?:txt|in|pip)|reqs\.txt")
_REQUIREMENTS_FOLDER = re.compile(r"(?:^|/)requirements/(?:[^/]+/)?[\w.-]+\.(?:txt|in|pip)$")


def _kind(path: str) -> str | None:
    name = base_name(path)
    if copied(path):
        return None
    if name in _EXACT_NAMES or name in _LOCKS:
        return name
    if name.endswith((".txt", ".in", ".pip")) and "constraint" not in name:
        if _REQUIREMENTS.fullmatch(name):
            return "requirements"
        return "maybe requirements" if _REQUIREMENTS_FOLDER.search(path) else None
    return "conda" if name.endswith((".yml", ".yaml")) and _CONDA.fullmatch(name) else None


def _wants(path: str) -> bool:
    return _kind(path) is not None


def _companions(path: str) -> tuple[str, ...]:
    name = base_name(path)
    folder = path[: len(path) - len(name)]
    if name in _LOCKS:
        return (f"{folder}pyproject.toml",)
    return (f"{folder}Pipfile",) if name == "Pipfile.lock" else ()


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.python import _conda, _locks, _pyproject, _requirements, _setup

    kind = _kind(file.path)
    if kind == "pyproject.toml":
        yield from _pyproject.read(file)
    elif kind == "Pipfile":
        yield from _pyproject.read_pipfile(file)
    elif kind == "Pipfile.lock":
        yield from _locks.read_pipfile_lock(file)
    elif kind in _LOCKS:
        yield from _locks.read(file)
    elif kind == "setup.cfg":
        yield from _setup.read_cfg(file)
    elif kind == "setup.py":
        yield from _setup.read_py(file)
    elif kind == "conda":
        yield from _conda.read(file)
    elif kind is not None:
        yield from _requirements.read(file, certain=kind == "requirements")


SOURCE = FileSource(
    name="python",
    version=3,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"pyproject.toml", "Pipfile"}),
)
