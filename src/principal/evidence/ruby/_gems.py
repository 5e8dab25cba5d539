"""Ruby gems: Gemfile and gemspec, read as text; neither is run.

https://bundler.io/man/gemfile.5.html and https://guides.rubygems.org/specification-reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.rows import Row, gaps, package
from principal.core.readers.script import Token, arguments, keyword, literal, problems, shown, tokenize
from principal.core.sources import Gap, SourceFile

_DEVELOPMENT = frozenset(
    {"development", "test", "tests", "ci", "lint", "linters", "docs", "doc", "rubocop", "debug", "mdl", "cable_test"}
)
_OPENS = frozenset({"do", "begin", "case", "class", "def", "module"})
_BEFORE_CALLS = frozenset({"|", "{", "then", "else", "do"})
_CONDITIONS = frozenset({"if", "unless", "while", "until"})
_ADDS = {
    "add_dependency": "runtime",
    "add_runtime_dependency": "runtime",
    "add_development_dependency": "development",
}
_EXACT = re.compile(r"=?\s*(\d+(?:\.\w+)*)")
_OWN_VERSION = re.compile(r"(?:\w+\.)?version|(?:\w+::)*VERSION", re.IGNORECASE)


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    tokens = tokenize(file.text, "ruby")
    yield from gaps(problems(tokens))
    if file.path.endswith(".gemspec"):
        yield from _gemspec(file.path, tokens)
    else:
        yield from _gemfile(file.path, tokens)


def _gemfile(path: str, tokens: Sequence[Token]) -> Iterator[Row]:
    blocks: list[str | None] = []  # what each open block says of the gems in it: a scope, internal, or nothing
    starts = True  # whether the next word starts a statement
    at = 0
    while at < len(tokens):
        token = tokens[at]
        starting, starts = starts, token.kind == "newline" or token.text == ";"
        at += 1
        if token.kind != "word":
            continue
        if token.text == "end" and blocks:
            blocks.pop()
        elif token.text == "do" or (starting and (token.text in _OPENS or token.text in _CONDITIONS)):
            blocks.append(None)
        elif starting and token.text in ("group", "path", "source", "git", "github", "platforms", "platform"):
            listed, after = arguments(tokens, at)
            if after < len(tokens) and tokens[after].text == "do":
                blocks.append(_block(token.text, listed))
                at = after + 1
        elif token.text == "gem" and (starting or _is_call(tokens, at)):
            listed, after = arguments(tokens, at)
            if not listed:
                continue
            internal = "internal" in blocks
            scope = next((said for said in reversed(blocks) if said and said != "internal"), "runtime")
            found = _gem(path, token.line, listed, scope)
            if found is not None and not internal:
                yield found
            at = max(after, at)
            starts = at > 0 and tokens[at - 1].kind == "newline"


def _is_call(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before *at*, which does not start its line, is called."""
    follows = tokens[at] if at < len(tokens) else None
    before = tokens[at - 2].text if at >= 2 else ""
    if follows is None or before == ".":
        return False
    return before in _BEFORE_CALLS or follows.kind == "string" or follows.text == "("


def _block(word: str, listed: Sequence[Sequence[Token]]) -> str | None:
    if word == "path":
        return "internal"
    if word == "group":
        plain = [argument for argument in listed if keyword(argument) is None]
        named = [pair[0] for argument in listed if (pair := keyword(argument))]
        scope = _scope([t.text for argument in plain for t in argument if t.kind in ("symbol", "string")])
        return "optional" if scope == "runtime" and "optional" in named else scope
    return None


def _scope(groups: Sequence[str]) -> str:
    """A gem in a group that production loads is a runtime one, whatever other groups it is in."""
    return "development" if groups and all(group in _DEVELOPMENT for group in groups) else "runtime"


def _gem(path: str, line: int, listed: Sequence[Sequence[Token]], scope: str) -> Row | None:
    name = literal(listed[0])
    if name is None:
        return Gap(f"a gem whose name is computed: gem {shown(listed[0])}", line)
    versions: list[str] = []
    where = mark = ""
    for argument in listed[1:]:
        named = keyword(argument)
        if named is None:
            version = literal(argument)
            if version is None and argument[0].text == "[":
                versions += [t.text for t in argument if t.kind == "string"]
            elif version is not None:
                versions.append(version)
            continue
        key, value = named
        if key == "path":
            return None
        if key in ("group", "groups"):
            scope = _scope([t.text for t in value if t.kind in ("symbol", "string")])
        elif key in ("git", "github", "gitlab", "bitbucket", "gist"):
            where = literal(value) or ""
        elif key in ("branch", "tag", "ref"):
            mark = literal(value) or ""
    version = ", ".join(versions) or (f"{where}@{mark}" if where and mark else where) or None
    exact = _EXACT.fullmatch(version) if version and versions else None
    return package(path, line, "gem", name, exact[1] if exact else version, scope, exact=exact is not None)


def _gemspec(path: str, tokens: Sequence[Token]) -> Iterator[Row]:
    after = 0
    for at, token in enumerate(tokens):
        scope = _ADDS.get(token.text) if token.kind == "word" else None
        if scope is None or at < max(1, after) or tokens[at - 1].text != ".":
            continue
        listed, after = arguments(tokens, at + 1)
        if not listed:
            continue
        name = literal(listed[0])
        if name is None:
            yield Gap(f"a gem whose name is computed: {token.text} {shown(listed[0])}", token.line)
            continue
        rest = listed[1:]
        if rest and _OWN_VERSION.fullmatch("".join(t.text for t in rest[0])) and rest[0][0].kind != "string":
            continue  # at this gem's own version: it is released from this repository too
        versions = [t.text for argument in rest for t in argument if t.kind == "string"]
        version = ", ".join(versions) or None
        exact = _EXACT.fullmatch(version) if version else None
        yield package(path, token.line, "gem", name, exact[1] if exact else version, scope, exact=exact is not None)
