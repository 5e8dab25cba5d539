"""Structurizr DSL: https://docs.structurizr.com/dsl/language.

Read as the project's own parser does, statement by statement with a stack of blocks, with these
differences: no script, plugin or component finder runs, no URL is fetched, no file is taken in
(those of the repository are read by themselves, and ``observed.model_includes`` says where they
belong), and a mistake loses its own statement only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.observed import ModelElements, ModelIncludes, ModelRelations
from principal.core.sources import Gap, SourceFile
from principal.evidence.structurizr._lines import Line, filled_in, lines_of, tokens_of
from principal.evidence.structurizr._model import TOOL, Element, Model, Relation

Row = ModelElements | ModelRelations | ModelIncludes | Gap

MAX_DEPTH = 200
MAX_ELEMENTS = 20_000  # and as many relations
_MAX_VALUES = 5_000  # that !const and !var may name
_FIELDS: dict[str, tuple[str, ...]] = {
    "person": ("name", "description", "tags"),
    "softwaresystem": ("name", "description", "tags"),
    "container": ("name", "description", "technology", "tags"),
    "component": ("name", "description", "technology", "tags"),
    "element": ("name", "technology", "description", "tags"),
    "deploymentnode": ("name", "description", "technology", "tags"),
    "infrastructurenode": ("name", "description", "technology", "tags"),
}
_INSTANCES = ("softwaresysteminstance", "containerinstance", "instanceof")
_REFERENCES = ("!element", "!ref", "!extend")
_RUNS = {"!script": "a script", "!plugin": "a plugin", "!components": "a component finder"}
_ARROW = re.compile(r"--?(?:([\w-]{1,100}?)-)?>")
_WORKSPACE = re.compile(r"^\s*workspace\b", re.IGNORECASE | re.MULTILINE)
_URL = re.compile(r"[a-z]{2,10}://", re.IGNORECASE)


@dataclass
class _Archetype:
    """What elements or relations of a team's own kind begin with."""

    type: str
    description: str | None = None
    technology: str | None = None
    tags: tuple[str, ...] = ()


@dataclass
class _Block:
    """An open block. What is in one of kind ``skip`` is nothing that we read."""

    kind: str  # root, workspace, model, element, relation, archetypes, archetype, views, styles, style, script, skip
    element: Element | None = None
    relation: int | None = None
    archetype: _Archetype | None = None
    tag: str = ""


class Reader:
    """One pass over a file."""

    def __init__(self, file: SourceFile) -> None:
        self.path = file.path
        self.text = file.text
        part = _WORKSPACE.search(file.text) is None
        self.model = Model(hierarchical=part, part=part)
        self.gaps: list[Gap] = []
        self.includes: list[ModelIncludes] = []
        self.whole = False  # it begins a workspace of its own
        self.open = False  # what it takes in or runs may have declared more
        self._blocks = [_Block("root")]
        self._values: dict[str, str] = {}
        self._archetypes: dict[str, _Archetype] = {}
        self._arrows: dict[str, _Archetype] = {}

    def rows(self) -> Iterator[Row]:
        """All that the file says; never raises."""
        comment = False
        for number, text, block in lines_of(self.text):
            stripped = text.strip()
            if self._blocks[-1].kind == "script":
                if stripped == "}":
                    self._blocks.pop()
                continue
            if comment or stripped.startswith("/*"):
                comment = not stripped.endswith("*/")
                continue
            tokens = [filled_in(token, self._values) for token in tokens_of(text, block)]
            if tokens and not self._statement(Line(number, stripped, tuple(tokens))):
                break
        else:
            if len(self._blocks) > 1:
                self._gap(text_lines(self.text), "a block is not closed")
        if self.whole and not self.open:
            for line, name in self.model.unknown():
                self._gap(line, f"a relation with {name[:60]!r}, which is not declared", "observed.model_relations")
        yield from self.model.rows(self.path)
        yield from self.includes
        yield from self.gaps

    def _gap(self, line: int, reason: str, hides: str = "") -> None:
        self.gaps.append(Gap(reason, line, hides))

    def _statement(self, line: Line) -> bool:
        """Read one statement; False where reading has to end."""
        if line.tokens[0] == "}":
            if len(self._blocks) == 1:
                self._gap(line.number, "a block is closed that was not opened")
                return False
            self._blocks.pop()
            return True
        if len(self._blocks) > MAX_DEPTH:
            self._gap(line.number, f"nested more than {MAX_DEPTH} levels deep")
            return False
        if len(self.model.elements) > MAX_ELEMENTS or len(self.model.relations) > MAX_ELEMENTS:
            self._gap(line.number, f"more than {MAX_ELEMENTS} elements or relations: the rest was not read")
            return False
        block = self._blocks[-1]
        opened = _Block("skip", block.element)
        if block.kind != "skip":
            tokens = list(line.tokens[:-1] if line.opens else line.tokens)
            identifier = None
            if len(tokens) >= 3 and tokens[1] == "=":
                identifier, tokens = tokens[0], tokens[2:]
            if tokens:
                opened = self._read(line, tokens, identifier, block) or opened
        if line.opens:
            self._blocks.append(opened)
        return True

    def _read(self, line: Line, tokens: list[str], identifier: str | None, block: _Block) -> _Block | None:
        """What one statement says, and the block that it opens if it does; None where nothing in that is ours."""
        word = tokens[0].lower()
        if word.startswith("!"):
            return self._directive(line, word, tokens, block)
        if block.kind in ("archetypes", "archetype"):
            return self._archetype(word, tokens, identifier, block)
        if block.kind in ("views", "styles", "style"):
            return self._style(word, tokens, block)
        if word in ("workspace", "model", "archetypes", "views"):
            return self._section(line, word, tokens, block)
        if len(tokens) >= 3 and _ARROW.fullmatch(tokens[1]) and block.kind != "workspace":
            return self._relation(line, tokens[1], tokens[0], tokens[2:], block)
        if len(tokens) >= 2 and _ARROW.fullmatch(tokens[0]) and block.element is not None:
            return self._relation(line, tokens[0], block.element, tokens[1:], block)
        archetype = self._archetypes.get(word)
        if word in ("group", "enterprise") or (archetype is not None and archetype.type == "group"):
            return _Block(block.kind, block.element)
        if word == "deploymentenvironment" or word in _INSTANCES:
            return self._deployment(line, word, tokens, identifier, block)
        if word in _FIELDS or archetype is not None:
            return self._element(line, tokens, identifier, block, archetype)
        self._detail(word, tokens, block)
        return None

    def _section(self, line: Line, word: str, tokens: list[str], block: _Block) -> _Block:
        if word == "workspace":
            self.whole = True
            if len(tokens) > 2 and tokens[1].lower() == "extends":
                self._take_in(line, tokens[2], None, "it extends")
        return _Block(word, block.element)

    def _directive(self, line: Line, word: str, tokens: list[str], block: _Block) -> _Block | None:
        if word in ("!const", "!var", "!constant") and len(tokens) >= 3:
            if len(self._values) < _MAX_VALUES:
                self._values[tokens[1]] = tokens[2]
        elif word == "!identifiers" and len(tokens) >= 2:
            self.model.hierarchical = tokens[1].lower() == "hierarchical"
            self.model.part = False
        elif word == "!include" and len(tokens) >= 2:
            self._take_in(line, tokens[1], block.element, "it takes in")
        elif word in _RUNS:
            self.open = True
            self._gap(line.number, f"{_RUNS[word]}, which is never run: what it would add is not known")
            inline = word == "!script" and line.opens and _inline(tokens)
            return _Block("script" if inline else "skip")
        elif word in ("!elements", "!relationships"):
            if line.opens and word == "!elements":
                self._gap(line.number, "an expression over elements: relations in it are not read", _RELATIONS)
        elif word in _REFERENCES and len(tokens) >= 2:
            found = self.model.find(tokens[1], block.element)
            if found is None:
                self.open = True
                found = Element(tokens[1], "", "", tokens[1], line.number, foreign=True)
            return _Block("element", found)
        return None

    def _take_in(self, line: Line, target: str, inside: Element | None, how: str) -> None:
        """A file that the workspace extends or includes: named, never opened."""
        self.open = True
        where = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), target))
        if _URL.match(target):
            self._gap(line.number, f"{how} {target[:100]}, which is never fetched")
        elif where.startswith(("/", "../")) or where == ".." or "${" in target:
            self._gap(line.number, f"{how} {target[:100]}, which is not in this repository")
        else:
            suffix = posixpath.splitext(where)[1].lower()
            if suffix not in ("", ".dsl", ".json"):
                self._gap(line.number, f"{how} {where[:100]}, which is not read: its name does not end in .dsl")
            self.includes.append(ModelIncludes(self.path, line.number, TOOL, where, inside.id if inside else None))

    def _archetype(self, word: str, tokens: list[str], identifier: str | None, block: _Block) -> _Block | None:
        own = block.archetype
        if own is not None:
            if len(tokens) >= 2 and word in ("description", "technology", "metadata"):
                setattr(own, "technology" if word == "metadata" else word, tokens[1])
            elif len(tokens) >= 2 and word in ("tag", "tags"):
                own.tags += tuple(_tags(tokens[1:]))
            return None
        arrow = _ARROW.fullmatch(tokens[0])
        known = self._arrows if arrow else self._archetypes
        name = (arrow[1] or "" if arrow else word).lower()
        base = known.get(name)
        if base is None:
            base = _Archetype("" if arrow else name)
        if not arrow and base.type not in _FIELDS and base.type != "group":
            return None
        made = _Archetype(base.type, base.description, base.technology, base.tags)
        if len(known) < _MAX_VALUES:
            known[(identifier or name).lower()] = made
        return _Block("archetype", archetype=made)

    def _style(self, word: str, tokens: list[str], block: _Block) -> _Block | None:
        if block.kind == "views" and word == "styles":
            return _Block("styles")
        if block.kind == "styles" and word in ("light", "dark"):
            return _Block("styles")
        if block.kind == "styles" and word == "element" and len(tokens) >= 2:
            return _Block("style", tag=tokens[1].lower())
        if block.kind == "style" and word == "shape" and len(tokens) >= 2:
            self.model.shapes.setdefault(block.tag, tokens[1].lower())
        return None

    def _element(
        self, line: Line, tokens: list[str], identifier: str | None, block: _Block, archetype: _Archetype | None
    ) -> _Block | None:
        kind = archetype.type if archetype is not None else tokens[0].lower()
        said = dict(zip(_FIELDS[kind], tokens[1:], strict=False))
        if not said.get("name", "").strip():
            self._gap(line.number, f"{tokens[0][:60]} without a name")
            return None
        # A person or a system is part of nothing, wherever a file that was taken in puts it.
        parent = None if kind in ("person", "softwaresystem", "element") else block.element
        element = Element("", kind, tokens[0], said["name"], line.number, parent)
        element.description = said.get("description") or (archetype.description if archetype else None)
        element.technology = said.get("technology") or (archetype.technology if archetype else None)
        element.tags = [*(archetype.tags if archetype else ()), *_tags([said.get("tags", "")])]
        return _Block("element", self.model.add(element, identifier))

    def _deployment(
        self, line: Line, word: str, tokens: list[str], identifier: str | None, block: _Block
    ) -> _Block | None:
        if len(tokens) < 2:
            return None
        if word in _INSTANCES:  # what is said of one holds for what it is one of
            runs = self.model.find(tokens[1], None) or Element(tokens[1], "", "", "", line.number, foreign=True)
            instance = Element("", "instance", tokens[0], tokens[1], line.number, block.element, foreign=True, of=runs)
            return _Block("element", self.model.add(instance, identifier))
        environment = Element("", "deploymentnode", tokens[0], tokens[1], line.number)
        return _Block("element", self.model.add(environment, identifier))

    def _relation(self, line: Line, arrow: str, source: Element | str, rest: list[str], block: _Block) -> _Block:
        match = _ARROW.fullmatch(arrow)
        base = self._arrows.get((match[1] or "").lower() if match else "") or _Archetype("")
        ends = [
            block.element if isinstance(end, str) and end.lower() == "this" and block.element else end
            for end in (source, rest[0])
        ]
        description = rest[1] if len(rest) > 1 else base.description
        technology = rest[2] if len(rest) > 2 else base.technology
        relation = Relation(line.number, ends[0], ends[1], description, technology, block.element)
        self.model.relations.append(relation)
        return _Block("relation", block.element, relation=len(self.model.relations) - 1)

    def _detail(self, word: str, tokens: list[str], block: _Block) -> None:
        """A property in the block of an element or a relation."""
        if len(tokens) < 2 or word not in ("name", "description", "technology", "tag", "tags"):
            return
        element, relations = block.element, self.model.relations
        if block.kind == "relation" and block.relation is not None and word in ("description", "technology"):
            old = relations[block.relation]
            said = {"description": old.description, "technology": old.technology, word: tokens[1]}
            relations[block.relation] = Relation(
                old.line, old.source, old.target, said["description"], said["technology"], old.inside
            )
        elif block.kind == "element" and element is not None and not element.foreign:
            if word in ("tag", "tags"):
                element.tags += _tags(tokens[1:])
            elif word != "name":
                setattr(element, word, tokens[1])


_RELATIONS = "observed.model_relations"


def text_lines(text: str) -> int:
    """How many lines there are."""
    return text.count("\n") + (not text.endswith("\n"))


def _inline(tokens: list[str]) -> bool:
    """Whether a script stands in the file itself: ``!script groovy {``, not ``!script file.groovy {``."""
    return len(tokens) == 2 and "." not in tokens[1]


def _tags(said: list[str]) -> list[str]:
    return [tag for text in said for part in text.split(",") if (tag := part.strip())]
