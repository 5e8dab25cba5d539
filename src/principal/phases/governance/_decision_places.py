"""Where decision records live, told from names alone, and how their files are numbered."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping

from principal.core.pages.names import foreign, stem, suffix
from principal.core.pages.words import vocabulary

_FOLDER = re.compile(
    r"(?:\d+[-_. ]?)?"
    r"(?:adrs?|madrs?|arch(?:itectur(?:e|al))?[-_ ]?decisions?(?:[-_ ]?(?:records?|logs?))?"
    r"|decision[-_ ]?(?:records?|logs?)|decisions?|adr[-_ ]?(?:logs?|records?|docs|files)"
    r"|(?:tech(?:nical)?|design|engineering)[-_ ]decisions?(?:[-_ ]records?)?)"
)
_PREFIX = r"(?:(?P<prefix>adr|madr|dr|ad|[A-Z]{2,8})[-_ .]{0,3})?"
_DATED = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<gap>[-_.]?)(?P<month>[01]\d)(?P=gap)(?P<day>[0-3]\d)(?=\D|$)[-_. ]*")
_MONTHLY = re.compile(r"(?:19|20)\d\d[-_.](?:0[1-9]|1[0-2])[-_.]")  # a year and a month, and no number
_NUMBERED = re.compile(_PREFIX + r"(?P<digits>\d{1,5})(?=[-_. ]|$)")
_NUMBERED_ANY_CASE = re.compile(r"(?P<prefix>adr|madr)[-_ .]{0,3}(?P<digits>\d{1,5})(?=[-_. ]|$)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NOT_RECORDS = vocabulary(
    "readme index template templates toc contents summary changelog contributing glossary sidebar overview "
    "skill agents claude license log history status guide guidelines process about"
)
_FORMS = vocabulary("template templates modele modèle plantilla vorlage modelo gabarit")
_TEMPLATE_FILLERS = vocabulary(
    "adr adrs madr dr ad nygard decision decisions record records architecture architectural design short long full "
    "minimal bare simple light example new the a an for of format default empty base sample n nn nnn nnnn x xx "
    "xxx xxxx yyyymmdd yyyy mm dd y arc42 y-statement english"
)


def in_decisions_folder(path: str) -> bool:
    """Whether one of the folders that *path* is in has a name that promises decisions."""
    return any(_FOLDER.fullmatch(part.lower()) for part in path.split("/")[:-1])


def dated(name: str) -> dt.date | None:
    """The date that a file's name begins with: ``20201016-x``, ``2020-10-16-x`` or ``2020_10_16_x``."""
    if (found := _DATED.match(name)) is None:
        return None
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def without_date(name: str) -> str:
    """A file's name without the date that it begins with."""
    return name[found.end() :] if dated(name) and (found := _DATED.match(name)) else name


def numbered(name: str) -> tuple[str, str] | None:
    """Prefix (as written, '' for none) and digits that a file's name begins with, behind any date."""
    name = without_date(name)
    if _MONTHLY.match(name):
        return None
    found = _NUMBERED_ANY_CASE.match(name) or _NUMBERED.match(name)
    return (found["prefix"] or "", found["digits"]) if found else None


def named_like_record(path: str) -> bool:
    """Whether the file's name alone says that it is a decision record (``ADR-012-…``), in any folder."""
    return _NUMBERED_ANY_CASE.match(stem(path)) is not None


def is_template(name: str) -> bool:
    """Whether a file of that name (no suffix) is a form to fill in; ``0012-email-templates`` is none."""
    found = [w for w in _WORD.findall(name.lower().replace("_", " ")) if not w.isdigit()]
    words = [re.sub(r"(?<=[a-z])(?:\d+|xx+|nn+)$", "", w) for w in found]
    rest = [w for w in words if w not in _TEMPLATE_FILLERS]
    if rest and all(w in _FORMS for w in rest):
        return True
    return not rest and any(re.fullmatch(r"n{2,}|x{2,}", w) for w in found)


def _home(path: str) -> str:
    """The name that tells the record: of its file, or of its folder where that is ``2022-02-07-tracing/README.md``."""
    name = stem(path)
    folder = posixpath.basename(posixpath.dirname(path))
    if (
        name.lower() in ("readme", "index")
        and not _FOLDER.fullmatch(folder.lower())
        and (dated(folder) or numbered(folder))
    ):
        return folder
    return name


def record_name(path: str) -> str:
    """The name that a record's number, date and words are taken from."""
    return _home(path)


def _could_be(path: str) -> bool:
    """Whether a file's name does not rule it out: no index, form or example, and no attachment of a record."""
    if not suffix(path):
        return False
    name = _home(path)
    if name.lower().strip("_.- ") in _NOT_RECORDS or is_template(name):
        return False
    return not foreign(path)


def _attached(path: str) -> bool:
    """Whether the file lies in the folder of one record (``0007-x/notes.md``) without being that record."""
    folder = posixpath.basename(posixpath.dirname(path))
    return _home(path) != folder and not _FOLDER.fullmatch(folder.lower()) and dated(folder) is not None


def wants(path: str) -> bool:
    """Whether *path* may hold a decision record, by its name; reading it has the last word."""
    if not _could_be(path):
        return False
    return named_like_record(path) or (in_decisions_folder(path) and not _attached(path))


def wants_in(path: str, folders: set[str]) -> bool:
    """Like ``wants``, where *folders* (as from ``locations``) hold decisions too."""
    if wants(path):
        return True
    return _could_be(path) and any(path.startswith(f"{folder}/") or folder == "" for folder in folders)


NAMING_LOCATIONS = frozenset({".adr-dir", ".log4brains.yml", "catalog-info.yaml", "catalog-info.yml"})


def names_locations(path: str) -> bool:
    """Whether *path* is a file that says where decisions are, for ``locations``."""
    return posixpath.basename(path) in NAMING_LOCATIONS


_ADR_LOCATION = re.compile(r"^[ \t]*[\"']?backstage\.io/adr-location[\"']?[ \t]*:[ \t]*(\S[^#\r\n]*)", re.MULTILINE)
_ADR_FOLDER = re.compile(r"^[ \t-]*adrFolder[ \t]*:[ \t]*(\S[^#\r\n]*)", re.MULTILINE)


def locations(files: Mapping[str, bytes]) -> set[str]:
    """Folders (relative to the root, '' the root itself) that other files name as homes of decisions.

    *files* are those that ``names_locations`` picks: ``.adr-dir`` of adr-tools,
    ``.log4brains.yml`` and Backstage's ``catalog-info.yaml`` (``backstage.io/adr-location``).
    Addresses, absolute paths and paths out of the repository name nothing here.
    """
    found: set[str] = set()
    for path, content in files.items():
        text = content[:1_000_000].decode("utf-8-sig", errors="replace")
        if posixpath.basename(path) == ".adr-dir":
            named = [line.strip() for line in text.splitlines()[:1]]
        else:
            pattern = _ADR_FOLDER if path.endswith(".log4brains.yml") else _ADR_LOCATION
            named = [value.strip().strip("\"'") for value in pattern.findall(text)]
        for value in named:
            if not value or "://" in value or value.startswith("/") or "\\" in value:
                continue
            folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), value))
            if folder != ".." and not folder.startswith("../"):
                found.add("" if folder == "." else folder)
    return found
