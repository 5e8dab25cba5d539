"""Types of the fields that record files share, and the base of their models."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from principal.core.quantities import Quantity, QuantityError, duration

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS = "../.principal/schemas"  # where every command leaves them, as seen from architecture/
MAX_NAME = 120

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Record(BaseModel):
    """A part of a record file: unknown keys are mistakes, and no value is coerced.

    ``SYNONYMS`` maps words that people write to the key that they mean.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    SYNONYMS: ClassVar[dict[str, str]] = {}


def refuse(wrong: str, expected: str) -> PydanticCustomError:
    """The error for a value: what is wrong, and what was expected."""
    return PydanticCustomError("record", "{wrong}; {expected}", {"wrong": wrong, "expected": expected})


def as_text(value: object) -> object:
    """Text, and numbers as they were written: a version 1.10 is not 1.1."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return getattr(value, "text", str(value))
    if isinstance(value, bool):
        raise refuse(f"a truth value ({str(value).lower()})", "text; in quotes, if it is meant as a word")
    if isinstance(value, str) and not value.strip():
        raise refuse("an empty text", "text, or no such key")
    return value


def _name(value: str) -> str:
    if not value.strip() or len(value) > MAX_NAME or not value.isprintable():
        raise refuse("a name that is empty, long or has control characters", f"up to {MAX_NAME} printable characters")
    return value


def _technology(value: str) -> str:
    """Names of technologies are compared in lower case, with hyphens for spaces."""
    return "-".join(_name(value).lower().split())


def listed(value: object) -> object:
    """One value may stand where a list is asked for."""
    return [value] if isinstance(value, (str, int, float)) and not isinstance(value, bool) else value


def _date(value: object) -> object:
    if isinstance(value, str) and _DATE.match(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise refuse(f'there is no day "{value}"', "a day of the calendar, as 2026-03-31") from None
    raise refuse(f'"{str(getattr(value, "text", value))[:40]}" is no date', "a date as 2026-03-31")


def _estimated(value: object) -> object:
    if isinstance(value, bool) or (isinstance(value, str) and value.strip()):
        return value
    shown = "empty" if value is None or value == "" else str(getattr(value, "text", value))[:40]
    raise refuse(f"estimated is {shown}", "true or false, or why it is a guess")


def guessed(estimated: bool | str) -> tuple[bool, str | None]:
    """Whether a value is a guess, and what it was guessed from where that is said."""
    return bool(estimated), estimated if isinstance(estimated, str) else None


def parsed(parser: Callable[[str], Quantity]) -> Callable[[object], object]:
    """A validator that reads text by *parser*."""

    def read(value: object) -> object:
        if isinstance(value, Quantity):
            return value
        try:
            return parser(str(as_text(value)))
        except QuantityError as error:
            raise refuse(error.wrong, error.expected) from None

    return read


@dataclass(frozen=True, eq=False)
class Also:
    """Beside an annotation: a further form that a validator of it takes, for the JSON Schema."""

    form: dict[str, Any]

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """The form that the annotation says, or this one."""
        return {"anyOf": [handler(core), self.form]}


class _NamesAlone:
    """The JSON Schema of :data:`NAMES_ALONE`."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """A mapping whose values may be empty, or a list of names."""
        mapping = handler(core)
        mapping["additionalProperties"] = {"anyOf": [mapping["additionalProperties"], {"const": None}]}
        return {"anyOf": [mapping, {"type": "array", "items": {"type": "string"}}]}


def _names_alone(value: object) -> object:
    """Names alone may be given as a list, and a name may stand with nothing after it."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return {name: {} for name in value}
    if isinstance(value, dict):
        return {name: {} if inner is None else inner for name, inner in value.items()}
    return value


NAMES_ALONE = (BeforeValidator(_names_alone), _NamesAlone())
_ONE = (BeforeValidator(listed), Also({"type": ["string", "number"]}))

Text = Annotated[str, BeforeValidator(as_text), Also({"type": "number"})]
Name = Annotated[str, BeforeValidator(as_text), AfterValidator(_name)]
Technology = Annotated[str, BeforeValidator(as_text), AfterValidator(_technology)]
Texts = Annotated[list[Text], *_ONE]
Names = Annotated[list[Name], *_ONE]
Technologies = Annotated[list[Technology], *_ONE]
Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Duration = Annotated[
    Quantity,
    BeforeValidator(parsed(duration)),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]", "examples": ["300ms", "2s", "5m"]}),
]
Estimated = Annotated[
    bool | str,
    BeforeValidator(_estimated),
    WithJsonSchema({"type": ["boolean", "string"], "description": "A guess that nobody confirmed; or why it is one"}),
]


def schema_of(model: type[BaseModel], path: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record file for editors."""
    schema = model.model_json_schema()
    schema.pop("title", None)
    return {"$schema": DIALECT, "title": path, **_untitled(schema)}


def _untitled(schema: Any) -> Any:
    """Without what pydantic adds: titles made of the fields' names, defaults, and null for what may be left out."""
    if isinstance(schema, list):
        return [_untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: value for key, value in schema.items() if key != "default"}
    if "anyOf" in schema:
        options = [o for o in schema.pop("anyOf") if o != {"type": "null"}]
        schema = {**options[0], **schema} if len(options) == 1 else {"anyOf": options, **schema}
    return {
        key: ({k: _untitled(v) for k, v in value.items()} if key in ("properties", "$defs") else _untitled(value))
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }


def modeline(kind: str, schemas: str = SCHEMAS) -> str:
    """The first line of a record file, by which editors find its schema in the folder (or at the URL) *schemas*."""
    return f"# yaml-language-server: $schema={schemas}/{kind}.schema.json"
