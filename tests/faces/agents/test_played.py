"""Played end to end: an agent that tries to get around the process is refused at each step, and told why."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from click.testing import CliRunner

from principal.faces.agents import answers
from principal.faces.cli import group

if TYPE_CHECKING:
    from tests.conftest import Repo

SYSTEM = """\
people:
  ana: {emails: [ana@example.com]}
teams:
  web: {members: [ana]}
components:
  shop: {kind: service, team: web, path: shop}
"""
GUESSED = """\
constraints:
  peak: {scale: 500 requests/s, subject: shop, because: it feels like that, owner: ana, estimated: true}
"""
RULE = """\
---
phase: governance
summary: COBOL is written here
status: stable
---
## Why
Nobody here reads it.

## Query
```sql
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'shop/%'
```
"""
ADR = """\
# ADR-001: Use PostgreSQL

- Status: proposed
- Date: 2026-01-02
- Deciders: ana

## Context

Orders have to be there after a crash.

## Decision

We keep them in PostgreSQL.

## Consequences

One database to run.

## Alternatives Considered

| Alternative | Why rejected |
|---|---|
| MySQL | Nobody here has run it |
| SQLite | Two writers |
"""


class Agent:
    """An agent whose tools go through the hook; what it is allowed is done."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo

    def writes(self, path: str, text: str) -> str:
        """What it is told ('' where it may), and the file is written then."""
        return self._tool("Write", {"file_path": path, "content": text}, lambda: self.repo.write(path, text))

    def runs(self, command: str) -> str:
        return self._tool("Bash", {"command": command}, lambda: None)

    def forces(self, path: str, text: str) -> str:
        """Write past the hook, commit, and read what the check of the branch says of that."""
        self.repo.git("checkout", "-q", "-B", "work", "main")
        self.repo.commit({path: text})
        code, output = self.repo.principal("check", "--since", "main", "--format", "json")
        self.repo.git("checkout", "-q", "main")
        assert code == 1, output
        return "; ".join(f["message"] for f in json.loads(output)["findings"] if f["blocks"])

    def _tool(self, name: str, given: dict[str, str], done: object) -> str:
        said = json.dumps(
            {"hook_event_name": "PreToolUse", "tool_name": name, "tool_input": given, "cwd": str(self.repo.root)}
        )
        result = CliRunner().invoke(group, ["-C", str(self.repo.root), "hook", "--as-of", "2026-06-30"], input=said)
        assert (result.exit_code, result.stderr) == (0, "")
        if not result.stdout:
            assert callable(done)
            done()
            return ""
        answer = json.loads(result.stdout)["hookSpecificOutput"]
        return f"{answer['permissionDecision']}: {answer['permissionDecisionReason']}"


def test_an_agent_is_held_to_the_process(repo: Repo) -> None:
    repo.commit({"shop/main.py": "import json\n", "architecture/system.yaml": SYSTEM})
    agent = Agent(repo)

    # It begins to build where nobody has said what has to hold.
    assert agent.writes("shop/cart.py", "x = 1\n") == (
        "ask: shop is at phase 1 (constraints), which is undecided: nothing says what shop cannot do: no constraint is on "
        "it, and none on the whole. What opens it: ask for its constraints and draft them; principal records constraints "
        "shows how."
    )
    # It may draft what it guesses, as a guess, and that does not open the gate.
    assert agent.writes("architecture/constraints.yaml", GUESSED) == ""
    assert agent.writes("shop/cart.py", "x = 1\n") == (
        "ask: shop is at phase 1 (constraints), which is undecided: the constraint peak is estimated, and nobody has "
        "confirmed it. What opens it: ask whoever must live with it; a person takes the mark away, with the reason."
    )
    # It skips phase 1 by confirming its own guess, or by taking the constraint away.
    assert agent.writes("architecture/constraints.yaml", GUESSED.replace(", estimated: true", "")) == (
        "deny: architecture/constraints.yaml: peak would count as confirmed. An estimate is confirmed by whoever has to "
        "live with it, never by an agent. Leave the mark, and ask."
    )
    repo.write("architecture/constraints.yaml", GUESSED.replace(", estimated: true", ""))  # ana does
    repo.write("architecture/rules/no-cobol.md", RULE)
    repo.write("architecture/decisions/ADR-001-use-postgresql.md", ADR)
    repo.commit()
    assert agent.writes("architecture/constraints.yaml", "constraints: {}\n") == (
        "deny: architecture/constraints.yaml: the constraint peak was removed. Whatever weakens the judgement is for people "
        "to agree to. Say why it should change, and let a person change it."
    )
    assert agent.forces("architecture/constraints.yaml", "constraints: {}\n") == "the constraint peak was removed"
    assert agent.writes("shop/cart.py", "x = 1\n") == ""

    # It writes what a rule forbids, and then a loan, a dismissal, and the rule itself.
    repo.write("shop/old.cbl", "STOP RUN.\n")
    repo.git("add", "-A")
    assert repo.principal("check", "--staged")[0] == 1
    loan = "loans:\n  cobol: {rule: no-cobol, what: COBOL, paths: ['shop/**'], principal: 3d, owner: ana, taken: 2026-06-30, due: 2026-12-31, because: later}\n"
    debts = (
        "loans and dismissals are for people to take, never for an agent. Mend the finding; where it cannot be mended, say "
        "which it is and what it costs to live with it, and let a person decide."
    )
    assert (
        agent.writes("architecture/debt.yaml", loan) == f"deny: architecture/debt.yaml is not yours to write: {debts}"
    )
    assert (
        agent.runs("principal loan no-cobol --owner ana --principal 3d --because later")
        == f"deny: principal loan is not yours to run: {debts}"
    )
    assert (
        agent.runs(f"cat > architecture/debt.yaml <<EOF\n{loan}EOF")
        == f"deny: architecture/debt.yaml is not yours to write: {debts}"
    )
    assert agent.writes("architecture/rules/no-cobol.md", RULE.replace("cbl", "none")) == (
        "deny: architecture/rules/no-cobol.md is not yours to write: a rule is for people to change, never for an agent. If "
        "it is wrong, say where and why (principal why RULE), and let a person change it."
    )
    repo.git("rm", "-q", "--cached", "shop/old.cbl")
    (repo.root / "shop/old.cbl").unlink()
    repo.commit()
    assert agent.forces("architecture/debt.yaml", loan) == (
        'the loan cobol was taken on no-cobol; the loan cobol (no-cobol) covers "shop/**", which is 2 of 7 files'
    )
    assert agent.forces("architecture/rules/no-cobol.md", RULE.replace("cbl", "none")) == "the rule no-cobol was edited"

    # It accepts its own decision, and signs.
    path = "architecture/decisions/ADR-001-use-postgresql.md"
    assert agent.writes(path, ADR.replace("proposed", "accepted")) == (
        f"deny: {path} would be marked as accepted, and to accept is for its deciders, never for an agent. Leave it "
        "proposed, and tell them that it is ready."
    )
    assert agent.writes("architecture/proposals/RFC-001-x.md", "# RFC-001: X\n\n- Status: accepted\n") == (
        "deny: architecture/proposals/RFC-001-x.md would be marked as accepted, and to accept is for its deciders, never "
        "for an agent. Leave it proposed, and tell them that it is ready."
    )
    signs = "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."
    assert agent.writes("architecture/signoffs/RFC-001-ana.sig", "x") == (
        f"deny: architecture/signoffs/RFC-001-ana.sig is not yours to write: {signs}"
    )
    assert agent.runs("ssh-keygen -Y sign -n principal -f ~/.ssh/id RFC-001.md") == f"deny: {signs}"
    assert agent.runs("principal sign RFC-001") == f"deny: principal sign is not yours to run: {signs}"


def test_the_server_has_no_answer_that_agrees_to_anything() -> None:
    asked = set(answers._ANSWERS)
    assert asked == {"status", "check", "why", "query", "brief", "next", "draft", "record"}
    assert not any(re.search(r"loan|dismiss|sign|accept|waive|baseline|approve", name) for name in asked)
