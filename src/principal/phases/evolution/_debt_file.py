"""The model of ``architecture/debt.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from principal.core.quantities import QuantityError, effort
from principal.core.record_fields import Also, Date, Name, Record, Text, as_text, listed, refuse

_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")
_PATTERN = "patterns of paths stand under paths:"


def _fingerprint(value: str) -> str:
    if not _FINGERPRINT.match(value):
        hint = f"; {_PATTERN}" if re.search(r"[/*.]", value) else ", as `principal check` shows them"
        raise refuse(f'"{value[:60]}" is no fingerprint', f"16 hexadecimal digits{hint}")
    return value


def _pattern(value: str) -> str:
    if value.startswith(("/", "!")) or ".." in value.split("/") or not value.isprintable():
        raise refuse(f'"{value[:60]}" is no path of this repository', "a path or pattern below its root: services/**")
    return value


@dataclass(frozen=True, slots=True)
class Principal:
    """The effort to repay, as written and in working days."""

    text: str
    days: float


def _principal(value: object) -> object:
    text = str(as_text(value)).strip()
    try:
        return Principal(text, effort(text).value)
    except QuantityError as error:
        raise refuse(error.wrong, error.expected) from None


_FINGERPRINT_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{16}$"})
Fingerprint = Annotated[str, BeforeValidator(as_text), AfterValidator(_fingerprint), _FINGERPRINT_SCHEMA]
Pattern = Annotated[str, BeforeValidator(as_text), AfterValidator(_pattern)]
Effort = Annotated[
    Principal,
    BeforeValidator(_principal),
    WithJsonSchema({"type": "string", "examples": ["4h", "3d", "2w"], "description": "Effort to repay it"}),
]


class Loan(Record):
    """Accepted debt: a true finding that we live with, until when, and who pays it back."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "why": "because", "reason": "because", "effort": "principal", "until": "due", "expires": "due",
        "findings": "covers", "fingerprints": "covers", "files": "paths", "path": "paths", "description": "what",
        "since": "taken", "date": "taken", "cost": "interest",
    }  # fmt: skip

    rule: Name = Field(description="The rule that it is taken on")
    what: Text = Field(description="What we owe, in words")
    covers: Annotated[list[Fingerprint], BeforeValidator(listed), Also({"type": "string"})] = Field(
        default=[], description="Fingerprints of the findings that it covers"
    )
    paths: Annotated[list[Pattern], BeforeValidator(listed), Also({"type": "string"})] = Field(
        default=[], description="Patterns of the paths whose findings it covers, if they were there when it was taken"
    )
    principal: Effort | None = None
    interest: Text | None = Field(None, description="What it costs us while we have it")
    owner: Name | None = Field(None, description="Who pays it back")
    taken: Date | None = Field(None, description="The day on which it was taken")
    due: Date | None = Field(None, description="The day by which it is paid back")
    because: Text | None = Field(None, description="Why we take it")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.taken and self.due and self.due < self.taken:
            raise refuse(f"it is due on {self.due}, before it was taken on {self.taken}", "a due date after that")
        if not self.covers and not self.paths:
            raise refuse("the loan covers nothing", "covers: [fingerprints] or paths: [patterns]")
        return self


class Dismissal(Record):
    """A finding that is not true here, and why."""

    SYNONYMS: ClassVar[dict[str, str]] = {"why": "because", "reason": "because", "date": "on", "owner": "by"}

    rule: Name = Field(description="The rule whose finding it is")
    because: Text | None = Field(None, description="Why it is not true here")
    by: Name | None = Field(None, description="Who says so")
    on: Date | None = Field(None, description="The day on which it was said")
    evidence: Text | None = Field(None, description="Hash of the evidence that was judged; another one reopens it")


class DebtFile(Record):
    """Loans and dismissals."""

    loans: dict[Name, Loan] = Field(default={}, description="True findings that we live with, by a name of the loan")
    dismissals: dict[Fingerprint, Dismissal] = Field(
        default={}, description="Findings that are not true here, by fingerprint"
    )
