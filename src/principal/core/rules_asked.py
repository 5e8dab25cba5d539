"""Which rules a generation is judged by: ours, the team's, and those that its decisions carry."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from principal.core.house import house
from principal.core.records import Mistake
from principal.core.rules import TEAM, Rule, enforcement_rule, read_rule
from principal.core.store import digest
from principal.core.views import View
from principal.core.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

RULES_FOLDER = "architecture/rules/"


def rules_of(
    workspace: Workspace, view: View, connection: duckdb.DuckDBPyConnection, *, foreign: bool = False
) -> tuple[list[Rule], list[Mistake]]:
    """The rules that are asked, and what is wrong with the team's; of a *foreign* repository none of its own."""
    rules = list(house().rules)
    if foreign:
        return rules, []
    team, mistakes = team_rules(workspace, view)
    rules += team
    taken = {r.id for r in rules}
    numbers: Counter[str] = Counter()
    for path, line, sql, name, title in connection.execute(
        "SELECT e.path, e.line, e.sql, d.id, d.title FROM decided.enforcements AS e "
        "JOIN decided.decisions AS d USING (path) WHERE d.status = 'accepted' ORDER BY e.path, e.line"
    ).fetchall():
        rule = enforcement_rule(name, title, path, line, sql, numbers[path])
        numbers[path] += 1
        if rule.id in taken:
            # Two folders may each have a 0001-database.md, and no decision may push another out.
            rule = replace(rule, id=_in_its_folder(path, numbers[path]), digest=digest(rule.digest, path))
        taken.add(rule.id)
        rules.append(rule)
    return sorted(rules, key=lambda r: r.id), mistakes


def _in_its_folder(path: str, number: int) -> str:
    return f"decision:{path.removesuffix('.md')}{'' if number == 1 else f'-{number}'}"


def team_rules(workspace: Workspace, view: View) -> tuple[list[Rule], list[Mistake]]:
    """The rules under ``architecture/rules/``, and what is wrong with them."""
    rules: list[Rule] = []
    mistakes: list[Mistake] = []
    taken = {r.id for r in house().rules}
    for path, reason in view.snapshot.left_out:
        if path.startswith(RULES_FOLDER) and path.endswith(".md") and path not in view.entries:
            mistakes.append(Mistake(path, 1, 1, f"a rule that is not read: {reason}", "a file of its own"))
    paths = [p for p in view.entries if p.startswith(RULES_FOLDER) and p.endswith(".md")]
    for path, content in view.read(workspace.git, paths, 1 << 20):
        rule, wrong = read_rule(path, (content or b"").decode("utf-8", errors="replace"), TEAM)
        mistakes.extend(wrong)
        if rule is not None and rule.id in taken:
            mistakes.append(Mistake(path, 1, 1, f"there already is a rule {rule.id}", "another file name"))
        elif rule is not None:
            taken.add(rule.id)
            rules.append(rule)
    return rules, mistakes
