"""Which hosts are those of APIs, by the form of their names.

A host is one where a label says so (``api.stripe.com``, ``hooks.slack.com``), where its path
does (``slack.com/api``), or where it belongs to a family of which all do or is one of the few
that are known and have no such form.
"""

from __future__ import annotations

import re
from functools import lru_cache

from principal.evidence.literals._known import FAMILIES, KNOWN, NEVER, words

# ${region}, {region}, #{region}, %s, <region>, $1: what is filled in later.
_FILLED = re.compile(r"[$#]?\{[^{}]*\}?|%\d?\$?[sdv]|<[^<>]*>?|\$\([^()]*\)?|\$[a-z_]\w*|\*")
_USER = re.compile(r"[^@/]*@")
_HOST = re.compile(r"\.?[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)+")
_TOP = re.compile(r"[a-z]{2,13}")
_WINDS = "central|east|north|northeast|northwest|south|southeast|southwest|west"
_REGION = re.compile(rf"(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-|iso-)?(?:{_WINDS})-?\d?")
_AFTER = re.compile(r"(?<=\As3)-[a-z]{2}-[a-z]+-\d\Z")  # s3-eu-west-1.amazonaws.com
_BEFORE = re.compile(r"(?:\*|[a-z]{2,12}-[a-z]{4,12}\d{1,2})-(?=[a-z]+\Z)")  # us-central1-aiplatform.googleapis.com
_API = re.compile(
    r"(?:.*-)?[a-z]{0,12}apis?(?:v?\d{1,2})?(?:-.*)?|(?:[a-z0-9-]+-)?smtp|hooks?|webhooks?|oauth2?|accounts?|events?"
    r"|services?|tiles?|uploads?|auth|connect|gateway|gql|graph|graphql|identity|imap|ingest|js|login|mqtt|openidconnect"
    r"|push|registry|relay|rest|rpc|sdk|ws|wss"
)
_PRODUCT = re.compile(r"[a-z0-9-]+-?apis?")  # omdbapi.com, googleapis.com
_API_PATH = re.compile(
    r"(?:open-?|rest-?)?apis?|v?\d{1,2}(?:\.\d{1,2})?|oauth2?|webhooks?|hooks|graphql|rest|rpc|services|_matrix"
)
_PAGES = words(
    """about blog community confluence console dashboard developer developers devcenter discuss doc docs example
    examples forum forums guide guides help kb knowledge learn portal reference schema schemas status support wiki
    www"""
)
_PAGE_PATH = re.compile(
    r"(?:^|/)(?:docs?|documentation|reference|guides?|help|support|blog|tutorials?)(?:/|$)|\.(?:html?|md|xsd|dtd)$"
)
_NOBODY = words(
    """acme acmecorp attacker bar baz company contoso custom domain evil example fabrikam fake foo foobar host hostname
    internal invalid lan local localdomain localhost myapi myapp mycompany mydomain myproduct myserver myservice mysite
    mystore placeholder prod production server site test website yourapi yourapp yourcompany yourdomain yourserver
    yoursite"""
)
_PART = re.compile(r"[a-z0-9._-]{1,60}")
_GOOGLE = "www.googleapis.com"  # where the first parts of the path tell many services apart
_MAX_NAME = 120


@lru_cache(maxsize=4096)
def name_of(text: str, path: str, *, bare: bool) -> str | None:
    """The host of an API, with what of its path tells services apart; None where it is none.

    Args:
        text: lower case, between ``://`` and what ends a host; parts may be filled in.
        path: what follows it, from its slash on.
        bare: no scheme says that this is a host at all.
    """
    host = _host(text)
    if host is None or len(host) > _MAX_NAME:
        return None
    labels = [label for label in host.split(".") if label]
    plain = [label for label in map(_without_region, labels) if label]
    if len(plain) < 2 or not _TOP.fullmatch(plain[-1]):
        return None
    if not _NOBODY.isdisjoint(plain[:-1]) and ".".join(plain) not in KNOWN:
        return None
    parts = [part for part in path.partition("?")[0].split("/") if part]
    known = _known(labels, plain, parts, host.startswith("."))
    if known is not None:
        return known or None
    if _PAGE_PATH.search(path) or not _speaks(labels, parts, bare=bare or host.startswith(".")):
        return None
    return ".".join(plain)


def _host(text: str) -> str | None:
    filled = _USER.sub("", _FILLED.sub("*", text)).partition(":")[0].rstrip(".")
    return filled if _HOST.fullmatch(filled) else None


def _without_region(label: str) -> str:
    """The label without the region or what is filled in before it; '' where that is all of it."""
    label = _AFTER.sub("", _BEFORE.sub("", label))
    return "" if "*" in label or _REGION.fullmatch(label) else label


def _known(labels: list[str], plain: list[str], parts: list[str], within: bool) -> str | None:
    """The name of a known host, or of one in a known domain; '' where it is none of an API, None if it is not known."""
    first = parts[0] if parts and _PART.fullmatch(parts[0]) else ""
    page = labels[0] in _PAGES
    for depth in range(len(plain) - 1):
        domain = ".".join(plain[depth:])
        if domain in NEVER:
            return ""
        if domain in KNOWN and (depth == 0 or not page):
            return domain
        if first and f"{domain}/{first}" in KNOWN:
            return f"{domain}/{first}"
        if domain == _GOOGLE:
            return "/".join((domain, *(part for part in parts[:2] if _PART.fullmatch(part))))
        kept = FAMILIES.get(domain)
        if kept is None or (page and depth):
            continue
        if depth or within or len(labels) > len(plain):
            return ".".join((*plain[max(0, depth - kept) : depth], domain))
    return None


def _speaks(labels: list[str], parts: list[str], *, bare: bool) -> bool:
    """Whether the form says that this is an API."""
    if len(labels) > 2 and labels[0] in _PAGES:
        called = bool(parts) and not bare and parts[0] in ("api", "oauth", "oauth2")
        return labels[0] == "www" and (called or _PRODUCT.fullmatch(labels[-2]) is not None)
    if any(_API.fullmatch(label.replace("*", "")) for label in labels[:-2]):
        return True
    if len(labels) > 2 or not bare:
        return _PRODUCT.fullmatch(labels[-2]) is not None or (
            not bare and bool(parts) and _API_PATH.fullmatch(parts[0]) is not None
        )
    return False
