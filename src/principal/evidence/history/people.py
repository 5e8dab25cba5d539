"""Who wrote a commit: names and addresses after ``.mailmap``, and whether it was automation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MAX_NAME = 200
_MAX_LINES = 20_000
# gitmailmap(5): [proper name] <address> [[commit name] <commit address>]
_LINE = re.compile(r"([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?")
# Automation that does not say so by a suffix.
_NAMES = frozenset(
    (
        "allcontributors",
        "bors",
        "circleci",
        "codecov-io",
        "copybara-service",
        "crowdin",
        "dependabot",
        "dependabot preview",
        "dependabot-preview",
        "dependabot-support",
        "github action",
        "github actions",
        "github-actions",
        "gitlab ci",
        "gitlab-ci",
        "gitter badger",
        "google-github-actions-bot",
        "greenkeeper",
        "greenkeeperio",
        "imgbot",
        "jenkins",
        "k8s ci robot",
        "k8s-ci-robot",
        "kubernetes prow robot",
        "kubernetes submit queue",
        "mergify",
        "opentelemetrybot",
        "pre-commit ci",
        "pre-commit-ci",
        "pyup bot",
        "pyup.io bot",
        "renovate",
        "renovate bot",
        "renovatebot",
        "semantic release bot",
        "snyk bot",
        "the gitter badger",
        "transifex",
        "travis ci",
        "travis-ci",
        "weblate",
        "whitesource renovate",
    )
)
# Not a bare "bot" at the end: that is also a family name.
_SUFFIX = re.compile(r"\[bot\]|\(bot\)|[-_](?:ro)?bot\Z")
_ADDRESS = re.compile(r"\[bot\]@|(?:\A|[+._-])(?:dependabot|renovate|renovatebot|greenkeeper|snyk-bot)@|[-_]bot@")


@dataclass(frozen=True, slots=True)
class Person:
    """An author: name, lower-case address, and whether it is automation."""

    name: str
    email: str
    bot: bool


@dataclass(slots=True)
class People:
    """Turns raw names and addresses into people, by the lines of one ``.mailmap``."""

    mailmap: bytes = b""
    _by_both: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _by_email: dict[str, tuple[str, str]] = field(default_factory=dict)
    _known: dict[tuple[bytes, bytes], Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.mailmap.decode("utf-8", "replace").splitlines()[:_MAX_LINES]:
            found = _LINE.match(line) if not line.startswith("#") else None
            if found is None:
                continue
            name, email, old_name, old_email = (part.strip() if part else "" for part in found.groups())
            if old_email and old_name:
                self._by_both[(old_name.lower(), old_email.lower())] = (name, email)
            elif old_email:
                self._by_email[old_email.lower()] = (name, email)
            elif name:
                known = self._by_email.get(email.lower(), ("", ""))
                self._by_email[email.lower()] = (name, known[1])

    def person(self, name: bytes, email: bytes) -> Person:
        """The person behind a name and an address as a commit has them."""
        known = self._known.get((name, email))
        if known is None:
            known = self._known[(name, email)] = self._look_up(_text(name), _text(email))
        return known

    def _look_up(self, name: str, email: str) -> Person:
        key = email.lower()
        mapped = self._by_both.get((name.lower(), key)) or self._by_email.get(key) or ("", "")
        proper_name, proper_email = mapped[0] or name, (mapped[1] or email).lower()
        bot = is_bot(proper_name, proper_email) or is_bot(name, key)
        return Person(proper_name[:_MAX_NAME], proper_email[:_MAX_NAME], bot)


def is_bot(name: str, email: str) -> bool:
    """Whether a name and an address are those of automation."""
    plain = name.lower().strip()
    return plain in _NAMES or bool(_SUFFIX.search(plain)) or bool(_ADDRESS.search(email.lower()))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
