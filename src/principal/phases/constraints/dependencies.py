"""Which file needs which: imports resolved to the files that they mean, or to packages from outside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints import (
    _dependencies_go,
    _dependencies_javascript,
    _dependencies_jvm,
    _dependencies_python,
)


@table("derived", key=("from_path", "line", "target", "to_path"))
@dataclass(frozen=True, slots=True)
class Dependencies:
    """Imports of code and what they mean: something of this repository, or a package from outside.

    An import of several modules of one package has a row for each. Where both ``to_path`` and
    ``module`` are null, it names something of this repository that is not there: generated
    code, an alias of a build tool, or a mistake.
    """

    from_path: str
    to_path: str | None  # the file; the folder where a whole package is meant (Go, or all of a package in Java)
    line: int
    language: str  # as in observed.imports
    target: str  # as written
    type_only: bool  # erased at run time
    module: str | None  # the package from outside: top-level module, npm package, Go module, Java package


_PATHS = """
WITH paths AS (
    SELECT repository, path, kind, regexp_extract(path, '[^/]*$') AS name,
           CASE WHEN contains(path, '/') THEN left(path, length(path) - length(regexp_extract(path, '/[^/]*$')))
                ELSE '' END AS folder
    FROM observed.files
)
"""
_ALL = """
SELECT * FROM python_dependencies
UNION ALL SELECT * FROM script_dependencies
UNION ALL SELECT * FROM go_dependencies
UNION ALL SELECT * FROM jvm_dependencies
"""

_PARTS = (
    _PATHS,
    _dependencies_python.CTES,
    _dependencies_javascript.CTES,
    _dependencies_go.CTES,
    _dependencies_jvm.CTES,
)

# A query may have 20,000 characters; comments and indentation are for readers of this code.
SQL = re.sub(r"\n\s*", "\n", re.sub(r"(?m)^\s*--.*\n", "", ", ".join(_PARTS) + _ALL))

ANALYSIS = Analysis(
    name="dependencies", version=1, table=Dependencies, sql=SQL, by_path=("observed.imports", "from_path")
)
