"""Systems to draw, and what the benchmarks count in a layout."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from principal.faces.pictures.parts import Need, Part, System

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(scope="session")
def crossings() -> ModuleType:
    """``benchmarks/crossings.py``."""
    spec = importlib.util.spec_from_file_location("crossings", BENCHMARKS / "crossings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["crossings"] = module
    spec.loader.exec_module(module)
    return module


def made_up(count: int, seed: int = 1, teams: int = 0) -> System:
    """A system of so many parts with about twice as many needs; every sixth of an even seed is external."""
    chance = random.Random(seed)
    kinds = ["service"] * 6 + ["database", "cache", "queue", "job", "app"]
    parts = {}
    for number in range(count):
        external = seed % 2 == 0 and number % 6 == 5
        kind = "external" if external else chance.choice(kinds)
        team = f"team-{chance.randrange(teams)}" if teams else None
        name = f"part-{number:04d}"
        parts[name] = Part(name, kind, team, None, ("go",), external, where=f"compose.yaml:{number + 1}")
    names, pairs = list(parts), set()
    for _ in range(int(count * 1.8)):
        one = int(chance.random() ** 1.5 * count)
        other = min(count - 1, one + 1 + int(chance.expovariate(1 / (count * 0.02 + 3))))
        if one != other:
            pairs.add((names[one], names[other]))
    standings = ["", "", "not declared", "not seen"]
    needs = tuple(Need(a, b, chance.choice(["http", "grpc", ""]), chance.choice(standings)) for a, b in sorted(pairs))
    journeys = {"buy": (names[0],), "look": (names[1],)} if seed % 2 == 0 else {}
    return System("made-up", parts, needs, journeys, declared=True)


@pytest.fixture(scope="session")
def make_system() -> Callable[..., System]:
    return made_up
