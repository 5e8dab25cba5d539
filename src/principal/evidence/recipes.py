"""Makefiles and justfiles: what the recipes install, download, run by name and push to.

https://www.gnu.org/software/make/manual/make.html#Recipe-Syntax, https://just.systems/man/en/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

MAX_VARIABLES = 500
MAX_VALUE = 200  # characters
MAX_REPLACED = 20_000  # uses of variables

_MAKEFILE = re.compile(r"(?:GNU|BSD)?[Mm]akefile(?:\.[\w-]+)?|[^/]+\.(?:mk|mak)")
_JUSTFILE = re.compile(r"\.?[Jj]ustfile|[^/]+\.just")
_ENDINGS = (".mk", ".mak", ".just")
_NO_RECIPE = re.compile(r"^(?!\t).*$", re.MULTILINE)
_NO_RECIPE_OF_JUST = re.compile(r"^(?![ \t]).*$", re.MULTILINE)
_CONTINUED = re.compile(r"\\\r?\n[ ]+")
_ASSIGNED = re.compile(
    r"^[ ]*+(?:export[ ]++|override[ ]++)?([A-Za-z_][\w.-]*+)[ \t]*+[?:+!]{0,3}=[ \t]*+(.*)$", re.MULTILINE
)
_USED = re.compile(r"(?<!\$)\$(?:\(([A-Za-z_][\w.-]*+)\)|\{([A-Za-z_][\w.-]*+)\})")
_ASSIGNED_IN_JUST = re.compile(
    r"^(?:export[ ]++)?([A-Za-z_][\w-]*+)[ ]*+:=[ ]*+[\"']([^\"'\n]*)[\"'][ ]*$", re.MULTILINE
)
_USED_IN_JUST = re.compile(r"\{\{[ ]*+([A-Za-z_][\w-]*+)[ ]*+\}\}")


def _wants(path: str) -> bool:
    name = path[path.rfind("/") + 1 :]
    if not ("akefile" in name or "ustfile" in name or name.endswith(_ENDINGS)):
        return False
    return (_MAKEFILE.fullmatch(name) or _JUSTFILE.fullmatch(name)) is not None and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Recipes are the lines that are indented; the others are blanked, so that lines stay what they are."""
    if _JUSTFILE.fullmatch(file.path.rpartition("/")[2]):
        text = _NO_RECIPE_OF_JUST.sub("", _filled(file.text, _ASSIGNED_IN_JUST, _USED_IN_JUST))
    else:
        text = _CONTINUED.sub(lambda broken: broken[0].rstrip(" ") + "\t", file.text)
        text = _NO_RECIPE.sub("", _filled(text, _ASSIGNED, _USED))
    yield from distinct(asked_for(file.path, 1, text, "build", lines=True))


def _filled(text: str, assigned: re.Pattern[str], used: re.Pattern[str]) -> str:
    """*text* with the variables of Make or just, where they are set to plain text; others are for the shell."""
    values: dict[str, str] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[found.re.groups]
        return values.get(name, f"${{{name}}}")

    for found in assigned.finditer(text):
        if len(values) < MAX_VARIABLES and len(found[2]) <= MAX_VALUE:
            given = used.sub(value, found[2].partition(" #")[0].strip())
            if len(given) <= MAX_VALUE and "\\" not in given:
                values.setdefault(found[1], given)
    return used.sub(value, text, count=MAX_REPLACED)


SOURCE = FileSource(name="recipes", version=3, tables=(Packages,), wants=_wants, read=_read)
