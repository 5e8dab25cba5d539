"""What a change takes out of sight: files that the base judged and that nobody would judge any more.

A folder that becomes a submodule, a file that is declared to be generated, one that moves to
where no evidence is read: what is wrong in it is not mended, it is only not seen any more.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from principal.core.git import Git
from principal.core.links import link_targets
from principal.core.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb

Row = tuple[str, str, int | None, str]  # subject, path, line and message

# Why a file is not read that says nothing about what somebody did to it: it is only not checked.
NOT_BY_THE_CHANGE = ("not checked out (sparse)", "unmerged")
# Kinds of files that rules leave alone.
ASIDE = "('test', 'documentation', 'generated', 'vendored')"
# Changes whenever the set of such files does, and costs next to nothing.
ASIDE_DIGEST = f"SELECT coalesce(sum(hash(path, kind)::HUGEINT), 0)::VARCHAR FROM observed.files WHERE kind IN {ASIDE}"  # noqa: S608 (our own text)

_TURNED = f"""
SELECT h.path, h.path, NULL, h.path || ' counted as ' || b.kind || ' and counts as ' || h.kind || ' now'
FROM head.observed.files AS h JOIN base.observed.files AS b ON b.path = h.path
WHERE h.kind IN {ASIDE} AND b.kind NOT IN {ASIDE}
ORDER BY h.path
"""  # noqa: S608 (our own text)
_MOVED = """
SELECT m.old, m.new, b.kind, h.kind
FROM (SELECT unnest(?) AS old, unnest(?) AS new) AS m
JOIN base.observed.files AS b ON b.path = m.old LEFT JOIN head.observed.files AS h ON h.path = m.new
ORDER BY m.new
"""


def folders_gone(git: Git, before: Snapshot, target: Snapshot) -> list[Row]:
    """Folders of the base that became a submodule or a link to where nothing is read."""
    were = dict(before.left_out)
    gone = {p: r for p, r in target.left_out if were.get(p) != r and r in _FOLDERS}
    gone = {p: r for p, r in gone.items() if any(e.path.startswith(f"{p}/") for e in before.entries)}
    targets = link_targets(git, [link for link in target.links if link.path in gone])
    return [
        (path, path, None, f"{path} could be read and is {_FOLDERS[reason]} now")
        for path, reason in gone.items()
        if not (path in targets and _is_folder(target, path, targets[path]))
    ]


_FOLDERS = {"submodule": "a submodule", "another repository": "another repository", "symbolic link": "a symbolic link"}


def _is_folder(snapshot: Snapshot, link: str, target: str) -> bool:
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
    return any(e.path.startswith(f"{folder}/") for e in snapshot.entries)


def turned_aside(connection: duckdb.DuckDBPyConnection, moved: Mapping[str, str]) -> list[Row]:
    """Files that count as generated, vendored … now, and moved ones that do or are left out.

    *connection* has the generations ``base`` and ``head``. A file that moves to the tests or
    to the documentation is one of theirs.
    """
    rows: list[Row] = connection.execute(_TURNED).fetchall()
    if moved:
        for old, new, was, is_now in connection.execute(_MOVED, [list(moved), list(moved.values())]).fetchall():
            if is_now is None:
                rows.append((new, new, None, f"{old} was moved to {new}, where no evidence is read"))
            elif is_now in ("generated", "vendored") and was not in ("generated", "vendored"):
                rows.append((new, new, None, f"{old} was moved to {new}, where it counts as {is_now}"))
    return rows
