"""Registries that images are pushed to, by their hosts: what tells one account or region from another is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from principal.core.readers.installs import Named
from principal.core.readers.shell import Word

DOCKER_HUB = "docker.io"

_HOST = re.compile(r"[A-Za-z0-9$][\w${}().-]*\.[a-z]{2,24}(?::[0-9]{1,5})?")
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._/-]*(?:[:@]\S*)?")
_FAMILIES = (
    (re.compile(r".*\.dkr\.ecr(?:-fips)?\..*amazonaws\.com(?:\.cn)?"), "dkr.ecr.amazonaws.com"),
    (re.compile(r"(?:.*[.-])?docker\.pkg\.dev"), "docker.pkg.dev"),
    (
        re.compile(
            r"(?:.*\.)?(azurecr\.io|gcr\.io|jfrog\.io|aliyuncs\.com|ocir\.io|icr\.io|scw\.cloud|pkg\.coding\.net)"
        ),
        "",
    ),
    (re.compile(r"(?:index\.|registry-1\.|registry\.hub\.|hub\.)?docker\.(?:io|com)"), DOCKER_HUB),
)
_LOGIN_VALUED = frozenset(("-u", "--username", "-p", "--password", "--authfile", "--cert-dir", "--tls-verify"))
_CLIENTS = frozenset(("docker", "podman", "buildah", "nerdctl", "skopeo", "oras", "crane", "img", "regctl"))
_SCHEME = re.compile(r"(?:https?|docker|oci)://")


def registry_of(reference: str) -> str | None:
    """The registry that an image's reference, or the host of one, names; None where that is not known."""
    text = _SCHEME.sub("", reference.strip(), count=1)
    host, slash, _ = text.partition("/")
    if _HOST.fullmatch(host) is None:
        return DOCKER_HUB if slash and _REFERENCE.fullmatch(text) else None
    host = host.partition(":")[0].lower()
    for form, name in _FAMILIES:
        if (found := form.fullmatch(host)) is not None:
            return name or found[1]
    return None if "$" in host else host


def pushed(command: Sequence[Word]) -> Iterator[Named]:
    """The registries that a command logs in to or pushes to."""
    words = [word.text for word in command]
    match words[:3]:
        case [client, "login", *_] if client in _CLIENTS:
            yield from _login(command[2:])
        case ["helm" | "crane" | "regctl", "registry" | "auth", "login"]:
            yield from _login(command[3:])
        case [client, "push", *_] if client in _CLIENTS or client == "helm":
            plain = [word for word in command[2:] if word.text[:1] != "-"]
            yield from _references(plain[-1:] if client == "helm" or len(plain) > 1 else plain)
        case ["skopeo", "copy", *_]:
            yield from _references(command[-1:])
        case ["docker", "buildx" | "build", *_] if "--push" in words:
            tagged = [after for word, after in pairwise(command) if word.text in ("-t", "--tag")]
            yield from _references(tagged)


def _login(rest: Sequence[Word]) -> Iterator[Named]:
    """Where the credentials are for: Docker Hub, where nothing else is said."""
    skip = False
    for word in rest:
        if skip or word.text[:1] == "-":
            skip = not skip and word.text in _LOGIN_VALUED
            continue
        name = registry_of(word.text)
        if name is not None:
            yield Named("registry", name, None, word.start)
        return
    if rest:
        yield Named("registry", DOCKER_HUB, None, rest[0].start)


def _references(words: Sequence[Word]) -> Iterator[Named]:
    for word in words:
        name = registry_of(word.text)
        if name is not None:
            yield Named("registry", name, None, word.start)
