"""C4 diagrams in Mermaid, in files of their own and in Markdown: https://mermaid.js.org/syntax/c4.html.

Other diagrams say nothing of what their boxes are, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.distinct import distinct
from principal.core.model_kinds import kind_of_element
from principal.core.observed import ModelElements, ModelRelations
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

TOOL = "mermaid"
MAX_DEPTH = 100
MAX_STATEMENTS = 20_000

Row = ModelElements | ModelRelations | Gap

_MARKDOWN = (".md", ".mdx", ".markdown")
_DIAGRAM = re.compile(r"[ \t]*C4(Context|Container|Component|Dynamic|Deployment)\b")
_CALL = re.compile(r"[ \t]*([A-Za-z][A-Za-z_]*)[ \t]*\(")
_ARGUMENT = re.compile(r'\s*+(?:\$(\w+)\s*+=\s*+)?(?:"([^"]*)"|((?:[^,()"\n]|\([^()\n]*+\))*+))\s*+([,)])')
_ELEMENT = re.compile(r"(Person|System|Container|Component)(Db|Queue)?(_Ext)?")
_BOUNDARY = re.compile(r"(?:(Enterprise|System|Container)_)?Boundary|(?:Deployment_)?Node(?:_[LR])?")
_RELATION = re.compile(r"(Bi)?Rel(?:_(\w+)|(Index))?")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _wants(path: str) -> bool:
    return path.endswith((".mmd", ".mermaid", *_MARKDOWN)) and not copied(path)


def _read(file: SourceFile) -> Iterator[Row]:
    """The elements and relations of each C4 diagram in the file."""
    if b"C4" not in file.content:
        return
    yield from distinct(_rows(file))


def _rows(file: SourceFile) -> Iterator[Row]:
    if not file.path.endswith(_MARKDOWN):
        yield from _Diagram(file.path, file.text, 1).rows()
    elif b"mermaid" in file.content:
        from principal.core.markdown import parse

        for fence in parse(file.text).fences:
            if fence.info.lstrip("{").lower().startswith("mermaid"):
                yield from _Diagram(file.path, fence.content, fence.line + 1).rows()


@dataclass(frozen=True, slots=True)
class _Call:
    """One statement: ``Container(id, "Name", $tags="…")``."""

    line: int
    word: str
    listed: tuple[str, ...]
    named: dict[str, str]

    def argument(self, at: int, *names: str) -> str | None:
        """The argument of that place or name; None where it is empty or there is none."""
        said = next((self.named[n] for n in names if n in self.named), None)
        if said is None and at < len(self.listed):
            said = self.listed[at]
        return " ".join(_BREAK.sub(" ", said).split()) or None if said else None


class _Diagram:
    """One diagram."""

    def __init__(self, path: str, text: str, first: int) -> None:
        self.path, self.text, self.first = path, text, first
        self.level = ""

    def rows(self) -> Iterator[Row]:
        """What it shows; nothing where it is no C4 diagram."""
        lines = self.text.split("\n")
        at = self._begins(lines)
        if at is None:
            return
        opened: list[str] = []
        offset = sum(len(line) + 1 for line in lines[: at + 1])
        number = self.first + at + 1
        count = 0
        while offset < len(self.text):
            end = self.text.find("\n", offset)
            end = len(self.text) if end < 0 else end
            line = self.text[offset:end]
            match = _CALL.match(line)
            count += match is not None
            if count > MAX_STATEMENTS or len(opened) > MAX_DEPTH:
                yield Gap("more than we read of one diagram", number)
                return
            if match is None:
                for _ in range(min(line.split("%%")[0].count("}"), len(opened))):
                    opened.pop()
                offset, number = end + 1, number + 1
                continue
            call, after = self._call(match, offset, number)
            if call is None:
                yield Gap(f"{match[1]} without a closing parenthesis", number)
                offset, number = end + 1, number + 1
                continue
            yield from self._statement(call, opened)
            number += self.text.count("\n", offset, after)
            offset = after
            rest = self.text[offset : self.text.find("\n", offset) if "\n" in self.text[offset:] else len(self.text)]
            if _BOUNDARY.fullmatch(call.word) and "{" in rest:
                opened.append(call.argument(0) or "")
            offset += len(rest) + 1
            number += 1
        if opened:
            yield Gap("a boundary is not closed", number - 1)

    def _begins(self, lines: list[str]) -> int | None:
        """The line on which the diagram's kind stands, after its front matter and directives."""
        front = bool(lines) and lines[0].strip() == "---"
        for at, line in enumerate(lines[:200]):
            if front:
                front = at == 0 or line.strip() != "---"
                continue
            if not line.strip() or line.lstrip().startswith("%%"):
                continue
            match = _DIAGRAM.match(line)
            self.level = match[1] if match else ""
            return at if match else None
        return None

    def _call(self, match: re.Match[str], offset: int, number: int) -> tuple[_Call | None, int]:
        listed: list[str] = []
        named: dict[str, str] = {}
        at = offset + match.end()
        while len(listed) + len(named) < 40:
            argument = _ARGUMENT.match(self.text, at)
            if argument is None:
                break
            said = argument[2] if argument[2] is not None else argument[3].strip()
            if argument[1]:
                named[argument[1].lower()] = said
            else:
                listed.append(said)
            at = argument.end()
            if argument[4] == ")":
                return _Call(number, match[1], tuple(listed), named), at
        return None, at

    def _statement(self, call: _Call, opened: list[str]) -> Iterator[Row]:
        element, relation = _ELEMENT.fullmatch(call.word), _RELATION.fullmatch(call.word)
        inside = opened[-1] if opened else None
        if element is not None:
            yield self._element(call, element, inside)
        elif _BOUNDARY.fullmatch(call.word):
            yield self._whole(call, inside)
        elif relation is not None:
            yield from self._relations(call, relation)

    def _element(self, call: _Call, match: re.Match[str], inside: str | None) -> Row:
        identifier, name = call.argument(0, "alias"), call.argument(1, "label")
        if identifier is None:
            return Gap(f"{call.word} without a name", call.line)
        deep = match[1] in ("Container", "Component")
        technology = call.argument(2, "techn", "technology") if deep else call.named.get("techn")
        description = call.argument(3 if deep else 2, "descr", "description")
        return ModelElements(
            path=self.path,
            line=call.line,
            tool=TOOL,
            id=identifier,
            name=name or identifier,
            kind=self._kind(match, technology, name or identifier),
            written=call.word,
            technology=technology,
            description=description,
            parent=inside,
        )

    def _kind(self, match: re.Match[str], technology: str | None, name: str) -> str:
        sort, store, outside = match.groups()
        if sort == "Person":
            return "person"
        if outside or (sort == "System" and self.level in ("Container", "Component")):
            return "external"
        if store:
            return "database" if store == "Db" else "queue"
        if sort == "Component":
            return "module"
        said = kind_of_element([], technology, name)
        return said if said not in (None, "person", "external") else "service"

    def _whole(self, call: _Call, inside: str | None) -> Row:
        identifier, name = call.argument(0, "alias"), call.argument(1, "label")
        if identifier is None:
            return Gap(f"{call.word} without a name", call.line)
        runs = self.level == "Component" and call.word == "Container_Boundary"  # its parts are the diagram's subject
        kind = "node" if "Node" in call.word else "service" if runs else "system"
        technology = call.argument(2, "type") if kind == "node" else None
        description = call.argument(3, "descr") if kind == "node" else call.named.get("descr")
        return ModelElements(
            self.path, call.line, TOOL, identifier, name or identifier, kind, call.word, technology, description, inside
        )

    def _relations(self, call: _Call, match: re.Match[str]) -> Iterator[Row]:
        both, way, index = match.groups()
        skip = 1 if index else 0
        source, target = call.argument(skip, "from"), call.argument(skip + 1, "to")
        if source is None or target is None:
            yield Gap(f"{call.word} without two ends", call.line)
            return
        if way is not None and way.lower().startswith("back"):
            source, target = target, source
        description = call.argument(skip + 2, "label")
        technology = call.argument(skip + 3, "techn")
        yield ModelRelations(self.path, call.line, TOOL, source, target, description, technology)
        if both:
            yield ModelRelations(self.path, call.line, TOOL, target, source, description, technology)


SOURCE = FileSource(name="mermaid", version=1, tables=(ModelElements, ModelRelations), wants=_wants, read=_read)
