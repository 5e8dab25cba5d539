"""What a build script of Gradle switches on that is no package: Gradle's own plugins, R8, Android Lint.

https://docs.gradle.org/current/userguide/plugin_reference.html,
https://developer.android.com/build/shrink-code, https://developer.android.com/studio/write/lint
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from principal.core.readers.rows import Row, package
from principal.core.readers.script import Token

_PLUGINS = frozenset(("antlr", "checkstyle", "codenarc", "jacoco", "jacoco-report-aggregation", "pmd"))
_SHRINKS = frozenset(("minifyEnabled", "isMinifyEnabled"))
_LINTS = frozenset(("lint", "lintOptions"))


def parts(path: str, tokens: Sequence[Token], plugins: Iterable[tuple[int, str, str | None]]) -> Iterator[Row]:
    """Rows of what *tokens* and the *plugins* that they apply (line, id, version) switch on."""
    for line, name, _ in plugins:
        if name in _PLUGINS:
            yield package(path, line, "file", f"gradle:{name}", None, "build")
    switched_off = {
        name.text
        for name, mark, value in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if name.kind == "word" and mark.text == "=" and value.text == "false"
    }
    for at, token in enumerate(tokens[:-1]):
        if token.kind != "word":
            continue
        after = tokens[at + 1]
        if token.text in _SHRINKS:
            value = tokens[at + 2] if after.text in ("=", "(") and at + 2 < len(tokens) else after
            if value.text != "false" and value.text not in switched_off:
                yield package(path, token.line, "file", "gradle:minify", None, "build")
        elif token.text in _LINTS and after.kind == "mark" and after.text == "{":
            yield package(path, token.line, "file", "gradle:lint", None, "development")
        elif token.text == "plugins" and after.text == "{":
            yield from _bare(path, tokens, at + 2)


def _bare(path: str, tokens: Sequence[Token], at: int) -> Iterator[Row]:
    """``plugins { jacoco }``, as Kotlin has it."""
    for index in range(at, min(len(tokens), at + 200)):
        token = tokens[index]
        if token.text == "}":
            return
        alone = tokens[index - 1].text == "{" or tokens[index - 1].kind == "newline"
        if token.kind == "word" and alone and token.text in _PLUGINS:
            yield package(path, token.line, "file", f"gradle:{token.text}", None, "build")
