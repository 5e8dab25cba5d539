"""What is measured inside of the program: parts that no command runs alone.

    python inside.py technologies REPOSITORY
    python inside.py history REPOSITORY DATABASE [OLD_HEAD]
    python inside.py couplings DATABASE
    python inside.py rules DATABASE
    python inside.py signatures FOLDER
    python inside.py diagram
    python inside.py opening PAGE CHROMIUM
    python inside.py faulttree FILE

Each prints one JSON object, with its seconds and what it counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from principal.core import registry
from principal.core.asking import Asker
from principal.core.cache import EvidenceCache
from principal.core.collect import collect, folders_elsewhere, units
from principal.core.engine import duckdb
from principal.core.fill import create
from principal.core.git import Git
from principal.core.house import house
from principal.core.observed import Packages
from principal.core.signed import row_of
from principal.core.snapshots import worktree
from principal.core.tables import table_of
from principal.core.views import View
from principal.core.workspace import quiet

Said = dict[str, float | int]


def technologies(repository: str) -> Said:
    """Read what names packages in the work tree, nothing cached, and nothing else of the files that do."""
    begun = time.perf_counter()
    git = Git(Path(repository))
    view = View(worktree(git))
    ours = [s for s in registry.file_sources() if Packages in s.tables]
    wants = {path: [s.name for s in ours if s.wants(path)] for path in view.entries}
    asked = {path: readers for path, readers in wants.items() if readers}
    wanted = units(view, list(asked), folders_elsewhere(git, view), asked)
    names: set[tuple[object, ...]] = set()
    table = table_of(Packages).qualified
    with tempfile.TemporaryDirectory() as empty:
        for _, reading in collect(git, view, wanted, EvidenceCache(Path(empty) / "evidence.sqlite"), quiet):
            names.update(tuple(row[3:5]) for row in reading.rows.get(table, []))
    return {"seconds": time.perf_counter() - begun, "files": len(view.entries), "names": len(names)}


def history(repository: str, database: str, old: str | None = None) -> Said:
    """Load the history into a database, or what is new in it since *old*."""
    git, sources = Git(Path(repository)), registry.repository_sources()
    connection = duckdb.connect(database)
    if old is None:
        create(connection)
    head = worktree(git).head
    begun = time.perf_counter()
    for source in sources:  # nothing is signed there, so that nobody asks for the protected branch
        source.load(connection, git, "bench/bench", old, None if source.protected else head)
    seconds = time.perf_counter() - begun
    row = connection.execute("SELECT count(*) FROM observed.commits").fetchone()
    connection.close()
    return {"seconds": seconds, "commits": row[0] if row else 0}


def couplings(database: str) -> Said:
    """Ask which files change together, over the history in a database."""
    connection = duckdb.connect(database, read_only=True)
    sql = next(sql for s in house().steps if s.table == "derived.couplings" for _, sql in s.asks)
    begun = time.perf_counter()
    rows = connection.execute(sql).fetchall()
    return {"seconds": time.perf_counter() - begun, "rows": len(rows)}


def rules(database: str) -> Said:
    """Ask every rule that comes with the program, in the process that rules run in."""
    queries = [(r.id, r.sql) for r in registry.built_in_rules()]
    asker = Asker()
    begun = time.perf_counter()
    answers = asker.ask(Path(database), queries)
    seconds = time.perf_counter() - begun
    asker.stop()
    return {"seconds": seconds, "rules": len(queries), "errors": sum(a.error is not None for a in answers.values())}


def signatures(folder: str) -> Said:
    """Check the sign-offs in a folder, ten times over, as their reader does; loading the library counts."""
    contents = [path.read_bytes() for path in sorted(Path(folder).glob("*.signoff"))] * 10
    begun = time.perf_counter()
    rows = [row_of("bench.signoff", content) for content in contents]
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "signatures": len(rows), "wrong": sum(bool(row.wrong) for row in rows)}


def diagram() -> Said:
    """Lay out the model of 27 boxes, with nothing cached; and then, not timed, with one box more, ten times."""
    from crossings import flipped, grown, measured, model

    from principal.faces.pictures.layout import ALIGNMENT, OPTIONS, Layouts, laid_out, places

    graph = model(OPTIONS, {ALIGNMENT: OPTIONS[ALIGNMENT]})
    begun = time.perf_counter()
    layout = laid_out([graph])[0]
    seconds = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        cache = EvidenceCache(Path(folder) / "evidence.sqlite")
        larger = {f"diagram {seed}": grown(graph, seed) for seed in range(10)}
        cache.put({f"last layout:{name}": places(layout) for name in larger})
        flips = [flipped(layout, after) for after in Layouts(cache).of(larger).values()]
    counted = measured(layout)
    return {
        "seconds": seconds, "crossings": counted.crossings, "through": counted.through,
        "collisions": counted.collisions, "flips": max(flips),
    }  # fmt: skip


def opening(page: str, chromium: str) -> Said:
    """Open a page in a browser that runs already."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        begun = time.perf_counter()
        tab.goto(f"file://{page}", wait_until="load")
        seconds = time.perf_counter() - begun
        browser.close()
    return {"seconds": seconds}


def faulttree(file: str) -> Said:
    """Solve a tree that was read already, in machine code that was loaded already: the best processor time of five."""
    from principal.phases.consensus.faulttrees import Bounds, building, compiling, openpsa, solve

    compiling.machine_code()
    model = building.build(openpsa.read(Path(file)))
    seconds, count = 60.0, 0
    for _ in range(5):
        begun = time.process_time()
        solution = solve(model.tree, model.top, Bounds())
        count, _chance = solution.count, solution.probability
        seconds = min(seconds, time.process_time() - begun)
    return {"seconds": seconds, "sets": count}


if __name__ == "__main__":
    PARTS: dict[str, Callable[..., Said]] = {
        "technologies": technologies, "history": history, "couplings": couplings, "rules": rules,
        "diagram": diagram, "opening": opening, "signatures": signatures, "faulttree": faulttree,
    }  # fmt: skip
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
