"""The radar: no two blips overlap, however many there are; movement and violations are told by shape."""

from __future__ import annotations

import itertools
import math
import random
import xml.etree.ElementTree as ET

import pytest

from principal.faces.pictures.radar import (
    IN,
    NEW,
    OPEN,
    OUT,
    QUADRANTS,
    RINGS,
    SAME,
    UNDECIDED,
    Blip,
    arranged,
    picture,
)

SIZE = 22.6  # the largest sign, a violated one, from side to side


def blip(name: str, quadrant: str = "tools", ring: str = "adopt", uses: int = 0, movement: str = SAME) -> Blip:
    return Blip(
        name, quadrant, ring, None, "", "architecture/radar.yaml:3", uses, "src/a.py:1" if uses else "", movement
    )


def many(count: int, quadrants: tuple[str, ...] = QUADRANTS, rings: tuple[str, ...] = RINGS) -> list[Blip]:
    chance = random.Random(count)
    return [
        blip(f"t{n:03d}", chance.choice(quadrants), chance.choice(rings), chance.choice([0, 2])) for n in range(count)
    ]


@pytest.mark.parametrize(
    "blips",
    [many(120), many(300), many(300, ("tools",), ("adopt",)), many(120, QUADRANTS, ("hold",)), many(3), many(1)],
    ids=["120", "300", "300 in one", "120 in a ring", "3", "1"],
)
def test_no_two_blips_overlap_and_each_is_in_its_ring_and_quadrant(blips: list[Blip]) -> None:
    quadrants, rings = sorted({b.quadrant for b in blips}), [r for r in RINGS if any(b.ring == r for b in blips)]
    spots, radii = arranged(blips, quadrants, rings)
    assert len(spots) == len(blips)
    for one, other in itertools.combinations(spots.values(), 2):
        assert math.dist(one, other) >= SIZE
    for each, (x, y) in spots.items():
        ring = rings.index(each.ring)
        assert (radii[ring - 1] if ring else 0) + SIZE / 2 < math.hypot(x, y) < radii[ring] - SIZE / 2
        turn = (math.atan2(y, x) + math.pi / 2) % (2 * math.pi)
        assert int(turn / (2 * math.pi / len(quadrants))) == quadrants.index(each.quadrant)


def test_the_list_names_each_and_where_hold_is_broken() -> None:
    decided = [
        blip("python", "languages", movement=NEW),
        blip("mongodb", "platforms", "hold", 3),
        blip("kafka", "platforms", "trial", 1, IN),
        blip("redis", "platforms", "assess", 1, OUT),
    ]
    undecided = [blip("OpenSSL", "tools", UNDECIDED, 2, OPEN)]
    made = picture("Radar of shop", decided, undecided)
    assert made.description == "4 decided, 1 in use and not decided. 1 on Hold is in use."
    said = [e.text for e in ET.fromstring(made.svg).iter() if e.tag.endswith("}text")]
    assert [said.count(q) for q in ("Languages", "Tools", "Platforms", "Frameworks")] == [2, 2, 2, 0]  # list and corner
    for words in ("◆ python", "mongodb", "▲ kafka", "▼ redis", "OpenSSL", "3 uses: src/a.py:1", "NOT DECIDED"):
        assert words in said
    assert "on Hold, and in use" in said
    titles = [e.text for e in ET.fromstring(made.svg).iter() if e.tag.endswith("}title")]
    assert "5 mongodb: hold, 3 uses, unchanged" in titles
    assert [row[:5] for row in made.rows] == [
        (1, "python", "languages", "adopt", "new"),
        (2, "OpenSSL", "tools", "not decided", ""),
        (3, "kafka", "platforms", "trial", "moved in"),
        (4, "redis", "platforms", "assess", "moved out"),
        (5, "mongodb", "platforms", "hold", "unchanged"),
    ]


def test_of_very_many_the_table_still_has_all() -> None:
    made = picture("Radar", many(400), [])
    assert made.description == f"400 decided, 0 in use and not decided. {made.description.split('. ')[1]}. " + (
        "100 with the fewest uses are in the table alone."
    )
    assert len(made.rows) == 400


def test_a_radar_with_very_many_quadrants_of_its_own_has_few_sectors() -> None:
    made = picture("Radar", [blip(f"t{n}", f"quadrant {n % 40}") for n in range(120)], [])
    quadrants = {row[2] for row in made.rows}
    assert len(quadrants) == 6
    assert "other" in quadrants
