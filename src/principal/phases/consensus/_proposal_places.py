"""Where proposals live, and what their names say: ours, Kubernetes' enhancements, and numbered RFCs of others."""

from __future__ import annotations

import posixpath
import re

from principal.core.pages.names import foreign

FOLDER = "architecture/proposals"
DECIDED = f"{FOLDER}/decided.yaml"
PRINCIPAL, KEP, RFC = "principal", "kep", "rfc"

_OURS = re.compile(rf"{FOLDER}/(?P<id>RFC-(?P<number>\d{{3,5}}))(?:-[a-z0-9]+)*\.md\Z")
_KEP = re.compile(r"(?:^|/)(?:keps|enhancements)/(?:[^/]+/)*(?P<name>[^/]+)/(?:kep\.yaml|README\.md)\Z")
_NUMBER = re.compile(r"(?P<number>\d{1,5})-")
_FOLDERS = re.compile(
    r"(?:(?:^|/)(?:(?:active-)?rfcs?|rfds?|proposals|design[-_]proposals|enhancements|o?teps|beps)|^text)/(?:[^/]+/)*"
)
# Not numbered: 2024-05-06-x.md has its day, and 0013-0020-x.md is about several.
_NUMBERED = re.compile(
    r"(?:rfc[-_ ]?)?(?P<number>\d{3,5})[-_.](?!\d\d[-_.]\d|\d{3,5}[-_.])\S[^/]*(?:\.(?:md|markdown|mdx)|/readme\.md)\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:^|/)rfc[-_]?(?P<number>\d{1,5})[-_][^/]*\.(?:md|markdown|mdx)\Z", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|/)enhancements/(?:[^/]+/)*[a-z0-9][\w.-]*\.md\Z")
_FORM = re.compile(r"(?:^|[-_/.])(?:template|nnnn)(?:[-_.]|$)", re.IGNORECASE)
_DECISIONS = re.compile(r"(?:^|/)(?:adrs?|madrs?|decisions?)/", re.IGNORECASE)
_TRANSLATED = re.compile(
    r"\.(?:de|es|fr|it|ja|ko|pl|pt|ru|tr|uk|vi|zh)(?:[-_][a-z]{2,4})?\.(?:md|markdown|mdx)\Z", re.IGNORECASE
)
_ENDINGS = (".md", ".markdown", ".mdx", "kep.yaml")
_NOT_PAGES = ("readme.md", "index.md", "owners.md", "guide.md", "claude.md", "agents.md")


def dialect(path: str) -> str | None:
    """Whose process a proposal at *path* would follow; None where its name rules out that it is one."""
    if path.startswith(f"{FOLDER}/"):
        name = posixpath.basename(path).lower()
        return PRINCIPAL if name.endswith(".md") and name not in _NOT_PAGES and path.count("/") == 2 else None
    if not path.lower().endswith(_ENDINGS):
        return None
    kind = _theirs(path)
    return None if kind is None or foreign(path) or _DECISIONS.search(path) else kind


def _theirs(path: str) -> str | None:
    name = _name(path)
    if found := _KEP.search(path):
        return None if _FORM.search(found["name"]) else KEP
    if name.lower() in _NOT_PAGES or _FORM.search(name) or _TRANSLATED.search(name):
        return None
    numbered = _NUMBERED.match(name) if _FOLDERS.search(path) else _NAMED.search(path)
    if numbered is not None:
        return None if int(numbered["number"]) == 0 else RFC
    return RFC if _PAGE.search(path) and not path.lower().endswith("/readme.md") else None


def _name(path: str) -> str:
    """The name of the file, or of the folder that it stands for: ``0042-cache/README.md``."""
    name = posixpath.basename(path)
    return "/".join(path.split("/")[-2:]) if name.lower() == "readme.md" else name


def wants(path: str) -> bool:
    """Whether *path* may hold a proposal, by its name; reading it has the last word."""
    return dialect(path) is not None


def identity(path: str) -> tuple[str, int | None]:
    """A proposal's id and number, as its file or folder is named."""
    if found := _OURS.match(path):
        return found["id"], int(found["number"])
    if found := _KEP.search(path):
        number = _NUMBER.match(found["name"])
        return (f"KEP-{int(number['number'])}", int(number["number"])) if number else (found["name"], None)
    name = _name(path)
    if numbered := _NUMBERED.match(name) or _NAMED.search(path):
        return f"RFC-{numbered['number']}", int(numbered["number"])
    return posixpath.splitext(name)[0], None


def well_named(path: str) -> bool:
    """Whether the file of one of our own is named as they are: ``RFC-012-split-the-checkout.md``."""
    return _OURS.match(path) is not None
