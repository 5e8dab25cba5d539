"""Front ends without a package manager: what pages load from a CDN, and copies of libraries by their names.

A page (or a template of one) names what it loads: ``https://unpkg.com/htmx.org@2``,
``/js/jquery-3.7.1.min.js``. A copy in the tree is told by its name and its folder's alone;
it counts although such files are other people's, since that is how the library is used here.
Each is named as npm has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, distinct
from principal.core.sources import FileSource, SourceFile
from principal.evidence.pages._libraries import inside_of, of_path

_ENDINGS_WORDS = """
    js css mjs html htm xhtml tmpl gohtml erb ejs hbs handlebars mustache jinja jinja2 j2 njk twig liquid pug haml slim
    cshtml razor aspx jsp ftl ftlh eex heex leex astro templ phtml php tpl tsx jsx
"""
_ENDINGS = frozenset(_ENDINGS_WORDS.split())
_MAX_PATH = 300
_PAGE = re.compile(
    r".*\.(?:html?|xhtml|tmpl|gohtml|erb|ejs|hbs|handlebars|mustache|jinja2?|j2|njk|twig|liquid|pug|haml|slim|cshtml|razor"
    r"|aspx|jsp|ftl|ftlh|eex|heex|leex|astro|templ|phtml|blade\.php|tpl)"
    r"|(?:.*/)?(?:_document|root|app/layout)\.[jt]sx"
    r"|(?:.*/)?(?:header|footer|head|layout|base|master|index)[\w.-]*\.php"
)
# Names and folders that a copy of a library can have: most files have neither.
_CALLED = re.compile(
    r"[.-]min\.(?:m?js|css)\Z|[-.@_]v?\d+(?:\.\d+)+|(?:^|/)(?:vendors?|libs?|plugins|third[-_]?party|static|public|wwwroot)/"
)
# Pages that describe or test something, and what package managers and generators fill.
_NEVER = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|javadoc|apidocs?|htmlcov|lcov-report|coverage|site-packages"
    r"|\.yarn|tests?|__tests__|specs?|fixtures?|__fixtures__|testdata|e2e|examples?|samples?|demos?|benchmarks?|experiments|artifacts|reports?|swagger-ui|graphiql)/"
)
_PROSE = re.compile(r"(?:^|/)(?:docs?|documentation|doc-site)/(?:.*/)")


def _wants(path: str) -> bool:
    ending = path[path.rfind(".") + 1 :].lower()
    if ending not in _ENDINGS or len(path) > _MAX_PATH:
        return False
    lower = path.lower()
    if ending in ("js", "css", "mjs"):
        return _CALLED.search(lower) is not None and not _never(lower) and of_path(lower) is not None
    return _PAGE.fullmatch(lower) is not None and not _never(lower) and inside_of(lower.split("/")[:-1]) is None


def _never(lower: str) -> bool:
    return _NEVER.search(lower) is not None or _PROSE.search(lower) is not None


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if base_name(file.path).lower().endswith((".js", ".css", ".mjs")):
        found = of_path(file.path.lower())
        if found is not None:
            yield Packages(file.path, 1, "npm", found.name, found.version, found.url, "runtime")
        return
    from principal.evidence.pages import _loads

    yield from _loads.read(file)


SOURCE = FileSource(name="pages", version=2, tables=(Packages,), wants=_wants, read=_read, unreadable=True)
