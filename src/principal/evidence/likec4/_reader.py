"""LikeC4's language: https://likec4.dev/dsl/. Models and specifications; views and deployments are pictures of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.observed import ModelElements, ModelRelations
from principal.core.sources import Gap
from principal.evidence.likec4._model import Element, Kind, Model, Relation
from principal.evidence.likec4._tokens import MAX_TOKENS, Token, plain, tokens_of

MAX_DEPTH = 200
MAX_ELEMENTS = 20_000  # and as many relations
_TEXTS = ("title", "description", "technology", "summary", "notation", "notes")
_SKIPPED = ("views", "deployment", "global", "likec4lib")
_INNER = ("style", "metadata")
_SELF = ("this", "it")


@dataclass
class _Block:
    """An open block."""

    kind: str  # top, model, specification, kind, element, relation, style, skip
    element: Element | None = None
    relation: Relation | None = None
    named: str = ""  # of a kind that is being declared: element.NAME or relationship.NAME


class Reader:
    """One pass over the tokens of a file."""

    def __init__(self, path: str, text: str, kinds: Model | None = None) -> None:
        self.path = path
        self.model = Model()
        if kinds is not None:
            self.model.kinds.update(kinds.kinds)
            self.model.relation_kinds.update(kinds.relation_kinds)
        self._tokens = list(tokens_of(text))
        self._at = 0
        self._blocks = [_Block("top")]
        self._gaps: list[Gap] = []

    def rows(self) -> Iterator[ModelElements | ModelRelations | Gap]:
        """All that the file says; never raises."""
        self.read()
        yield from self.model.rows(self.path)
        yield from self._gaps

    def read(self) -> None:
        """Read everything into the model."""
        if len(self._tokens) >= MAX_TOKENS:
            self._gap(self._tokens[-1].line, f"more than {MAX_TOKENS:,} words: the rest was not read")
        while self._at < len(self._tokens):
            if len(self.model.elements) > MAX_ELEMENTS or len(self.model.relations) > MAX_ELEMENTS:
                self._gap(self._peek().line, f"more than {MAX_ELEMENTS} elements or relations: the rest was not read")
                return
            if not self._step():
                return
        if len(self._blocks) > 1 and self._tokens:
            self._gap(self._tokens[-1].line, "a block is not closed")

    def _gap(self, line: int, reason: str) -> None:
        if not self._gaps or self._gaps[-1].line != line:
            self._gaps.append(Gap(reason, line))

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else Token("end", "", self._tokens[-1].line)

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _is(self, mark: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "mark" and token.text == mark

    def _open(self, block: _Block) -> None:
        """The block that begins here, if one does; too deep a one ends the reading."""
        if not self._is("{"):
            return
        if len(self._blocks) > MAX_DEPTH:
            self._gap(self._peek().line, f"nested more than {MAX_DEPTH} levels deep")
            self._at, self._blocks = len(self._tokens), [_Block("top")]
            return
        self._at += 1
        self._blocks.append(block)

    def _step(self) -> bool:
        """Read one statement; False where reading has to end."""
        block, token = self._blocks[-1], self._peek()
        if self._is("}"):
            self._at += 1
            if len(self._blocks) == 1:
                self._gap(token.line, "a block is closed that was not opened")
                return False
            self._blocks.pop()
        elif self._is("{"):
            if block.kind not in ("skip", "top"):
                self._gap(token.line, "a block that belongs to nothing that we know")
            self._open(_Block("skip"))
        elif block.kind in ("skip", "style"):
            self._at += 1
            if block.kind == "style" and token.text == "shape" and self._peek().kind == "name":
                self._shape(block, self._next().text)
        elif block.kind == "top":
            self._section()
        elif block.kind in ("specification", "kind"):
            self._specification(block)
        else:
            self._statement(block)
        return True

    def _section(self) -> None:
        token = self._next()
        if token.text in ("model", "specification") and self._is("{"):
            self._open(_Block(token.text))
        elif token.text in _SKIPPED:
            if self._peek().kind == "string":
                self._at += 1
            self._open(_Block("skip"))

    def _specification(self, block: _Block) -> None:
        token = self._next()
        if block.kind == "specification":
            if token.text in ("element", "relationship") and self._peek().kind == "name":
                self._open(_Block("kind", named=f"{token.text}.{self._next().text}"))
            elif token.text in ("deploymentNode", "tag", "color"):
                self._at += 1
                self._open(_Block("skip"))
        elif token.text == "style" and self._is("{"):
            self._open(_Block("style", named=block.named))
        elif token.text == "technology" and (text := self._text()) is not None:
            self._declare(block.named, technology=text)

    def _declare(self, named: str, shape: str | None = None, technology: str | None = None) -> None:
        sort, _, name = named.partition(".")
        kinds = self.model.kinds if sort == "element" else self.model.relation_kinds
        old = kinds.get(name, Kind())
        kinds[name] = Kind(shape or old.shape, technology or old.technology)

    def _shape(self, block: _Block, shape: str) -> None:
        if block.named:
            self._declare(block.named, shape=shape)
        elif block.element is not None:
            block.element.shape = shape

    def _text(self) -> str | None:
        """The string of a property that was just named, if one follows."""
        if self._is(":"):
            self._at += 1
        if self._peek().kind != "string":
            return None
        text = plain(self._next().text)
        if self._is(";"):
            self._at += 1
        return text

    def _statement(self, block: _Block) -> None:
        """One statement of a model, an element or a relation."""
        token = self._next()
        if token.kind == "tag":
            if block.kind == "element" and block.element is not None:
                block.element.tags.append(token.text[1:])
        elif token.kind in ("arrow", "dotted") and block.element is not None and block.relation is None:
            self._relation(token, block.element.id, block)
        elif token.kind != "name":
            if token.kind not in ("mark", "uri", "string", "other"):
                self._gap(token.line, f"not understood: {token.text[:40]!r}")
        elif token.text in _TEXTS and (self._peek().kind == "string" or self._is(":")):
            self._property(block, token.text)
        elif token.text in _INNER and self._is("{"):
            self._open(_Block("style" if token.text == "style" else "skip", None if block.relation else block.element))
        elif token.text in ("link", "icon", "navigateTo"):
            self._at += 1
        elif token.text == "extend" and self._peek().kind == "name":
            self._extend(block)
        elif self._peek().kind in ("arrow", "dotted"):
            self._relation(self._next(), token.text, block)
        elif self._is("=") and self._peek(1).kind == "name":
            self._at += 1
            self._element(block, token, self._next().text)
        elif self._peek().kind == "name":
            self._element(block, self._next(), token.text)
        else:
            self._gap(token.line, f"not understood: {token.text[:40]!r}")

    def _property(self, block: _Block, key: str) -> None:
        text = self._text()
        if text is None:
            return
        if block.relation is not None:
            if key in ("title", "technology"):
                setattr(block.relation, key, text)
        elif block.element is not None and not block.element.foreign:
            if key == "title":
                block.element.name = text or block.element.name
            elif key in ("description", "technology"):
                setattr(block.element, key, text)

    def _strings(self, at_most: int) -> list[str]:
        found: list[str] = []
        while len(found) < at_most and self._peek().kind == "string":
            found.append(plain(self._next().text))
        return found

    def _element(self, block: _Block, name: Token, written: str) -> None:
        parent = block.element
        full = f"{parent.id}.{name.text}" if parent is not None else name.text
        element = Element(full, written, name.text, name.line, parent)
        said = dict(zip(("title", "summary", "technology"), self._strings(4), strict=False))
        element.name = said.get("title") or name.text
        element.description = said.get("summary")
        element.technology = said.get("technology")
        if parent is not None:
            parent.holds = True
        self.model.elements.append(element)
        self._open(_Block("element", element))

    def _extend(self, block: _Block) -> None:
        """More of an element or a relation that is declared elsewhere."""
        name = self._next()
        if self._peek().kind in ("arrow", "dotted"):
            self._at += 2
            self._strings(3)
            self._open(_Block("skip"))
            return
        known = next((e for e in self.model.elements if e.id == name.text), None)
        parent = None
        for part in name.text.split(".")[:-1] if known is None else ():
            parent = Element(f"{parent.id}.{part}" if parent else part, "", part, name.line, parent, foreign=True)
        element = known or Element(name.text, "", name.text, name.line, parent, foreign=True)
        self._open(_Block("element", element))

    def _relation(self, arrow: Token, source: str, block: _Block) -> None:
        if self._peek().kind != "name":
            self._gap(arrow.line, "a relation to nothing")
            return
        target = self._next().text
        kind = (
            arrow.text[2:-3].strip()
            if arrow.text.startswith("-[")
            else arrow.text[1:]
            if arrow.kind == "dotted"
            else None
        )
        if block.element is not None:
            source = block.element.id if source in _SELF else source
            target = block.element.id if target in _SELF else target
        if arrow.text == "<-":
            source, target = target, source
        said = self._strings(3)
        relation = Relation(arrow.line, source, target, block.element, kind, said[0] if said else kind)
        relation.technology = said[2] if len(said) > 2 else None
        self.model.relations.append(relation)
        while self._peek().kind == "tag" or (self._is(",") and self._peek(1).kind == "tag"):
            self._at += 1
        self._open(_Block("relation", block.element, relation))
