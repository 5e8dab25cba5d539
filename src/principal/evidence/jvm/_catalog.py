"""Gradle's version catalogs: https://docs.gradle.org/current/userguide/version_catalogs.html"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from principal.core.readers import toml
from principal.core.readers.node import Node

_SEPARATORS = re.compile(r"[-_.]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A library (group and artifact) or plugin (id alone) and its version."""

    name: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the accessors ``libs.a.b``, ``libs.bundles.a`` and ``libs.plugins.a`` stand for."""

    libraries: dict[str, Entry]
    bundles: dict[str, tuple[str, ...]]
    plugins: dict[str, Entry]


def accessor(alias: str) -> str:
    """An alias as build scripts spell it: with dots."""
    return _SEPARATORS.sub(".", alias).lower()


@lru_cache(maxsize=32)
def parse(content: bytes) -> Catalog:
    """Read a ``libs.versions.toml``. Never raises; entries that cannot be read are left out."""
    root = toml.parse(content.decode("utf-8-sig", "replace")).root
    versions = root["versions"]
    libraries: dict[str, Entry] = {}
    for alias, entry in root["libraries"].items():
        module, version = entry["module"].text, _version(entry["version"], versions)
        if entry.text is not None:
            group, _, rest = entry.text.partition(":")
            artifact, _, written = rest.partition(":")
            module, version = f"{group}:{artifact}", written or None
        elif module is None and entry["group"].text and entry["name"].text:
            module = f"{entry['group'].text}:{entry['name'].text}"
        if module and ":" in module:
            libraries[accessor(alias)] = Entry(module.replace(":", "/", 1), version)
    plugins: dict[str, Entry] = {}
    for alias, entry in root["plugins"].items():
        name, version = entry["id"].text, _version(entry["version"], versions)
        if entry.text is not None:
            name, _, written = entry.text.partition(":")
            version = written or None
        if name:
            plugins[accessor(alias)] = Entry(name, version)
    bundles = {
        accessor(alias): tuple(accessor(e.text) for e in listed.elements() if e.text)
        for alias, listed in root["bundles"].items()
    }
    return Catalog(libraries, bundles, plugins)


def _version(said: Node, versions: Node) -> str | None:
    if said["ref"].text is not None:
        said = versions[said["ref"].text]
    if said.is_table:
        said = next((said[key] for key in ("strictly", "require", "prefer") if said[key]), said)
    return said.text
