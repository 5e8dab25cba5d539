"""The model of a proposal's front matter, and of the two records beside proposals."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from principal.core.quantities import Quantity, price, share, size, speed
from principal.core.record_fields import (
    Date,
    Duration,
    Name,
    Names,
    Record,
    Technologies,
    Text,
    Texts,
    as_text,
    parsed,
    refuse,
)

_NEED = re.compile(r"(?P<component>[^\s>]+)\s+(?:needs|->|→)\s+(?P<needs>\S+)\Z")


def _need(value: str) -> str:
    found = _NEED.match(value.strip())
    if not found:
        raise refuse(f'"{value[:60]}" is no need', "two components: checkout needs orders-db")
    return f"{found['component']} needs {found['needs']}"


def _path(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not value.isprintable() or str(path) == ".":
        raise refuse(f'"{value[:60]}" is no path of this repository', "a path below its root: services/checkout")
    return str(path)


def _text_schema(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": list(examples)})


Need = Annotated[str, BeforeValidator(as_text), AfterValidator(_need)]
Path = Annotated[str, BeforeValidator(as_text), AfterValidator(_path)]
Size = Annotated[Quantity, BeforeValidator(parsed(size)), _text_schema("400 GB", "2 TB")]
Speed = Annotated[Quantity, BeforeValidator(parsed(speed)), _text_schema("1 Gbit/s", "100 MB/s")]
Price = Annotated[Quantity, BeforeValidator(parsed(price)), _text_schema("0.09 USD/GB")]
Share = Annotated[Quantity, BeforeValidator(parsed(share)), _text_schema("50%")]


class Scope(Record):
    """What the proposal touches, by the names that the system record and the radar use."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "component": "components", "services": "components", "path": "paths", "files": "paths", "need": "needs",
        "entities": "data", "tech": "technologies", "technology": "technologies",
    }  # fmt: skip

    components: Names = Field(default=[], description="Components of the system record")
    data: Names = Field(default=[], description="Data entities of the system record")
    needs: list[Need] = Field(default=[], description="Who needs whom: checkout needs orders-db")
    paths: list[Path] = Field(default=[], description="Files and folders, where no component tells it")
    technologies: Technologies = Field(default=[], description="Technologies that it brings or takes away")


class Move(Record):
    """Where data go: to another owner, another store or another region; and what that takes."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "size": "volume", "bandwidth": "link", "speed": "link", "duration": "takes", "dual-write": "dual_write",
        "churn": "changes",
    }  # fmt: skip

    owner: Name | None = Field(None, description="The component that is to write it")
    store: Name | None = Field(None, description="The component that is to keep it")
    region: Name | None = Field(None, description="Where it is to be")
    volume: Size | None = Field(None, description="How much there is to copy")
    link: Speed | None = Field(None, description="How fast it can be copied")
    changes: Speed | None = Field(None, description="How fast it changes meanwhile")
    takes: Duration | None = Field(None, description="How long the move takes")
    dual_write: Duration | None = Field(None, description="How long both places are written")
    egress: Price | None = Field(None, description="What a gigabyte costs that leaves")
    compute: Duration | None = Field(None, description="What moving the compute to the data takes instead")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.owner is None and self.store is None and self.region is None:
            raise refuse("the data move nowhere", "owner:, store: or region:, whichever changes")
        return self


class Front(Record):
    """What a proposal says about itself; who has to agree follows from it, and how far it is from signatures."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "author": "authors", "date": "created", "constraints": "serves", "touches": "scope", "moving": "moves",
        "replaces": "supersedes",
    }  # fmt: skip

    authors: Names = Field(default=[], description="Who proposes it; none of them may approve it")
    created: Date | None = None
    scope: Scope = Scope()
    serves: Names = Field(default=[], description="Ids of the constraints that it serves")
    moves: dict[Name, Move] = Field(default={}, description="Data entities that it moves, and where to")
    supersedes: Texts = Field(default=[], description="Ids of the proposals that it replaces")
    withdrawn: Text | None = Field(None, description="Not needed, as status: to withdraw is signed (principal sign)")
    status: Text | None = Field(None, description="Not needed: it follows from signatures, and is held against them")


class Terms(Record):
    """How proposals of one tier are agreed to."""

    SYNONYMS: ClassVar[dict[str, str]] = {"comment_period": "comment", "quorum": "agree", "majority": "agree"}

    agree: Share | None = Field(None, description="More than this share of the required roles has to approve")
    comment: Duration | None = Field(None, description="How long somebody may object after that: 10d")
    roles: Names = Field(default=[], description="Roles that have to sign, whatever is touched")


class Tiers(Record):
    """Terms by tier; a tier without any is agreed to as it comes with Principal."""

    light: Terms | None = None
    standard: Terms | None = None
    heavy: Terms | None = None


class Roles(Record):
    """Roles that have to sign, by what is touched."""

    core: Names = Field(default=[], description="A core component")
    data: Names = Field(default=[], description="An owner or a store of data")
    personal: Names = Field(default=[], description="Data about people, health or payments")
    move: Names = Field(default=[], description="Data that move")
    boundary: Names = Field(default=[], description="What stands on our boundary")
    technology: Names = Field(default=[], description="A technology that is not on Adopt")
    hotspot: Names = Field(default=[], description="Some of the code that changes most")


class TermsFile(Record):
    """How proposals are agreed to."""

    tiers: Tiers = Tiers()
    roles: Roles = Roles()


class Accepted(Record):
    """What became of one accepted proposal."""

    content: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = Field(description="SHA-256 of the accepted revision")
    decisions: Names = Field(description="Ids of the decision records")
    on: Date


class DecidedFile(Record):
    """What proposals became. It stands beside them: to write into one would make another revision of it."""

    proposals: dict[Name, Accepted] = Field(default={}, description="By the id of the proposal")
