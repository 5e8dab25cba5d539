"""Helm templates, as far as they are exact without running Helm.

Only what follows from the chart's own ``values.yaml`` is filled in: ``{{ .Values.a.b }}``
with ``quote`` or ``default``, and conditions on such values. What is named after the release
(``{{ include "shop.fullname" . }}``) gets the name that the chart has. Everything else leaves a mark
that readers must not take for a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.yamltree import Mapping, Node, Scalar, get

MARK = "HELM__UNKNOWN"  # stands for text that only Helm could tell

_VALUE = re.compile(r"\.Values((?:\.[A-Za-z_][A-Za-z0-9_-]*)+)")
_LITERAL = re.compile(r'"([^"]*)"|\'([^\']*)\'|([0-9]+|true|false)')
_NAMED = re.compile(r'(?:include|template) "[A-Za-z0-9_.-]+\.(?:fullname|name)" [.$]')
_PLAIN = re.compile(r"[A-Za-z0-9_./:@+-]+")
_ASSIGNMENT = re.compile(r"\$[A-Za-z_0-9]*\s*:?=")
_OPENING = frozenset({"if", "with", "range", "define", "block"})
MAX_ACTIONS = 5_000
MAX_ACTION = 500  # characters of an action that is understood
MAX_LINE = 1_000


def fill_in(template: str, values: Node | None, chart: Node | None = None) -> str:
    """*template* with its actions replaced, line for line; branches not taken are blank.

    Args:
        template: text of a file in ``templates/``.
        values: the root of ``values.yaml``; None where there is none, then nothing is known.
        chart: the root of ``Chart.yaml``.
    """
    parts: list[str] = []
    # One entry an open block: (is this branch taken, was an earlier or unknown one).
    blocks: list[tuple[bool, bool]] = []
    at = 0
    for start, end in _actions(template):
        taken = all(block[0] for block in blocks)
        parts.append(template[at:start] if taken else _blank(template[at:start]))
        at = end
        action = template[start + 2 : end - 2].strip("-").strip()
        action = "" if len(action) > MAX_ACTION else action
        word = action.partition(" ")[0]
        if word in _OPENING:
            truth = _truth(action[3:], values) if word == "if" else None
            blocks.append((truth is True, truth is not False))
        elif word == "else" and blocks:
            _, done = blocks.pop()
            rest = action[4:].strip()
            truth = _truth(rest[3:], values) if rest.startswith("if ") else (True if not rest else None)
            blocks.append((not done and truth is True, done or truth is not False))
        elif word == "end":
            if blocks:
                blocks.pop()
        elif taken and not action.startswith("/*") and not _ASSIGNMENT.match(action):
            text = _value(action, values, chart)
            parts.append(text if text is not None else "" if _alone(template, start, end) else MARK)
        parts.append("\n" * template.count("\n", start, end))
    rest = template[at:]
    parts.append(rest if all(block[0] for block in blocks) else _blank(rest))
    return "".join(parts)


def _actions(template: str) -> Iterator[tuple[int, int]]:
    """Where each ``{{ … }}`` begins and ends; a comment may hold braces."""
    end = 0
    for _ in range(MAX_ACTIONS):
        start = template.find("{{", end)
        if start < 0:
            return
        comment = template[start + 2 : start + 8].lstrip("- ").startswith("/*")
        inside = template.find("*/", start) if comment else start
        end = template.find("}}", inside) + 2 if inside >= 0 else 0
        if end < 2:
            return
        yield start, end


def _blank(text: str) -> str:
    return "\n" * text.count("\n")


def _alone(template: str, start: int, end: int) -> bool:
    """Whether an action has its line for itself: then it makes whole lines of YAML."""
    before = template[max(0, start - MAX_LINE) : start].rpartition("\n")[2]
    after = template[end : end + MAX_LINE].partition("\n")[0]
    return not before.strip() and not after.strip()


def _value(action: str, values: Node | None, chart: Node | None) -> str | None:
    """The text that an action comes to, if it is plain enough to stand in YAML."""
    pieces = [piece.strip() for piece in action.split("|")]
    text = _lookup(pieces[0], values, chart)
    for pipe in pieces[1:]:
        if pipe in ("quote", "squote", "toString", "trim"):
            continue
        if pipe.startswith("default ") and values is not None:
            text = text or _lookup(pipe[8:].strip(), values, chart)
        else:
            return None
    return text if text and _PLAIN.fullmatch(text) else None


def _lookup(expression: str, values: Node | None, chart: Node | None) -> str | None:
    if match := _VALUE.fullmatch(expression):
        node = get(values, *match[1][1:].split("."))
    elif expression in (".Chart.AppVersion", ".Chart.Version", ".Chart.Name"):
        key = expression.rpartition(".")[2]
        node = get(chart, key[0].lower() + key[1:])
    elif _NAMED.fullmatch(expression):
        for node in (get(values, "fullnameOverride"), get(values, "nameOverride"), get(chart, "name")):
            if isinstance(node, Scalar) and not node.null and node.value:
                return node.value
        return None
    elif literal := _LITERAL.fullmatch(expression):
        return literal[1] or literal[2] or literal[3]
    else:
        return None
    return node.value if isinstance(node, Scalar) and not node.null else None


def _truth(condition: str, values: Node | None) -> bool | None:
    """Whether a condition on values holds; None where only Helm could tell."""
    condition = condition.strip()
    if values is None:
        return None
    if condition.startswith("not "):
        inner = _truth(condition[4:], values)
        return None if inner is None else not inner
    if match := _VALUE.fullmatch(condition):
        node = get(values, *match[1][1:].split("."))
        if isinstance(node, Scalar):
            return not node.null and node.value not in ("", "0") and (node.quoted or node.value.lower() != "false")
        return node is not None and bool(node.entries if isinstance(node, Mapping) else node.items)
    words = condition.split()
    if len(words) == 3 and words[0] in ("eq", "ne"):
        left, right = _lookup(words[1], values, None), _lookup(words[2], values, None)
        return None if left is None or right is None else (left == right) == (words[0] == "eq")
    if len(words) >= 3 and words[0] in ("and", "or") and all(_VALUE.fullmatch(word) for word in words[1:]):
        truths = [_truth(word, values) for word in words[1:]]
        return all(truths) if words[0] == "and" else any(truths)
    return None
