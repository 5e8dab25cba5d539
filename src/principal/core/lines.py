"""The text of the lines that findings point to: what a dismissal rests on."""

from __future__ import annotations

from collections.abc import Iterable

from principal.core.asking import Answer
from principal.core.sources import MAX_PARSED_BYTES
from principal.core.views import View
from principal.core.workspace import Workspace


class Lines:
    """The text of the lines that findings point to."""

    def __init__(self, workspace: Workspace, view: View) -> None:
        self._workspace, self._view = workspace, view
        self._files: dict[str, list[bytes]] = {}

    def load(self, answers: Iterable[Answer]) -> None:
        """Read the files that the failing rows of *answers* point into."""
        paths = set()
        for answer in answers:
            if "path" in answer.columns and "holds" in answer.columns:
                at, holds = answer.columns.index("path"), answer.columns.index("holds")
                paths |= {str(row[at]) for row in answer.rows if row[holds] is False and row[at]}
        for path, content in self._view.read(self._workspace.git, sorted(paths), MAX_PARSED_BYTES):
            self._files[path] = (content or b"").splitlines()

    def of(self, path: str, line: int | None) -> str:
        """The text of a line, without blanks at its ends; '' where there is none."""
        lines = self._files.get(path, [])
        return lines[line - 1].decode("utf-8", errors="replace").strip() if line and line <= len(lines) else ""
