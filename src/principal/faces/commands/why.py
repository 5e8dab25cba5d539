"""``principal why``."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
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
        for name, known in sorted(rules.items(), key=lambda item: (item[1].phase, item[0])):
            say(f"{name:<{width}}  {known.phase}, {known.severity}, {known.status}: {known.summary}")
        return
    if rule in rules:
        _explain(rules[rule], with_query)
        return
    meant = [f for f in found if f.fingerprint.startswith(rule)] if _MARK.match(rule) else []
    if len(meant) == 1:
        _show(meant[0])
        _explain(rules[meant[0].rule], with_query)
        return
    if _MARK.match(rule):
        many = f"{len(meant)} findings have" if meant else "no finding has"
        fail(f"{many} a mark that begins with {rule}; principal check --all shows them")
    import difflib

    near = difflib.get_close_matches(rule, rules, n=1)
    fail(f"there is no rule {rule!r}" + (f"; did you mean {near[0]!r}?" if near else "; principal why lists them"))


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


def _show(finding: Findings) -> None:

    where = place(finding.path, finding.line)
    say(clean(f"{where}: {finding.message}" if where else finding.message))
    for related in finding.related:
        say(f"    {clean(related)}")
    if finding.waived_by:
        say(clean(f"waived by {finding.waived_by}: {finding.waived_because}"))
    say()


def _explain(rule: Rule, with_query: bool) -> None:
    from principal.core.rules import REMOVED

    blocks = "it blocks" if rule.blocking else "it does not block"
    say(f"{rule.id}: {rule.summary}")
    say(
        f"phase {rule.phase}, stage {rule.stage}, {rule.severity}, "
        f"confidence {rule.confidence}, {rule.status}: {blocks}\n"
    )
    say(f"Why\n{_indented(rule.why)}\n")
    if rule.query_text:
        say(f"What it asks\n{_indented(rule.query_text)}\n")
    if with_query and rule.sql:
        say(f"{_indented(rule.sql)}\n")
    if rule.fix:
        say(f"How to mend it\n{_indented(rule.fix)}\n")
    for title, examples in (("Bad", rule.bad[:1]), ("Good", rule.good[:1])):
        for example in examples:
            say(title)
            for path, content, _, _ in example.files:
                shown = "(taken away)" if content == REMOVED else content.rstrip()
                say(f"  {path}\n{_indented(shown, 4)}")
            if example.finds:
                say(f"  finds\n{_indented(example.finds.rstrip(), 4)}")
            say()
    for seen in rule.right_on:
        say(
            f"right on {seen.get('repository')} at {str(seen.get('revision'))[:12]}: "
            f"{seen.get('right')} right, {seen.get('wrong')} wrong"
        )


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.splitlines())
