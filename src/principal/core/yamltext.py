"""Values as YAML text that reads back as themselves, by YAML 1.2 and by 1.1."""

from __future__ import annotations

import re
from typing import Any

from principal.core.yaml12 import resolve

WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z0-9_./$€£(+][^#,\[\]{}\"'&*!|%@`\\?]*\Z")
_COLON = re.compile(r":(?:\s|\Z)")
_NOT_PLAIN = frozenset({"...", "y", "n", "yes", "no", "on", "off"})


class Line(dict[str, Any]):
    """A mapping that is written on one line, whatever stands around it."""


def scalar(value: Any, quote: str = "") -> str:
    """A scalar as text that reads back as itself."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        special = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}
        return special.get(repr(float(value)), repr(value)) if isinstance(value, float) else str(int(value))
    text = str(value)
    if not quote and _is_plain(text):
        return text
    if text.isprintable() and quote != '"':
        return "'" + text.replace("'", "''") + "'"
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c if c.isprintable() else _escaped(c)) for c in text) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def _is_plain(text: str) -> bool:
    """Whether it reads as itself without quotes, in any place and by YAML 1.1 too."""
    if len(text) > WIDTH or not text.isprintable() or text.lower() in _NOT_PLAIN or text != text.strip():
        return False
    return isinstance(resolve(text), str) and bool(_PLAIN.match(text)) and not _COLON.search(text)


def flow(value: Any) -> str:
    """The value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value)


def block(value: Any, indent: int, step: int, newline: str) -> str:
    """A mapping or list as indented lines; lists of scalars, a :class:`Line` and what is empty stay on one line."""
    lines = []
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            if _needs_lines(inner):
                lines.append(f"{pad}{scalar(key)}:{newline}{block(inner, indent + step, step, newline)}")
            else:
                lines.append(f"{pad}{scalar(key)}: {flow(inner)}")
    else:
        for inner in value:
            if _needs_lines(inner):
                inside = block(inner, indent + 2, step, newline)
                lines.append(f"{pad}- {inside[indent + 2 :]}")
            else:
                lines.append(f"{pad}- {flow(inner)}")
    return newline.join(lines)


def _needs_lines(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and not isinstance(value, Line)
    return isinstance(value, (list, tuple)) and any(isinstance(i, (dict, list, tuple)) for i in value)
