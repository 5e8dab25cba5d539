"""What every picture keeps to: well formed, escaped, legible in light and dark, wide enough."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from principal.faces.pictures import svg
from principal.faces.pictures.picture import as_text, drawn, missing
from principal.faces.pictures.svg import PALETTE
from principal.faces.pictures.widths import fitted, fitted_path, width_of, wrapped

TEXTS = ("ink", "quiet", "alert")
GROUNDS = ("paper", "box", "store", "outside", "alert-box", "band")
EVIL = "<script>alert(1)</script> & \"'\x00\x1b[31m\u202e\ufffe\n]]>"


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), list(itertools.product(TEXTS, GROUNDS)))
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(text: str, ground: str, theme: int) -> None:
    assert contrast(PALETTE[text][theme], PALETTE[ground][theme]) >= 4.5


@pytest.mark.parametrize("line", ["line", "box-line", "store-line", "outside-line", "alert"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_line_can_be_seen(line: str, theme: int) -> None:
    assert contrast(PALETTE[line][theme], PALETTE["paper"][theme]) >= 4.5


def test_text_on_a_full_ground_can_be_read() -> None:
    for theme in (0, 1):
        assert contrast(PALETTE["paper"][theme], PALETTE["alert"][theme]) >= 4.5


def test_each_class_has_a_plain_colour_for_who_knows_no_variables() -> None:
    assert ".principal-picture .ink{fill:#1c2128;fill:var(--picture-ink)}" in svg.STYLE
    assert "@media screen and (prefers-color-scheme:dark){:where(.principal-picture){" in svg.STYLE


def test_a_hostile_text_is_only_text() -> None:
    body = [svg.text(0, 0, EVIL, width=60), svg.element("g", svg.element("title", svg.shown(EVIL)))]
    picture = drawn("x", EVIL, EVIL, (100, 100), body, ("a",), [(EVIL,)])
    root = ET.fromstring(picture.svg)
    assert {e.tag.rpartition("}")[2] for e in root.iter()} == {"svg", "title", "desc", "style", "rect", "text", "g"}
    assert "<script" not in picture.svg
    assert "\\x1b[31m\\u202e" in picture.svg
    assert not {"\x00", "\x1b", "\u202e", "\ufffe"} & set(picture.svg)


def test_a_picture_says_what_it_is_to_who_does_not_see_it() -> None:
    picture = drawn("containers", "Containers of shop", "Two parts.", (100, 100), [], ("a",), [])
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    labels = root.get("aria-labelledby", "").split()
    named = {e.get("id"): e.text for e in root if e.get("id")}
    assert [named[label] for label in labels] == ["Containers of shop", "Two parts."]


def test_nothing_in_it_needs_an_exception_of_a_strict_page() -> None:
    picture = missing("radar", "Radar", ["Nothing."], ("a",))
    assert " style=" not in picture.svg
    assert "<script" not in picture.svg
    assert "href" not in picture.svg


def test_slugs_tell_names_apart() -> None:
    assert svg.slug("payments") == "payments"
    assert svg.slug("Payments & co") != svg.slug("Payments / co")
    assert svg.slug("支払い").startswith("x-")


@pytest.mark.parametrize(
    ("text", "width"),
    [("checkout", 64.4), ("iiii", 15.7), ("支払い", 44.1), ("é", 8.7), ("e\u0301", 8.7), ("🚀", 19.6), ("", 0.0)],
)
def test_the_width_of_a_text(text: str, width: float) -> None:
    assert width_of(text, 14) == pytest.approx(width, abs=0.2)


def test_a_long_name_ends_with_an_ellipsis() -> None:
    short = fitted("a" * 300, 100, 12)
    assert short.endswith("a…")
    assert width_of(short, 12) <= 100
    assert fitted("short", 100, 12) == "short"


def test_a_long_path_keeps_its_end() -> None:
    assert fitted_path("a/long/way/down/to/main.py", 100, 12) == "…/to/main.py"
    assert fitted_path("a/" + "b" * 300, 100, 12).endswith("b…")


def test_lines_are_broken_between_words() -> None:
    assert wrapped("one two three", width_of("one two", 12), 12) == ["one two", "three"]
    assert wrapped("", 50, 12) == [""]


def test_a_table_in_words() -> None:
    picture = missing("x", "Title", ["Nothing."], ("from", "needs"), [("a", "b"), ("long\nname", None)])
    assert as_text(picture) == (
        "Title\nThere is nothing to draw yet.\n\nfrom          needs\n------------  -----\na             b\nlong\\x0aname\n"
    )
