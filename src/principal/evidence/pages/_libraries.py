"""Libraries for pages by the names of their files, as npm calls them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from principal.core.readers.rows import package_url


class Library(NamedTuple):
    """A package of npm; the version where the name says it."""

    name: str
    version: str | None
    url: str | None


# Names that nobody gives to a file of their own.
_SURE = """
jquery jquery-ui jquery.ui=jquery-ui codemirror htmx=htmx.org htmx.org tinymce ckeditor leaflet d3 backbone underscore
knockout modernizr highcharts dropzone fullcalendar tom-select easymde simplemde sweetalert2 mathjax
fontawesome=font-awesome
font-awesome font-awesome-free=@fortawesome/fontawesome-free alpinejs semantic-ui fomantic-ui bulma echarts apexcharts
datatables=datatables.net jquery.datatables=datatables.net select2 flatpickr summernote handlebars
swagger-ui=swagger-ui-dist
openpgp dompurify mapbox-gl maplibre-gl katex mermaid pdfjs=pdfjs-dist pdfjs-dist react-dom zepto
video-js=video.js mootools
angular-animate=angular cytoscape jstree handsontable ag-grid=ag-grid-community xterm jsoneditor gridstack
bootstrap-table bootstrap-select
bootstrap-datepicker bootstrap-icons featherlight moment-timezone chartist nprogress
"""
# Names that only a version, a mark of a build or a folder of the same name makes sure.
_LIKELY = """
bootstrap popper=@popperjs/core semantic=semantic-ui fomantic=fomantic-ui foundation=foundation-sites
materialize=materialize-css
uikit alpine=alpinejs vue react angular ember=ember-source lodash moment dayjs luxon chart=chart.js c3
plotly=plotly.js ol three p5
ace=ace-builds quill trix marked markdown-it showdown purify=dompurify highlight=highlight.js prism=prismjs chosen
sweetalert toastr mustache require=requirejs socket.io sockjs=sockjs-client stomp axios pdf=pdfjs-dist
pdf.worker=pdfjs-dist
video=video.js hls=hls.js plyr redoc normalize=normalize.css gsap swiper slick=slick-carousel masonry=masonry-layout
clipboard sortable=sortablejs turbo=@hotwired/turbo stimulus=@hotwired/stimulus jspdf xlsx papaparse crypto-js zxcvbn
vis-network vis=vis-network cropper=cropperjs preact petite-vue hyperscript=hyperscript.org unpoly animate=animate.css
notyf noty parsley=parsleyjs tailwind=tailwindcss tailwindcss polyfill lit ionicons raphael morris=morris.js flot=flot
"""
# Names that only a mark of a build in a folder of the same name makes sure.
_SELDOM = "push=push.js"


def _named(text: str) -> dict[str, str]:
    return {word.partition("=")[0]: word.rpartition("=")[2] for word in text.split()}


_SURELY, _PERHAPS, _TOGETHER = _named(_SURE), _named(_LIKELY), _named(_SELDOM)
_MARKS_WORDS = """
    min slim bundle esm umd prod production global common iife cjs module all core pkgd lite standalone browser full
    runtime compat bundled packed pack
"""
_MARKS = frozenset(_MARKS_WORDS.split())
_COPIES_WORDS = "vendor vendors lib libs plugins third_party third-party thirdparty static public wwwroot"
_COPIES = frozenset(_COPIES_WORDS.split())
_MARKED = re.compile(r"[.-]min\.|[-.@_]v?\d+(?:\.\d+)+")
_FILE = re.compile(r"(?P<stem>[a-z@][a-z0-9@._-]{0,80}?)\.(?:m?js|css)")
_VERSION = re.compile(r"(?:[-._@]v?)(\d+(?:\.\d+){1,3}(?:-[a-z0-9.]+)?|\d+)\Z")
_FOLDER = re.compile(r"([a-z][a-z0-9.-]{1,40}?)[-@]v?(\d+(?:\.\d+){1,3})")


@lru_cache(maxsize=4096)
def of_path(path: str) -> Library | None:
    """The library that a file's path (lower case) is a copy of; None where it is not sure.

    Whatever lies in the folder of a library is a part of it: ``codemirror-5.17.0/mode/vue/vue.js``.
    """
    *folders, base = path.split("/")
    inside = inside_of(folders)
    if inside is not None:
        return inside if inside_of(folders[-2:]) is not None else None  # not once more for each of its parts
    if _COPIES.isdisjoint(folders) and not _MARKED.search(base):
        return None
    return of_name(base, frozenset(folders[-3:]))


def inside_of(folders: list[str]) -> Library | None:
    """The library that one of the *folders* (lower case) is named after, with its version."""
    for folder in folders:
        named = _FOLDER.fullmatch(folder)
        if named is not None and (name := _SURELY.get(named[1]) or _PERHAPS.get(named[1])):
            return _library(name, named[2])
    return None


def of_name(base: str, folders: frozenset[str] = frozenset()) -> Library | None:
    """The library that a file's name (lower case) in one of these *folders* is called after."""
    match = _FILE.fullmatch(base)
    if match is None:
        return None
    stem, version, built = match["stem"], None, False
    for _ in range(6):
        number = _VERSION.search(stem)
        if number is not None and number.start() > 0:
            version, stem = number[1], stem[: number.start()]
            continue
        rest, mark, last = stem.rpartition(".")
        if not mark:
            rest, mark, last = stem.rpartition("-")
        if mark and last in _MARKS and rest:
            built, stem = True, rest
            continue
        break
    if stem in _SURELY:
        return _library(_SURELY[stem], version)
    if stem in _PERHAPS and (built or version is not None or stem in folders):
        return _library(_PERHAPS[stem], version)
    if stem in _TOGETHER and built and stem in folders:
        return _library(_TOGETHER[stem], version)
    return None


def _library(name: str, version: str | None) -> Library:
    exact = version if version is not None and version.count(".") == 2 else None
    return Library(name, version, package_url("npm", name, exact))
