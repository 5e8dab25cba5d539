"""Tokens of manifests that are programs (Gemfile, build.gradle, mix.exs, Package.swift …).

They are not run, and not parsed whole: a source looks for the few forms that declare a
package and reports what it recognises but cannot follow. A quote that is not closed on its
line is an ordinary mark, so that one misread text cannot swallow the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

MAX_TOKENS = 400_000

_STRING = {
    '"': r'"(?:[^"\\\n]++|\\.)*+"',
    "'": r"'(?:[^'\\\n]++|\\.)*+'",
    '"""': r'"""(?:[^"\\]++|\\(?s:.)|"(?!""))*+"""',
    "'''": r"'''(?:[^'\\]++|\\(?s:.)|'(?!''))*+'''",
    "%q": r"%[qQ](?:<[^>\n]*>|\([^)\n]*\)|\{[^}\n]*\}|\[[^\]\n]*\])",
}
_HASH = r"#[^\n]*"
# Without an end they reach to the end of the file: looking for it again and again would be quadratic.
_SLASHES = r"//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"
_RUBY_BLOCKS = r"(?m:^)=begin\b(?s:.*?)(?:\n=end\b|\Z)|(?m:^)__END__(?s:.*)"
# What a comment looks like, which quotes make texts, and what in a text is code.
_LANGUAGES = {
    "ruby": (f"{_HASH}|{_RUBY_BLOCKS}", ('"', "'", "%q"), "#{"),
    "gradle": (_SLASHES, ('"""', "'''", '"', "'"), "$"),
    "elixir": (_HASH, ('"""', "'''", '"', "'"), "#{"),
    "swift": (_SLASHES, ('"""', '"'), "\\("),
    "pbxproj": (_SLASHES, ('"',), "\0"),
}
_OPENS = {"(": ")", "[": "]", "{": "}"}
_SIMPLE_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """One token.

    ``kind`` is word, label (``name:``), symbol (``:name``), string, template (a string with
    code in it), number, mark or newline. ``text`` is without quotes and colons.
    """

    kind: str
    text: str
    line: int


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    comment, quotes, _ = _LANGUAGES[language]
    kinds = {
        "newline": r"\n",
        "space": r"[ \t\r\f]+|\\\n",
        "comment": comment,
        "string": "|".join(_STRING[quote] for quote in quotes),
        "label": r"[A-Za-z_]\w*[?!]?:(?!:)",
        "symbol": r"(?<![:\w]):(?:[A-Za-z_]\w*[?!]?|\"[^\"\n]*\")",
        "word": r"[A-Za-z_$@]\w*[?!]?",
        "number": r"\d[\w.]*",
        "mark": r"=>|\.\.<|\.\.\.|==|!=|&&|\|\||->|::|.",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


def tokenize(text: str, language: str) -> list[Token]:
    """The tokens of *text*, without spaces and comments. Linear in its length; at most MAX_TOKENS of them."""
    code = _LANGUAGES[language][2]
    tokens: list[Token] = []
    line = 1
    for match in _pattern(language).finditer(text):
        kind, found = match.lastgroup or "mark", match.group()
        if kind == "space" or kind == "comment":
            line += found.count("\n")
            continue
        start = line
        if kind == "newline":
            line += 1
        elif kind == "string":
            line += found.count("\n")
            width = 3 if found[:3] in ('"""', "'''") and len(found) >= 6 else 1
            found = found[3:-1] if found.startswith("%") else found[width:-width]
            interpolates = language not in ("ruby", "gradle") or match.group()[0] == '"'
            if interpolates and code in found:
                kind = "template"
            elif "\\" in found:
                found = _SIMPLE_ESCAPE.sub(r"\1", found)
        elif kind == "label":
            found = found[:-1]
        elif kind == "symbol":
            found = found[1:].strip('"')
        tokens.append(Token(kind, found, start))
        if len(tokens) >= MAX_TOKENS:
            break
    return tokens


def closing(tokens: Sequence[Token], at: int) -> int:
    """The index of the mark that closes the one at *at*; the length of *tokens* where none does."""
    stack: list[str] = []
    for index in range(at, len(tokens)):
        token = tokens[index]
        if token.kind != "mark":
            continue
        if token.text in _OPENS:
            stack.append(_OPENS[token.text])
        elif stack and token.text == stack[-1]:
            stack.pop()
            if not stack:
                return index
    return len(tokens)


def arguments(tokens: Sequence[Token], at: int) -> tuple[list[list[Token]], int]:
    """The arguments of a call whose first argument (or opening parenthesis) is at *at*.

    Without parentheses they end with the line, unless it ends in a comma. Returns them, each a
    list of tokens without newlines, and the index after them.
    """
    inside = at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text == "("
    index = at + 1 if inside else at
    found: list[list[Token]] = [[]]
    stack: list[str] = []
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "mark":
            if not stack:
                if token.text == ",":
                    found.append([])
                    index += 1
                    continue
                if token.text in ")]}" or (token.text == ";" and not inside):
                    index += inside and token.text == ")"
                    break
                if token.text == "{" and not inside:
                    break  # a block
            if token.text in _OPENS:
                stack.append(_OPENS[token.text])
            elif stack and token.text == stack[-1]:
                stack.pop()
        elif token.kind == "newline":
            index += 1
            if stack or inside or (len(found) > 1 and not found[-1]):
                continue
            break
        elif token.kind == "word" and not stack and not inside and found[-1] and token.text in ("if", "unless", "do"):
            break
        found[-1].append(token)
        index += 1
    return [argument for argument in found if argument], index


def keyword(argument: Sequence[Token]) -> tuple[str, Sequence[Token]] | None:
    """Name and value of a named argument (``a: 1``, ``:a => 1``, ``a = 1``); None where it has no name."""
    if len(argument) >= 2 and argument[0].kind == "label":
        return argument[0].text, argument[1:]
    second = argument[1] if len(argument) >= 3 else None
    if second is None or second.kind != "mark" or second.text not in ("=>", "="):
        return None
    if argument[0].kind in ("symbol", "word", "string"):
        return argument[0].text, argument[2:]
    return None


def literal(tokens: Sequence[Token]) -> str | None:
    """The text, if *tokens* are one plain string."""
    if len(tokens) >= 1 and tokens[0].kind == "string" and all(t.text in (".", "freeze") for t in tokens[1:]):
        return tokens[0].text
    return None


def names(tokens: Sequence[Token]) -> Iterator[str]:
    """The plain strings, symbols and words among *tokens*."""
    return (t.text for t in tokens if t.kind in ("string", "symbol", "word"))


def shown(tokens: Sequence[Token]) -> str:
    """*tokens* as one would write them, for a gap's reason; at most 60 characters."""
    return "".join(f"{t.text}: " if t.kind == "label" else t.text for t in tokens)[:60]
