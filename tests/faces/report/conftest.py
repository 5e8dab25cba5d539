"""What the tests of the report share: a repository that tries to break it, and one browser for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import Repo

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCRIPT = "<script>window.pwned=1</script>"
SYSTEM = f"""\
teams:
  payments: {{members: []}}
components:
  checkout:
    kind: service
    team: payments
    path: services/checkout
    tech: [python, fastapi]
    core: true
    needs:
      orders-db: {{via: postgresql}}
      gone: {{via: https, when_down: queue}}
  orders-db: {{kind: database, tech: [postgresql]}}
  gone: {{kind: external}}
  "{SCRIPT}": {{kind: service, team: payments, path: services/evil, tech: [python]}}
"""
RADAR = """\
adopt:
  postgresql: {since: 2024-01-01, why: It keeps what it was told.}
hold:
  fastapi: {since: 2025-01-01, why: "<img src=x onerror=window.pwned=1>", instead: django}
"""
COMPOSE = f"""\
services:
  checkout:
    build: services/checkout
    environment: {{DATABASE_URL: "postgres://orders-db:5432/x"}}
  orders-db: {{image: "postgres:17"}}
  "{SCRIPT}": {{image: "evil:1"}}
"""
CONSTRAINTS = """\
constraints:
  load: {scale: 500 requests/s, subject: checkout, because: last December had 310, owner: ada}
"""
DEBT = """\
loans:
  fastapi-in-reports:
    rule: radar-hold
    what: The reports still use it
    covers: [0123456789abcdef]
    principal: 5d
    interest: each report is written twice
    owner: ada
    taken: 2026-03-01
    due: 2026-06-01
    because: the way out is half done
dismissals:
  0123456789abcdee: {rule: need-without-timeout, because: "<b>never</b> deployed", by: ada, on: 2026-03-01}
"""
FIRST = """\
# ADR-001: Keep orders in PostgreSQL

**Status**: Accepted
**Date**: 2026-01-02

## Context

<!-- a comment of the template -->
A <b onclick="window.pwned=1">bold</b> word. [A page](https://example.com/?a=1&b=2), [mail](mailto:a@example.com),
[a file](../../README.md), [the next](ADR-002-evil.md#context), ![a picture](https://example.com/x.png)

| Left | Right |
|-----:|:------|
| 1    | 2     |

## Decision

PostgreSQL.

## Consequences

```sh
echo "<i>"
```
"""
EVIL = f"""\
# ADR-002: {SCRIPT}

**Status**: Accepted
**Date**: 2026-02-03

## Context

{SCRIPT}

<iframe src="https://example.com"></iframe>
<style>* {{ display: none }}</style>

[one](javascript:window.pwned=1) [two](JaVaScRiPt:window.pwned=1) [three](data:text/html,{SCRIPT}) [four](vbscript:x)
[five](<java&#x09;script:window.pwned=1>) [six](//example.com/x) <javascript:window.pwned=1>
![seven](javascript:window.pwned=1) ["eight" onmouseover="window.pwned=1](https://example.com/"onmouseover="window.pwned=1)

## Decision

x

| Left |
|------|
| 2    |

## Consequences

y
"""
LARGE = (
    "# ADR-003: A large one\n\n**Status**: Accepted\n\n## Context\n\n"
    + ("All of this is one sentence. " * 10 + "\n") * 13_000
)


def hostile(root: Path) -> Repo:
    """A repository with something of everything, and much of it an attack."""
    repo = Repo(root)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit(
        {
            "README.md": "# Shop\n",
            "compose.yaml": COMPOSE,
            "services/checkout/main.py": "import fastapi\n" * 30,
            "services/checkout/requirements.txt": "fastapi==0.110\npsycopg==3.1\n",
            "services/evil/main.py": "import json\n",
            "architecture/system.yaml": SYSTEM,
            "architecture/radar.yaml": RADAR,
            "architecture/constraints.yaml": CONSTRAINTS,
            "architecture/debt.yaml": DEBT,
            "architecture/decisions/ADR-001-orders.md": FIRST,
            "architecture/decisions/ADR-002-evil.md": EVIL,
            "architecture/decisions/ADR-003-large.md": LARGE,
        },
        date="2026-03-01",
    )
    repo.commit({"services/checkout/pay.py": "import json\n"}, date="2026-06-01")
    return repo


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """That repository, once for all tests, which only read it."""
    root = tmp_path_factory.mktemp("report") / "shop"
    root.mkdir()
    return hostile(root)


@pytest.fixture(scope="session")
def page_of_shop(shop: Repo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on it as one file."""
    target = tmp_path_factory.mktemp("out") / "report.html"
    code, output = shop.principal("report", "--out", str(target))
    assert (code, output.splitlines()[-1]) == (0, f"wrote {target}")
    return target


@pytest.fixture(scope="session")
def site_of_shop(shop: Repo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on it as a site."""
    target = tmp_path_factory.mktemp("site") / "public"
    code, output = shop.principal("report", "--site", str(target))
    assert (code, output.splitlines()[-1]) == (0, f"wrote 10 pages below {target}; begin with {target}/index.html")
    return target


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; what needs it is skipped where it is not."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("PRINCIPAL_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("not tested in a browser: there is no chromium; install it with your system's package manager")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
