"""Commands in files of YAML: the scripts of pipelines and of task runners, under the keys where each keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.yamltree import Mapping as Tree
from principal.core.yamltree import Node, Scalar, Sequence, entries, get, items, string

MAX_SCRIPTS = 5_000  # of one file
MAX_VARIABLES = 500

_EXPRESSION = re.compile(r"\$\{\{[ \t]*(?:env\.([A-Za-z_]\w*)[ \t]*\}\}|[^\n}]{0,500}\}\})")
_TAGGED = re.compile(r"([^$:@\s{<]+(?::[0-9]+/[^$:@\s{<]+)?):[^/\s]*[${<].*")


def asked_for_in(path: str, node: Node | None, scope: str, values: Mapping[str, str]) -> Iterator[Packages]:
    """What a script uses: a text, or a list of commands."""
    for each in items(node) if node is None or items(node) else [node]:
        text = string(each)
        if text is not None:
            # The text of a block begins on the line below its mark.
            line = each.line + ("\n" in text)
            yield from asked_for(path, line, without_expressions(text, values), scope, values)


def without_expressions(text: str, values: Mapping[str, str]) -> str:
    """*text* with ``${{ env.NAME }}`` replaced where it is known, and other expressions by what no shell knows."""
    if "${{" not in text:
        return text
    return _EXPRESSION.sub(lambda found: values.get(found[1] or "", "${_}"), text)


def variables(*nodes: Node | None) -> dict[str, str]:
    """Variables of a pipeline, where they are texts; those of later nodes go before those of earlier ones."""
    found: dict[str, str] = {}
    for node in nodes:
        for name, _, value in entries(node):
            text = string(value) if isinstance(value, Scalar) else string(get(value, "value"))
            if text is not None and len(found) < MAX_VARIABLES:
                found[name] = without_expressions(text, found)
    return found


def under(root: Node, keys: frozenset[str]) -> Iterator[tuple[str, Node]]:
    """Every value under one of *keys*, however deep, in order; what is in such a value too."""
    left: list[tuple[str, Node]] = [("", root)]
    while left:
        key, node = left.pop()
        if key in keys:
            yield key, node
        if isinstance(node, Tree):
            left += reversed([(name, value) for name, _, value in entries(node)])
        elif isinstance(node, Sequence):
            left += [("", item) for item in reversed(node.items)]


def image_of(path: str, node: Node | None, scope: str = "build") -> Iterator[Packages]:
    """The image that a text or a mapping with a name is; none where an expression decides it."""
    named = node if isinstance(node, Scalar) else (get(node, "name") or get(node, "image"))
    text = string(named)
    if named is None or text is None:
        return
    tagged = _TAGGED.fullmatch(text)
    image = parse_image(tagged[1] if tagged else text)
    if image is not None:
        yield image_package(path, named.line, image, scope)
