"""Conda environment files: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import yaml
from principal.core.readers.rows import Row, gaps, package
from principal.core.sources import Gap, SourceFile
from principal.evidence.python._requirement import row

_SPEC = re.compile(r"(?:[\w./:-]+::)?([A-Za-z0-9_][\w.-]*)\s*(.*)")
_EXACT = re.compile(r"={1,2}\s*([^=*<>,|\s]+)(?:=[^\s]*)?")


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of an environment.yml: conda packages, and what pip installs beside them."""
    if "dependencies:" not in file.text:
        return  # another tool's environment
    document = yaml.parse(file.text)
    yield from gaps(document.problems)
    for element in document.root["dependencies"].elements():
        if element.is_table:
            for wanted in element["pip"].elements():
                text = wanted.scalar
                if text is None or (text.startswith("-") and not text.startswith("-e ")):
                    continue
                found = row(file.path, wanted.line, text.removeprefix("-e "), "runtime")
                if found is not None:
                    yield found
            continue
        spec = _SPEC.fullmatch(element.scalar or "")
        if spec is None:
            yield Gap(f"not a conda package: {str(element.value)[:60]!r}", element.line)
        elif spec[1].lower() != "python":
            exact = _EXACT.fullmatch(spec[2])
            version = exact[1] if exact else spec[2].strip("[]") or None
            yield package(file.path, element.line, "conda", spec[1], version, exact=exact is not None)
