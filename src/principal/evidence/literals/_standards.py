"""Standards that code speaks, by the names that they fix: media types, URNs, well-known paths.

https://www.iana.org/assignments/media-types, https://www.iana.org/assignments/well-known-uris
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row
from principal.core.sources import SourceFile
from principal.evidence.literals._known import words
from principal.evidence.literals._uses import commented, line_at

NAMES = words(
    """
    application/activity+json application/atom+xml application/dash+xml application/feed+json application/fhir+json
    application/geo+json application/jrd+json application/rss+xml application/scim+json application/soap+xml
    application/vnd.api+json application/vnd.apple.mpegurl application/vnd.geo+json
    application/vnd.git-lfs+json application/x-mpegurl
    text/calendar text/event-stream text/vcard text/x-opml
    urn:ietf:params:oauth urn:ietf:params:scim urn:ietf:params:xml:ns:caldav urn:ietf:params:xml:ns:carddav
    urn:oasis:names:tc:saml urn:schemas-upnp-org
    .well-known/acme-challenge .well-known/caldav .well-known/carddav .well-known/oauth-authorization-server
    .well-known/nodeinfo .well-known/openid-configuration .well-known/webfinger
    otpauth: authorization_code
    """
)
_MEDIA = re.compile(rb"application/([a-z0-9][a-zA-Z0-9.+-]{1,80})")
# Each begins with a literal, for which expressions are searched many times faster.
_OTHERS = (
    re.compile(rb"text/(?:calendar|event-stream|vcard|x-opml)\b"),
    re.compile(
        rb"urn:(?:ietf:params:(?:oauth|scim|xml:ns:caldav|xml:ns:carddav)|oasis:names:tc:SAML|schemas-upnp-org)\b"
    ),
    re.compile(
        rb"\.well-known/(?:acme-challenge|caldav|carddav|oauth-authorization-server|nodeinfo"
        rb"|openid-configuration|webfinger)\b"
    ),
    re.compile(rb"otpauth:(?=//)"),
    re.compile(rb"authorization_code(?=[\"'`&])"),
)
# Files that mails and uploads carry: to compare a type with one of them is to handle a file, not to speak its standard.
_CARRIED = frozenset(("text/calendar", "text/vcard"))
_COMPARED = re.compile(rb"(?:[=!]=|\bcase|\bis|\beq|\bEquals\(|\bequals\()[ \t]{0,9}[\"']\Z")
_BEFORE = 40  # bytes
_MAX_TYPES = 10  # a file that names more is a list of types: of what files may be, not of what is spoken


def read(file: SourceFile, ending: str) -> Iterator[Row]:
    """One row for each name, at the first line that has it."""
    content = file.content
    found: dict[str, int] = {}
    types = {each[1] for each in _MEDIA.finditer(content)}
    if len(types) <= _MAX_TYPES:
        for each in _MEDIA.finditer(content) if types else ():
            _add(found, content, each, ending)
        for pattern in _OTHERS:
            for each in pattern.finditer(content):
                _add(found, content, each, ending)
    for name, start in sorted(found.items(), key=lambda each: each[1]):
        yield Packages(file.path, line_at(content, start), "standard", name, None, None, "runtime")


def _add(found: dict[str, int], content: bytes, each: re.Match[bytes], ending: str) -> None:
    name = each[0].decode("ascii").lower()
    start = each.start()
    if name not in NAMES or name in found or commented(content, start, ending):
        return
    if name not in _CARRIED or _COMPARED.search(content, max(0, start - _BEFORE), start) is None:
        found[name] = start
