"""Drafting records from evidence, confirming them one by one, and running it again."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable

import pytest
from tests.conftest import Repo

from principal.core import compiled
from principal.core.records import Mistake
from principal.core.registry import record_kinds
from principal.faces import questions
from principal.faces.interview import NotUnderstood

COMPOSE = """\
services:
  web:
    build: services/web
    environment:
      ORDERS_ADDR: http://orders:8080
      OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
  orders:
    build: services/orders
    environment:
      DATABASE_URL: postgresql://app@orders-db/orders
  orders-db:
    image: postgres:17
  collector:
    image: otel/opentelemetry-collector:0.150.0
"""
CODEOWNERS = "* @kettle/shop\n/services/orders/ @kettle/orders\n"
APP = "import psycopg\nimport fastapi\n\napp = fastapi.FastAPI()\n" + "x = 1\n" * 60
SERVER = "import express from 'express';\n" + "let y = 1;\n" * 60
FILES = {
    "compose.yaml": COMPOSE,
    ".github/CODEOWNERS": CODEOWNERS,
    "services/web/server.ts": SERVER,
    "services/web/package.json": '{"dependencies": {"express": "5.0.0"}}\n',
    "services/orders/app.py": APP,
    "services/orders/requirements.txt": "fastapi==0.120\npsycopg==3.2\n",
}
SYSTEM = """\
# yaml-language-server: $schema=../.principal/schemas/system.schema.json
# The parts of this system, who answers for each, and who needs whom: drafted from evidence.
# What is ESTIMATED was guessed from the line that it names. Where it is right, take `estimated`
# out; where it is wrong, correct it; what is no part of the system, take out. On a terminal,
# principal init asks one after the other.

teams:
  orders: {handles: ['@kettle/orders'], estimated: '.github/CODEOWNERS:2: @kettle/orders'}
  shop: {handles: ['@kettle/shop'], estimated: '.github/CODEOWNERS:1: @kettle/shop'}

components:
  # What is built here
  orders:
    kind: service
    team: orders
    path: services/orders
    tech: [python, fastapi]
    estimated: 'compose.yaml:7: compose service, built from services/orders'
    needs:
      orders-db: {via: postgresql, estimated: 'compose.yaml:10: the variable DATABASE_URL'}

  web:
    kind: service
    team: shop
    path: services/web
    tech: [typescript, express]
    estimated: 'compose.yaml:2: compose service, built from services/web'
    needs:
      orders: {via: http, estimated: 'compose.yaml:5: the variable ORDERS_ADDR'}

  # What keeps and carries its data
  orders-db:
    kind: database
    team: shop
    tech: [postgresql]
    bought: true
    estimated: 'compose.yaml:11: compose service, image postgres:17'

  # What it runs and others make
  collector:
    kind: service
    team: shop
    tech: [opentelemetry]
    bought: true
    estimated: 'compose.yaml:13: compose service, image otel/opentelemetry-collector:0.150.0'

data:
  # One entry for each store so far, named after it. Split it into what the store holds (orders,
  # invoices): each has one component that alone writes it.
  orders-db: {owner: orders, store: orders-db, estimated: 'compose.yaml:10: orders alone uses it'}

# What users do, through which components, is nothing that can be seen from here:
#   journeys:
#     buy: {steps: [storefront, checkout]}
"""
RADAR = """\
# yaml-language-server: $schema=../.principal/schemas/radar.schema.json
# What we use, and what we do not: drafted from what is in use. A ring here is what the use suggests
# and not yet what anybody decided. Would you choose it again for something new? Then it belongs on
# Adopt; move what does not, say why, and take `estimated` out. Nothing was put on Hold: only you
# know what has to go, and what to use instead.

adopt:
  python: {quadrant: languages, estimated: 'services/orders/app.py:1: 51% of the code, in one component'}
  typescript: {quadrant: languages, estimated: 'services/web/server.ts:1: 49% of the code, in one component'}
  express: {quadrant: frameworks, estimated: 'services/web/package.json:1: in one component'}
  fastapi: {quadrant: frameworks, estimated: 'services/orders/requirements.txt:1: in one component'}
  opentelemetry: {quadrant: frameworks, estimated: 'compose.yaml:14: otel/opentelemetry-collector'}
  postgresql: {quadrant: platforms, estimated: 'compose.yaml:12: postgres, in one component'}

# Tools that build and test it, which nobody has to decide on first: docker-compose, pip.
"""
CONSTRAINTS = """\
# yaml-language-server: $schema=../.principal/schemas/constraints.schema.json
# What this system cannot do, in figures. Nobody has said so yet, and nothing here is guessed: below
# stand seven questions, and `principal check` names those without an answer. An answer is a
# constraint, or a line under `unconstrained` with the reason why nothing of that kind binds. On a
# terminal, principal init asks them.

constraints: {}

# scale: How much load must it bear at its peak?
#   peak: {scale: 500 requests/s, because: the busiest hour of last year had 310 requests per second}

# latency: How soon must it answer, and to whom?
#   fast-answers: {latency: p99 < 300ms, because: people leave a page that is slower}
"""
SAID = """\
wrote architecture/system.yaml: new, 7 entries drafted
wrote architecture/constraints.yaml: new, with 7 questions
wrote architecture/radar.yaml: new, 6 entries drafted

principal check
  WARN    6  A ring of the radar that was guessed, and that nobody confirmed  (blip-estimated)
  WARN    7  A question of the first phase that nobody has answered  (constraint-unanswered)
  WARN    7  A part of the system record that was guessed, and that nobody confirmed  (system-estimated)
0 findings block, 20 do not, 49 passed, 0 waived, 0 not checked, 79 not applicable
may proceed (exit 0)

Next: 15 ESTIMATED to confirm or correct, 7 of 7 questions to answer: read architecture/, or run principal init on a terminal
"""
NAMES = ("system", "constraints", "radar")


def surveyed(repo: Repo) -> None:
    repo.commit(FILES, date="2024-06-01")
    repo.principal("init", "--dry-run")


def with_drafts(repo: Repo) -> None:
    surveyed(repo)
    repo.principal("init", "--yes")


@pytest.fixture
def shop(begun_with: Callable[..., Repo]) -> Repo:
    """A repository that was read and has no records."""
    return begun_with(surveyed)


@pytest.fixture
def drafted(begun_with: Callable[..., Repo]) -> Repo:
    """The same with its drafts."""
    return begun_with(with_drafts)


def read(repo: Repo, name: str) -> str:
    return (repo.root / "architecture" / f"{name}.yaml").read_text()


def at_terminal(repo: Repo, answers: list[str], columns: int = 80, **environment: str) -> tuple[int, str]:
    """The exit code of ``principal init`` on a terminal of its own, and all that stood there.

    Each answer is typed when the program asks; ``^C`` interrupts it there.
    """
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    words = [sys.executable, "-m", "principal", "-C", str(repo.root), "init", "--as-of", "2026-06-30"]
    there = {"PATH": os.environ["PATH"], "HOME": str(repo.root), "LC_ALL": "C.UTF-8", "TERM": "xterm", **environment}
    there["XDG_CACHE_HOME"] = str(compiled.folder().parent)  # our secret, so that it believes what we were answered

    def heed() -> None:  # where the tests run in the background, they are started to ignore it
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        words, stdin=other, stdout=other, stderr=other, env=there, start_new_session=True, preexec_fn=heed
    ) as running:
        os.close(other)
        shown, typed, interrupted = b"", 0, False
        while True:
            ready, _, _ = select.select([main], [], [], 10 if interrupted else 60)
            if (
                interrupted and not ready
            ):  # it came between what was asked and the reading, where it is lost: press again
                os.killpg(running.pid, signal.SIGINT)
                ready, _, _ = select.select([main], [], [], 60)
            try:
                chunk = os.read(main, 65536) if ready else b""
            except OSError:
                chunk = b""
            if not chunk:
                break
            shown += chunk
            asked = len(re.findall(rb"(?:> |\? |ference: )\Z|(?:> |\? |ference: )[^\n]*\r\n", shown))
            if typed < asked and typed < len(answers) and re.search(rb"(?:> |\? |ference: )\Z", shown):
                answer = answers[typed]
                typed += 1
                if answer == "^C":
                    os.killpg(running.pid, signal.SIGINT)
                    interrupted = True
                else:
                    os.write(main, answer.encode() + b"\n")
        try:
            code = running.wait(60)
        finally:
            running.kill()
    os.close(main)
    return code, shown.decode().replace("\r\n", "\n")


def test_the_drafts(shop: Repo) -> None:
    assert shop.principal("init", "--yes") == (0, SAID)
    assert read(shop, "system") == SYSTEM
    assert read(shop, "radar") == RADAR
    assert read(shop, "constraints").startswith(CONSTRAINTS)


def test_no_phase_is_complete_on_a_draft(drafted: Repo) -> None:
    _, said = drafted.principal("gate", "constraints")
    assert "UNCONFIRMED" in said
    assert "for a person to settle: 7 findings of constraint-unanswered, 7 findings of system-estimated" in said
    _, said = drafted.principal("gate", "governance")
    assert "UNCONFIRMED" in said
    assert "for a person to settle: 6 findings of blip-estimated" in said


def test_a_change_that_does_not_touch_a_guess_is_not_held_up_by_it(drafted: Repo) -> None:
    drafted.commit(message="Draft the records")
    drafted.write("services/orders/app.py", APP + "z = 2\n")
    code, said = drafted.principal("check", "--since", "HEAD")
    assert code == 0
    assert "ESTIMATED" not in said


def test_the_same_repository_gives_the_same_drafts(drafted: Repo, new_repo: Callable[[str], Repo]) -> None:
    other = new_repo("other")
    other.commit(FILES, date="2024-06-01")
    other.principal("init", "--yes")
    assert [read(drafted, name) for name in NAMES] == [read(other, name) for name in NAMES]


def test_elsewhere_than_on_a_terminal_it_shows_the_difference_and_writes_nothing(shop: Repo) -> None:
    code, said = shop.principal("init")
    assert code == 0
    assert said.startswith("--- /dev/null\n+++ b/architecture/system.yaml\n@@ -0,0 +1,")
    assert said.endswith("nothing was written; principal init --yes writes what is added, and on a terminal it asks\n")
    assert not (shop.root / "architecture").exists()
    assert shop.principal("init", "--dry-run")[1] == said.rpartition("\n\n")[0] + "\n"


def test_run_again_it_proposes_only_what_changed(drafted: Repo) -> None:
    mine = read(drafted, "system").replace(
        "    kind: service\n    team: orders\n", "    kind: service # ours\n    team: orders\n"
    )
    drafted.write("architecture/system.yaml", mine)
    assert (
        drafted.principal("init", "--dry-run")[1]
        == "nothing to add and nothing gone: the records say what the evidence shows\n"
    )
    telemetry = "OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317"
    more = COMPOSE.replace(telemetry, "CACHE_URL: redis://cache:6379")
    drafted.write("compose.yaml", more.partition("  collector:")[0] + "  cache:\n    image: redis:8\n")
    _, said = drafted.principal("init")
    lines = [line for line in said.splitlines() if line[:1] in ("+", "-")]
    assert lines == [
        "--- a/architecture/system.yaml",
        "+++ b/architecture/system.yaml",
        "+      cache: {via: redis, estimated: 'compose.yaml:6: the variable CACHE_URL'}",
        "-  collector:",
        "-    kind: service",
        "+  cache:",
        "+    kind: cache",
        "-    tech: [opentelemetry]",
        "+    tech: [redis]",
        "-    estimated: 'compose.yaml:13: compose service, image otel/opentelemetry-collector:0.150.0'",
        "+    estimated: 'compose.yaml:13: compose service, image redis:8'",
        "--- a/architecture/radar.yaml",
        "+++ b/architecture/radar.yaml",
        "+  redis: {quadrant: platforms, estimated: 'compose.yaml:14: in one component'}",
    ]
    _, said = drafted.principal("init", "--yes")
    assert said.startswith(
        "wrote architecture/system.yaml: 2 entries drafted\n"
        "architecture/system.yaml: 1 ESTIMATED entry is shown by nothing any more; principal init --dry-run shows them\n"
        "wrote architecture/radar.yaml: 1 entry drafted\n"
    )
    assert "kind: service # ours" in read(drafted, "system")
    assert "  collector:\n" in read(drafted, "system")


def test_over_a_record_that_is_wrong_it_does_nothing(shop: Repo) -> None:
    shop.write("architecture/radar.yaml", "adpot: [python]\n")
    assert shop.principal("init", "--yes") == (
        2,
        "principal: a record is wrong, mend it first: architecture/radar.yaml:1:1: "
        'unknown key "adpot"; did you mean "adopt"?\n',
    )


SCREEN = """\
--------------------------------------------------------------------------------
1 of 20: component orders
  kind: service
  team: orders
  path: services/orders
  tech: python, fastapi
  needs: orders-db (postgresql)
* compose.yaml:7: compose service, built from services/orders
       6       OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
       7   orders:
       8     build: services/orders
* compose.yaml:10: the variable DATABASE_URL (needs orders-db)
       9     environment:
      10       DATABASE_URL: postgresql://app@orders-db/orders
      11   orders-db:

  y          it is right
  n          it is no component of this system: take it out
  KEY=VALUE  correct it: kind, team, path, tech, core, bought, external,
             replicas, aliases, decision
  -NAME      it does not need that one
  Enter      later
  q          stop here
> team=shop
team is shop now; is the rest right?
> kind=databse
unknown kind "databse"; did you mean "database"?
> colour=red
colour cannot be set here; one of kind, team, path, tech, core, bought,
external, replicas, aliases, decision
> -orders-db
it does not need orders-db; is the rest right?
> y
orders is confirmed
"""


def test_the_interview_keeps_each_answer_at_once(shop: Repo) -> None:
    answers = ["y", "team=shop", "kind=databse", "colour=red", "-orders-db", "y", "n", "", "q"]
    code, said = at_terminal(shop, answers)
    assert code == 0
    assert SCREEN in said
    assert "2 answers kept; 18 questions left for the next time\n" in said
    system = read(shop, "system")
    assert """\
  orders:
    kind: service
    team: shop
    path: services/orders
    tech: [python, fastapi]

""" in system  # fmt: skip
    assert "  web:" not in system
    assert "  orders-db:\n" in system
    assert shop.principal("init", "--dry-run")[1] == (
        "nothing to add and nothing gone: the records say what the evidence shows\n"
    )
    debt = read(shop, "debt")
    assert "because: 'web: a person who was asked by principal init said no'" in debt
    assert "because: 'orders needs orders-db: a person who was asked by principal init said no'" in debt


def test_interrupted_at_a_question_what_was_answered_is_kept(shop: Repo) -> None:
    code, said = at_terminal(shop, ["y", "y", "^C"])
    assert code == 130
    assert said.endswith("1 answer kept; 19 questions left for the next time\n")
    assert read(shop, "system").count("estimated:") == SYSTEM.count("estimated:") - 2
    code, said = at_terminal(shop, ["adopt", "q"])
    assert "1 of 19: component web\n" in said
    assert "that is none of the answers above\n" in said
    assert "0 answers kept; 19 questions left for the next time\n" in said


def test_whoever_says_no_to_the_drafts_gets_none(shop: Repo) -> None:
    code, said = at_terminal(shop, ["n"])
    assert (code, said.endswith("nothing was written\n")) == (0, True)
    assert not (shop.root / "architecture").exists()


def test_constraints_and_rings_are_answered(drafted: Repo) -> None:
    drafted.write("architecture/system.yaml", re.sub(r"(, )?estimated: '[^']*'", "", read(drafted, "system")))
    answers = ["500", "because", "500 requests/s", "Black Friday saw 410", "", "none", "", "none", "it may wait"]
    answers += ["GDPR", "we keep addresses", "eu, uk", "contracts", "", "2 people", "we are two"]
    answers += ["", "hold", "it is slow", "y", "assess", "", "n", "q"]
    code, said = at_terminal(drafted, answers)
    assert code == 1
    assert '"500" has no unit; write 500 requests/s or 500 users' in said
    assert "a reason is the answer here; Enter is later\n" in said
    constraints = read(drafted, "constraints")
    assert """\
constraints:
  peak: {scale: 500 requests/s, because: Black Friday saw 410}
  privacy: {compliance: GDPR, because: we keep addresses}
  data-at-home: {residency: [eu, uk], because: contracts}
  hands: {team: 2 people, because: we are two}
unconstrained:
  availability: it may wait

# latency: How soon must it answer, and to whom?
#   fast-answers: {latency: p99 < 300ms, because: people leave a page that is slower}

# cost: What may it cost in a month?
#   bill: {cost: 4000 USD/month, because: that is what we earn with it}
""" in constraints  # fmt: skip
    assert read(drafted, "radar").partition("adopt:")[2].startswith("""
  typescript: {quadrant: languages}
  opentelemetry: {quadrant: frameworks, estimated: 'compose.yaml:14: otel/opentelemetry-collector'}
  postgresql: {quadrant: platforms, estimated: 'compose.yaml:12: postgres, in one component'}
hold:
  python: {quadrant: languages, why: it is slow}
assess:
  express: {quadrant: frameworks}
""")  # fmt: skip


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_it_works_at_forty_columns_and_without_colours(shop: Repo, environment: dict[str, str]) -> None:
    code, said = at_terminal(shop, ["y", "q"], columns=40, **environment)
    assert code == 0
    shown = said.partition("wrote architecture/radar.yaml")[2].partition("-" * 40)[2].partition(" kept; ")[0]
    assert "1 of 20: component orders\n" in shown
    assert [line for line in shown.splitlines() if len(line) > 40] == []
    assert "\x1b" not in shown


HOSTILE = ["<script>alert(1)</script>", "no", "1.0", "a: b", "'", '"', "{x}", "[y]", "- z", "# c", "&a", "*a", "!t", "%d",
           "@e", "`f`", "null", "~", "<<", "ünï-cødé", "名前", "\u202eevil", "x" * 119, "y" * 300, "a\tb", "0x1f", "1e3",
           "2026-01-01", "=", "?", "|", ">", "", " ", "..", "true", "on", "a#b", "a #b"]  # fmt: skip


def test_whatever_the_names_are_the_drafts_are_valid_records(repo: Repo) -> None:
    services = {name: {"image": f"postgres:{n}", "environment": {"PEER_URL": f"http://{HOSTILE[n - 1]}:80"}}
                for n, name in enumerate(HOSTILE)}  # fmt: skip
    repo.commit({"compose.yaml": json.dumps({"services": services}), "CODEOWNERS": "* @a/<b> no: yes\n"})
    code, said = repo.principal("init", "--yes")
    assert "WRONG" not in said
    assert code in (0, 1, 3)
    written = {n: (repo.root / "architecture" / f"{n}.yaml").read_bytes() for n in NAMES}
    for kind in record_kinds():
        for name, content in written.items():
            if kind.wants(f"architecture/{name}.yaml"):
                assert [str(r) for r in kind.read(f"architecture/{name}.yaml", content) if isinstance(r, Mistake)] == []
    assert "\u202e" not in said
    assert repo.principal("init", "--dry-run")[1] == (
        "nothing to add and nothing gone: the records say what the evidence shows\n"
    )


def test_what_many_have_in_common_is_asked_at_once(shop: Repo) -> None:
    (shop.root / ".github/CODEOWNERS").unlink()
    shop.commit()
    shop.principal("init", "--yes")
    assert (
        "ESTIMATED (compose.yaml:2: compose service, built from services/web); who answers for it?"
        in (shop.principal("check", "--all")[1])
    )
    answers = ["y", "web,orders=shop", "nobody=x", "ops", "", "", "", "", "", "q"]
    code, said = at_terminal(shop, answers, columns=40)
    assert code == 0
    assert (
        """\
components without a team
  Who answers for these? Nothing here
    says so.
  orders, web, orders-db, collector

  TEAM       it answers for all of them
  A,B=TEAM   it answers for those alone
  Enter      one after the other
  q          stop here
> y
the name of a team is the answer here;
Enter asks one after the other
> web,orders=shop
shop answers for web, orders; who for
orders-db, collector?
> nobody=x
nobody is none of them
> ops
ops answers for orders-db, collector
"""
        in said
    )
    asked = said[said.index("----") : said.index(" kept; ")]
    assert max(map(len, asked.splitlines())) <= 40
    assert re.findall("team: (.*)", read(shop, "system")) == ["shop", "shop", "ops", "ops"]
    shop.write(
        "architecture/constraints.yaml",
        "constraints: {}\nunconstrained: {"
        + ", ".join(
            f"{kind}: why" for kind in ("scale", "latency", "availability", "compliance", "residency", "cost", "team")
        )
        + "}\n",
    )
    shop.write("architecture/system.yaml", re.sub(r"(, )?estimated: '[^']*'", "", read(shop, "system")))
    code, said = at_terminal(shop, ["fastapi=hld", "fastapi=trial", "we try it", "-express", "maybe", "y"])
    assert (
        """\
the rings of technologies
  Would you choose each of them again for something new?
  Adopt
    python           services/orders/app.py:1: 51% of the code, in one component
    typescript       services/web/server.ts:1: 49% of the code, in one component
    express          services/web/package.json:1: in one component
    fastapi          services/orders/requirements.txt:1: in one component
    opentelemetry    compose.yaml:14: otel/opentelemetry-collector
    postgresql       compose.yaml:12: postgres, in one component

  y          they belong where they are
  NAME=RING  that one belongs there: adopt, trial, assess, hold
  -NAME      it is none of our choices: take it off
  Enter      one after the other
  q          stop here
> fastapi=hld
hld is no ring; one of adopt, trial, assess, hold
> fastapi=trial
why? we try it
fastapi is on Trial; the others?
> -express
express is off the radar; the others?
> maybe
that is none of the answers above
> y
4 are where they belong

1 answer kept; 0 questions left for the next time
"""
        in said
    )
    assert "estimated: " not in read(shop, "radar")


def test_what_nobody_answers_for_is_not_confirmed() -> None:
    text = "components:\n  web: {kind: service, estimated: 'compose.yaml:2: compose service'}\n"
    [screen] = questions.system(text)
    assert screen.lines == ("  kind: service", "  team: nobody yet")
    with pytest.raises(NotUnderstood, match="what nobody answers for stays a guess"):
        screen.take(text, "y", lambda asks: "")
    taken = screen.take(text, "y", lambda asks: "shop")
    assert (taken.text, taken.said) == (
        "components:\n  web: {kind: service, team: shop}\n", "web is confirmed, and shop answers for it"
    )  # fmt: skip
