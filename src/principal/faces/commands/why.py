"""``principal why``."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from principal.faces.session import Progress, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.rules import Rule

EPILOG = """\b
Examples:
  principal why radar-hold          why it matters, what it asks, how to mend it
  principal why radar-hold --query  with the SQL
  principal why                     every rule, one line each"""


@click.command(epilog=EPILOG)
@click.argument("rule", required=False)
@click.option("--query", "with_query", is_flag=True, help="Also show the SQL.")
@click.pass_obj
@clear_errors
def command(folder: str, rule: str | None, with_query: bool) -> None:
    """Why a rule exists, what it asks, and how to mend what it finds."""
    from principal.core.engine_rules import ENGINE_RULES
    from principal.core.git import NotARepository
    from principal.core.registry import built_in_rules

    rules: dict[str, Rule] = {r.id: r for r in (*built_in_rules(), *ENGINE_RULES)}
    with contextlib.suppress(NotARepository):  # ours can be explained anywhere
        rules.update(_team_rules(folder))
    if rule is None:
        width = max(len(name) for name in rules)
        for name, known in sorted(rules.items(), key=lambda item: (item[1].phase, item[0])):
            click.echo(f"{name:<{width}}  {known.phase}, {known.severity}, {known.status}: {known.summary}")
        return
    known_rule = rules.get(rule)
    if known_rule is None:
        import difflib

        near = difflib.get_close_matches(rule, rules, n=1)
        fail(f"there is no rule {rule!r}" + (f"; did you mean {near[0]!r}?" if near else "; principal why lists them"))
    _explain(known_rule, with_query)


def _team_rules(folder: str) -> dict[str, Rule]:
    from principal.core.generation import team_rules
    from principal.core.snapshots import worktree
    from principal.core.views import View

    workspace = open_here(folder, Progress())
    rules, _ = team_rules(workspace, View(worktree(workspace.git)))
    return {r.id: r for r in rules}


def _explain(rule: Rule, with_query: bool) -> None:
    from principal.core.rules import REMOVED

    blocks = "it blocks" if rule.blocking else "it does not block"
    click.echo(f"{rule.id}: {rule.summary}")
    click.echo(
        f"phase {rule.phase}, stage {rule.stage}, {rule.severity}, "
        f"confidence {rule.confidence}, {rule.status}: {blocks}\n"
    )
    click.echo(f"Why\n{_indented(rule.why)}\n")
    if rule.query_text:
        click.echo(f"What it asks\n{_indented(rule.query_text)}\n")
    if with_query and rule.sql:
        click.echo(f"{_indented(rule.sql)}\n")
    if rule.fix:
        click.echo(f"How to mend it\n{_indented(rule.fix)}\n")
    for title, examples in (("Bad", rule.bad[:1]), ("Good", rule.good[:1])):
        for example in examples:
            click.echo(title)
            for path, content, _, _ in example.files:
                shown = "(taken away)" if content == REMOVED else content.rstrip()
                click.echo(f"  {path}\n{_indented(shown, 4)}")
            if example.finds:
                click.echo(f"  finds\n{_indented(example.finds.rstrip(), 4)}")
            click.echo()
    for seen in rule.right_on:
        click.echo(
            f"right on {seen.get('repository')} at {str(seen.get('revision'))[:12]}: "
            f"{seen.get('right')} right, {seen.get('wrong')} wrong"
        )


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.splitlines())
