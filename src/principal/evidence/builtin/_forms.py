"""How code names what comes with its language, its runtime or its system."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from principal.evidence.builtin._names import FAMILIES, NAMES


@dataclass(frozen=True, slots=True)
class Form:
    """How code names what comes from *origin*: the first group of *pattern* is the name.

    Every pattern begins with a literal, for which expressions are searched many times faster;
    what is before it is looked at after: nothing but blanks where *first*. ``head`` is how many
    bytes are read where imports come before everything else; 0 for all.
    """

    origin: str
    pattern: re.Pattern[bytes]
    first: bool = True
    head: int = 0


def _form(origin: str, before: str, after: str, *, first: bool = True, head: int = 0, only: str = "") -> Form:
    """The form of all names of *origin*, or of one; where nothing is before it, one name alone is the literal."""
    names = re.escape(only) or "|".join(map(re.escape, sorted(NAMES[origin], key=len, reverse=True)))
    return Form(origin, re.compile(f"{before}({names}){after}".encode()), first, head)


_HEAD = 16_384


def forms(ending: str) -> tuple[Form, ...]:
    """The forms of the languages that files with this ending are written in."""
    return _forms(FAMILIES.get(ending, ""))


@cache
def _forms(family: str) -> tuple[Form, ...]:
    # Made when the first file of a language is read: a repository has few of them.
    if family == "python":
        mocked = r"\.mock|[ \t]+import[ \t]+mock"  # used with every framework of tests
        return _form("python", r"import[ \t]+", r"(?![\w.])"), _form("python", r"from[ \t]+", rf"(?!{mocked})[ \t.]")
    if family == "go":
        return (_form("go", '"', '"', first=False, head=_HEAD),)
    if family == "node":
        imported = (rf"{before}{quote}" for before in ("from ", r"require\(") for quote in "\"'")
        return *(_form("node", before, "[\"']", first=False) for before in imported), *_forms("page")
    if family == "page":
        registered = Form("browser", re.compile(rb"(serviceWorker)\??[ \t\r\n]{0,40}\.register\("), first=False)
        cast = _form("browser", "", r"\.[A-Z]", first=False, only="cast.framework")
        return _form("browser", r"new[ \t]", r"\(", first=False), registered, cast
    if family == "jvm":
        return (_form("jvm", r"import[ \t]+(?:static[ \t]+)?", "", head=_HEAD),)
    if family == "dotnet":
        return (_form("dotnet", r"using[ \t]+(?:static[ \t]+)?", r"(?=[.;])(?!\.Syndication)", head=_HEAD),)
    if family == "swift":
        return (_form("apple", r"import[ \t]+(?:(?:struct|class|enum|protocol|func)[ \t]+)?", r"\b(?!\w)", head=_HEAD),)
    if family == "objective-c":
        return _form("apple", r"@import[ \t]+", r"\b", head=_HEAD), *_forms("c")
    if family == "c":
        included = r"#[ \t]{0,8}(?:include|import)[ \t]{0,8}<"
        return _form("header", included, ""), _form("apple", included, "/")
    if family == "ruby":
        required = (_form("ruby", rf"require {quote}", quote) for quote in "\"'")
        return *required, _form("ruby", "", "::", first=False, only="Nokogiri")
    if family == "php":
        called = (name for name in NAMES["php"] if "_" in name)
        made = _form("php", r"new[ \t]\\?", r"\(", first=False)
        connected = (_form("pdo", rf"PDO\([ \t]{{0,9}}{quote}", ":", first=False) for quote in "\"'")
        return made, *connected, *(_form("php", "", r"\(", first=False, only=name) for name in called)
    if family == "elixir":
        return tuple(_form("erlang", "", r"\.", first=False, only=name) for name in NAMES["erlang"])
    return ()
