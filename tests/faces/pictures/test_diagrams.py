"""Context and container diagrams: what stands on a sheet, how it folds, and what is said of drift."""

from __future__ import annotations

import itertools
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from principal.faces.pictures import systems
from principal.faces.pictures.folding import folded
from principal.faces.pictures.layout import Layouts
from principal.faces.pictures.parts import UNDECLARED, UNSEEN, Need, Part, System, ranked
from principal.faces.pictures.sheets import MAX_BOXES, Arrow, Box, Line, Sheet, arrows_between, without_hubs

LONG = "x" * 300
HOSTILE = ("<script>", LONG, "חנות", "ショップ" * 20, "a\nb\x1b[31m", "]]>", "the system ", "root", "e0")


def plan(system: System, group: str = "") -> systems.Drawing:
    planned = systems.plan_containers(system, group)
    assert isinstance(planned, systems.Drawing)
    return planned


def system_of(parts: list[Part], needs: list[Need] | None = None, *, declared: bool = True) -> System:
    return System("shop", {p.name: p for p in parts}, tuple(needs or ()), {}, declared)


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


SHOP = system_of(
    [
        Part("checkout", "service", "payments", "src/checkout", ("python", "fastapi")),
        Part("orders-db", "database", "platform", None, ("postgresql",)),
        Part("events", "queue", standing=UNSEEN),
        Part("mailer", "job", standing=UNDECLARED),
        Part("bank", "external", external=True),
    ],
    [
        Need("checkout", "orders-db", "postgresql"),
        Need("checkout", "bank", "https", UNDECLARED),
        Need("checkout", "events", "amqp", UNSEEN),
    ],
)


def test_a_sheet_names_kind_technology_team_and_drift() -> None:
    [picture] = systems.laid_out([plan(SHOP)], Layouts())
    assert sorted(texts(picture.svg)) == sorted(
        [
            "Containers of shop", "5 parts and 3 needs. Drift: 2 not declared, 2 not seen.",
            "shop [system]",
            "checkout", "[service: python, fastapi]", "payments",
            "orders-db", "[database: postgresql]", "platform",
            "events", "[queue]", "not seen",
            "mailer", "[job]", "not declared",
            "bank", "[external]",
            "postgresql", "https; not declared", "amqp; not seen",
            "declared, and seen in the evidence", "seen in the evidence, not declared",
            "declared, not seen in the evidence", "outside of the system",
        ]
    )  # fmt: skip
    assert picture.rows == (
        ("checkout", "orders-db", "postgresql", "declared and seen", "", "", ""),
        ("checkout", "bank", "https", "not declared", "", "", ""),
        ("checkout", "events", "amqp", "not seen", "", "", ""),
    )


def test_where_nothing_is_declared_there_is_no_drift_to_name() -> None:
    parts = [Part("a", "service", standing=UNDECLARED), Part("b", "database", standing=UNDECLARED)]
    [picture] = systems.laid_out(
        [plan(system_of(parts, [Need("a", "b", "http", UNDECLARED)], declared=False))], Layouts()
    )
    assert "2 parts and 1 need. Read from evidence; nothing is declared." in texts(picture.svg)
    assert "not declared" not in texts(picture.svg)
    assert 'class="line undeclared"' in picture.svg


def test_the_same_system_is_the_same_to_the_byte(make_system: Callable[..., System]) -> None:
    one = systems.laid_out([plan(make_system(19, 2))], Layouts())
    assert systems.laid_out([plan(make_system(19, 2))], Layouts()) == one


def test_hostile_names_are_names() -> None:
    parts = [Part(name, kind) for name, kind in zip(HOSTILE, itertools.cycle(("service", "database")), strict=False)]
    needs = [Need(a, b, "http") for a, b in itertools.pairwise(HOSTILE)]
    system = System("<b>" * 100, {p.name: p for p in parts}, tuple(needs), {"<i>": (HOSTILE[0],)}, declared=True)
    [picture] = systems.laid_out([plan(system)], Layouts())
    assert "<script" not in picture.svg
    assert "<b>" not in picture.svg
    assert [t for t in texts(picture.svg) if t.startswith("xxx")] == ["x" * 20, "x" * 20 + "…"]
    assert "חנות" in texts(picture.svg)
    assert "a\\x0ab\\x1b[31m" in texts(picture.svg)


def test_a_long_name_is_broken_behind_a_sign_that_joins_words() -> None:
    lone = Part("billing-webhook-ngrok-tunnel", "service", None, None, ("python", "fastapi", "celery", "sqlalchemy"))
    [picture] = systems.laid_out([plan(system_of([lone, Part("db", "database")]))], Layouts())
    said = texts(picture.svg)
    assert said[2:6] == ["billing-webhook-ngrok-", "tunnel", "[service: python, fastapi, celery,", "sqlalchemy]"]


def test_a_team_that_has_everything_is_named_once() -> None:
    parts = [Part(name, "service", "everybody") for name in ("a", "b")]
    [picture] = systems.laid_out([plan(system_of(parts))], Layouts())
    assert "everybody" not in texts(picture.svg)
    assert "2 parts and 0 needs. everybody owns all of them. No drift." in texts(picture.svg)


def test_two_thousand_parts_fold_into_one_sheet_within_bounded_time(make_system: Callable[..., System]) -> None:
    system = make_system(2000)
    begun = time.process_time()
    drawing = plan(system)
    assert time.process_time() - begun < 5
    assert len(drawing.sheet.boxes) <= MAX_BOXES
    opened = plan(system, systems.groups_of(system)[0])
    assert len(opened.sheet.boxes) <= MAX_BOXES
    [picture] = systems.laid_out([drawing], Layouts())
    assert len(picture.svg) < 200_000
    assert len(picture.rows) == len(system.needs)


@pytest.mark.parametrize("made", [(25, 1), (60, 2), (60, 3, 9), (200, 4, 40), (500, 5)])
def test_every_part_is_on_exactly_one_innermost_sheet(
    make_system: Callable[..., System], made: tuple[int, ...]
) -> None:
    system = make_system(*made)
    found: list[str] = []

    def walk(parts: list[Part], top: bool) -> None:
        groups = folded(parts, system.needs, MAX_BOXES if top else MAX_BOXES - 6)
        assert len(groups) <= MAX_BOXES
        for members in groups.values():
            if len(members) == 1:
                found.append(members[0].name)
            else:
                assert len(members) < len(parts)
                walk(members, False)

    walk(list(system.parts.values()), True)
    assert sorted(found) == sorted(system.parts)


def test_it_folds_by_team_and_a_store_goes_where_it_is_needed() -> None:
    parts = [Part(f"s{n}", "service", f"team-{n % 3}") for n in range(30)] + [Part("db", "database")]
    groups = folded(parts, [Need("s1", "db"), Need("s4", "db"), Need("s2", "db")], 20)
    assert {name: len(members) for name, members in groups.items()} == {"team-0": 10, "team-1": 11, "team-2": 10}
    assert "db" in [p.name for p in groups["team-1"]]


def test_it_folds_by_folder_where_there_are_no_teams() -> None:
    parts = [Part(f"s{n}", "service", None, f"src/area-{n % 4}/s{n}") for n in range(24)]
    assert sorted(folded(parts, [], 20)) == ["area-0", "area-1", "area-2", "area-3"]


def test_what_has_no_needs_folds_by_kind_and_not_with_what_happens_to_stand_beside_it() -> None:
    lone = [Part(f"s{n:02d}", "service") for n in range(18)] + [Part(f"d{n}", "database") for n in range(3)]
    near = [Part("shop", "service"), Part("db", "database"), Part("events", "queue")]
    groups = folded(lone + near, [Need("shop", "db")], 20)
    assert {name: len(members) for name, members in groups.items()} == {
        "databases without known needs": 3, "services without known needs": 18, "shop": 1, "db": 1, "events": 1,
    }  # fmt: skip
    assert list(folded(lone[:18], [], 14)) == ["s00 to s04", "s05 to s09", "s10 to s14", "s15 to s17"]


def test_a_group_that_is_called_like_a_part_says_that_it_is_a_group() -> None:
    parts = [Part(f"s{n}", "service", "s0" if n % 2 else "t") for n in range(24)]
    assert sorted(folded(parts, [], 20)) == ["s0 (group)", "t"]


def test_a_group_opens_on_a_sheet_with_its_neighbours() -> None:
    parts = [Part(f"s{n}", "service", f"team-{n % 3}") for n in range(30)]
    system = system_of(parts, [Need("s0", "s3"), Need("s0", "s1"), Need("s2", "s0")])
    boxes = {b.key: b.shape for b in plan(system, "team-0").sheet.boxes}
    assert boxes["team-1"] == boxes["team-2"] == "outside"
    assert boxes["s0"] == boxes["s27"] == "service"
    with pytest.raises(KeyError):
        plan(system, "team-9")


def test_what_nearly_all_need_is_a_number_and_no_lines() -> None:
    boxes = tuple(Box(key, "service", (Line(key),)) for key in ["flags", *(f"s{n}" for n in range(8))])
    sheet = Sheet("x", boxes, (*(Arrow(f"s{n}", "flags") for n in range(8)), Arrow("s0", "s1")))
    clear = without_hubs(sheet, drift=True)
    assert clear.arrows == (Arrow("s0", "s1"),)
    assert [b.marks for b in clear.boxes] == [(), *[(1,)] * 8]
    assert clear.notes == ("1|needs flags too (8 boxes do; no lines drawn)",)


def test_needs_between_two_boxes_are_one_line_that_says_what_is_odd() -> None:
    needs = [Need("a", "x", "http"), Need("a", "y", "grpc", UNDECLARED), Need("b", "x", "http", UNDECLARED)]
    home = {"a": "one", "b": "one", "x": "two", "y": "two"}
    assert arrows_between(needs, home.get, drift=True) == [Arrow("one", "two", "grpc, http (3); 2 not declared", "", 3)]
    assert arrows_between(needs[1:], home.get, drift=True) == [
        Arrow("one", "two", "grpc, http (2); not declared", UNDECLARED, 2)
    ]


def test_who_needs_comes_before_what_is_needed_and_circles_end() -> None:
    assert ranked("cba", [("a", "b"), ("b", "c")]) == ["a", "b", "c"]
    assert ranked("abc", [("a", "b"), ("b", "c"), ("c", "a")]) == ["a", "b", "c"]
    assert ranked([], []) == []
