"""Results of other checkers, from SARIF files in the repository.

Specification: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; the numbers
of sections below are its.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from principal.core.observed import Results
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from principal.core.readers.node import Node

_MAX_MESSAGE = 2_000
_MAX_BASES = 10
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(\d{1,4})\}")
_LEVELS = ("error", "warning", "note", "none")


def _wants(path: str) -> bool:
    return path.endswith((".sarif", ".sarif.json"))


def _read(file: SourceFile) -> Iterator[Results | Gap]:
    """One row for each result that is still there, at its first location."""
    from principal.core.readers import jsonc

    document = jsonc.parse(file.text)
    version = document.root["version"].text
    if document.root.is_table and version != "2.1.0":
        yield Gap(f"SARIF {version or 'without a version'}, not 2.1.0", document.root["version"].line or 1)
    elif document.root.is_table:
        for run in document.root["runs"].elements():
            yield from _Run(file.path, run).results()
    elif not document.problems:
        yield Gap("not a SARIF log", 1)
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


class _Run:
    """One run of one tool (3.14)."""

    def __init__(self, path: str, run: Node) -> None:
        self.path = path
        self.run = run
        driver = run["tool"]["driver"]
        self.tool = driver["name"].text or "unknown"
        self.extensions = list(run["tool"]["extensions"].elements())
        self.artifacts = list(run["artifacts"].elements())
        self.left = False  # a result that lies outside of the repository was seen
        self.invocations = list(run["invocations"].elements())
        self.listed = [list(c["rules"].elements()) for c in (driver, *self.extensions)]
        self.rules: dict[str, Node] = {}
        for component in self.listed:
            for rule in component:
                if rule["id"].text:
                    self.rules.setdefault(rule["id"].text, rule)
        mapped = [self._resolved(origin["mappedTo"])[0] for origin in run["versionControlProvenance"].elements()]
        self.roots = [f"{root.rstrip('/')}/" for root in mapped if root]

    def results(self) -> Iterator[Results | Gap]:
        """Its results; those that are no longer there (3.27.24) are left out."""
        if self.run["externalPropertyFileReferences"]["results"]:
            yield Gap("its results are in other files", self.run["externalPropertyFileReferences"].line)
        for result in self.run["results"].elements():
            if not result.is_table:
                yield Gap("a result that is no object", result.line)
            elif result["baselineState"].text != "absent":
                yield from self._result(result)

    def _result(self, result: Node) -> Iterator[Results | Gap]:
        name, rule = self._rule(result)
        location = next(result["locations"].elements(), None)
        file, line = "", None
        if location is not None:
            place = location["physicalLocation"]
            found = self._file(place["artifactLocation"])
            if found is None and not self.left:
                self.left = True
                yield Gap("results outside of the repository, here for the first time", location.line or result.line)
            start = place["region"]["startLine"].value
            file = found or ""
            line = start if file and isinstance(start, int) and not isinstance(start, bool) and start > 0 else None
        yield Results(
            path=self.path,
            line=result.line,
            tool=self.tool,
            rule=name,
            level=self._level(result, rule),
            message=_message(result["message"], rule),
            file=file,
            file_line=line,
            suppressed=_suppressed(result),
        )

    def _rule(self, result: Node) -> tuple[str, Node | None]:
        """Identifier and descriptor of the rule of a result (3.27.5 to 3.27.7, 3.52)."""
        reference = result["rule"]
        extension = _index(reference["toolComponent"]["index"], len(self.extensions))
        listed = self.listed[0 if extension is None else extension + 1]
        name = result["ruleId"].text or reference["id"].text
        index = _index(result["ruleIndex"], len(listed))
        index = index if index is not None else _index(reference["index"], len(listed))
        if index is not None:
            return name or listed[index]["id"].text or "", listed[index]
        # A result may name a rule more precisely than its descriptor does (3.27.5): CA1000/1.
        return name or "", self.rules.get(name or "") or self.rules.get((name or "").rpartition("/")[0])

    def _level(self, result: Node, rule: Node | None) -> str:
        """3.27.10: its own level, or that which configuration gives to its rule, or warning."""
        level = result["level"].text
        if level in _LEVELS:
            return level
        if result["kind"].text not in (None, "fail"):
            return "none"
        if rule is None:
            return "warning"
        invocation = _index(result["provenance"]["invocationIndex"], len(self.invocations))
        if invocation is not None:
            for override in self.invocations[invocation]["ruleConfigurationOverrides"].elements():
                configured = override["configuration"]["level"].text
                if override["descriptor"]["id"].text == rule["id"].text and configured in _LEVELS:
                    return configured
        level = rule["defaultConfiguration"]["level"].text
        return level if level in _LEVELS else "warning"

    def _file(self, location: Node) -> str | None:
        """The path of a location, relative to the repository's root; None where it lies outside of it."""
        index = _index(location["index"], len(self.artifacts))
        if location["uri"].text is None and index is not None:
            location = self.artifacts[index]["location"]
        if location["uri"].text is None:
            return ""
        whole, uri = self._resolved(location)
        root = next((root for root in self.roots if whole.startswith(root)), None)
        if root is not None:
            uri = whole[len(root) :]
        if _SCHEME.match(uri) or uri.startswith("/"):
            return None
        path = posixpath.normpath(unquote(uri.partition("#")[0]).lstrip("/")) if uri else ""
        if path.startswith("../") or path in ("..", ".", "") or "\0" in path or "\n" in path:
            return None
        return path

    def _resolved(self, location: Node) -> tuple[str, str]:
        """3.14.14: an URI with the bases before it, and the same from the last base that is relative.

        A base that is a folder of some machine is taken for our root: tools write ``%SRCROOT%`` so.
        """
        whole = relative = location["uri"].text or ""
        base = location["uriBaseId"].text
        for _ in range(_MAX_BASES):
            if base is None or _SCHEME.match(whole):
                break
            named = self.run["originalUriBaseIds"][base]
            before = named["uri"].text or ""
            whole = f"{before.rstrip('/')}/{whole}" if before else whole
            if not _SCHEME.match(before) and not before.startswith("/"):
                relative = whole
            base = named["uriBaseId"].text
        return whole, relative


def _index(node: Node, length: int) -> int | None:
    """The number of an element of a list of *length*; None for what is none (-1 stands for absent)."""
    value = node.value
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < length else None


def _message(message: Node, rule: Node | None) -> str:
    """3.11: its text, or that of the rule's message of that name; with the arguments filled in."""
    text = message["text"].text
    named = message["id"].text
    if text is None and named is not None and rule is not None:
        text = rule["messageStrings"][named]["text"].text
    given = [argument.text or "" for argument in message["arguments"].elements()]

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return given[int(match[1])] if int(match[1]) < len(given) else match[0]

    text = text or message["markdown"].text or ""
    if given:
        text = _PLACEHOLDER.sub(filled, text)
    return text[:_MAX_MESSAGE]


def _suppressed(result: Node) -> bool:
    """3.27.23: suppressions that nobody rejected and that nobody still has to review."""
    suppressions = list(result["suppressions"].elements())
    return bool(suppressions) and all(s["status"].text in (None, "accepted") for s in suppressions)


SOURCE = FileSource(name="sarif", version=1, tables=(Results,), wants=_wants, read=_read)
