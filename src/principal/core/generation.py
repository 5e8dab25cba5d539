"""One revision, judged: fill a database aside, ask the rules, write what was found, swap it in."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from principal.core import found, prepared, registry
from principal.core.asking import Answer, Asker
from principal.core.engine_rules import REPAID, repaid
from principal.core.fill import Filling, Unusable, fill, versions_read
from principal.core.gates import phases
from principal.core.judging import Grounds, Judgement, grounds, judge, readers_of
from principal.core.leave_out import PATH as LEAVE_OUT
from principal.core.leave_out import LeaveOuts, matcher
from principal.core.leave_out import read as read_leave_out
from principal.core.lines import Lines
from principal.core.protected import outside
from principal.core.queries import QueryRefused, inspect
from principal.core.records import Mistake
from principal.core.rules import BUILT_IN, Rule
from principal.core.rules_asked import RULES_FOLDER, rules_of
from principal.core.sources import MAX_PARSED_BYTES
from principal.core.store import digest, open_read_only
from principal.core.tables import values_of
from principal.core.views import View
from principal.core.waivers import waive
from principal.core.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

THREADS = 2
_WORST = ("fail", "not checked", "waived", "pass", "not applicable")


@dataclass(frozen=True)
class Question:
    """What decides a generation.

    Attributes:
        view: the files.
        today: the date that the judgement is made for.
        foreign: somebody else's repository: none of its own rules is run.
    """

    view: View
    today: dt.date
    foreign: bool = False


def warm_up() -> None:
    """Begin to load DuckDB in another thread; loading it takes as long as git takes to list a large repository."""
    threading.Thread(target=importlib.import_module, args=("principal.core.engine",), daemon=True).start()


def key_of(workspace: Workspace, question: Question) -> str:
    """The name of the generation that answers *question*; its first part is the program's version."""
    program = registry.code_version()
    cut_off = workspace.git.cut_off
    said = outside(workspace.git, question.view)
    asked = digest(workspace.repository, question.view.digest, question.today, question.foreign, cut_off, said)
    return f"{program[:12]}-{asked}"


T = TypeVar("T")


def build(workspace: Workspace, question: Question, *, current: bool = True) -> Path:
    """The generation that answers *question*, built if there is none.

    Raises:
        duckdb.Error: the database could not be written.
    """
    return _built(workspace, question, lambda _: None, current)[0]


def opened(
    workspace: Workspace, question: Question, read: Callable[[duckdb.DuckDBPyConnection], T], *, current: bool = True
) -> tuple[Path, T]:
    """The generation that answers *question*, and what *read* makes of it; a damaged one is built again.

    Raises:
        duckdb.Error: it could not be written, or not read although it is new.
    """
    from principal.core.engine import duckdb

    path, told = _built(workspace, question, read, current)
    try:
        return path, told[0] if told else _told(path, read)
    except duckdb.Error:
        path.unlink(missing_ok=True)
        path, told = _built(workspace, question, read, current)
        return path, told[0] if told else _told(path, read)


def _told(path: Path, read: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
    with contextlib.closing(open_read_only(path)) as connection:
        return read(connection)


def _built(
    workspace: Workspace, question: Question, read: Callable[[duckdb.DuckDBPyConnection], T], current: bool
) -> tuple[Path, tuple[T] | None]:
    """The generation, and what *read* makes of it where it was built now: it is open then anyway."""
    key = key_of(workspace, question)
    existing = workspace.store.find(key)
    if existing is not None:
        if current:
            workspace.store.point(key)
        return existing, None
    workspace.store.sweep()
    question = replace(question, view=without_left_out(workspace, question.view))
    asker = Asker()
    asker.start()  # let it load DuckDB while we read files
    try:
        for start, seeded in _starts(workspace, key):
            with workspace.store.aside(start) as path, contextlib.suppress(_Damaged):
                settled, told = _build_at(workspace, question, path, asker, read, seeded=seeded)
                # What this machine was too busy for is asked again next time: it must not be found by its name.
                name = key if settled else f"{key}-unsettled"
                return workspace.store.swap_in(path, name, current=current), (told,)
    finally:
        asker.stop()
        workspace.cache.close()
    raise AssertionError("a build from nothing either finishes or raises")


class _Damaged(Exception):
    """A database to begin from that cannot be used."""


def _starts(workspace: Workspace, key: str) -> Iterator[tuple[Path | None, bool]]:
    """What to begin from, the quickest first, and whether it is a generation: the last one used that
    this version of the program made, the catalog alone, nothing."""
    program = key.partition("-")[0]
    for path in [p for p in workspace.store.newest() if p.name.startswith(f"{program}-")][:1]:
        yield path, True
    catalog = prepared.kept()
    if catalog is not None:
        yield catalog, False
        prepared.forget()  # it could not be used, or nobody would ask for more
    yield None, False


def without_left_out(workspace: Workspace, view: View) -> View:
    """The view without the files that ``architecture/sources.yaml`` leaves out."""
    content = next((c for _, c in view.read(workspace.git, [LEAVE_OUT], MAX_PARSED_BYTES)), None)
    if content is None:
        return view
    patterns = [row.pattern for row in read_leave_out(LEAVE_OUT, content) if isinstance(row, LeaveOuts)]
    expression = matcher(patterns)
    if expression is None:
        return view
    hidden = {path for path in view.entries if expression.match(path) and path != LEAVE_OUT}
    return replace(
        view,
        hidden=view.hidden | hidden,
        borrowed=tuple(e for e in view.borrowed if e.path not in hidden),
    )


def _build_at(
    workspace: Workspace,
    question: Question,
    path: Path,
    asker: Asker,
    read: Callable[[duckdb.DuckDBPyConnection], T],
    *,
    seeded: bool,
) -> tuple[bool, T]:
    """Fill the database at *path* and judge it.

    Returns:
        Whether asking again would answer the same, and what *read* makes of it.
    """
    from principal.core.engine import duckdb

    # Reading files in parallel forks, which is only safe before DuckDB has threads: see collect.
    begun = path.exists()
    filling = Filling(
        workspace.git,
        workspace.repository,
        workspace.progress,
        lambda new: _connect(path, workspace.repository if new else None),
        seeded,
    )
    try:
        try:
            fill(filling, question.view, question.today, workspace.cache)
            rules, mistakes = rules_of(workspace, question.view, filling.connection, foreign=question.foreign)
            known = grounds(filling.connection)
            versions = _versions(filling.connection)
            keys = {r.id: _memo_key(versions, r, known) for r in rules}
            kept, stale = _remembered(filling.connection, rules, keys, filling.moved)
            if stale:
                filling.put_away()  # the child that asks the rules cannot open what somebody may write to
        except (duckdb.Error, Unusable) as error:
            if begun:
                raise _Damaged from error
            raise
        workspace.progress("asking the rules", 0, len(stale))
        stale.sort(key=lambda r: (r.origin != BUILT_IN, r.id))  # ours first: a team's may have to be stopped
        answers = asker.ask(path, [(r.id, r.sql) for r in stale if _refusal(r) is None])
        keys.update((name, "") for name, answer in answers.items() if answer.passing)
        lines = Lines(workspace, question.view)
        lines.load(answers.values())
        for rule in stale:
            answer = answers.get(rule.id) or Answer(error=_refusal(rule))
            kept[rule.id] = judge(rule, answer, known, lines.of)
        _write(filling.connection, workspace.repository, rules, [kept[r.id] for r in rules], keys, mistakes)
        told = read(filling.connection)
        filling.put_away()
    finally:
        filling.close()
    return not any(answer.passing for answer in answers.values()), told


def _connect(path: Path, first: str | None) -> duckdb.DuckDBPyConnection:
    """The database at *path*; the *first* time, what is in it becomes that repository's."""
    from principal.core.engine import duckdb

    if not path.exists():
        prepared.prepare(path)
        prepared.keep(path)
    connection = duckdb.connect(
        str(path),
        config={"threads": THREADS, "memory_limit": "700MB", "enable_external_access": False,
                "autoload_known_extensions": False, "autoinstall_known_extensions": False},
    )  # fmt: skip
    connection.execute("SET TimeZone='UTC'")
    if first is not None:
        prepared.settle(connection, first)
    return connection


def _refusal(rule: Rule) -> str | None:
    try:
        inspect(rule.sql)
    except QueryRefused as refused:
        return str(refused)
    return None


def _versions(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, key FROM found.memos WHERE kind = 'table'").fetchall())


def _memo_key(versions: dict[str, str], rule: Rule, known: Grounds) -> str:
    try:
        query = inspect(rule.sql)
        readers = readers_of(rule, known)
    except QueryRefused:
        return rule.digest
    return digest(rule.digest, versions_read(query, versions), known.version(readers))


def _remembered(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], keys: dict[str, str], moved: set[str]
) -> tuple[dict[str, Judgement], list[Rule]]:
    """The judgements of rules whose grounds have not changed, and the rules to ask again.

    A finding's evidence is the text of its line too, which a query need not read: a rule
    with a finding in one of the *moved* files is asked again.
    """
    memos = dict(connection.execute("SELECT name, key FROM found.memos WHERE kind = 'rule'").fetchall())
    places = connection.execute("SELECT DISTINCT rule, path FROM found.findings").fetchall()
    stirred = {rule for rule, path in places if path in moved}
    kept = {r.id: Judgement(r.id) for r in rules if memos.get(r.id) == keys[r.id] and r.id not in stirred}
    if kept:
        for name, uses, reason in connection.execute("SELECT id, uses, reason FROM found.rules").fetchall():
            if name in kept:
                kept[name].uses, kept[name].reason = uses, reason
        for rule, subject, outcome, reason, path, uses in connection.execute(
            "SELECT rule, subject, outcome, reason, path, uses FROM found.outcomes"
        ).fetchall():
            if rule in kept:
                # A loan may come or go without the rule being asked again: waiving is done anew.
                outcome, reason = ("fail", "") if outcome == "waived" else (outcome, reason)
                kept[rule].counts[(subject, outcome, reason, path)] += uses
        for finding in findings_of(connection):
            if finding.rule in kept:
                kept[finding.rule].findings.append(replace(finding, waived_by=None, waived_because=None))
    return kept, [r for r in rules if r.id not in kept]


def findings_of(connection: duckdb.DuckDBPyConnection) -> list[found.Findings]:
    """Every finding of a generation, in a stable order."""
    rows = connection.execute(
        "SELECT fingerprint, rule, subject, path, line, message, related, amount, evidence, waived_by, waived_because "
        "FROM found.findings ORDER BY rule, path, line, subject, fingerprint"
    ).fetchall()
    return [found.Findings(*row) for row in rows]


def _write(
    connection: duckdb.DuckDBPyConnection,
    repository: str,
    rules: Sequence[Rule],
    judgements: Sequence[Judgement],
    keys: dict[str, str],
    mistakes: Sequence[Mistake],
) -> None:
    unused = repaid(connection, judgements)
    if unused is not None:
        rules, judgements = [*rules, REPAID], [*judgements, unused]
    findings = waive(
        connection, [f for j in judgements for f in j.findings], {rule.id: rule.waived_by for rule in rules}
    )
    by_rule: dict[str, list[found.Findings]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    rule_rows, outcomes = [], []
    for rule, judgement in zip(rules, judgements, strict=True):
        mine = _outcomes(judgement, by_rule.get(rule.id, []))
        outcomes += mine
        rule_rows.append(rule_row(rule, judgement, mine))
    for table in ("rules", "outcomes", "findings", "phases"):
        connection.execute(f"DELETE FROM found.{table}")  # noqa: S608 (our own names)
    connection.execute("DELETE FROM found.memos WHERE kind = 'rule'")
    connection.execute("DELETE FROM found.mistakes WHERE path LIKE ?", [f"{RULES_FOLDER}%"])
    memos = [found.Memos("rule", name, key) for name, key in sorted(keys.items())]
    wrong = [found.Mistakes(m.path, m.line, m.column, m.wrong, m.expected) for m in mistakes]
    for table, rows in (
        ("rules", rule_rows), ("outcomes", outcomes), ("findings", findings), ("mistakes", wrong),
        ("phases", phases(rule_rows, outcomes)), ("memos", memos),
    ):  # fmt: skip
        _append(connection, f"found.{table}", repository, rows)


def _append(connection: duckdb.DuckDBPyConnection, table: str, repository: str, rows: Iterable[object]) -> None:
    values = [(repository, *values_of(row)) for row in rows]
    if values:
        with connection.appender(table) as appender:
            appender.append_rows(values)


def _outcomes(judgement: Judgement, findings: Sequence[found.Findings]) -> list[found.Outcomes]:
    counts = Counter({k: n for k, n in judgement.counts.items() if k[1] != "fail"})
    for finding in findings:
        if finding.waived_by is None:
            counts[(finding.subject, "fail", "", "")] += 1
        else:
            counts[(finding.subject, "waived", f"{finding.waived_by}: {finding.waived_because}", "")] += 1
    return [
        found.Outcomes(judgement.rule, subject, outcome, reason, path, uses)
        for (subject, outcome, reason, path), uses in sorted(counts.items())
    ]


def rule_row(rule: Rule, judgement: Judgement, outcomes: Sequence[found.Outcomes]) -> found.Rules:
    """A rule and how it went, as a row."""
    seen = {o.outcome for o in outcomes}
    return found.Rules(
        id=rule.id, path=rule.path, line=rule.line, origin=rule.origin, phase=rule.phase, stage=rule.stage,
        severity=rule.severity, confidence=rule.confidence, status=rule.status, summary=rule.summary,
        red_flag=rule.red_flag, blocking=rule.blocking, uses=judgement.uses,
        outcome=next((w for w in _WORST if w in seen), "not applicable"), reason=judgement.reason,
        waived_by=list(rule.waived_by), completes=rule.completes and rule.status == "stable",
    )  # fmt: skip
