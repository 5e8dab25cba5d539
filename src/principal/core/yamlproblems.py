"""What is wrong with a text that is no YAML, in words for a person, whichever parser found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a text from being read (whole); line and column count from 1."""

    line: int
    column: int
    wrong: str
    expected: str


_WORDS = (
    ("mapping values are not allowed", "a colon where no value may begin", "text with ': ' in quotes"),
    ("could not find expected ':'", "a key without a colon", "key: value"),
    ("found unexpected end of stream", "a quote that is never closed", "the closing quote"),
    ("while scanning a quoted scalar", "a quote that is never closed", "the closing quote"),
    ("did not find expected ',' or ']'", "a list [ that is not closed", "',' or ']'"),
    ("did not find expected ',' or '}'", "a mapping { that is not closed", "',' or '}'"),
    ("expected ',' or ']'", "a list [ that is not closed", "',' or ']'"),
    ("expected ',' or '}'", "a mapping { that is not closed", "',' or '}'"),
    ("did not find expected key", "what stands here fits neither a key nor the indentation",
     "'key: value' indented like the keys above it; text with quotes or colons wholly in quotes"),
    ("expected <block end>, but found '<block mapping start>'",
     "what stands here fits neither a key nor the indentation",
     "'key: value' indented like the keys above it; text with quotes or colons wholly in quotes"),
    ("did not find expected '-' indicator", "what stands here is no item of the list above it",
     "'- item' indented like the items above it"),
    ("block sequence entries are not allowed", "a list item ('- ') where none may begin",
     "the list on lines of its own"),
    ("did not find expected node content", "a value that is missing", "a value, or the closing bracket"),
    ("expected the node content", "a value that is missing", "a value, or the closing bracket"),
    ("unknown directive name", "an unknown directive (%)", "no directive"),
    ("unknown escape character", "an unknown escape in double quotes", "single quotes, or \\\\ for a backslash"),
    ("expected '<document start>'", "text after the end of the document", "one document in a file"),
    ("did not find expected <document start>", "text after the end of the document", "one document in a file"),
)  # fmt: skip


def syntax_problem(error: Any, text: str) -> Problem:
    """A parser's error in words for a person."""
    mark = error.problem_mark or error.context_mark
    problem = " ".join(part for part in (error.context, error.problem) if part)
    if mark is None:
        return Problem(1, 1, f"not YAML: {problem}", "YAML 1.2")
    written = text.rstrip()
    if mark.index >= len(written) and error.context_mark is not None:
        mark = error.context_mark  # what is never closed is wrong where it begins, not where the file ends
    line, column = mark.line + 1, mark.column + 1
    if mark.index >= len(written):
        line, column = written.count("\n") + 1, len(written) - written.rfind("\n")
    if "cannot start any token" in problem:
        character = text[mark.index : mark.index + 1]
        if character == "\t":
            return Problem(line, column, "a tab where YAML wants spaces", "spaces for indentation")
        return Problem(line, column, f'a value may not begin with "{character}"', "the value in quotes")
    if "tab" in problem and text[mark.index : mark.index + 1] == "\t":
        return Problem(line, column, "a tab where YAML wants spaces", "spaces for indentation")
    for found, wrong, expected in _WORDS:
        if found in problem:
            return Problem(line, column, f"not YAML: {wrong}", expected)
    return Problem(line, column, f"not YAML: {problem[:200]}", "YAML 1.2")
