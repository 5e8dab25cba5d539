"""The figures that we promise, each measured by one small function."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from agreeing import AGREEING
from bed import AS_OF, HERE, PRINCIPAL, Bench, Missing, Row, git, inside, principal
from measuring import Cost, best, least_cpu, memory_of_tree, run


def start(_: Bench) -> Row:
    """Processor time of ``--help`` over that of a bare Python."""
    bare = least_cpu([sys.executable, "-c", "pass"], 15)
    ours = least_cpu([PRINCIPAL, "--help"], 15)
    over = ours - bare
    return Row("`principal --help`, CPU over bare Python", "100 ms", f"{over * 1000:.0f} ms", kept=over <= 0.1)


def first_survey(bench: Bench) -> Row:
    """The first survey of saleor, nothing cached, beside peers on the same files."""
    costs = []
    for _ in range(3):
        costs.append(principal(bench.fresh("saleor"), "survey"))
    ours = best(costs)
    peers = [
        _said("adr-drift (init, check)", _adr_drift(bench)),
        _said("decisiondrift bootstrap", _decisiondrift(bench)),
    ]
    measured = f"{ours.wall:.1f} s ({ours.cpu:.1f} s CPU)"
    return Row("first `survey` of saleor, nothing cached", "6 s", measured, "; ".join(peers), ours.wall <= 6)


def counting(bench: Bench) -> Row:
    """Counting an observed table once it was surveyed: no evidence work is done again."""
    repository = bench.fresh("saleor")
    principal(repository, "survey")
    before = _databases(repository)
    cost = principal(repository, "query", "SELECT count(*) FROM observed.changes")
    same = before == _databases(repository)
    measured = f"{cost.wall:.2f} s, {'the same database' if same else 'ANOTHER DATABASE'}"
    return Row("counting an observed table afterwards", "no evidence work", measured, kept=same)


def technologies(bench: Bench) -> Row:
    """Every manifest of a repository of 600 files, beside a peer that reads the same."""
    repository = bench.fresh("opentelemetry-demo")
    ours = min((inside("technologies", repository) for _ in range(5)), key=lambda s: s["seconds"])
    peer = bench.peer("stack-analyser")
    cost = best([run([peer, "-o", "stack.json", "."], repository) for _ in range(3)]) if peer else None
    measured = f"{ours['seconds']:.2f} s ({ours['files']} files, {ours['names']} names)"
    row = "technologies of opentelemetry-demo"
    return Row(row, "0.3 s", measured, _said("stack-analyser", cost), ours["seconds"] <= 0.3)


def drafts(bench: Bench) -> Row:
    """Records drafted for a repository of 600 files, nothing cached, and a check of them; each time the same."""
    costs, written = [], set()
    for _ in range(3):
        repository = bench.fresh("opentelemetry-demo")
        costs.append(principal(repository, "init", "--yes"))
        written.add(tuple(p.read_bytes() for p in sorted((repository / "architecture").iterdir())))
    ours = best(costs)
    said = "the same records each time" if len(written) == 1 else "ANOTHER DRAFT EACH TIME"
    measured = f"{ours.wall:.1f} s ({ours.cpu:.1f} s CPU; {said})"
    kept = ours.wall <= 5 and len(written) == 1
    return Row("`init --yes` of opentelemetry-demo, nothing cached", "5 s", measured, kept=kept)


def warm_check(bench: Bench) -> Row:
    """``check`` again, nothing changed, with full records and all rules; its answer equals an uncached one."""
    repository = _with_records(bench)
    check = ("check", "--format", "json", "--all")
    first = principal(repository, *check)
    again = best([principal(repository, *check) for _ in range(5)])
    shutil.rmtree(repository / ".principal")
    uncached = principal(repository, *check)
    same = first.output == again.output == uncached.output and again.code == uncached.code
    measured = (
        f"{again.wall:.2f} s ({'same answer as' if same else 'ANOTHER ANSWER THAN'} uncached, {uncached.wall:.1f} s)"
    )
    kept = same and again.wall <= 0.7
    return Row(
        "`check` of saleor again, nothing changed",
        "0.7 s",
        measured,
        _said("import-linter, cached", _linter(bench)),
        kept,
    )


def staged_check(bench: Bench) -> Row:
    """``check --staged`` with one file changed."""
    repository = _with_records(bench)
    principal(repository, "check")
    costs = []
    for number in range(3):
        with (repository / "saleor" / "settings.py").open("a") as file:
            file.write(f"\n# change {number}\n")
        git(repository, "add", "saleor/settings.py")
        costs.append(principal(repository, "check", "--staged"))
    # The first one also builds the base's generation, as the first after every commit does.
    ours = best(costs[1:])
    measured = f"{ours.wall:.2f} s (the first after a commit {costs[0].wall:.2f} s)"
    return Row("`check --staged` of saleor, one file changed", "0.5 s", measured, kept=ours.wall <= 0.5)


def history(bench: Bench) -> Row:
    """The history of rails into the database, against git's own walk over it."""
    repository = bench.repository("rails")
    git = best([run(["git", "log", "--raw", "-z", "--no-abbrev"], repository) for _ in range(3)])
    costs = []
    for number in range(3):
        costs.append(inside("history", repository, bench.work / f"rails-{number}.duckdb"))
    ours = min(costs, key=lambda s: s["seconds"])
    measured = f"{ours['seconds']:.2f} s, {ours['seconds'] / git.wall:.2f} ×"
    peer = f"`git log --raw -z` {git.wall:.2f} s"
    return Row("history of rails into the database", "1.5 × git", measured, peer, ours["seconds"] <= 1.5 * git.wall)


def one_commit(bench: Bench) -> Row:
    """One new commit into a database that holds the rest of the history of rails."""
    repository = bench.fresh("rails")
    database = bench.work / "rails-one.duckdb"
    head = git(repository, "rev-parse", "HEAD")
    inside("history", repository, database)
    with (repository / "README.md").open("a") as file:
        file.write("\n")
    identity = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")
    git(repository, *identity, "commit", "-q", "-a", "-m", "One more")
    seconds = inside("history", repository, database, head)["seconds"]
    return Row("one new commit of rails", "0.3 s", f"{seconds:.2f} s", kept=seconds <= 0.3)


def coupling(bench: Bench) -> Row:
    """Which files of rails change together."""
    repository = bench.fresh("rails")
    principal(repository, "query", "SELECT 1")
    said = inside("couplings", _generation(repository))
    measured = f"{said['seconds']:.3f} s ({said['rows']} pairs)"
    return Row("change coupling over that history", "0.1 s", measured, kept=said["seconds"] <= 0.1)


def rules(bench: Bench) -> Row:
    """All rules on saleor's database, nothing memoised."""
    repository = _with_records(bench)
    principal(repository, "check")
    said = inside("rules", _generation(repository))
    measured = f"{said['seconds']:.2f} s ({said['rules']} rules, {said['errors']} errors)"
    return Row(
        "all rules on saleor, nothing memoised", "1 s", measured, kept=said["seconds"] <= 1 and not said["errors"]
    )


def memory(bench: Bench) -> Row:
    """The most memory that a survey held, over all its processes."""
    surveys = {name: memory_of_tree([PRINCIPAL, "survey", *AS_OF], bench.fresh(name)) for name in ("saleor", "rails")}
    if None in surveys.values():
        raise Missing("this system has no /proc to read memory from")
    most = {name: held / 2**20 for name, held in surveys.items() if held is not None}
    measured = ", ".join(f"{name} {held:.0f} MB" for name, held in most.items())
    return Row("memory of a first `survey`, all processes", "1 GB", measured, kept=max(most.values()) <= 1024)


def diagram(_: Bench) -> Row:
    """A diagram of 27 boxes and 39 lines, nothing cached, and how much of it moves when a box is added."""
    said = min((inside("diagram") for _ in range(3)), key=lambda s: s["seconds"])
    measured = (
        f"{said['seconds']:.2f} s; {said['crossings']} crossings, {said['through']} lines through boxes, "
        f"{said['collisions']} covered labels; {said['flips']:.1%} of pairs turned by one box more"
    )
    kept = said["seconds"] <= 1.5 and said["crossings"] <= 15 and not said["through"] and not said["collisions"]
    what = "diagram of 27 boxes, nothing cached"
    return Row(what, "1.5 s; 15, 0, 0; 12%", measured, kept=kept and said["flips"] <= 0.12)


def brief(bench: Bench) -> Row:
    """``brief`` of a folder, nothing changed since the last one, over bare Python; the answer is the same."""
    return _over_python(bench, "brief", ("brief", "saleor/payment", *AS_OF), b"")


def hook(bench: Bench) -> Row:
    """``hook`` before a file is written, nothing changed since the last one, over bare Python."""
    said = {"tool_name": "Write", "tool_input": {"file_path": "saleor/payment/models.py", "content": "x = 1\n"}}
    return _over_python(bench, "hook", ("hook", *AS_OF), json.dumps(said).encode())


def _over_python(bench: Bench, name: str, arguments: tuple[str, ...], given: bytes) -> Row:
    repository = _with_records(bench)
    first = run([PRINCIPAL, *arguments], repository, given=given)
    time.sleep(1)  # what was written in this very moment could not be told from what is written next
    run([PRINCIPAL, *arguments], repository, given=given)
    bare = best([run([sys.executable, "-c", "pass"]) for _ in range(15)])
    warm = best([run([PRINCIPAL, *arguments], repository, given=given) for _ in range(15)])
    if warm.code:
        raise Missing(f"principal {name} ended with exit code {warm.code}: {warm.said}")
    over = warm.wall - bare.wall
    same = first.output == warm.output
    measured = (
        f"{over * 1000:.0f} ms, {(warm.cpu - bare.cpu) * 1000:.0f} ms CPU "
        f"({'same answer as' if same else 'ANOTHER ANSWER THAN'} the first, {first.wall:.1f} s)"
    )
    what = f"`{name}` on saleor, nothing changed, over bare Python"
    return Row(what, "150 ms", measured, kept=same and over <= 0.15)


def report(bench: Bench) -> Row:
    """The report on saleor after a check, its diagrams not laid out yet, and how it opens in a browser."""
    repository = _with_records(bench)
    principal(repository, "check")
    written, costs = [], []
    for number in range(3):
        (repository / ".principal" / "evidence.sqlite").unlink()  # what is laid out is kept there
        page = bench.work / f"report-{number}.html"
        costs.append(principal(repository, "report", "--out", str(page)))
        written.append(page.read_bytes())
    ours, size, same = best(costs), len(written[0]), len(set(written)) == 1
    shutil.rmtree(repository / ".principal")
    principal(repository, "report", "--out", str(bench.work / "report-0.html"))
    same = same and (bench.work / "report-0.html").read_bytes() == written[0]
    opened = _opens(bench.work / "report-0.html")
    measured = (
        f"{ours.wall:.1f} s, {size / 2**20:.2f} MB, {'the same bytes' if same else 'OTHER BYTES'} from nothing cached, "
        + (f"open in {opened:.2f} s" if opened is not None else "not opened: there is no chromium")
    )
    kept = ours.wall <= 3 and size < 3 * 2**20 and same and (opened or 0) < 1
    return Row("`report` of saleor after a check", "3 s, 3 MB, open in 1 s", measured, kept=kept)


def _opens(page: Path) -> float | None:
    """Seconds until a page is loaded in Chromium, which runs already; None where there is none."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return min(inside("opening", page, chromium)["seconds"] for _ in range(3)) if chromium else None


FIGURES: tuple[Callable[[Bench], Row], ...] = (
    start, first_survey, counting, technologies, drafts, warm_check, staged_check, history, one_commit, coupling,
    memory, rules, diagram, report, brief, hook, *AGREEING,
)  # fmt: skip


def _with_records(bench: Bench) -> Path:
    """A fresh saleor with the full set of records in ``saleor/``, committed."""
    repository = bench.fresh("saleor")
    shutil.copytree(HERE / "saleor", repository, dirs_exist_ok=True)
    git(repository, "add", "-A")
    identity = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")
    git(repository, *identity, "commit", "-q", "-m", "Write down what we decided")
    return repository


def _generation(repository: Path) -> Path:
    """The database that the last command built."""
    return max((repository / ".principal").rglob("*.duckdb"), key=lambda p: p.stat().st_mtime)


def _databases(repository: Path) -> list[tuple[str, int, str]]:
    """Every database that commands left: its name, its place on the disk, and a hash of what is in it."""
    found = sorted((repository / ".principal").rglob("*.duckdb"))
    return [(p.name, p.stat().st_ino, hashlib.blake2b(p.read_bytes()).hexdigest()) for p in found]


def _said(name: str, cost: Cost | None) -> str:
    return f"{name} {cost.wall:.1f} s" if cost else f"{name}: not installed"


def _adr_drift(bench: Bench) -> Cost | None:
    command = bench.peer("adr-drift")
    if command is None:
        return None
    repository = bench.fresh("saleor")
    run([command, "init"], repository)
    return run([command, "check"], repository)


def _decisiondrift(bench: Bench) -> Cost | None:
    command = bench.peer("decisiondrift")
    return run([command, "bootstrap", "."], bench.fresh("saleor")) if command else None


def _linter(bench: Bench) -> Cost | None:
    command = bench.peer("lint-imports") or PRINCIPAL.with_name("lint-imports")
    if not command.is_file():
        return None
    repository = bench.fresh("saleor")
    (repository / "bench.ini").write_text(
        "[importlinter]\nroot_package = saleor\n[importlinter:contract:one]\nname = One\ntype = forbidden\n"
        "source_modules = saleor.core\nforbidden_modules = saleor.graphql\n"
    )
    lint: list[str | Path] = [command, "--config", "bench.ini"]
    run(lint, repository)
    return best([run(lint, repository) for _ in range(3)])
