"""What is signed: one canonical text, so that a signature means one thing and nothing else.

Its first line is its purpose, which is the namespace of the signature too. Every further
line is ``name: value``, in one order, without anything that two readers could read in two
ways: text that is not in this very form is refused, never mended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields

from principal.core.signatures.refused import Refused

SIGNOFF = "principal-signoff@v1"
TRUST = "principal-trust@v1"
PURPOSES = (SIGNOFF, TRUST)
APPROVE, CONCERN, WITHDRAW, OVERRULE = VERDICTS = ("approve", "concern", "withdraw", "overrule")
MAX_BYTES = 8 * 1024
_MAX_VALUE = 2000
_HASH = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@+-]{0,99}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says what about which content of which record of which repository.

    Attributes:
        purpose: ``principal-signoff@v1``, or ``principal-trust@v1`` for who may sign.
        repository: its name, as ``signoffs/roles.yaml`` gives it.
        root: its first commit: a clone has the same one, another project another one.
        record: id of the record.
        path: where the record stands.
        content: SHA-256 of its content as git stores it.
        role: in which the signer speaks.
        by: the principal who signs.
        verdict: approve, concern, withdraw or overrule.
        about: SHA-256 of the statement that is withdrawn or overruled; '' for the others, and where
            the record itself is withdrawn.
        reason: in one line; '' where none is needed.
        time: when it was made, as the signer says: ``2026-11-26T09:31:42Z``.
    """

    purpose: str
    repository: str
    root: str
    record: str
    path: str
    content: str
    role: str
    by: str
    verdict: str
    about: str
    reason: str
    time: str

    @property
    def text(self) -> bytes:
        """The bytes that are signed."""
        return "".join(_lines(self)).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of what is signed: its name."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def claimed(self) -> dt.datetime:
        """The time that it claims, UTC."""
        return dt.datetime.strptime(self.time, "%Y-%m-%dT%H:%M:%SZ")


_NAMES = tuple(f.name for f in fields(Statement))[1:]
_OPTIONAL = ("about", "reason")


def _lines(statement: Statement) -> Iterator[str]:
    yield f"{statement.purpose}\n"
    for name in _NAMES:
        value = getattr(statement, name)
        if value or name not in _OPTIONAL:
            yield f"{name}: {value}\n"


def parse(text: bytes) -> Statement:
    """The statement in *text*.

    Raises:
        Refused: it is not in the one form that a statement has.
    """
    if len(text) > MAX_BYTES:
        raise Refused(f"the statement has {len(text):,} bytes; at most {MAX_BYTES:,} are read")
    if b"\r" in text:
        raise Refused("the statement has line ends of Windows; it was changed on its way")
    try:
        said = text.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("the statement is not UTF-8") from None
    purpose, _, rest = said.partition("\n")
    if purpose not in PURPOSES:
        raise Refused(f"the statement is for {purpose[:60]!r}; known are {' and '.join(PURPOSES)}")
    values: dict[str, str] = {}
    for number, line in enumerate(rest.removesuffix("\n").split("\n"), 2):
        name, found, value = line.partition(": ")
        if not found or name not in _NAMES or not value:
            raise Refused(f"line {number} of the statement is not one of {', '.join(_NAMES)} with its value")
        if name in values:
            raise Refused(f"the statement says {name} twice")
        values[name] = value
    missing = [name for name in _NAMES if name not in values and name not in _OPTIONAL]
    if missing:
        raise Refused(f"the statement does not say {' and '.join(missing)}")
    statement = Statement(purpose, **{name: values.get(name, "") for name in _NAMES})
    check(statement)
    if statement.text != text:
        raise Refused("the statement is not in its one form: lines in another order, or one that does not end")
    return statement


def check(statement: Statement) -> None:
    """Make sure that every value is one that a statement may have.

    Raises:
        Refused: one is not.
    """
    for name in _NAMES:
        _printable(name, getattr(statement, name))
    for name, form, what in (
        ("record", _NAME, "an id"), ("role", _NAME, "a name"), ("root", _COMMIT, "the hash of a commit"),
        ("content", _HASH, "a SHA-256 in hexadecimal"), ("time", _TIME, "a time as 2026-11-26T09:31:42Z"),
    ):  # fmt: skip
        value = getattr(statement, name)
        if not form.fullmatch(value):
            raise Refused(f"the statement says {name}: {value[:60]}, which is not {what}")
    try:
        _ = statement.claimed
    except ValueError:
        raise Refused(f"the statement says time: {statement.time}, and there is none such") from None
    if any(part in ("", ".", "..") for part in statement.path.split("/")):
        raise Refused("the statement names a path that is not below the repository's root")
    if " " in statement.by or not statement.by:
        raise Refused("the statement does not say by whom it is")
    if statement.verdict not in VERDICTS:
        raise Refused(f"the statement says verdict: {statement.verdict[:40]}; known are {', '.join(VERDICTS)}")
    _agree(statement)


def _agree(statement: Statement) -> None:
    """What verdict, reason and what it is about have to do with each other."""
    answers = statement.verdict == OVERRULE or (statement.verdict == WITHDRAW and statement.about != "")
    if answers and not _HASH.fullmatch(statement.about):
        raise Refused(f"the statement does not say what it is about, which to {statement.verdict} needs")
    if statement.verdict not in (WITHDRAW, OVERRULE) and statement.about:
        raise Refused(f"to {statement.verdict} is about the record alone, and the statement names another one")
    needs_reason = statement.verdict in (CONCERN, OVERRULE) or (statement.verdict == WITHDRAW and not answers)
    if needs_reason and not statement.reason:
        raise Refused(f"the statement gives no reason, which {statement.verdict} needs")


def _printable(name: str, value: str) -> None:
    if len(value) > _MAX_VALUE:
        raise Refused(f"the statement has a {name} of {len(value):,} characters; at most {_MAX_VALUE:,} are read")
    if value != value.strip():
        raise Refused(f"the statement has a space before or after its {name}")
    if not value.isprintable():
        raise Refused(f"the statement has something in its {name} that cannot be seen")
    if unicodedata.normalize("NFC", value) != value:
        raise Refused(f"the statement has a {name} that is not in the composed form of Unicode (NFC)")
