"""The hook: what it says to each agent about each thing that one may try. Exact words."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Repo, copied
from tests.faces.test_rfc import WHOLE
from tests.phases.consensus.test_signatures import World, line
from tests.signing import PlainKey

from principal.faces.agents import held, own_entry, protocols, shell_words
from principal.faces.cli import group

CONSTRAINTS = """\
constraints:
  peak: {scale: 500 requests/s, subject: shop, because: Black Friday 2025 saw 410, owner: ana}
"""
SYSTEM = """\
people:
  ana: {emails: [ana@example.com]}
teams:
  web: {members: [ana]}
components:
  shop: {kind: service, team: web, path: shop, tech: [python]}
"""
ADR = """\
# ADR-001: Use PostgreSQL

- Status: proposed
- Date: 2026-01-02

## Context

Orders have to be there after a crash.

## Decision

We keep them in PostgreSQL.

## Consequences

One database to run.
"""
DEBT_TEXT = (
    "loans and dismissals are for people to take, never for an agent. Mend the finding; where it cannot be mended, "
    "say which it is and what it costs to live with it, and let a person decide."
)
RECORD_TEXT = (
    " is a record, and a command does not tell what it will hold. Use the tool that writes or edits a file, so that it "
    "can be told whether that weakens what people decided."
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A repository whose constraints are written down and hold, once for all tests that only ask."""
    repo = Repo(tmp_path_factory.mktemp("hook") / "shop")
    repo.root.mkdir()
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit(
        {
            "architecture/constraints.yaml": CONSTRAINTS,
            "architecture/system.yaml": SYSTEM,
            "architecture/decisions/ADR-001-use-postgresql.md": ADR,
            "shop/main.py": "import json\n",
            "fix.patch": "--- a/architecture/debt.yaml\n+++ b/architecture/debt.yaml\n@@ -0,0 +1 @@\n+loans: {}\n",
        }
    )
    assert claude(repo, "Write", file_path="shop/cart.py", content="x = 1\n") == ("", "")
    return repo


@pytest.fixture
def own_shop(shop: Repo, tmp_path: Path) -> Repo:
    """A copy of it, to change."""
    return copied(shop, tmp_path / "shop")


def asked(repo: Repo, said: object, *words: str) -> tuple[int, str, str]:
    """Exit code, what it printed and what it said on standard error."""
    text = said if isinstance(said, str) else json.dumps(said)
    result = CliRunner().invoke(group, ["-C", str(repo.root), "hook", "--as-of", "2026-06-30", *words], input=text)
    return result.exit_code, result.stdout, result.stderr


def claude(repo: Repo, tool: str, *words: str, **arguments: object) -> tuple[str, str]:
    """The decision ('' for none) and the reason that Claude Code reads."""
    code, out, err = asked(
        repo,
        {"hook_event_name": "PreToolUse", "tool_name": tool, "cwd": str(repo.root), "tool_input": arguments},
        *words,
    )
    assert (code, err) == (0, "")
    if not out:
        return "", ""
    said = json.loads(out)["hookSpecificOutput"]
    assert said.pop("hookEventName") == "PreToolUse"
    return said["permissionDecision"], said["permissionDecisionReason"]


def test_code_of_a_component_whose_constraints_hold_is_left_to_the_agent(shop: Repo) -> None:
    assert claude(shop, "Write", file_path=str(shop.root / "shop/cart.py"), content="x = 1\n") == ("", "")
    assert claude(shop, "Edit", file_path="shop/main.py", old_string="json", new_string="os") == ("", "")
    assert claude(shop, "Bash", command="python -m pytest -q > /dev/null") == ("", "")
    assert claude(shop, "Read", file_path="architecture/debt.yaml") == ("", "")
    assert claude(shop, "SomethingNew", whatever={"deep": [1]}) == ("", "")


def test_where_nobody_decided_it_asks(repo: Repo) -> None:
    repo.commit({"shop/main.py": "import json\n", "README.md": "# Shop\n"})
    reason = (
        "shop/cart.py is at phase 1 (constraints), which is undecided: nobody has written down yet what this system "
        "cannot do. What opens it: ask for the constraints and draft architecture/constraints.yaml; principal records "
        "constraints shows how."
    )
    assert claude(repo, "Write", file_path="shop/cart.py", content="x = 1\n") == ("ask", reason)
    assert claude(repo, "Write", file_path="README.md", content="# Shop\n") == ("", "")
    code, out, _ = asked(repo, {"tool_name": "Write", "tool_input": {"file_path": "shop/a.py"}}, "--undecided", "allow")
    assert (code, out) == (0, "")


def test_on_an_estimate_it_asks(own_shop: Repo) -> None:
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("owner: ana", "owner: ana, estimated: true"))
    assert claude(own_shop, "Write", file_path="shop/cart.py", content="x\n") == (
        "ask",
        "shop is at phase 1 (constraints), which is undecided: the constraint peak is estimated, and nobody has confirmed "
        "it. What opens it: ask whoever must live with it; a person takes the mark away, with the reason.",
    )


def test_what_a_rule_forbids_it_denies_but_where_it_is_mended(own_shop: Repo) -> None:
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("scale: 500 requests/s", "scale: a lot"))
    reason = (
        "shop is at phase 1 (constraints), which is blocked: architecture/constraints.yaml:2: peak cannot be measured: "
        'it names no number with a unit, no regime and no regions (it says "a lot"). What opens it: mend it; principal why '
        "constraint-unmeasurable says how. Whether to live with it is for people to decide."
    )
    assert claude(own_shop, "Write", file_path="shop/cart.py", content="x\n") == ("deny", reason)
    assert claude(own_shop, "Bash", command="cat /tmp/x > shop/cart.py") == ("deny", reason)
    assert claude(own_shop, "Bash", command="cd shop && sed -i s/a/b/ main.py") == ("deny", reason)
    assert claude(own_shop, "Write", file_path="tools/other.py", content="x\n") == ("", "")
    better = {"old_string": "scale: a lot", "new_string": "scale: 600 requests/s"}
    assert claude(own_shop, "Edit", file_path="architecture/constraints.yaml", **better) == ("", "")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("architecture/debt.yaml", DEBT_TEXT),
        ("architecture/rules/no-cobol.md", "a rule is for people to change, never for an agent. If it is wrong, say where and why (principal why RULE), and let a person change it."),
        ("architecture/signoffs/RFC-001/ana.sig", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("architecture/reviews/REVIEW-1.comb", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        (".principal/current", "its answers are what principal makes them. principal check asks again."),
        ("Architecture/DEBT.yaml", DEBT_TEXT),
    ],
)  # fmt: skip
def test_what_is_never_an_agents_to_write(shop: Repo, path: str, why: str) -> None:
    expected = ("deny", f"{path} is not yours to write: {why}")
    assert claude(shop, "Write", file_path=path, content="x") == expected
    assert claude(shop, "Edit", file_path=str(shop.root / path), old_string="a", new_string="b") == expected
    assert claude(shop, "MultiEdit", file_path=f"./shop/../{path}", edits=[]) == expected


def test_a_link_to_what_is_held_is_held(own_shop: Repo) -> None:
    own_shop.write("architecture/debt.yaml", "loans: {}\n")
    (own_shop.root / "notes").symlink_to("architecture")
    (own_shop.root / "out").symlink_to("/tmp")
    assert claude(own_shop, "Write", file_path="notes/debt.yaml", content="x")[0] == "deny"
    assert claude(own_shop, "Write", file_path="out/x", content="x") == ("", "")
    assert claude(own_shop, "Write", file_path="/nowhere/architecture/debt.yaml", content="x") == ("", "")


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        (
            "architecture/constraints.yaml", "500 requests/s", "100 requests/s",
            "architecture/constraints.yaml: the constraint peak was weakened: its value was 500.0 /s and is 100.0 /s. Whatever "
            "weakens the judgement is for people to agree to. Say why it should change, and let a person change it.",
        ),
        (
            "architecture/decisions/ADR-001-use-postgresql.md", "Status: proposed", "Status: accepted",
            "architecture/decisions/ADR-001-use-postgresql.md would be marked as accepted, and to accept is for its deciders, "
            "never for an agent. Leave it proposed, and tell them that it is ready.",
        ),
        ("architecture/constraints.yaml", "500 requests/s", "900 requests/s", ""),
        ("architecture/decisions/ADR-001-use-postgresql.md", "One database to run.", "Two.", ""),
        ("architecture/system.yaml", "tech: [python]", "tech: [python, go]", ""),
        ("architecture/constraints.yaml", "not there", "x", ""),
    ],
)  # fmt: skip
def test_a_record_may_become_stricter_and_never_weaker(shop: Repo, path: str, old: str, new: str, reason: str) -> None:
    decision = "deny" if reason else ""
    assert claude(shop, "Edit", file_path=path, old_string=old, new_string=new) == (decision, reason)
    text = (shop.root / path).read_text().replace(old, new)
    assert claude(shop, "Write", file_path=path, content=text) == (decision, reason)


def test_what_was_promised_is_not_lowered_by_an_agent(tmp_path: Path) -> None:
    path = "architecture/objectives/shop.yaml"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: works}\n"
        "spec: {service: shop, budgetingMethod: Occurrences, objectives: [{target: 0.99}]}\n"
    )

    def asked(old: str, new: str) -> tuple[str, str]:
        answer = held.judge(tmp_path, path, protocols.Change(path, swaps=((old, new, False),)))
        return answer.decision, answer.reason

    assert asked("0.99", "0.999") == ("allow", "")
    assert asked("0.99", "0.9") == (
        "deny",
        f"{path}: the objective works was weakened: its target was 99.0% and is 90.0%. Whatever weakens the judgement is "
        "for people to agree to. Say why it should change, and let a person change it.",
    )
    assert held.judge(tmp_path, path, protocols.Change(path, gone=True)).decision == "deny"


def test_an_estimate_is_not_confirmed_by_an_agent(own_shop: Repo) -> None:
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("owner: ana", "owner: ana, estimated: true"))
    assert claude(own_shop, "Write", file_path="architecture/constraints.yaml", content=CONSTRAINTS) == (
        "deny",
        "architecture/constraints.yaml: peak would count as confirmed. An estimate is confirmed by whoever has to live with "
        "it, never by an agent. Leave the mark, and ask.",
    )


def test_what_an_agent_adds_is_an_estimate(shop: Repo) -> None:
    more = CONSTRAINTS + "  open: {availability: 99.9%, because: x, owner: ana}\n"
    assert claude(shop, "Write", file_path="architecture/constraints.yaml", content=more) == (
        "deny",
        "architecture/constraints.yaml: open would count as decided. What you draft is an estimate until whoever has to live "
        "with it confirms it: write estimated: true on it, and ask.",
    )
    marked = more.replace("because: x", "because: x, estimated: true")
    assert claude(shop, "Write", file_path="architecture/constraints.yaml", content=marked) == ("", "")


def test_a_record_is_not_broken_or_taken_back(own_shop: Repo) -> None:
    constraints = "architecture/constraints.yaml"
    assert claude(own_shop, "Write", file_path=constraints, content="constraints: [\n") == (
        "deny",
        "architecture/constraints.yaml could not be read any more, and what it says would not count: line 1: constraints is "
        "a list; expected a mapping of names. Write it so that it reads.",
    )
    assert claude(own_shop, "Edit", file_path=constraints, old_string="410", new_string="\ud800")[0] == "deny"
    path = "docs/adr/0002-no-cobol.md"
    own_shop.commit({path: ADR.replace("ADR-001: ", "").replace("proposed", "accepted")})
    assert claude(own_shop, "Write", file_path=path, content="# Notes\n") == (
        "deny",
        f"{path} is accepted, and would not be any more: to take back a decision is for its deciders. "
        "Draft one that supersedes it, as proposed, and let them decide.",
    )
    assert (
        claude(own_shop, "Write", file_path="docs/adr/0003-x.md", content=ADR.replace("proposed", "accepted"))[0]
        == "deny"
    )
    assert (
        claude(own_shop, "Write", file_path="architecture/proposals/RFC-001.md", content="Status: Accepted\n")[0]
        == "deny"
    )
    assert claude(own_shop, "Write", file_path="architecture/proposals/RFC-001.md", content="Status: proposed\n") == (
        "",
        "",
    )
    out = {"paths": "leave_out:\n  - {paths: [shop/**], because: no}\n"}["paths"]
    assert claude(own_shop, "Write", file_path="architecture/sources.yaml", content=out)[1].startswith(
        "architecture/sources.yaml: files are no longer read as evidence: shop/**."
    )


DEBT_REASON = f"architecture/debt.yaml is not yours to write: {DEBT_TEXT}"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("echo 'loans: {}' > architecture/debt.yaml", DEBT_REASON),
        ("cd architecture && tee -a debt.yaml < /tmp/x", DEBT_REASON),
        ("sed -i.bak s/a/b/ arch*/debt.yaml", DEBT_REASON),
        ("cp /tmp/debt.yaml architecture/", DEBT_REASON),
        ("python3 - <<EOF\nopen('architecture/debt.yaml', 'w')\nEOF", DEBT_REASON),
        ('sh -c "rm architecture/debt.yaml"', DEBT_REASON),
        ("git apply <<EOF\n--- a/architecture/debt.yaml\n+++ b/architecture/debt.yaml\nEOF", DEBT_REASON),
        ("git apply fix.patch", DEBT_REASON),
        ("echo > architecture/debt.yaml; cd shop", DEBT_REASON),
        ("git -C architecture checkout HEAD -- debt.yaml", DEBT_REASON),
        ("echo architecture/debt.yaml | xargs rm", DEBT_REASON),
        ("F=architecture/debt.yaml; echo > $F", DEBT_REASON),
        ("cat x >architecture/{debt,other}.yaml", DEBT_REASON),
        ("rm -rf architecture", "architecture holds records that are not yours to take away: loans, rules and sign-offs are people's."),
        ("find architecture -name '*.yaml' -delete", "architecture holds records that are not yours to take away: loans, rules and sign-offs are people's."),
        ("git rm -rq architecture", "architecture holds records that are not yours to take away: loans, rules and sign-offs are people's."),
        ("mv architecture /tmp/away", "architecture holds records that are not yours to take away: loans, rules and sign-offs are people's."),
        ("sed -i s/500/5/ architecture/constraints.yaml", "architecture/constraints.yaml" + RECORD_TEXT),
        ("sed -i s/proposed/accepted/ architecture/decisions/ADR-001-use-postgresql.md", "architecture/decisions/ADR-001-use-postgresql.md" + RECORD_TEXT),
        ("principal -C . loan radar-hold --owner web", f"principal loan is not yours to run: {DEBT_TEXT}"),
        ("uvx principal dismiss 6ff1e47f3c073e45 --because no", f"principal dismiss is not yours to run: {DEBT_TEXT}"),
        ("python -m principal baseline --owner web", f"principal baseline is not yours to run: {DEBT_TEXT}"),
        ("ssh-keygen -Y sign -f key -n principal RFC-001.md", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("CI= principal sign RFC-001 --role lead --approve", "principal sign is not yours to run: nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("uvx principal signers change", "principal signers change is not yours to run: nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("principal comb sign v1..HEAD --file a.py", "principal comb sign is not yours to run: nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("script -qc 'principal sign RFC-001' /dev/null", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("bash -c 'principal signers sign --key k'", "principal signers sign is not yours to run: nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("python -c \"import pty; pty.spawn(['principal', 'sign', 'RFC-001'])\"", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("bash -c 'ssh-keygen -q -Y sign -f k'", "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("echo 66df >> ~/.config/principal/trust-roots", "whom to trust is for people to say, outside of the repository: nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."),
        ("principal hook remove", "principal hook remove is not yours to run: what holds you is taken out by people only."),
    ],
)  # fmt: skip
def test_a_command_that_writes_what_is_held(shop: Repo, command: str, reason: str) -> None:
    assert claude(shop, "Bash", command=command) == ("deny", reason)


def test_what_is_too_long_to_be_read_is_held_where_it_names_what_is_held(shop: Repo) -> None:
    command = "true " + "x" * 200_000 + "; python -c 'architecture/debt.yaml'"
    assert claude(shop, "Bash", command=command) == ("deny", DEBT_REASON)


@pytest.mark.parametrize(
    "command",
    [
        "cat architecture/debt.yaml | head -5",
        "grep -rn loans architecture/",
        "git diff -- architecture/debt.yaml > /tmp/diff",
        "git commit -m 'architecture/debt.yaml has a new loan'",
        "principal baseline --shrink",
        "principal check --staged",
        "principal signers status",
        "principal comb status v1..HEAD",
        "grep -rn 'principal sign' docs",
        "git commit -m 'principal sign asks once'",
        "cat > notes.md <<EOF\nsee architecture/debt.yaml\nEOF",
        "ls -la && npm test",
        "find . -name '*.py' -exec grep -l json {} +",
        "find . -name '*.py' | xargs sed -i s/json/os/",
        "grep -rl json . | xargs wc -l",
        "npx prettier --write .",
        "git checkout -b work && git stash",
        "",
        "'",
        "echo $(cat architecture/constraints.yaml)",
    ],
)
def test_a_command_that_only_looks(shop: Repo, command: str) -> None:
    assert claude(shop, "Bash", command=command) == ("", "")


def test_what_goes_past_the_check_is_asked(shop: Repo) -> None:
    said = "this goes past the check of what is staged; principal check --staged says what it would find."
    assert claude(shop, "Bash", command="git commit --no-verify -m x") == ("ask", said)
    assert claude(shop, "Bash", command="principal adr supersede ADR-001 X") == (
        "ask", "this takes back a decision; its deciders should agree.",
    )  # fmt: skip


SENT = json.loads(Path(__file__).with_name("sent.json").read_text())
WEAKER = (
    "architecture/constraints.yaml: the constraint peak was weakened: its value was 500.0 /s and is 5.0 /s. Whatever "
    "weakens the judgement is for people to agree to. Say why it should change, and let a person change it."
)


def refused(agent: str, reason: str) -> dict[str, Any]:
    """What each agent takes for a refusal."""
    plain = {"permissionDecision": "deny", "permissionDecisionReason": reason}
    return {
        "claude": {"hookSpecificOutput": {"hookEventName": "PreToolUse"} | plain},
        "codex": {"hookSpecificOutput": {"hookEventName": "PreToolUse"} | plain},
        "qwen": {"hookSpecificOutput": {"hookEventName": "PreToolUse"} | plain},
        "gemini": {"decision": "deny", "reason": reason},
        "copilot": plain,
        "cursor": {"permission": "deny", "user_message": reason, "agent_message": reason},
    }[agent]


@pytest.mark.parametrize("agent", SENT)
def test_what_the_agents_themselves_sent_is_refused_in_the_form_that_stopped_them(shop: Repo, agent: str) -> None:
    """The calls of ``sent.json`` were written down from the agents at the versions that it names."""
    reasons = []
    for call in SENT[agent]["calls"]:
        said = json.dumps(call).replace("REPOSITORY", str(shop.root))
        code, out, err = asked(shop, said)
        reasons.append(WEAKER if "5 requests/s" in said else DEBT_REASON)
        assert (code, json.loads(out), err) == (0, refused(agent, reasons[-1]), "")
        assert asked(shop, said, "--agent", agent) == (code, out, err)
    assert set(reasons) == {WEAKER, DEBT_REASON}


@pytest.mark.parametrize(
    "said",
    [
        {"hook_event_name": "preToolUse", "conversation_id": "c", "tool_name": "Write", "tool_input": {"path": "architecture/debt.yaml"}},
        {"hook_event_name": "beforeShellExecution", "conversation_id": "c", "command": "rm architecture/debt.yaml", "workspace_roots": ["/"]},
    ],
)  # fmt: skip
def test_cursor_is_answered_as_its_documentation_says(shop: Repo, said: dict[str, Any]) -> None:
    code, out, err = asked(shop, said | {"cwd": str(shop.root)})
    assert (code, json.loads(out), err) == (0, refused("cursor", DEBT_REASON), "")


def test_each_agent_is_asked_as_far_as_it_can_be() -> None:
    def told(agent: str, *, somebody: bool = True) -> object:
        return json.loads(protocols.render(protocols.Answer("ask", "x is undecided."), agent, somebody=somebody))

    asks = {"permissionDecision": "ask", "permissionDecisionReason": "x is undecided."}
    assert told("claude") == {"hookSpecificOutput": {"hookEventName": "PreToolUse"} | asks}
    assert told("copilot") == told("copilot", somebody=False) == asks
    assert told("codex") == {
        "systemMessage": "x is undecided.",
        "hookSpecificOutput": {"hookEventName": "PreToolUse", "additionalContext": "x is undecided."},
    }
    assert told("gemini") == {"decision": "ask", "reason": "x is undecided.", "systemMessage": "x is undecided."}
    assert told("gemini", somebody=False) == {
        "decision": "deny", "reason": "x is undecided. Nobody is here to be asked.",
    }  # fmt: skip


def test_a_shell_that_stays_open_is_not_opened_where_nobody_sees_what_is_typed_into_it(shop: Repo) -> None:
    """Codex calls the hook for what opens a shell, not for what it types into it."""
    said = {"turn_id": "t", "tool_name": "Bash", "cwd": str(shop.root), "tool_input": {"command": "bash"}}
    _, out, _ = asked(shop, said)
    reason = "what is typed into a shell that stays open cannot be judged. Give each command to the tool by itself."
    assert json.loads(out) == refused("codex", reason)
    assert asked(shop, said, "--agent", "claude") == (0, "", "")
    opening = ["bash", "sh -i", "/bin/zsh -l", "env X=1 bash --norc"]
    assert [c for c in opening if not shell_words.leaves_open(c)] == []
    other = ["bash x.sh", "bash -c ls", "bash -lc ls", "echo ls | sh", "sh <<E\nls\nE", "ls; bash", "ls", "", "'"]
    assert [c for c in other if shell_words.leaves_open(c)] == []


def test_a_patch_of_a_record_is_read_for_what_it_makes_of_it(shop: Repo) -> None:
    patch = (
        "*** Begin Patch\n*** Update File: architecture/constraints.yaml\n@@ constraints:\n"
        "-  peak: {scale: 500 requests/s, subject: shop, because: Black Friday 2025 saw 410, owner: ana}\n"
        "+  peak: {scale: SCALE, subject: shop, because: Black Friday 2025 saw 410, owner: ana}\n*** End Patch\n"
    )
    assert claude(shop, "apply_patch", command=patch.replace("SCALE", "900 requests/s")) == ("", "")
    assert claude(shop, "apply_patch", command=patch.replace("SCALE", "5 requests/s"))[1].startswith(
        "architecture/constraints.yaml: the constraint peak was weakened"
    )


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("", 0, "principal: this could not be judged, and is left to you: it is not JSON: Expecting value: line 1 column 1 (char 0)\n"),
        ("[]", 0, "principal: this could not be judged, and is left to you: it is not a JSON object\n"),
        ("{}", 0, "principal: this could not be judged, and is left to you: it names no tool\n"),
        ("{" * 100_000, 0, None),
        ("[" * 100_000, 0, None),
        ('{"tool_name": 5}', 0, "principal: this could not be judged, and is left to you: it names no tool\n"),
        ('{"tool_name": "Write", "tool_input": {"file_path": "architecture/debt.yaml", ', 2, None),
        ('{"tool_name": "Write", "tool_input": {"file_path": "architecture\\/rules\\/x.md"', 2, None),
        ("\udcff\x00", 0, None),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_open_unless_it_names_what_is_held(
    shop: Repo, said: str, code: int, words: str | None
) -> None:
    result = CliRunner().invoke(group, ["-C", str(shop.root), "hook"], input=said.encode("utf-8", "surrogateescape"))
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("principal: this could not be judged")
    assert words is None or result.stderr == words


def test_the_reason_for_closing_is_said(shop: Repo) -> None:
    code, out, err = asked(shop, '{"tool_name": "Write", "file_path": "architecture/debt.yaml"')
    assert (code, out) == (2, "")
    assert err == (
        "principal: this could not be judged (it is not JSON: Expecting ',' delimiter: line 1 column 61 (char 60)), and it "
        "names architecture/debt.yaml, which people have to agree to\n"
    )


@pytest.mark.parametrize(
    "tried",
    [
        {"file_path": None}, {"file_path": ["a"]}, {"file_path": "a\0b", "content": "x"}, {"file_path": "~nobody/x"},
        {"file_path": "x" * 10_000, "content": ""}, {"edits": [None, 3, {"old_string": 1}], "file_path": "a.py"},
        {"command": 7}, {"command": ["rm", "-rf", "x"]}, {},
    ],
)  # fmt: skip
def test_odd_input_is_no_crash(shop: Repo, tried: dict[str, object]) -> None:
    for tool in ("Write", "Edit", "Bash", "NotebookEdit", "MultiEdit"):
        code, _, err = asked(shop, {"tool_name": tool, "tool_input": tried})
        assert (code, err) == (0, "")
    assert asked(shop, {"tool_name": "Write", "tool_input": "{not json"})[0] == 0


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Write", "Bash", "a.py", "*** Begin Patch"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["tool_name", "tool_input", "toolName", "toolArgs", "file_path", "path", "command", "content", "edits", "old_string", "new_string", "cwd", "hook_event_name"]),
        inner, max_size=4,
    ),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_whatever_json_comes_is_read_or_not_understood(said: object) -> None:
    try:
        call = protocols.read(json.dumps(said))
    except protocols.NotUnderstood:
        return
    assert isinstance(call, protocols.Call)
    for answer in (protocols.Answer("allow"), protocols.Answer("ask", "x"), protocols.Answer("deny", "x")):
        assert isinstance(protocols.render(answer, call.agent), str)


@pytest.mark.parametrize(
    "part",
    ["<<a\n", "$(", "{a,b}", "`", "'", "> ", "a=b;", "|xargs ", "\\", "{{{,", "<<a <<b\nb\n", "((", "F=a; > $F;"],
)
def test_a_long_command_takes_no_long_time(part: str) -> None:
    begun = time.process_time()
    shell_words.read(part * (150_000 // len(part)))
    assert time.process_time() - begun < 10


def test_outside_of_a_repository_it_says_nothing(shop: Repo, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    said = {
        "tool_name": "Write",
        "cwd": str(away),
        "tool_input": {"file_path": "architecture/debt.yaml", "content": "x"},
    }
    assert asked(shop, said) == (0, "", "")


def test_a_record_that_changes_counts_at_once_and_code_does_not(own_shop: Repo) -> None:
    """Answers come from the index; it is made anew when a record changes, and says so where it is not."""
    write = {"file_path": "shop/cart.py", "content": "x\n"}
    assert claude(own_shop, "Write", **write) == ("", "")
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("500 requests/s", "a lot"))
    assert claude(own_shop, "Write", **write)[0] == "deny"
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS)
    assert claude(own_shop, "Write", **write) == ("", "")


def test_while_only_code_changed_it_answers_from_what_was_read_last_and_says_so(own_shop: Repo) -> None:
    own_shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("500 requests/s", "a lot"))
    time.sleep(0.1)
    write = {"file_path": "shop/cart.py", "content": "x\n"}
    first = claude(own_shop, "Write", **write)
    own_shop.write("shop/main.py", "import os\n")
    decision, reason = claude(own_shop, "Write", **write)
    assert (decision, reason.partition(" (The code was last read at ")[0]) == first
    assert reason.endswith(" UTC; principal check reads it anew.)")


def test_a_command_that_is_run_elsewhere(shop: Repo, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    said = {
        "tool_name": "Bash",
        "cwd": str(away),
        "tool_input": {"command": f"echo > {shop.root}/architecture/debt.yaml"},
    }
    assert "architecture/debt.yaml is not yours to write" in asked(shop, said)[1]


def test_the_hooks_own_entry_stays(own_shop: Repo) -> None:
    assert own_shop.principal("hook", "install", "--agent", "claude")[0] == 0
    path = ".claude/settings.json"
    said = f"{path} has the hook that holds you to what people decided; only a person takes it out."
    assert claude(own_shop, "Write", file_path=path, content="{}\n") == ("deny", said)
    more = (own_shop.root / path).read_text().replace('"hooks"', '"model": "x",\n  "hooks"', 1)
    assert claude(own_shop, "Write", file_path=path, content=more) == ("", "")
    untold = (
        "may hold the hook that holds you to what people decided, and a command does not tell what it will say. "
        "Use the tool that writes or edits a file."
    )
    assert claude(own_shop, "Bash", command=f"rm {path}") == ("deny", f"{path} {untold}")
    assert claude(own_shop, "Bash", command="rm -rf .claude") == ("deny", said.replace(path, ".claude"))
    assert claude(own_shop, "Bash", command="mv .claude /tmp/away")[0] == "deny"
    assert claude(own_shop, "Bash", command=f"python fix.py {path}")[0] == "ask"
    entry = '{"hooks": {"PreToolUse": [{"matcher": "Never", "hooks": [{"command": "principal hook --agent claude"}]}]}}'
    assert claude(own_shop, "Write", file_path=path, content=entry) == ("deny", said)
    assert claude(own_shop, "Write", file_path=path, content=f"// {more}") == ("deny", said)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".claude/settings.local.json", '{"disableAllHooks": true}'),
        (".claude/settings.local.json", '{"disable\\u0041llHooks": 1,}'),
        (".github/copilot/settings.local.json", '{"disableAllHooks": true}'),
        (".gemini/settings.json", '{"hooksConfig": {"enabled": false}}'),
        (".gemini/settings.json", '{"hooksConfig": {"disabled": ["principal hook --agent gemini"]}}'),
        (".codex/config.toml", "[features]\nhooks = false\n"),
        (".codex/config.toml", "features.codex_hooks = false\n"),
        (".codex/config.toml", "features.codex_hooks = false\nnot toml"),
        (".claude/settings.json", '\ufeff{"disableAllHooks": true}'),
    ],
)
def test_hooks_are_not_turned_off_here_or_at_home(path: str, content: str, tmp_path: Path) -> None:
    """Each of these turned off the hook of the agent itself, from its next call or its next start on."""
    there = tmp_path / path
    change = protocols.Change(str(there), content)
    said = f"{path} would turn off the hook that holds you to what people decided; only a person does that."
    assert own_entry.judge(there, path, change) == protocols.Answer("deny", said)
    there.parent.mkdir(parents=True)
    there.write_text(content)
    assert own_entry.judge(there, path, change).decision == "allow"


def test_settings_that_are_too_large_to_read_are_a_persons() -> None:
    path = ".claude/settings.local.json"
    said = f"{path} is too large to tell whether it would turn off the hook that holds you; a person has to change it."
    change = protocols.Change(path, " " * 2**21 + '{"disableAllHooks": true}')
    assert own_entry.judge(Path("/nowhere") / path, path, change) == protocols.Answer("deny", said)


def test_other_settings_are_the_agents_own() -> None:
    for path, content in (
        (".claude/settings.local.json", '{"disableAllHooks": false, "model": "x"}'),
        (".claude/launch.json", '{"disableAllHooks": true}'),
        (".gemini/settings.json", '{"hooksConfig": {"notifications": false}, "hooks": []}'),
        (".codex/config.toml", "[features]\nhooks = true\n"),
        (".codex/config.toml", "not toml"),
        (".codex/hooks.json", "7"),
    ):
        change = protocols.Change(path, content)
        assert own_entry.judge(Path("/nowhere") / path, path, change).decision == "allow"


PROPOSAL = """\
---
authors: [ana]
scope: {components: [shop], technologies: [kafka]}
---
# RFC-001: Queue the orders
"""
AT_CONSENSUS = (
    "shop is at phase 2 (consensus), which is not agreed to: RFC-001 is about it, and is draft: the section Problem says "
    "nothing, and 4 more. What opens it: write what it lacks: the section Problem says nothing; the section Proposal "
    "says nothing; the section Failure modes says nothing; the section Rollout and way back says nothing; it has no real "
    "alternative, each with pros, cons and why it was rejected; 2 are needed."
)


def test_a_component_that_a_proposal_is_about_is_shut_until_people_agreed(own_shop: Repo) -> None:
    path = "architecture/proposals/RFC-001-queue.md"
    assert claude(own_shop, "Write", file_path=path, content=PROPOSAL) == ("", "")
    own_shop.commit({path: PROPOSAL, "other/a.py": "a = 1\n"})
    assert claude(own_shop, "Write", file_path="shop/cart.py", content="x = 1\n") == ("deny", AT_CONSENSUS)
    assert claude(own_shop, "Edit", file_path=path, old_string="Queue", new_string="Keep") == ("", "")
    assert claude(own_shop, "Write", file_path="other/a.py", content="a = 2\n") == ("", "")
    typed = PROPOSAL.replace("---\n# ", "status: accepted\n---\n# ")
    assert claude(own_shop, "Write", file_path=path, content=typed) == (
        "deny",
        f"{path} would be marked as accepted, and to accept is for its deciders, never for an agent. Leave it proposed, "
        "and tell them that it is ready.",
    )
    became = "what a proposal became is for the people to say who agreed to it."
    decided = "architecture/proposals/decided.yaml"
    assert claude(own_shop, "Write", file_path=decided, content="x") == (
        "deny",
        f"{decided} is not yours to write: {became}",
    )
    assert claude(own_shop, "Bash", command="principal rfc accept RFC-001") == (
        "deny", f"principal rfc accept is not yours to run: {became}",
    )  # fmt: skip
    assert claude(own_shop, "Bash", command="principal rfc status RFC-001") == ("", "")
    for command in ("principal rfc withdraw RFC-001 --because x", "sh -c 'principal rfc withdraw RFC-001'"):
        assert claude(own_shop, "Bash", command=command)[0] == "deny"
    # That it is withdrawn is signed; a line of the file opens nothing.
    own_shop.commit({path: PROPOSAL.replace("[kafka]}", "[kafka]}\nwithdrawn: it was in vain")})
    assert claude(own_shop, "Write", file_path="shop/cart.py", content="x = 1\n")[0] == "deny"


SIGNED = WHOLE.replace("components: [checkout]", "components: [shop], technologies: [kafka]")


def test_code_waits_for_what_was_signed_and_nothing_that_was_signed_is_an_agents(
    own_shop: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, code = "architecture/proposals/RFC-001-queue.md", {"file_path": "shop/cart.py", "content": "x = 1\n"}
    edit = {"file_path": path, "old_string": "A queue", "new_string": "Two queues"}
    world = World(keys={"cleo": PlainKey()})
    root = own_shop.git("rev-list", "--max-parents=0", "HEAD").strip()
    own_shop.commit({path: SIGNED})
    roles = "repository: acme/shop\nkeepers: [cleo@example.com]\nroles:\n  web: {holders: [cleo@example.com]}\n"
    pin = world.version(1, line("cleo", world.keys["cleo"]), roles, root=root)
    world.keep(1, "cleo", root=root)
    content = hashlib.sha256(SIGNED.encode()).hexdigest()
    world.sign("cleo", root=root, record="RFC-001", path=path, content=content, role="web")
    signoff = world.newest
    own_shop.commit({name: text.decode() for name, text in world.files.items()}, date="2026-06-10")

    # An approval that nobody outside vouches for opens nothing; nor does one before objections were heard.
    monkeypatch.delenv("PRINCIPAL_TRUST_ROOT", raising=False)
    said = claude(own_shop, "Write", **code)
    assert said[0] == "deny"
    assert "RFC-001 is about it, and is proposed: its signatures could not be judged: no trust root is set" in said[1]
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", pin)
    early = ("--as-of", "2026-06-12")
    assert claude(own_shop, "Write", *early, **code) == (
        "deny",
        "shop is at phase 2 (consensus), which is not agreed to: RFC-001 is about it, and is final comment: 1 role of 1 agreed; "
        "objections are heard until 2026-06-15. What opens it: wait until 2026-06-15; whoever objects runs principal sign "
        'RFC-001 --role ROLE --concern "…".',
    )
    closed = "as it is: a change makes another revision, which nobody signed. Say what should change, and let its authors decide."
    assert claude(own_shop, "Edit", *early, **edit) == ("deny", f"RFC-001 is final comment {closed}")

    # Once it is accepted its code is open, and the proposal and its signatures stay people's.
    assert claude(own_shop, "Write", **code) == ("", "")
    assert claude(own_shop, "Edit", **edit) == ("deny", f"RFC-001 is accepted {closed}")
    theirs = "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom."
    for name in (signoff, "architecture/signoffs/RFC-001/web-approve.signoff", "architecture/signoffs/roles.yaml"):
        assert claude(own_shop, "Write", file_path=name, content="x") == (
            "deny",
            f"{name} is not yours to write: {theirs}",
        )
    assert claude(own_shop, "Bash", command=f"rm {signoff}")[0] == "deny"

    # Another revision is another proposal, whoever wrote it; so the code waits again.
    own_shop.commit({path: SIGNED.replace("A queue", "Two queues")}, date="2026-06-20")
    assert "is proposed: 0 roles of 1 agreed" in claude(own_shop, "Write", **code)[1]
