"""A change, judged from its base: by the base's records, for what it makes worse.

Three generations answer. The *base* as it was. The change *judged* by what the base says
must hold (its constraints, rules, loans and dismissals). The change by its *own* records,
so that a record that the change itself brings is not silent until it has landed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from principal.core import registry
from principal.core.engine_rules import LOOSENING, REPAID
from principal.core.found import Findings, Outcomes
from principal.core.gates import change_phases
from principal.core.generation import Question, opened, rule_row
from principal.core.house import house
from principal.core.judging import Judgement, fingerprint
from principal.core.loosening import OF_THE_CORE
from principal.core.objects import need
from principal.core.out_of_sight import NOT_BY_THE_CHANGE, Row, folders_gone, turned_aside
from principal.core.revisions import head, merge_base, renames, resolve
from principal.core.rules_asked import RULES_FOLDER
from principal.core.snapshots import Snapshot, revision
from principal.core.store import digest
from principal.core.verdict import (
    LOOSENED,
    NEW,
    OLD,
    WORSENED,
    Answers,
    Judged,
    Verdict,
    answers_of,
    counted,
    counts_at,
    exit_code,
    judged,
    ordered,
    silent_of,
)  # fmt: skip
from principal.core.views import View
from principal.core.workspace import Workspace

if TYPE_CHECKING:
    from principal.core.confirming import Confirmed


def judge_change(workspace: Workspace, since: str, target: Snapshot, today: dt.date, stage: str) -> Verdict:
    """The verdict on the way from *since* (a revision; where it forked off counts) to *target*.

    Raises:
        GitFailed: there is no such revision.
    """
    commit = resolve(workspace.git, since)
    tip = target.head or head(workspace.git)
    fork = (merge_base(workspace.git, commit, tip) if tip else None) or commit
    before = revision(workspace.git, fork)
    base_path, base = opened(workspace, Question(View(before), today), answers_of, current=False)
    judges = (e.blob for e in before.entries if e.path.startswith(RULES_FOLDER) or e.path in base.records)
    need(workspace.git, "what the base decided", judges)
    view = View(target)
    worktree = target.revision == "worktree"
    own_path, own = opened(workspace, Question(view, today), answers_of, current=worktree)
    judged_view = _judged_by(view, before, base, own)
    by_base = own
    if judged_view is not view:
        _, by_base = opened(workspace, Question(judged_view, today), answers_of, current=False)
    moved = moved_files(workspace, before, target, fork)
    loosened, confirms = _loosened((base_path, base), (own_path, own), before, target, moved)
    loosened += _findings(folders_gone(workspace.git, before, target), len(loosened))
    known = {e.path for e in before.entries} | set(moved.values())
    verdict = _verdict(base, by_base, own, moved, known, loosened, stage, fork, own_path)
    return replace(verdict, confirms=tuple(confirms))


def _judged_by(view: View, before: Snapshot, base: Answers, own: Answers) -> View:
    """The view with whatever judges taken from the base; the same object where nothing differs."""
    judging = {reader.name for reader in house().of("record") if reader.judging}
    homes = {name for reader in house().of("record") for name in reader.names_homes}

    def judges(path: str, answers: Answers) -> bool:
        known = answers.records.get(path, ())
        names_home = path.rpartition("/")[2] in homes  # and so decides which files are records
        return path.startswith(RULES_FOLDER) or path in base.enforced or names_home or not judging.isdisjoint(known)

    entries = view.entries
    borrowed = tuple(
        e for e in before.entries if judges(e.path, base) and (e.path not in entries or entries[e.path].blob != e.blob)
    )
    in_base = {e.path for e in before.entries}
    hidden = frozenset(p for p in entries if p not in in_base and judges(p, own))
    if not borrowed and not hidden:
        return view
    return replace(view, borrowed=borrowed, hidden=hidden, lender=before)


def moved_files(workspace: Workspace, before: Snapshot, target: Snapshot, fork: str) -> dict[str, str]:
    """Old path to new path of files that were moved."""
    moved = {}
    if target.head is not None and target.head != fork:
        moved = {old: new for new, old in renames(workspace.git, fork, target.head).items()}
    was = {e.path: e.blob for e in before.entries}
    now = {e.path: e.blob for e in target.entries}
    arrived: dict[str, list[str]] = defaultdict(list)
    for path, blob in now.items():
        if path not in was:
            arrived[blob].append(path)
    for path, blob in was.items():
        if path not in now and len(arrived.get(blob, ())) == 1:
            moved[path] = arrived[blob][0]
    return moved


def _verdict(
    base: Answers,
    by_base: Answers,
    own: Answers,
    moved: dict[str, str],
    known: set[str],
    loosened: Sequence[Findings],
    stage: str,
    fork: str,
    generation: Path,
) -> Verdict:
    before = known_before(base.findings, moved)
    rules = {**own.rules, **by_base.rules, LOOSENING.id: rule_row(LOOSENING, Judgement(LOOSENING.id), ())}
    open_now: dict[str, Judged] = {}
    waived: dict[str, Judged] = {}
    for answers in (by_base, own):
        for finding in answers.findings:
            # Which loans cover nothing is about the loans that the change leaves, not those that judge it.
            if finding.fingerprint in open_now or (finding.rule == REPAID.id and answers is not own):
                continue
            # No loan and no dismissal is about a file that is new, whatever date its commit has.
            if finding.waived_by is not None and (not finding.path or finding.path in known):
                waived.setdefault(finding.fingerprint, judged(rules, finding, OLD, stage))
                continue
            finding = replace(finding, waived_by=None, waived_because=None)
            open_now[finding.fingerprint] = judged(rules, finding, standing_of(finding, before), stage)
    for finding in loosened:
        open_now[finding.fingerprint] = judged(rules, finding, LOOSENED, stage)
    findings = ordered(open_now.values())
    unchecked = _unchecked(base, (by_base, own), stage)
    return Verdict(
        repository=own.repository,
        today=own.today,
        stage=stage,
        base=fork,
        findings=findings,
        waived=ordered(j for f, j in waived.items() if f not in open_now),
        counts=counted(by_base.outcomes),
        unchecked=unchecked,
        silent=silent_of(by_base),
        rules=rules,
        mistakes=own.mistakes,
        exit_code=exit_code(findings, own.mistakes, unchecked, by_base, stage),
        phases=tuple(
            change_phases(
                sorted(rules.values(), key=lambda r: r.id),
                [j.rule.id for j in findings if j.blocks or (j.rule.completes and j.standing != OLD)],
                [o.rule for o in unchecked],
                by_base.outcomes,
            )
        ),
        generation=generation,
    )


def known_before(findings: Iterable[Findings], moved: dict[str, str]) -> dict[str, Findings]:
    """The base's findings by the fingerprint that they would have after the files moved."""
    before: dict[str, Findings] = {}
    groups: dict[tuple[str, str, str], list[Findings]] = defaultdict(list)
    for finding in findings:
        before[finding.fingerprint] = finding
        if finding.path in moved or finding.subject in moved:
            path, subject = moved.get(finding.path, finding.path), moved.get(finding.subject, finding.subject)
            groups[(finding.rule, subject, path)].append(finding)
    for (rule, subject, path), members in groups.items():
        for ordinal, finding in enumerate(sorted(members, key=lambda f: (f.line or 0, f.message))):
            before.setdefault(fingerprint(rule, subject, path, ordinal), finding)
    return before


def standing_of(finding: Findings, before: dict[str, Findings]) -> str:
    """New, worsened or old: how a finding stands to what was known *before*, by fingerprint."""
    was = before.get(finding.fingerprint)
    if was is None or was.waived_by is not None:
        # A finding that was waived and is not any more has outgrown its loan or its dismissal.
        return NEW
    if finding.amount is not None and was.amount is not None and finding.amount > was.amount:
        return WORSENED
    return OLD


def _unchecked(base: Answers, nows: Sequence[Answers], stage: str) -> tuple[Outcomes, ...]:
    """What blocking rules could not check now but could in the base."""
    silent = {(o.rule, o.subject, o.path) for o in base.outcomes if o.outcome == "not checked"}
    found: dict[tuple[str, str, str], Outcomes] = {}
    for answers in nows:
        for outcome in answers.outcomes:
            key = (outcome.rule, outcome.subject, outcome.path)
            if outcome.outcome != "not checked" or key in silent or not counts_at(answers.rules[outcome.rule], stage):
                continue
            found.setdefault(key, outcome)
    return tuple(found[k] for k in sorted(found))


def _loosened(
    base_side: tuple[Path, Answers],
    own_side: tuple[Path, Answers],
    before: Snapshot,
    target: Snapshot,
    moved: dict[str, str],
) -> tuple[list[Findings], list[Confirmed]]:
    """What the change does to its own judges: each is a finding that no loan covers; and what it confirms."""
    base_path, base = base_side
    own_path, own = own_side
    rows: list[Row] = []
    now = {e.path: e.blob for e in target.entries}
    for entry in before.entries:
        if entry.path.startswith(RULES_FOLDER) and now.get(entry.path) != entry.blob:
            done = "edited" if entry.path in now else "removed"
            rows.append((entry.path, entry.path, 1, f"the rule {Path(entry.path).stem} was {done}"))
    rows += _made_unreadable(before, base, own)
    records = _records_changed(before, now, base, own)
    confirms: list[Confirmed] = []
    if records or moved or base.aside != own.aside:
        compared, confirms = _compared(base_path, own_path, moved)
        rows += compared
    return _findings(rows, 0), confirms


def _findings(rows: Sequence[Row], first: int) -> list[Findings]:
    findings = []
    for number, (subject, path, line, message) in enumerate(sorted(rows, key=str), first):
        findings.append(
            Findings(
                fingerprint=fingerprint(LOOSENING.id, subject, path, number),
                rule=LOOSENING.id,
                subject=subject,
                path=path,
                line=line,
                message=message,
                related=[],
                amount=None,
                evidence=digest(message),
                waived_by=None,
                waived_because=None,
            )
        )
    return findings


def _records_changed(before: Snapshot, now: dict[str, str], base: Answers, own: Answers) -> bool:
    """Whether a record changed or is not one any more; nothing else can loosen what records say."""
    if base.records.keys() != own.records.keys():
        return True
    was = {e.path: e.blob for e in before.entries}
    return any(was.get(p) != now.get(p) for p in {*base.records, *own.records})


def _made_unreadable(before: Snapshot, base: Answers, own: Answers) -> list[Row]:
    """Files that the base could read and the change makes unreadable."""
    there = {e.path for e in before.entries}
    known = {(source, path) for source, path, _, _ in base.gaps}
    sources: dict[tuple[str, int | None, str], list[str]] = defaultdict(list)
    for source, path, line, reason in own.gaps:
        if path in there and (source, path) not in known and reason not in NOT_BY_THE_CHANGE:
            sources[(path, line, reason)].append(source)
    return [
        (path, path, line, f"{path} could be read by {' and '.join(names)} and cannot any more: {reason}")
        for (path, line, reason), names in sources.items()
    ]


def _compared(base: Path, own: Path, moved: dict[str, str]) -> tuple[list[Row], list[Confirmed]]:
    """Rows of what loosens, and what is confirmed, from the base's database and the change's."""
    from principal.core.confirming import confirmed
    from principal.core.engine import duckdb

    queries = [*OF_THE_CORE, *(sql for kind in registry.record_kinds() for sql in (*kind.loosened, *kind.unbacked))]
    rows: list[Row] = []
    with contextlib.closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        for name, path in (("base", base), ("head", own)):
            connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
        connection.execute("SET enable_external_access=false")
        for sql in queries:
            rows += connection.execute(sql).fetchall()
        rows += turned_aside(connection, moved)
        return rows, confirmed(connection)
