"""Elixir and Erlang packages: mix.exs, read as text; it is not run.

https://hexdocs.pm/mix/Mix.Tasks.Deps.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.rows import Row, gaps, package
from principal.core.readers.script import Token, arguments, closing, keyword, literal, problems, tokenize
from principal.core.sources import Gap, SourceFile

_DEVELOPMENT = frozenset({"dev", "test", "docs", "doc", "ci", "lint", "bench"})
_MAX_TUPLE = 200  # tokens
_EXACT = re.compile(r"(?:==\s*)?(\d+\.\d+\.\d+[\w.+-]*)")
_FUNCTION = re.compile(r"(?:\w+_)?(?:deps|dependencies)(?:_\w+)?")


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    tokens = tokenize(file.text, "elixir")
    yield from gaps(problems(tokens))
    end = -1
    for at, token in enumerate(tokens):
        if at <= end or not _starts_list(tokens, at):
            continue
        end = _end_of_function(tokens, at) if token.text in ("def", "defp") else closing(tokens, at + 1)
        yield from _tuples(file.path, tokens[at : end + 1])


def _starts_list(tokens: Sequence[Token], at: int) -> bool:
    """Whether a function named deps, or the entry ``deps: [``, starts at *at*."""
    token, follows = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if follows is None:
        return False
    if token.kind == "word" and token.text in ("def", "defp"):
        return _FUNCTION.fullmatch(follows.text) is not None
    return token.kind == "label" and token.text == "deps" and follows.text == "["


def _end_of_function(tokens: Sequence[Token], at: int) -> int:
    """The index of the last token of the function that starts at *at*: ``do … end`` or ``, do: value``."""
    depth = 0
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if token.kind == "label" and token.text == "do" and not depth:
            while index + 1 < len(tokens) and tokens[index + 1].kind == "newline":
                index += 1
            after = index + 1
            return closing(tokens, after) if after < len(tokens) and tokens[after].text == "[" else index
        if token.kind == "word":
            depth += token.text in ("do", "fn")
            depth -= token.text == "end"
            if token.text == "end" and depth <= 0:
                return index
            if token.text in ("def", "defp", "defmodule"):
                return index - 1  # a function that never ended
    return len(tokens) - 1


def _tuples(path: str, tokens: Sequence[Token]) -> Iterator[Row]:
    for at, token in enumerate(tokens):
        if token.text != "{" or token.kind != "mark" or (at and tokens[at - 1].text == "%"):
            continue
        first = at + 1
        while first < len(tokens) and tokens[first].kind == "newline":
            first += 1
        if first >= len(tokens):
            continue
        if tokens[first].kind == "symbol":
            # Read as the arguments of a call: a brace groups just as a parenthesis does.
            inner = [tokens[at]._replace(text="("), *_until_closed(tokens, at)]
            listed, _ = arguments(inner, 0)
            found = _dependency(path, tokens[first].line, listed) if listed else None
            if found is not None:
                yield found
        elif tokens[first].kind == "word" and first + 1 < len(tokens) and tokens[first + 1].text == ",":
            yield Gap(f"a dependency whose name is computed: {tokens[first].text[:60]}", tokens[first].line)


def _until_closed(tokens: Sequence[Token], at: int) -> list[Token]:
    end = closing(tokens, at, _MAX_TUPLE)
    inner = list(tokens[at + 1 : end])
    return [*inner, tokens[at]._replace(text=")")]


def _dependency(path: str, line: int, listed: Sequence[Sequence[Token]]) -> Row | None:
    name = listed[0][0].text
    version: str | None = None
    where = mark = ""
    scope = "runtime"
    options = [argument for argument in listed[1:] if argument]
    if options and literal(options[0]) is not None:
        version, options = literal(options[0]), options[1:]
    for argument in _flat(options):
        named = keyword(argument)
        if named is None:
            continue
        key, value = named
        if key in ("path", "in_umbrella"):
            return None
        if key in ("git", "github"):
            where = literal(value) or ""
        elif key in ("tag", "branch", "ref"):
            mark = literal(value) or ""
        elif key == "hex":
            name = value[0].text if value else name
        elif key == "only":
            groups = [t.text for t in value if t.kind == "symbol"]
            scope = "development" if groups and all(group in _DEVELOPMENT for group in groups) else scope
        elif key == "runtime" and scope == "runtime" and "true" not in [t.text for t in value]:
            scope = "build" if [t.text for t in value] == ["false"] else "development"
        elif key == "optional" and scope == "runtime" and [t.text for t in value] == ["true"]:
            scope = "optional"
    version = version or (f"{where}@{mark}" if where and mark else where) or None
    exact = _EXACT.fullmatch(version) if version else None
    return package(path, line, "hex", name, exact[1] if exact else version, scope, exact=exact is not None)


def _flat(options: Sequence[Sequence[Token]]) -> Iterator[Sequence[Token]]:
    """Options with those of a bracketed list among them."""
    for option in options:
        if option[0].text == "[":
            inner, _ = arguments([option[0]._replace(text="("), *option[1:-1], option[0]._replace(text=")")], 0)
            yield from inner
        else:
            yield option
