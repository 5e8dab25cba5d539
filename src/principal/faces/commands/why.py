"""``principal why``."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from principal.faces.safe import clean, say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here
from principal.faces.verdicts import place

if TYPE_CHECKING:
    from principal.core.found import Findings
    from principal.core.rules import Rule

_MARK = re.compile(r"[0-9a-f]{6,16}\Z")

EPILOG = """\b
Examples:
  principal why radar-hold          why it matters, what it asks, how to mend it
  principal why 6ff1e47f3c073e45    the same for one finding, by the mark that check shows
  principal why radar-hold --query  with the SQL
  principal why                     every rule, one line each"""


@click.command(epilog=EPILOG)
@click.argument("rule", required=False, metavar="[RULE|FINDING]")
@click.option("--query", "with_query", is_flag=True, help="Also show the SQL.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, rule: str | None, with_query: bool, today: dt.date) -> None:
    """Why a rule exists, what it asks, and how to mend what it finds."""
    say(explanation(folder, rule, today, with_query=with_query).rstrip("\n"))


def explanation(folder: str, rule: str | None, today: dt.date, *, with_query: bool = False) -> str:
    """What is said of a rule, of one finding by its mark, or (None) of all rules; exit 2 where there is none of it."""
    from principal.core.engine_rules import ENGINE_RULES
    from principal.core.git import NotARepository
    from principal.core.registry import built_in_rules

    rules: dict[str, Rule] = {r.id: r for r in (*built_in_rules(), *ENGINE_RULES)}
    found: list[Findings] = []
    if rule not in rules:
        with contextlib.suppress(NotARepository):  # ours can be explained anywhere
            here, found = _here(folder, today)
            rules.update((r.id, r) for r in here if r.id not in rules)
    if rule is None:
        width = max(len(name) for name in rules)
        known = sorted(rules.items(), key=lambda item: (item[1].phase, item[0]))
        return "".join(f"{name:<{width}}  {r.phase}, {r.severity}, {r.status}: {r.summary}\n" for name, r in known)
    if rule in rules:
        return "".join(f"{line}\n" for line in _explained(rules[rule], with_query))
    meant = [f for f in found if f.fingerprint.startswith(rule)] if _MARK.match(rule) else []
    if len(meant) != 1:
        fail(_none(rule, len(meant), rules))
    return "".join(f"{line}\n" for line in (*_shown(meant[0]), *_explained(rules[meant[0].rule], with_query)))


def _none(rule: str, many: int, rules: Iterable[str]) -> str:
    """Why there is nothing to say of *rule*."""
    if _MARK.match(rule):
        have = f"{many} findings have" if many else "no finding has"
        return f"{have} a mark that begins with {rule}; principal check --all shows them"
    import difflib

    near = difflib.get_close_matches(rule, rules, n=1)
    return f"there is no rule {rule!r}" + (f"; did you mean {near[0]!r}?" if near else "; principal why lists them")


def _here(folder: str, today: dt.date) -> tuple[list[Rule], list[Findings]]:
    """The rules that hold in the working tree, the team's and its decisions' among them, and what they find."""
    from principal.core.generation import Question, findings_of, opened
    from principal.core.rules_asked import rules_of
    from principal.core.snapshots import worktree
    from principal.core.views import View

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        question = Question(View(worktree(workspace.git)), today)
        _, told = opened(workspace, question, lambda c: (rules_of(workspace, question.view, c)[0], findings_of(c)))
    finally:
        progress.done()
    return told


def _shown(finding: Findings) -> Iterator[str]:
    where = place(finding.path, finding.line)
    yield clean(f"{where}: {finding.message}" if where else finding.message)
    for related in finding.related:
        yield f"    {clean(related)}"
    if finding.waived_by:
        yield clean(f"waived by {finding.waived_by}: {finding.waived_because}")
    yield ""


def _explained(rule: Rule, with_query: bool) -> Iterator[str]:
    from principal.core.rules import REMOVED

    blocks = "it blocks" if rule.blocking else "it does not block"
    yield f"{rule.id}: {rule.summary}"
    yield (
        f"phase {rule.phase}, stage {rule.stage}, {rule.severity}, "
        f"confidence {rule.confidence}, {rule.status}: {blocks}\n"
    )
    yield f"Why\n{_indented(rule.why)}\n"
    if rule.query_text:
        yield f"What it asks\n{_indented(rule.query_text)}\n"
    if with_query and rule.sql:
        yield f"{_indented(rule.sql)}\n"
    if rule.fix:
        yield f"How to mend it\n{_indented(rule.fix)}\n"
    for title, examples in (("Bad", rule.bad[:1]), ("Good", rule.good[:1])):
        for example in examples:
            yield title
            for path, content, _, _ in example.files:
                shown = "(taken away)" if content == REMOVED else content.rstrip()
                yield f"  {path}\n{_indented(shown, 4)}"
            if example.finds:
                yield f"  finds\n{_indented(example.finds.rstrip(), 4)}"
            yield ""
    for seen in rule.right_on:
        yield (
            f"right on {seen.get('repository')} at {str(seen.get('revision'))[:12]}: "
            f"{seen.get('right')} right, {seen.get('wrong')} wrong"
        )


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.splitlines())
