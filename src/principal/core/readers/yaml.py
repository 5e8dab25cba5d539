"""YAML with lines, from the events of libyaml: no recursion, no objects, no alias bombs."""

from __future__ import annotations

from principal.core.readers.node import MAX_DEPTH, NOTHING, Document, Node, Problem

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def parse(text: str) -> Document:
    """Read the first document of *text*. Never raises; what stands before a mistake is returned with it.

    Plain scalars stay text (versions must not become numbers) but for null, true and false.
    An alias is the node that it names, not a copy, and merge keys are ordinary keys.
    """
    import yaml

    top: list[Node] = []
    stack: list[Node] = []
    keys: list[tuple[str, int] | None] = []
    anchors: dict[str, Node] = {}
    line = 1
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark is not None else line
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                stack.pop()
                keys.pop()
                continue
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if isinstance(event, yaml.AliasEvent):
                named = anchors.get(event.anchor or "")
                if named is None:
                    return _stopped(top, line, f"an alias of nothing, {event.anchor!r}")
                if any(named is holder for holder in stack):
                    return _stopped(top, line, f"an alias of what it stands in, {event.anchor!r}")
                node = Node(line, named.value)
            elif isinstance(event, yaml.ScalarEvent):
                node = Node(line, _scalar(event))
            elif isinstance(event, yaml.MappingStartEvent):
                node = Node(line, {})
            elif isinstance(event, yaml.SequenceStartEvent):
                node = Node(line, [])
            else:
                continue
            if not isinstance(event, yaml.AliasEvent) and event.anchor:
                anchors[event.anchor] = node
            _attach(node, top, stack, keys)
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if len(stack) >= MAX_DEPTH:
                    return _stopped(top, line, f"nested deeper than {MAX_DEPTH}")
                stack.append(node)
                keys.append(None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it does not parse"
        return _stopped(top, mark.line + 1 if mark is not None else line, f"not YAML: {reason}")
    return Document(top[0] if top else NOTHING)


def _stopped(top: list[Node], line: int, reason: str) -> Document:
    return Document(top[0] if top else NOTHING, (Problem(line, reason),))


def _attach(node: Node, top: list[Node], stack: list[Node], keys: list[tuple[str, int] | None]) -> None:
    if not stack:
        top.append(node)
        return
    holder = stack[-1].value
    if isinstance(holder, list):
        holder.append(node)
    elif isinstance(holder, dict):
        key = keys[-1]
        if key is None:
            keys[-1] = (node.value if isinstance(node.value, str) else "", node.line)
        else:
            keys[-1] = None
            node.line = key[1]
            holder[key[0]] = node


def _scalar(event: object) -> object:
    value: str = getattr(event, "value", "")
    if not getattr(event, "style", None):  # plain: neither quoted nor a block
        if value in _NULLS:
            return None
        return _TRUTH.get(value, value)
    return value
