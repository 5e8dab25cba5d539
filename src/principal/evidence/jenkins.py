"""Jenkinsfiles: the images that stages run in, and what their shell steps use.

A Jenkinsfile is a program (Groovy); only steps whose text is written out are read.
https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.registries import registry_of
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

_NAME = re.compile(r"[Jj]enkinsfile(?:[._-][\w.-]+)?|[\w.-]+\.[Jj]enkinsfile")
_TEXT = r"""(?:'''(?P<{0}1>.*?)'''|\"\"\"(?P<{0}2>.*?)\"\"\"|'(?P<{0}3>[^'\n]*)'|"(?P<{0}4>[^"\n]*)")"""


MAX_STEPS = 2_000


@functools.cache
def _step() -> re.Pattern[str]:
    """A step with the text that it is given."""
    return re.compile(
        r"(?<![\w.])(?:(?P<run>sh|bat|powershell|pwsh)[ \t]*\(?\s{0,20}"
        r"(?:(?:returnStdout|returnStatus|label)[ \t]*:[^,\n]{0,80},\s{0,20})*(?:script[ \t]*:[ \t]*)?"
        r"|(?:image|docker)[ \t]*\(?[ \t]*|docker\.image\(|(?P<registry>docker\.withRegistry)\()" + _TEXT.format("t"),
        re.DOTALL,
    )


def _wants(path: str) -> bool:
    return "enkinsfile" in path and _NAME.fullmatch(path.rpartition("/")[2]) is not None and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    yield from distinct(_rows(file.path, file.text))


def _rows(path: str, text: str) -> Iterator[Packages]:
    line, counted = 1, 0
    for number, found in enumerate(_step().finditer(text)):
        if number >= MAX_STEPS:
            return
        form = next(name for name in ("t1", "t2", "t3", "t4") if found[name] is not None)
        given, start = found[form], found.start(form)
        line, counted = line + text.count("\n", counted, start), start
        if found["run"]:
            script = given if form in ("t1", "t2") else given.replace("\\n", "\n")
            yield from asked_for(path, line, script, "build")
        elif found["registry"]:
            registry = registry_of(given)
            if registry is not None:
                yield Packages(path, line, "registry", registry, None, None, "build")
        else:
            name, colon, tag = given.partition(":")
            image = parse_image(name if colon and "$" in tag and "/" not in tag else given)
            if image is not None:
                yield image_package(path, line, image, "build")


SOURCE = FileSource(name="jenkins", version=3, tables=(Packages,), wants=_wants, read=_read)
