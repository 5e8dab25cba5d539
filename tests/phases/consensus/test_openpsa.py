"""Open-PSA's XML: what is read, and what is refused in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from principal.phases.consensus.faulttrees import Bounds, openpsa, solve
from principal.phases.consensus.faulttrees.building import Model, build
from principal.phases.consensus.faulttrees.openpsa import NotATree

if TYPE_CHECKING:
    from pathlib import Path


def model(folder: Path, body: str, top: str | None = None) -> Model:
    path = folder / "tree.xml"
    path.write_text(f"<opsa-mef>\n{body}\n</opsa-mef>\n")
    return build(openpsa.read(path), top)


def gate(name: str, formula: str) -> str:
    return f'<define-gate name="{name}">{formula}</define-gate>'


def event(name: str, probability: str = "") -> str:
    said = f'<float value="{probability}"/>' if probability else ""
    return f'<define-basic-event name="{name}">{said}</define-basic-event>'


A, B, C = (f'<basic-event name="{name}"/>' for name in "abc")
KNOWN = "".join(event(name, chance) for name, chance in (("a", "0.5"), ("b", "0.25"), ("c", "0.125")))


@pytest.mark.parametrize(
    ("formula", "sets", "probability"),
    [
        (f"<and>{A}{B}</and>", [("a", "b")], 0.125),
        (f"<or>{A}<and>{B}{C}</and></or>", [("a",), ("b", "c")], 0.515625),
        (f'<atleast min="2">{A}{B}{C}</atleast>', [("a", "b"), ("a", "c"), ("b", "c")], 0.1875),
        (f'<cardinality min="1" max="1">{A}{B}</cardinality>', [("a",), ("b",)], 0.5),
        (f"<xor>{A}{B}</xor>", [("a",), ("b",)], 0.5),
        (f"<iff>{A}{B}</iff>", [()], 0.5),
        (f"<imply>{A}{B}</imply>", [()], 0.625),
        (f"<nand>{A}{B}</nand>", [()], 0.875),
        (f"<and>{A}<not>{B}</not></and>", [("a",)], 0.375),
        (f"<and>{A}<nor>{B}{C}</nor></and>", [("a",)], 0.328125),
        (f'<and>{A}<constant value="true"/><event name="b"/></and>', [("a", "b")], 0.125),
        (f'<and>{A}<house-event name="on"/></and>', [("a",)], 0.5),
        (f'<or>{A}<event name="off" type="house-event"/></or>', [("a",)], 0.5),
        (A, [("a",)], 0.5),
    ],
)
def test_formulas(tmp_path: Path, formula: str, sets: list[tuple[str, ...]], probability: float) -> None:
    houses = (
        '<define-house-event name="on"><constant value="true"/></define-house-event><define-house-event name="off"/>'
    )
    read = model(tmp_path, gate("top", formula) + f"<model-data>{KNOWN}{houses}</model-data>")
    solution = solve(read.tree, read.top, Bounds(machine_code=False))
    assert (solution.cut_sets(up_to=9), solution.probability) == (sets, probability)


@pytest.mark.parametrize(
    ("expression", "probability"),
    [
        ('<parameter name="p"/>', 0.2),
        ('<mul><parameter name="p"/><int value="2"/></mul>', 0.4),
        ('<add><float value="0.25"/><float value="0.5"/></add>', 0.75),
        ('<sub><float value="0.75"/><float value="0.5"/></sub>', 0.25),
        ('<div><neg><float value="-1"/></neg><float value="8"/></div>', 0.125),
        ('<exponential><float value="1e-9"/><float value="1"/></exponential>', 1e-9),
        ('<lognormal-deviate><float value="0.1"/><float value="3"/><float value="0.9"/></lognormal-deviate>', None),
    ],
)
def test_expressions(tmp_path: Path, expression: str, probability: float | None) -> None:
    defined = '<define-parameter name="p"><label>half</label><float value="0.2"/></define-parameter>'
    body = gate("top", A) + f'<define-basic-event name="a">{expression}</define-basic-event>' + defined
    read = model(tmp_path, body)
    assert solve(read.tree, read.top, Bounds(machine_code=False)).probability == pytest.approx(probability)


def test_labels_components_and_the_gate_that_is_asked_for(tmp_path: Path) -> None:
    body = f"""<label>what <b>follows</b></label><define-fault-tree name="f"><define-component name="c">
{gate("top", '<attributes><attribute name="x" value="y"/></attributes><or><gate name="g"/><event name="h"/></or>')}
{gate("g", f"<and>{A}{B}</and>")}{gate("h", C)}</define-component></define-fault-tree>"""
    assert (model(tmp_path, body).name, model(tmp_path, body).gates) == ("top", 3)
    read = model(tmp_path, body, "g")
    assert (read.gates, solve(read.tree, read.top, Bounds(machine_code=False)).cut_sets(2)) == (1, [("a", "b")])


BOMB = '<!DOCTYPE opsa-mef [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<opsa-mef>&b;</opsa-mef>'


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("<and>", "3: not XML: mismatched tag"),
        (gate("top", '<event name="g" type="gate"/>'), "2: the gate g is not defined"),
        (gate("top", '<basic-event value="a"/>'), "2: a basic-event without a name"),
        (gate("a", A) + "\n" + event("a"), "3: the basic event a is defined already as a gate in line 2"),
        (event("a") + "\n" + event("a"), "3: the basic event a is defined already in line 2"),
        (gate("top", ""), "2: the gate top has 0 formulas, expected one"),
        (gate("top", A + B), "2: the gate top has 2 formulas, expected one"),
        (gate("", A), "2: a gate without a name"),
        (gate("top", A) + "\n" + gate("top", B), "3: the gate top is defined already in line 2"),
        ("", "1: there is no gate in it"),
        (gate("one", A) + "\n" + gate("two", B), "3: 2 gates that no other uses: one, two; say which with --top"),
        (gate("a", '<gate name="b"/>') + "\n" + gate("b", '<not><gate name="a"/></not>'), "2: the gate a needs itself: a -> b -> a"),
        (gate("top", '<gate name="g"/>'), "2: the gate top uses the gate g, which is not defined"),
        (gate("top", '\n<event name="g"/>'), "3: the event g is not defined"),
        (gate("top", '<event name="a" type="top"/>') + event("a"), "2: top is not a type of event"),
        (gate("top", '<house-event name="g"/>'), "2: the house event g is not defined"),
        (gate("top", "<basic-event/>"), "2: a basic-event without a name"),
        (gate("top", "<maybe/>"), "2: maybe is not a formula; expected one of and, atleast, cardinality, iff, imply, nand, nor, not, or, xor"),
        (gate("top", "<or/>"), "2: or of 0 inputs, expected at least one"),
        (gate("top", f"<not>{A}{B}</not>"), "2: not of 2 inputs, expected 1"),
        (gate("top", f'<atleast min="-1">{A}</atleast>'), "2: atleast with min='-1', expected a whole number"),
        (gate("top", '<constant value="1"/>'), "2: expected a constant, true or false"),
        (gate("top", A) + "\n" + event("a", "1.5"), "3: the probability of a is 1.5, not between 0 and 1"),
        (gate("top", A) + "\n" + event("a", "nan"), "3: the probability of a is nan, not between 0 and 1"),
        (gate("top", A) + "\n" + event("a", "x"), "3: 'x' is not a number"),
        (gate("top", A) + '<define-basic-event name="a"><parameter name="p"/></define-basic-event>', "2: the parameter p is not defined"),
        (gate("top", A) + '<define-basic-event name="a"><parameter name="p"/></define-basic-event>\n<define-parameter name="p"><neg><parameter name="p"/></neg></define-parameter>', "3: a parameter that is made of more than 100 others, or of itself"),
        (gate("top", A) + '<define-basic-event name="a"><div><int value="1"/><int value="0"/></div></define-basic-event>', "2: the div of 1, 0 is no number: float division by zero"),
        ('<include file="/etc/passwd"/>', "2: includes are not read"),
        ('<define-CCF-group name="g" model="beta-factor"/>', "2: groups with a common cause are not read; without them the answer would be wrong"),
        (gate("top", "<not>" * 120 + A + "</not>" * 120), "2: nested deeper than 100"),
        (gate("top", gate("inner", A)), "2: define-gate inside another definition"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, body: str, wrong: str) -> None:
    with pytest.raises(NotATree) as refused:
        model(tmp_path, body)
    assert str(refused.value) == f"{tmp_path}/tree.xml:{wrong}"


def test_what_is_made_of_itself_many_times_costs_no_more(tmp_path: Path) -> None:
    """Forty parameters, each twice the one before: written out a million million numbers."""
    doubled = "".join(
        f'<define-parameter name="p{at}"><add><parameter name="p{at - 1}"/><parameter name="p{at - 1}"/></add></define-parameter>'
        for at in range(1, 41)
    )
    first = '<define-parameter name="p0"><float value="1e-13"/></define-parameter>'
    body = (
        gate("top", A) + '<define-basic-event name="a"><parameter name="p40"/></define-basic-event>' + doubled + first
    )
    read = model(tmp_path, body)
    assert solve(read.tree, read.top, Bounds(machine_code=False)).probability == pytest.approx(2**40 * 1e-13)
    layers = "".join(gate(f"g{at}", f'<or><gate name="g{at + 1}"/><gate name="g{at + 1}"/></or>') for at in range(2000))
    read = model(tmp_path, layers + gate("g2000", A))
    assert (read.gates, solve(read.tree, read.top, Bounds(machine_code=False)).by_order) == (2001, {1: 1})


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "tree.xml"
    body = f"<opsa-mef>{gate('größe', A)}</opsa-mef>"
    for encoding, first in (("utf-16", ""), ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>')):
        path.write_text(first + body, encoding)
        assert build(openpsa.read(path)).name == "größe"
    path.write_text(body, "latin-1")
    with pytest.raises(NotATree, match=r"tree\.xml:1: not XML: not well-formed \(invalid token\)$"):
        openpsa.read(path)


def test_what_is_no_tree_at_all(tmp_path: Path) -> None:
    path = tmp_path / "tree.xml"
    for content, wrong in (
        (BOMB, ":1: a document type definition, which is refused"),
        ("<html/>", ":1: expected Open-PSA (opsa-mef), found html"),
        ('<?xml version="1.0" encoding="no-such"?><opsa-mef/>', ":1: not XML: unknown encoding: no-such"),
    ):
        path.write_text(content)
        with pytest.raises(NotATree) as refused:
            openpsa.read(path)
        assert str(refused.value) == f"{path}{wrong}"
    with pytest.raises(IsADirectoryError):
        openpsa.read(tmp_path)


def test_its_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openpsa, "MAX_ELEMENTS", 5)
    with pytest.raises(NotATree, match=r"tree\.xml:2: more than 5 elements$"):
        model(tmp_path, gate("top", f"<and>{A}{B}{C}</and>"))
    monkeypatch.setattr(openpsa, "MAX_BYTES", 1 << 20)
    with pytest.raises(NotATree, match=r"tree\.xml: larger than 1 MiB$"):
        model(tmp_path, gate("top", A) + " " * (1 << 20))
