"""The catalog's rows, from the files beside this module.

``data/*.json`` hold technologies by kind, each with what every ecosystem calls it (names
apart by blanks) and what it implies; ``names/ECOSYSTEM.json`` holds names by what they mean
where the names are many: commands of a shell, hosts that code calls, modules of a platform.
In ``facts/``, ``limits``, ``agreements``, ``substitutes`` and ``transfers`` (what it costs to send
data out of a region) hold dated facts, ``regions`` in which country the regions of providers are,
and ``places`` near to which point. JSON, because this is read whenever a database is built: 3 ms
where YAML takes 70.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from principal.catalog.tables import Agreements, Aliases, Limits, Regions, Substitutes, Technologies, TransferPrices

Row = Technologies | Aliases | Limits | Agreements | Substitutes | Regions | TransferPrices

_ABOUT = frozenset(("title", "kind", "quadrant", "vendor", "home", "implies"))
_QUADRANTS = {"language": "languages", "framework": "frameworks", "library": "frameworks", "tool": "tools"}


def rows() -> Iterator[Row]:
    """Every row of the tables of what is known, but of the clock."""
    for _, content in _files("data"):
        for kind, entries in json.loads(content).items():
            for technology, entry in entries.items():
                yield from _technology(technology, kind, entry)
    for name, content in _files("names"):
        for alias, technology in json.loads(content).items():
            yield Aliases(name.removesuffix(".json"), alias, technology)
    facts = {name: json.loads(content) for name, content in _files("facts")}
    for entry in facts["limits.json"]:
        yield from _limits(entry)
    for entry in facts["agreements.json"]:
        yield from _agreements(entry)
    for capability, sold in facts["substitutes.json"].items():
        for technology, url in sold.items():
            yield Substitutes(capability, technology, url)
    yield from _regions(facts["regions.json"], facts["places.json"])
    for entry in facts["transfers.json"]:
        yield from _transfers(entry)


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of the data: another one gives other rows."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in ("data", "facts", "names"):
        for name, content in _files(folder):
            digest.update(f"{folder}/{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, bytes]]:
    place = resources.files(__package__) / folder
    for file in sorted(place.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            yield file.name, file.read_bytes()


def _technology(name: str, kind: str, entry: dict[str, str]) -> Iterator[Row]:
    kind = entry.get("kind", kind)
    quadrant = entry.get("quadrant") or _QUADRANTS.get(kind, "platforms")
    implies = entry.get("implies", "").split()
    yield Technologies(name, entry["title"], kind, quadrant, entry.get("vendor"), entry.get("home"), implies)
    for ecosystem, names in entry.items():
        if ecosystem not in _ABOUT:
            for alias in names.split():
                yield Aliases(ecosystem, alias, name)


def _limits(entry: dict[str, Any]) -> Iterator[Row]:
    """One document says several figures of one technology: ``quantity: [comparison, value, unit, note]``."""
    for quantity, (comparison, value, unit, note) in entry["limits"].items():
        yield Limits(
            technology=entry["technology"],
            quantity=quantity,
            variant=entry.get("variant", ""),
            comparison=comparison,
            value=float(value),
            unit=unit,
            note=note,
            dated=date.fromisoformat(entry["dated"]),
            url=entry["url"],
        )


def _agreements(entry: dict[str, Any]) -> Iterator[Row]:
    """One document speaks of one regime for several technologies."""
    for technology in entry["technologies"]:
        yield Agreements(
            technology=technology,
            regime=entry["regime"],
            available=entry["available"],
            condition=entry.get("condition", ""),
            dated=date.fromisoformat(entry["dated"]),
            url=entry["url"],
        )


def _transfers(entry: dict[str, Any]) -> Iterator[Row]:
    """One price list speaks of many regions of a provider."""
    for region in entry["regions"].split():
        for destination, price in entry["prices"].items():
            yield TransferPrices(
                region=region,
                provider=entry["provider"],
                destination=destination,
                price=float(price),
                currency="USD",
                note=entry["note"],
                dated=date.fromisoformat(entry["dated"]),
                url=entry["url"],
                told_by=entry["told_by"],
            )


def _regions(file: dict[str, Any], places: dict[str, Any]) -> Iterator[Row]:
    """Countries with the areas around them, their names, and the regions of each provider by country."""
    around = {country: [country, *areas.split()] for country, areas in file["countries"].items()}
    for country, areas in around.items():
        yield Regions(country, country, areas, None, None)
    for name, country in file["names"].items():
        yield Regions(name, country, around[country], None, None)
    # A wider area contains a narrower one where every country of the narrower is in it.
    countries = {area: {c for c, a in around.items() if area in a} for areas in around.values() for area in areas[1:]}
    for area, inside in countries.items():
        wider = sorted(other for other, theirs in countries.items() if other != area and inside < theirs)
        yield Regions(area, None, [area, *wider], None, None)
    points = {name: place["at"] for place in places["places"].values() for name in place["regions"].split()}
    for entry in file["providers"]:
        for country, names in entry["regions"].items():
            for name in names.split():
                at = points.get(name, (None, None, None))
                yield Regions(name, country, [name, *around[country]], entry["provider"], entry["url"], *at)
