"""``allowed_signers`` files of OpenSSH (ssh-keygen(1), ALLOWED SIGNERS): who may sign, with which key, for what.

A line has principals, options, a key, and perhaps a comment. Whatever does not read is
said and left out: a line that is misunderstood must not let anybody in.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from principal.core.signatures import keys
from principal.core.signatures.keys import Key
from principal.core.signatures.refused import Refused

MAX_BYTES = 1024 * 1024
MAX_LINES = 10_000
_MAX_PATTERNS = 64
_TIME = re.compile(r"([0-9]{8})([0-9]{4}(?:[0-9]{2})?)?(Z?)", re.ASCII)
_OPTION = re.compile(r'([A-Za-z-]{1,40})(?:="([^"]*)")?(?:,(?=.)|\Z)', re.DOTALL)
_FIRST = re.compile(r'(?:[^" ]|"[^"]*")+')
_PATTERN = re.compile(r"!?[^\s!,\"#]+")


@dataclass(frozen=True, slots=True)
class Signer:
    """One line.

    Attributes:
        line: where it stands, from 1.
        principals: patterns of who signs with the key.
        key: the key; of an authority, the one that signs its certificates.
        authority: whether it vouches for certificates, and does not sign itself.
        namespaces: patterns of what it may sign; empty: anything.
        after, before: when it is valid, UTC, both inclusive; None where there is no such end.
    """

    line: int
    principals: tuple[str, ...]
    key: Key
    authority: bool
    namespaces: tuple[str, ...]
    after: dt.datetime | None
    before: dt.datetime | None

    @property
    def person(self) -> str:
        """The one whom signatures by it are counted for: the first name on the line."""
        return self.principals[0]


def read(content: bytes) -> tuple[list[Signer], list[tuple[int, str]]]:
    """The signers of a file, and what is wrong with it by line. Never raises."""
    if len(content) > MAX_BYTES:
        return [], [(1, f"the list of signers has {len(content):,} bytes; at most {MAX_BYTES:,} are read")]
    if b"\r" in content or b"\0" in content:
        return [], [(1, "the list of signers has line ends of Windows, or bytes that are no text")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [], [(content.count(b"\n", 0, error.start) + 1, "the list of signers is not UTF-8")]
    signers: list[Signer] = []
    wrong: list[tuple[int, str]] = []
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        return [], [(MAX_LINES, f"the list of signers has more than {MAX_LINES:,} lines")]
    people: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines, 1):
        plain = line.strip(" \t")
        if plain and not plain.startswith("#"):
            try:
                signer = parse(plain, number)
                if not signer.authority:
                    _introduce(signer, people)
                signers.append(signer)
            except Refused as refused:
                wrong.append((number, str(refused)))
    return signers, wrong


def _introduce(signer: Signer, people: dict[str, tuple[str, str]]) -> None:
    """Add the names of a line to *people*: to how each looks, how it is written and whose it is.

    Raises:
        Refused: one of them is another person's, or looks like one: two people would be one.
    """
    for name in signer.principals:
        written, person = people.get(_looks(name), (name, signer.person))
        if written != name:
            raise Refused(f"{name} looks like {written}, who stands further up; write one person in one way")
        if person != signer.person:
            raise Refused(f"{name} is a name of {person} further up; every line of a person begins with the same name")
    people.update({_looks(name): (name, signer.person) for name in signer.principals})


def _looks(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def parse(line: str, number: int = 1) -> Signer:
    """The signer in one line.

    Raises:
        Refused: it does not read, or says something that could be taken for more than is meant.
    """
    names, _, rest = line.replace("\t", " ").partition(" ")
    rest = rest.strip(" ")
    principals = patterns(names, "principal")
    options, kind, encoded = _split(rest)
    if kind not in keys.KINDS:
        raise Refused(keys.not_taken(kind))
    said = _options(options)
    authority = "cert-authority" in said
    if not authority and any(re.search(r"[*?!]", name) for name in principals):
        raise Refused("a key stands for one person: patterns of principals are for lines with cert-authority only")
    signer = Signer(
        number,
        principals,
        keys.parse(keys.parse_line(kind, encoded)),
        authority,
        patterns(said["namespaces"], "namespace") if "namespaces" in said else (),
        _time(said.get("valid-after")),
        _time(said.get("valid-before")),
    )
    if signer.after and signer.before and signer.before < signer.after:
        raise Refused("the key is valid until a time that lies before the one from which it is valid")
    return signer


def _split(rest: str) -> tuple[str, str, str]:
    """Options, kind and Base64 of a line behind its principals."""
    found = _FIRST.match(rest)
    first, words = (found[0], rest[found.end() :].split()) if found else ("", [])
    if words and (first in keys.KINDS or first == "ssh-dss"):
        return "", first, words[0]
    if len(words) < 2:
        raise Refused("a line has principals, options and a key; something of it is missing")
    return first, words[0], words[1]


def _options(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(written):
        match = _OPTION.match(written, at)
        if match is None:
            raise Refused(f"the options do not read from here on: {written[at : at + 40]}")
        name, value = match[1].lower(), match[2]
        if name not in ("cert-authority", "namespaces", "valid-after", "valid-before"):
            raise Refused(f"the option {match[1]} is not known")
        if (value is None) != (name == "cert-authority"):
            form = name if name == "cert-authority" else f'{name}="…"'
            raise Refused(f"the option {name} is written as {form}")
        if name in found:
            raise Refused(f"the option {name} stands there twice")
        found[name] = value or ""
        at = match.end()
    return found


def patterns(written: str, what: str) -> tuple[str, ...]:
    """A list of patterns, separated by commas.

    Raises:
        Refused: it is empty, or one of them is.
    """
    found = tuple(written.split(","))
    if len(found) > _MAX_PATTERNS:
        raise Refused(f"there are more than {_MAX_PATTERNS} {what}s in one line")
    if any(len(p) > 200 or not p.isprintable() or not _PATTERN.fullmatch(p) for p in found):
        raise Refused(f"a {what} is empty, long, in quotes, or has signs that none has")
    if any(len(_scripts(p)) > 1 for p in found):
        raise Refused(f"a {what} mixes letters of several alphabets, which look alike")
    if all(p.startswith("!") for p in found):
        raise Refused(f"every {what} of the line is excluded, so that there is none")
    return found


def _scripts(name: str) -> set[str]:
    """The alphabets of the letters in *name*: LATIN, CYRILLIC …"""
    return {unicodedata.name(c, "?").split(" ")[0] for c in name if c.isalpha()}


def matches(written: tuple[str, ...], name: str) -> bool:
    """Whether the patterns take *name*: one of them does, and none that begins with ! does."""
    excluded = any(_takes(p[1:], name) for p in written if p.startswith("!"))
    return not excluded and any(_takes(p, name) for p in written if not p.startswith("!"))


def _takes(pattern: str, name: str) -> bool:
    """Whether ``*`` (any signs) and ``?`` (one) make *pattern* the name; never longer than one times the other."""
    at = here = 0
    star, tried = -1, 0
    while here < len(name):
        if at < len(pattern) and pattern[at] == "*":
            star, tried = at, here
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", name[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            tried += 1  # the last star takes one sign more
            at, here = star + 1, tried
        else:
            return False
    return not pattern[at:].strip("*")


def _time(written: str | None) -> dt.datetime | None:
    if written is None:
        return None
    match = _TIME.fullmatch(written)
    if match is None:
        raise Refused(f'"{written[:40]}" is no time; write 20261231Z or 20261231235959Z')
    if not match[3]:
        raise Refused(f"the time {written} depends on the zone of whoever reads it; write {written}Z")
    try:
        return dt.datetime.strptime(match[1] + (match[2] or "").ljust(6, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        raise Refused(f"there is no such time as {written}") from None
