"""The model of ``signoffs/roles.yaml``."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from principal.core.record_fields import Names, Record, Text, as_text, refuse
from principal.phases.consensus.places import AUTHOR, KEEPER, ROLE_NAME

_REPOSITORY = re.compile(r"[!-~]{1,200}")


def _role(value: str) -> str:
    if not ROLE_NAME.fullmatch(value):
        raise refuse(f'"{value[:60]}" is no name of a role', "letters, digits, dots, hyphens: lead-backend")
    if value == KEEPER:
        raise refuse("the role keeper is a name of our own", "keepers: beside roles:, not in it")
    if value == AUTHOR:
        raise refuse("the role author is a name of our own", "another name: a proposal itself says who its authors are")
    return value


def _repository(value: str) -> str:
    if not _REPOSITORY.fullmatch(value):
        raise refuse(f'"{value[:60]}" is no name of a repository', "a name without spaces: acme/shop")
    return value


def _quorum(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1000:
        return int(value)
    raise refuse(f"a quorum of {str(value)[:40]}", "a number from 1 on")


RoleName = Annotated[str, BeforeValidator(as_text), AfterValidator(_role)]
Quorum = Annotated[int, BeforeValidator(_quorum)]


class Role(Record):
    """A role in which people sign."""

    SYNONYMS: ClassVar[dict[str, str]] = {"holder": "holders", "members": "holders", "separate": "separate_from"}

    holders: Names = Field(description="Who holds it: principals of allowed_signers")
    separate_from: list[RoleName] = Field(
        default=[], description="Roles that the same person may not fill for the same record"
    )
    presence: bool = Field(False, description="Its signatures count only with a FIDO key that somebody touched")
    quorum: Quorum = Field(1, description="How many of its holders have to approve")
    overrules: bool = Field(False, description="It may overrule a concern")
    withdraws: bool = Field(False, description="It may take back a proposal that others wrote")

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.quorum > len(set(self.holders)):
            raise refuse(
                f"{self.quorum} have to approve and {len(set(self.holders))} hold it", "at least as many holders"
            )
        return self


class Solo(Record):
    """One person holds every role."""

    because: Text = Field(description="Why one person is enough here")


class RolesFile(Record):
    """Who speaks in which role, and who decides about that."""

    SYNONYMS: ClassVar[dict[str, str]] = {"name": "repository", "keeper": "keepers"}

    repository: Annotated[str, BeforeValidator(as_text), AfterValidator(_repository)] = Field(
        description="The name of this repository in what is signed; a fork takes another one"
    )
    keepers: Names = Field(description="Who decides who may sign: principals of allowed_signers")
    quorum: Quorum = Field(1, description="How many keepers a change of signers or roles needs")
    solo: Solo | None = Field(None, description="One person holds every role, may approve their own, and says so")
    roles: dict[RoleName, Role] = Field(default={}, description="Roles, by their names")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keepers = len(set(self.keepers))
        if self.quorum > keepers:
            raise refuse(f"{self.quorum} keepers have to sign and there are {keepers}", "at least as many keepers")
        everybody = {*self.keepers, *(h for role in self.roles.values() for h in role.holders)}
        if self.solo is not None and len(everybody) > 1:
            raise refuse(f"solo, and {len(everybody)} people hold roles", "one person, or no solo:")
        unknown = sorted({other for role in self.roles.values() for other in role.separate_from} - set(self.roles))
        if unknown:
            raise refuse(f"a role is separate from {unknown[0]}, which is none", f"one of {', '.join(self.roles)}")
        return self
