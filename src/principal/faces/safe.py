"""What is shown, without anything in it that acts on whoever shows it.

Names, messages and reasons come from a repository that somebody else wrote. On their way
out, whatever a terminal would obey or an eye would miss is written as an escape: control
characters (those above ASCII too, which some terminals take for escape sequences),
invisible characters and those that turn a line around or break it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import click

_UNSAFE = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
_IN_A_LINE = re.compile(rf"[\t\n{_UNSAFE}]")
_IN_LINES = re.compile(rf"[{_UNSAFE}]")
_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


def clean(text: str) -> str:
    """*text* as one line; a line break in it is escaped too."""
    return _IN_A_LINE.sub(_escape, text)


def clean_lines(text: str) -> str:
    """*text* with its line breaks and tabs, and without anything else that is not plain text."""
    return _IN_LINES.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def as_json(data: object, default: Callable[[object], object] | None = None) -> str:
    """*data* as JSON for people and machines, which reads back as the same values."""
    text = json.dumps(data, indent=2, ensure_ascii=False, default=default)
    return _IN_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def say(text: str = "", *, err: bool = False) -> None:
    """Print *text* and a line break."""
    click.echo(clean_lines(text), err=err)
