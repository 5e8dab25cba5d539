"""Pictures as a browser draws them: no text leaves its picture, and none covers another."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from principal.faces.pictures import systems
from principal.faces.pictures.decisions import Decision, Link
from principal.faces.pictures.decisions import picture as decisions_of
from principal.faces.pictures.layout import Layouts
from principal.faces.pictures.parts import Need, Part, System
from principal.faces.pictures.picture import Picture
from principal.faces.pictures.radar import IN, NEW, OUT, QUADRANTS, RINGS, SAME, Blip
from principal.faces.pictures.radar import picture as radar_of
from principal.faces.pictures.timeline import Point, timeline

if TYPE_CHECKING:
    from tests.conftest import Repo

CHROMIUM = os.environ.get("PRINCIPAL_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: pictures are not looked at")

# What a turned text covers cannot be told from its rectangle; it is left out.
LOOK = """<script>
const wrong = [];
for (const svg of document.querySelectorAll('svg')) {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter(t => !t.closest('[transform*=rotate]')).map(t => ({
    said: [...t.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(''), at: t.getBoundingClientRect()}));
  for (const {said, at} of texts)
    if (at.left < frame.left - 0.5 || at.right > frame.right + 0.5 || at.bottom > frame.bottom + 0.5)
      wrong.push(`${svg.querySelector('title').textContent}: ${said} leaves the picture`);
  texts.forEach((one, n) => texts.slice(n + 1).forEach(other => {
    const wide = Math.min(one.at.right, other.at.right) - Math.max(one.at.left, other.at.left);
    const high = Math.min(one.at.bottom, other.at.bottom) - Math.max(one.at.top, other.at.top);
    if (wide > 1 && high > 3.5)
      wrong.push(`${svg.querySelector('title').textContent}: ${one.said} covers ${other.said}`);
  }));
}
const said = document.createElement('pre');
said.id = 'wrong';
said.textContent = JSON.stringify(wrong);
document.body.append(said);
</script>"""


def look(pictures: list[Picture], folder: Path) -> list[str]:
    page = folder / "page.html"
    drawn = "\n".join(p.svg for p in pictures)
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{drawn}{LOOK}", encoding="utf-8")
    assert CHROMIUM is not None
    words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}", "--dump-dom"]
    seen = subprocess.run([CHROMIUM, *words, page.as_uri()], capture_output=True, text=True, timeout=120, check=False)
    said = re.search(r'<pre id="wrong">(.*?)</pre>', seen.stdout, re.DOTALL)
    assert said is not None, seen.stderr[-500:]
    wrong: list[str] = json.loads(html.unescape(said[1]))
    return wrong


def test_diagrams(make_system: Callable[..., System], tmp_path: Path) -> None:
    names = [
        "a-very-long-name-of-a-service-that-nobody-shortens",
        "ショッピングカート",
        "<script>",
        "חנות",
        "x" * 300,
        "db",
    ]
    parts = {n: Part(n, k, "a-team-with-a-long-name", None, ("python", "fastapi", "celery", "sqlalchemy", "redis"))
             for n, k in zip(names, ("service", "app", "queue", "database", "job", "external"), strict=True)}  # fmt: skip
    parts["other"] = Part("other", "service", "others", standing="not declared")
    odd = System(
        "odd", parts, tuple(Need(n, "db", "postgresql", "not declared") for n in names[:-1]), {}, declared=True
    )
    made = [odd, make_system(19, 2, 3), make_system(60, 3, 9), make_system(200, 4)]
    planned = [systems.plan_containers(system) for system in made]
    groups = systems.plan_containers(made[2], systems.groups_of(made[2])[0])
    drawings = [p for p in (*planned, groups) if isinstance(p, systems.Drawing)]
    assert len(drawings) == 5
    assert look([systems.laid_out([drawing], Layouts())[0] for drawing in drawings], tmp_path) == []


def test_radar_decisions_and_timeline(tmp_path: Path) -> None:
    chance = random.Random(1)
    blips = [
        Blip(
            f"technology-{n}" + "-with-a-long-name" * chance.randrange(3), chance.choice(QUADRANTS),
            chance.choice(RINGS), None, "", "", chance.choice([0, 3]), "src/some/deep/folder/with/a/file/package.json:12",
            chance.choice([IN, OUT, NEW, SAME]),
        )
        for n in range(120)
    ]  # fmt: skip
    day = dt.date(2024, 1, 1)
    records = [
        Decision(f"adr/{n}.md", f"ADR-{n:03d}", n, "Use it " * chance.randrange(1, 40),
                 chance.choice(["accepted", "superseded", "proposed", "unknown"]),
                 day + dt.timedelta(days=9 * n) if n % 5 else None, 1)
        for n in range(80)
    ]  # fmt: skip
    links = [Link(f"adr/{n}.md", f"adr/{n + 13}.md", replaces=n % 2 == 0) for n in range(0, 60, 3)]
    severities = ["error", "warning", "note"]
    points = [
        Point(f"{n:040x}", day + dt.timedelta(days=n), day, {f"{k}": chance.choice(severities) for k in range(n * n)})
        for n in range(12)
    ]
    pictures = [radar_of("Radar", blips, []), decisions_of("Decisions", records, links), timeline("shop", points)]
    assert look(pictures, tmp_path) == []


@pytest.mark.usefixtures("team_only")
def test_what_the_command_draws(repo: Repo, tmp_path: Path) -> None:
    services = "".join(
        f"  service-{n}:\n    image: acme/service-{n}\n    environment:\n      OTHER_URL: http://service-{(n * 7 + 3) % 24}:80\n"
        for n in range(24)
    )
    files = {f"src/part_{n}/{'deep/' * n}main.py": "import os\n" * (n + 1) for n in range(20)}
    repo.commit({"compose.yaml": f"services:\n{services}", **files})
    repo.commit({path: content + "import sys\n" for path, content in files.items()})
    drawn = []
    for what in ("context", "containers", "matrix", "radar", "hotspots"):
        target = tmp_path / f"{what}.svg"
        assert repo.principal("draw", what, "--out", str(target)) == (0, "")
        drawn.append(Picture(what, what, "", target.read_text(encoding="utf-8"), (), ()))
    assert look(drawn, tmp_path) == []
