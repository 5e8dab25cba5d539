"""Record files held to their model: every mistake at once, in words for a person, each at its place.

What is wrong is left out, and the rest still counts: the smallest part that holds a mistake (a key,
or an entry that lacks something) is dropped, not the file.
"""

from __future__ import annotations

import difflib
import itertools
import types
import typing
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ValidationError

from principal.core import documents
from principal.core.documents import Document
from principal.core.records import Mistake

M = TypeVar("M", bound=BaseModel)

_MAX_MISTAKES = 500
_MAX_CHOICES = 500  # that a misspelt word is compared with
_ROUNDS = 8
_BOUNDS = {
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
    "greater_than": "more than",
    "less_than": "less than",
}
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "dict_type": "a mapping of names",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
}


def read_file(path: str, content: bytes, model: type[M]) -> tuple[Document, M | None, list[Mistake]]:
    """A record file, held to *model*: the document, what :func:`validate` makes of it, and the mistakes.

    Of a file whose name is not read the name is the only mistake, and nothing in it counts.
    """
    misnamed = documents.misnamed(path)
    if misnamed:
        return documents.read(path, b""), None, [misnamed]
    document = documents.read(path, content)
    return document, *validate(document, model)


def validate(document: Document, model: type[M]) -> tuple[M | None, list[Mistake]]:
    """Hold *document* to *model*, the model of a whole file.

    Returns the instance made of all that is right (None where nothing is), and the
    mistakes of the document and of its content, in the order of the file.
    """
    mistakes = list(document.mistakes)
    data: Any = document.data
    if data is None or not (document.whole or isinstance(data, dict)):
        data = {}
    touched: set[tuple[str | int, ...]] = set()  # what was left out, and everything above it
    for _ in range(_ROUNDS):
        try:
            instance = model.model_validate(data)
        except ValidationError as error:
            wrong = error.errors(include_url=False)
            # What something lacks because it was left out a round before is no mistake of its own.
            fresh = [e for e in wrong if _place(e) not in touched]
            mistakes += [_mistake(document, model, e) for e in fresh[:_MAX_MISTAKES]]
            if len(fresh) > _MAX_MISTAKES:
                left = f"{len(fresh) - _MAX_MISTAKES:,} more mistakes"
                mistakes.append(Mistake(document.path, 1, 1, left, "those shown put right first"))
            places = {_found(data, _steps(e)) for e in wrong}
            if () in places:
                break
            data = _pruned(data, _tree(places))
            touched |= {_place(e)[:n] for e in wrong for n in range(len(_place(e)) + 1)}
            continue
        return instance, _sorted(mistakes)
    return None, _sorted(mistakes)


def _sorted(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(set(mistakes))


def _place(error: Any) -> tuple[str | int, ...]:
    """Where an error stands: what it names as missing counts as a place."""
    loc = tuple(error["loc"])
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def _steps(error: Any) -> tuple[str | int, ...]:
    """Where the smallest part stands that has to go: the key, or what lacks something."""
    return _place(error)[:-1] if error["type"] == "missing" else _place(error)


def _found(data: Any, steps: Sequence[str | int]) -> tuple[str | int, ...]:
    """*steps* as far as *data* has them, names in a list as their index."""
    found: list[str | int] = []
    for step in steps:
        if isinstance(data, list):
            step = data.index(step) if step in data else step
            there = isinstance(step, int) and step < len(data)
        else:
            there = isinstance(data, dict) and step in data
        if not there:
            break
        data = data[step]
        found.append(step)
    return tuple(found)


_Tree = dict[str | int, "_Tree"]


def _tree(places: Iterable[tuple[str | int, ...]]) -> _Tree:
    """The places as a tree; an empty one is a leaf, and what is above a place takes it along."""
    tree: _Tree = {}
    for place in sorted(places, key=len, reverse=True):
        branch = tree
        for step in place[:-1]:
            branch = branch.setdefault(step, {})
        branch[place[-1]] = {}
    return tree


def _pruned(data: Any, tree: _Tree) -> Any:
    """A copy of *data* without the leaves of *tree*; it shares what does not change."""
    if isinstance(data, dict):
        kept = ((key, value) for key, value in data.items() if tree.get(key) != {})
        return {key: _pruned(value, tree[key]) if key in tree else value for key, value in kept}
    numbered = ((i, item) for i, item in enumerate(data) if tree.get(i) != {})
    return [_pruned(item, tree[i]) if i in tree else item for i, item in numbered]


def _mistake(document: Document, model: type[BaseModel], error: Any) -> Mistake:
    loc = _place(error)
    is_key = loc != tuple(error["loc"])
    kind, value = error["type"], error.get("input")
    above = _at(model, loc[:-1])
    name = next((str(s) for s in reversed(loc) if isinstance(s, str)), "the file")
    if kind == "extra_forbidden":
        fields = _fields(above)
        wrong, expected = f'unknown key "{name}"', _suggested(name, fields, _synonyms(above))
        return document.mistake(loc, wrong, expected)
    if kind == "missing":
        owner = next((f'"{s}"' for s in reversed(loc[:-1]) if isinstance(s, str)), "the file")
        return document.mistake(loc[:-1], f"{owner} has no {name}", f"{name}: {_described(above, name)}")
    if kind == "record":
        context = error["ctx"]
        return document.mistake(
            loc, context["wrong"], context["expected"], at_value=not is_key and not isinstance(value, dict)
        )
    if kind == "literal_error":
        choices = [str(c) for c in _choices(_at(model, loc))]
        return document.mistake(loc, f"unknown {name} {shown(value)}", _suggested(value, choices), at_value=True)
    if kind in _BOUNDS:
        expected = f"{_BOUNDS[kind]} {next(iter(error['ctx'].values()))}"
        return document.mistake(loc, f"{name} is {shown(value)}", expected, at_value=True)
    if value is None:
        expected = f"{_EXPECTED.get(kind, 'a value')}, or no such key"
        return document.mistake(loc, f"{name} is empty", expected, at_value=False)
    expected = _EXPECTED.get(kind) or str(error["msg"])
    return document.mistake(loc, f"{name} is {shown(value)}", expected, at_value=True)


def shown(value: object) -> str:
    """A value in a message: short, on one line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(str(getattr(value, "text", value)).split())
    text = text if len(text) <= 60 else text[:59] + "…"
    return f'"{text}"' if isinstance(value, str) else text


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """The choice that *word* was probably meant to be."""
    by_fold = {c.lower(): c for c in itertools.islice(choices, _MAX_CHOICES)}
    found = difflib.get_close_matches(str(word)[:80].lower(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def _suggested(word: object, choices: Sequence[str], synonyms: dict[str, str] | None = None) -> str:
    meaning = {**{c: c for c in choices}, **(synonyms or {})}
    meant = meaning.get(str(word)) or nearest(word, meaning)
    if meant is not None:
        return f'did you mean "{meaning.get(meant, meant)}"?'
    return f"one of {', '.join(choices)}"


def suggestion(word: str, choices: Iterable[str], otherwise: str) -> str:
    """``did you mean "…"?`` where a choice is near, else the names there are, else *otherwise*."""
    known = list(choices)
    meant = nearest(word, known)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if 0 < len(known) <= 12:
        return f"one of {', '.join(known)}"
    return otherwise


def _at(annotation: Any, loc: Sequence[str | int]) -> Any:
    """The annotation that stands at *loc* below *annotation*; None where that cannot be told."""
    for step in loc:
        bare = _bare(annotation)
        origin = typing.get_origin(bare)
        if isinstance(bare, type) and issubclass(bare, BaseModel):
            annotation = _field(bare, str(step))
        elif origin is dict:
            annotation = typing.get_args(bare)[1]
        elif origin in (list, tuple):
            annotation = typing.get_args(bare)[0]
        else:
            return None
    return _bare(annotation)


def _field(model: type[BaseModel], key: str) -> Any:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return info.annotation
    return None


def _bare(annotation: Any) -> Any:
    """Without ``Annotated`` and ``| None``."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (types.UnionType, typing.Union):
            options = [a for a in typing.get_args(annotation) if a is not type(None)]
            if len(options) != 1:
                return annotation
            annotation = options[0]
        else:
            return annotation


def _fields(model: Any) -> list[str]:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [info.alias or name for name, info in model.model_fields.items()]
    return []


def _synonyms(model: Any) -> dict[str, str]:
    return dict(getattr(model, "SYNONYMS", {}))


def _choices(annotation: Any) -> tuple[Any, ...]:
    return typing.get_args(annotation) if typing.get_origin(annotation) is typing.Literal else ()


def _described(model: Any, name: str) -> str:
    """What a field takes, for a person."""
    choices = _choices(_at(model, (name,)))
    if choices:
        return f"one of {', '.join(str(c) for c in choices)}"
    info = getattr(model, "model_fields", {}).get(name)
    return str(info.description) if info is not None and info.description else "a value"
