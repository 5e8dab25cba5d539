"""Tokens of manifests that are programs (Gemfile, build.gradle, mix.exs, Package.swift …).

They are not run, and not parsed whole: a source looks for the few forms that declare a
package and reports what it recognises but cannot follow. A quote that is not closed takes the
rest of its line and no more, so that one misread text cannot swallow the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from principal.core.readers.node import Problem

MAX_TOKENS = 400_000
MAX_CALL = 1_000  # tokens of one call's arguments

# What stands in a text of each kind; it ends with its first quotes again.
_INNER = {
    '"': r"""(?:[^"\\\n]++|\\(?s:.))*+""",
    "'": r"""(?:[^'\\\n]++|\\(?s:.))*+""",
    '"""': r"""(?:[^"\\]++|\\(?s:.)|"(?!""))*+""",
    "'''": r"""(?:[^'\\]++|\\(?s:.)|'(?!''))*+""",
}
_PERCENT = r"%[qQ](?:<[^>\n]{0,300}>|\([^)\n]{0,300}\)|\{[^}\n]{0,300}\}|\[[^\]\n]{0,300}\])"
_HASH = r"#[^\n]*"
# Without an end they reach to the end of the file: looking for it again and again would be quadratic.
_SLASHES = r"//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"
_RUBY_BLOCKS = r"(?m:^)=begin\b(?s:.*?)(?:\n=end\b|\Z)|(?m:^)__END__(?s:.*)"
# What a comment looks like, which quotes make texts, and what in a text is code.
_LANGUAGES = {
    "ruby": (f"{_HASH}|{_RUBY_BLOCKS}", ('"', "'"), "#{"),
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
    code in it), number, mark, newline, or unclosed (a text over lines that does not end, or the
    end of what is read). ``text`` is without quotes and colons.
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
        "string": "|".join([*(quote + _INNER[quote] + quote for quote in quotes), _PERCENT]),
        "open": "|".join(quote + _INNER[quote] for quote in quotes),
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
        elif kind == "open":
            line += found.count("\n")
            kind, found = ("unclosed", found[:3]) if found[:3] in ('"""', "'''") else ("mark", found[0])
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
            tokens.append(Token("unclosed", "", line))
            break
    return tokens


def problems(tokens: Sequence[Token]) -> Iterator[Problem]:
    """What of the file could not be read as tokens."""
    for token in tokens:
        if token.kind == "unclosed":
            yield Problem(token.line, "a text that does not end" if token.text else f"more than {MAX_TOKENS} tokens")


def closing(tokens: Sequence[Token], at: int, limit: int | None = None) -> int:
    """The index of the mark that closes the one at *at*; that of the end (after *limit* tokens) where none does."""
    stack: list[str] = []
    end = len(tokens) if limit is None else min(len(tokens), at + limit)
    for index in range(at, end):
        token = tokens[index]
        if token.kind != "mark":
            continue
        if token.text in _OPENS:
            stack.append(_OPENS[token.text])
        elif stack and token.text == stack[-1]:
            stack.pop()
            if not stack:
                return index
    return end


def arguments(tokens: Sequence[Token], at: int) -> tuple[list[list[Token]], int]:
    """The arguments of a call whose first argument (or opening parenthesis) is at *at*.

    Without parentheses they end with the line, unless it ends in a comma; after MAX_CALL tokens
    they end in any case. Returns them, each a list of tokens without newlines, and the index
    after them.
    """
    inside = at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text == "("
    index = at + 1 if inside else at
    found: list[list[Token]] = [[]]
    stack: list[str] = []
    limit = min(len(tokens), at + MAX_CALL)
    while index < limit:
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
