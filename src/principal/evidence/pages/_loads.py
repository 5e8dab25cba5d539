"""What a page loads: addresses of CDNs that name a package, and files that are called after one.

https://www.jsdelivr.com/documentation, https://unpkg.com, https://cdnjs.com, https://esm.sh, https://jspm.org
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers.blanks import without
from principal.core.readers.rows import Row, package
from principal.core.sources import SourceFile
from principal.evidence.pages._libraries import of_name

MAX_BYTES = 300_000

_COMMENTS = (("<!--", "-->"), ("<%#", "%>"), ("{#", "#}"), ("{{!--", "--}}"), ("{{/*", "*/}}"), ("@*", "*@"))
_PACKAGE = r"(@[a-z0-9][\w.-]{0,60}/[a-z0-9][\w.-]{0,80}|[a-z0-9][\w.-]{0,80})(?:@v?([\w.^~-]{1,40}))?"
_NPM = re.compile(
    r"//(?:(?:cdn|fastly)\.jsdelivr\.net/npm/|unpkg\.com/|esm\.sh/(?:v\d+/)?|(?:cdn|www)\.skypack\.dev/|cdn\.esm\.run/"
    rf"|esm\.run/|ga\.jspm\.io/npm:){_PACKAGE}",
    re.IGNORECASE,
)
_LIBRARIES = re.compile(
    r"//(?:cdnjs\.cloudflare\.com/ajax/libs/|ajax\.googleapis\.com/ajax/libs/|ajax\.aspnetcdn\.com/ajax/"
    r"|(?:maxcdn|stackpath|netdna)\.bootstrapcdn\.com/|cdn\.bootcdn\.net/ajax/libs/|cdn\.staticfile\.(?:org|net)/)"
    r"([A-Za-z0-9][\w.-]{0,60})/v?(\d[\w.-]{0,30})?",
    re.IGNORECASE,
)
_JQUERY = re.compile(r"//code\.jquery\.com/(ui/|jquery)[-/]?(\d[\d.]{0,12}\d)?")
_HOMES = (
    ("font-awesome", re.compile(r"//(?:use|kit|pro)\.fontawesome\.com/")),
    ("tailwindcss", re.compile(r"//cdn\.tailwindcss\.com")),
    ("mathjax", re.compile(r"//cdn\.mathjax\.org/")),
    ("@stripe/stripe-js", re.compile(r"//js\.stripe\.com/")),
    ("d3", re.compile(r"//d3js\.org/")),
    ("plotly.js", re.compile(r"//cdn\.plot\.ly/")),
    ("ckeditor", re.compile(r"//cdn\.ckeditor\.com/")),
    ("tinymce", re.compile(r"//cdn\.tiny\.cloud/")),
    ("datatables.net", re.compile(r"//cdn\.datatables\.net/")),
    ("highcharts", re.compile(r"//code\.highcharts\.com/")),
)
# What cdnjs and others call otherwise than npm does.
_RENAMED = {
    "twitter-bootstrap": "bootstrap", "moment.js": "moment", "lodash.js": "lodash", "three.js": "three",
    "angular.js": "angular", "angularjs": "angular", "toastr.js": "toastr", "jqueryui": "jquery-ui",
    "pdf.js": "pdfjs-dist",
    "ace": "ace-builds", "handlebars.js": "handlebars", "swagger-ui": "swagger-ui-dist", "prism": "prismjs",
    "underscore.js": "underscore", "backbone.js": "backbone", "ember.js": "ember", "require.js": "requirejs",
    "materialize": "materialize-css", "foundation": "foundation-sites", "datatables": "datatables.net",
    "htmx": "htmx.org",
}  # fmt: skip
_FILE = re.compile(r"[/\"'(]([A-Za-z][\w.@-]{1,80}\.(?:m?js|css))(?=[\"'?)&\s{])")
_FOLDER = re.compile(r"/([a-z][a-z0-9.-]{1,40}?)-(\d+(?:\.\d+){1,3})/", re.IGNORECASE)


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one page."""
    content = file.content
    if len(content) > MAX_BYTES or not (b"//" in content or b".js" in content or b".css" in content):
        return
    text = without(file.text, _COMMENTS)
    found = sorted({*_cdn(text), *_local(text)}, key=lambda each: (each[0], each[1]))
    if any(name == "swagger-ui-dist" for _, name, _ in found):
        found = [each for each in found if each[1] == "swagger-ui-dist"]  # the others are what it is made of
    for at, name, version in found:
        exact = version is not None and re.fullmatch(r"\d+\.\d+\.\d+", version) is not None
        yield package(file.path, text.count("\n", 0, at) + 1, "npm", name, version, "runtime", exact=exact)


def _cdn(text: str) -> Iterator[tuple[int, str, str | None]]:
    for found in _NPM.finditer(text):
        yield found.start(), found[1].lower(), found[2]
    for found in _LIBRARIES.finditer(text):
        name = found[1].lower()
        yield found.start(), _RENAMED.get(name, name), found[2]
    for found in _JQUERY.finditer(text):
        yield found.start(), "jquery-ui" if found[1] == "ui/" else "jquery", found[2]
    for name, home in _HOMES:
        if (met := home.search(text)) is not None:
            yield met.start(), name, None


def _local(text: str) -> Iterator[tuple[int, str, str | None]]:
    for found in _FILE.finditer(text):
        library = of_name(found[1].lower())
        if library is not None:
            yield found.start(1), library.name, library.version
    for found in _FOLDER.finditer(text):
        library = of_name(f"{found[1].lower()}-{found[2]}.js")
        if library is not None:
            yield found.start(1), library.name, library.version
