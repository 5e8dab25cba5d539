"""Builds a tree from the definitions in an Open-PSA file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from principal.phases.consensus.faulttrees.openpsa import GATES, REFERENCES, Definitions, Term
from principal.phases.consensus.faulttrees.tree import Tree

_MOST_NAMED = 5
_MOST_STEPS = 100  # from a parameter to what it is made of, and on
_NUMBERS = frozenset(("float", "int", "bool"))


@dataclass(frozen=True, slots=True)
class Model:
    """A tree that was read.

    Attributes:
        tree: it.
        top: the node of its top gate.
        name: the name of that gate.
        gates: how many gates it has.
    """

    tree: Tree
    top: int
    name: str
    gates: int


@dataclass(frozen=True, slots=True)
class _Site:
    """What is being built: from what, and how far.

    Attributes:
        found: the definitions.
        tree: it.
        gates: the nodes of the gates that are done.
        parameters: what those were worth that were asked for.
    """

    found: Definitions
    tree: Tree = field(default_factory=Tree)
    gates: dict[str, int] = field(default_factory=dict)
    parameters: dict[str, float | None] = field(default_factory=dict)


def build(found: Definitions, top: str | None = None, look: Callable[[], None] = lambda: None) -> Model:
    """The tree below the gate called *top*, or below the one gate that no other uses.

    Raises:
        NotATree: there is no such gate, a gate needs itself, a name is not defined, a number is out of range.
    """
    name = _top(found, look) if top is None else top
    if name not in found.gates:
        raise found.wrong(1, f"there is no gate {name}")
    order = _order(found, name, look)
    site = _Site(found)
    for gate in order:
        look()
        term = found.gates[gate].term
        assert term is not None  # a gate without a formula was refused when it was read
        site.gates[gate] = _node(site, term)
    return Model(site.tree, site.gates[name], name, len(order))


def _top(found: Definitions, look: Callable[[], None]) -> str:
    used: set[str] = set()
    for definition in found.gates.values():
        look()
        used.update(_gates_in(found, definition.term))
    tops = [name for name in found.gates if name not in used]
    if len(tops) == 1:
        return tops[0]
    if not found.gates:
        raise found.wrong(1, "there is no gate in it")
    if not tops:
        _order(found, next(iter(found.gates)), look)  # says which gate needs itself
    named = ", ".join(tops[:_MOST_NAMED]) + (", …" if len(tops) > _MOST_NAMED else "")
    raise found.wrong(found.gates[tops[1]].line, f"{len(tops)} gates that no other uses: {named}; say which with --top")


def _gates_in(found: Definitions, term: Term | None) -> Iterator[str]:
    """The gates that a formula names, without looking into them."""
    waiting = [term] if term is not None else []
    while waiting:
        each = waiting.pop()
        if each.word == "gate" or (each.word == "event" and each.said in found.gates and each.more in ("", "gate")):
            yield each.said
        waiting.extend(reversed(each.parts))


def _order(found: Definitions, top: str, look: Callable[[], None]) -> list[str]:
    """The gates below *top*, each after those that it uses."""
    finished: list[str] = []
    state: dict[str, bool] = {top: False}  # is it finished?
    path = [(top, _gates_in(found, found.gates[top].term))]
    while path:
        look()
        gate, inputs = path[-1]
        for name in inputs:
            if name not in found.gates:
                raise found.wrong(found.gates[gate].line, f"the gate {gate} uses the gate {name}, which is not defined")
            if name not in state:
                state[name] = False
                path.append((name, _gates_in(found, found.gates[name].term)))
                break
            if not state[name]:
                names = [each for each, _ in path]
                circle = names[names.index(name) :]
                shown = [*circle[:_MOST_NAMED], *(["…"] if len(circle) > _MOST_NAMED else []), name]
                raise found.wrong(found.gates[name].line, f"the gate {name} needs itself: {' -> '.join(shown)}")
        else:
            path.pop()
            state[gate] = True
            finished.append(gate)
    return finished


def _node(site: _Site, term: Term) -> int:
    """The node of a formula, whose depth the reader has bounded."""
    found, tree = site.found, site.tree
    if term.word in REFERENCES:
        return _reference(site, term)
    if term.word == "constant":
        return tree.constant(_truth(found, term))
    if term.word not in GATES:
        raise found.wrong(term.line, f"{term.word} is not a formula; expected one of {', '.join(sorted(GATES))}")
    inputs = [_node(site, part) for part in term.parts]
    pair = {"not": 1, "iff": 2, "imply": 2}.get(term.word)
    if len(inputs) != pair if pair else not inputs:
        expected = pair or "at least one"
        raise found.wrong(term.line, f"{term.word} of {len(inputs)} inputs, expected {expected}")
    if term.word in ("and", "nand"):
        node = tree.all_of(inputs)
    elif term.word in ("or", "nor"):
        node = tree.any_of(inputs)
    elif term.word in ("xor", "iff"):
        node = tree.parity(inputs)
    elif term.word == "not":
        return tree.inverse(inputs[0])
    elif term.word == "imply":
        return tree.any_of([tree.inverse(inputs[0]), inputs[1]])
    elif term.word == "atleast":
        return tree.at_least(_number(found, term, term.said, "min"), inputs)
    else:
        most = _number(found, term, term.more, "max")
        enough = tree.at_least(_number(found, term, term.said, "min"), inputs)
        return tree.all_of([enough, tree.inverse(tree.at_least(most + 1, inputs))])
    return tree.inverse(node) if term.word in ("nand", "nor", "iff") else node


def _reference(site: _Site, term: Term) -> int:
    found, tree = site.found, site.tree
    name, kind = term.said, term.word
    if kind == "event":
        kind = term.more or (
            "gate" if name in found.gates else "house-event" if name in found.houses else "basic-event"
        )
        if kind == "basic-event" and name not in found.events:
            raise found.wrong(term.line, f"the event {name} is not defined")
    if not name:
        raise found.wrong(term.line, f"a {kind} without a name")
    if kind == "gate":
        if name not in found.gates:
            raise found.wrong(term.line, f"the gate {name} is not defined")
        return site.gates[name]
    if kind == "house-event":
        if name not in found.houses:
            raise found.wrong(term.line, f"the house event {name} is not defined")
        value = found.houses[name].term
        return tree.constant(value is not None and _truth(found, value))
    if kind != "basic-event":
        raise found.wrong(term.line, f"{kind} is not a type of event")
    definition = found.events.get(name)
    if definition is None or definition.term is None:
        return tree.event(name)
    probability = _value(site, definition.term)
    if probability is not None and not 0.0 <= probability <= 1.0:
        raise found.wrong(definition.line, f"the probability of {name} is {probability:g}, not between 0 and 1")
    return tree.event(name, probability)


def _truth(found: Definitions, term: Term) -> bool:
    if term.word != "constant" or term.said not in ("true", "false"):
        raise found.wrong(term.line, "expected a constant, true or false")
    return term.said == "true"


def _number(found: Definitions, term: Term, said: str, name: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise found.wrong(term.line, f"{term.word} with {name}={said!r}, expected a whole number")
    return int(said)


def _value(site: _Site, term: Term, steps: int = 0) -> float | None:
    """The value of an expression; None where it uses what is not read (distributions, for one)."""
    found = site.found
    if steps > _MOST_STEPS:
        raise found.wrong(term.line, f"a parameter that is made of more than {_MOST_STEPS} others, or of itself")
    if term.word in _NUMBERS:
        try:
            return float({"true": "1", "false": "0"}.get(term.said, term.said))
        except ValueError:
            raise found.wrong(term.line, f"{term.said!r} is not a number") from None
    if term.word == "parameter":
        if term.said not in found.parameters:
            raise found.wrong(term.line, f"the parameter {term.said} is not defined")
        if term.said not in site.parameters:  # once each: some are made of others many times
            made_of = found.parameters[term.said].term
            site.parameters[term.said] = _value(site, made_of, steps + 1) if made_of is not None else None
        return site.parameters[term.said]
    values = [_value(site, part, steps + 1) for part in term.parts]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    try:
        return _computed(term.word, known)
    except (ZeroDivisionError, OverflowError) as error:
        shown = ", ".join(f"{each:g}" for each in known)
        raise found.wrong(term.line, f"the {term.word} of {shown} is no number: {error}") from None


def _computed(word: str, values: list[float]) -> float | None:
    if word == "add":
        return math.fsum(values)
    if word == "mul":
        return math.prod(values)
    if word == "neg" and len(values) == 1:
        return -values[0]
    if word == "sub":
        return values[0] - math.fsum(values[1:])
    if word == "div":
        result = values[0]
        for each in values[1:]:
            result /= each
        return result
    if word == "exponential" and len(values) == 2:  # a rate and a time
        return -math.expm1(-values[0] * values[1])
    return None
