"""A system of 300 components and 40 journeys whose failures are computed, the same each time."""

from __future__ import annotations

import random
from pathlib import Path

COMPONENTS, JOURNEYS, SEED = 300, 40, 7


def write(folder: Path) -> Path:
    """Write its records below *folder*, which it returns: with zones, figures, stand-ins, queues and circles."""
    target = folder / "architecture"
    target.mkdir(parents=True)
    (target / "system.yaml").write_text("\n".join(_system(random.Random(SEED))) + "\n")  # noqa: S311 (no secret)
    (target / "constraints.yaml").write_text(
        "constraints:\n  open: {availability: 99.9%, because: it is promised}\n", encoding="utf-8"
    )
    return folder


def _system(dice: random.Random) -> list[str]:
    names = [f"c{number:03}" for number in range(COMPONENTS)]
    lines = ["components:"]
    for number, name in enumerate(names):
        replicas = dice.choice([1, 2, 3, 4])
        zones = ", ".join(sorted(dice.sample(["a", "b", "c"], dice.choice([1, 2, 3]))))
        lines += [
            f"  {name}:",
            f"    kind: {dice.choice(['service'] * 6 + ['database', 'cache', 'queue'])}",
            f"    replicas: {replicas}",
            f"    quorum: {dice.randint(1, min(replicas, 2))}",
            f"    zones: [{zones}]",
            "    regions: [eu]",
            f"    availability: {dice.choice(['99.9', '99.95', '99.99'])}%",
        ]
        lines += [f"    vendor: {vendor}"] if (vendor := dice.choice([None] * 8 + ["one", "two"])) else []
        lines += ["    core: true"] if dice.random() < 0.1 else []
        needs = list(_needs(dice, names, number))
        lines += ["    needs:", *needs] if needs else []
    lines.append("journeys:")
    for number in range(JOURNEYS):
        lines.append(f"  j{number}: [{', '.join(dice.sample(names[:150], dice.choice([2, 3, 4, 5])))}]")
    return lines


def _needs(dice: random.Random, names: list[str], number: int) -> list[str]:
    last = len(names) - 1
    reach = {min(last, number + 1 + int(dice.expovariate(1 / 40))) for _ in range(dice.choice([0, 1, 2, 3, 4]))}
    found = {}
    for other in sorted(reach - {number}):
        does = dice.choice(["fail"] * 4 + ["degrade", "degrade", "queue", "ignore", "use", "use"])
        if does == "use":
            does = f"{{use: {names[dice.randint(other + 1, last)]}}}" if other < last else "fail"
        found[names[other]] = f"{{via: https, timeout: {dice.choice([1, 2])}s, when_down: {does}}}"
    if number > 10 and dice.random() < 0.03:
        found.setdefault(names[number - dice.randint(1, 9)], "{via: https, timeout: 1s}")  # a circle, mostly
    return [f"      {name}: {need}" for name, need in found.items()]
