"""This project is its own first user: its records hold it, in its own tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from principal.faces.cli import group

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _in_a_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("the sources were unpacked without their repository")


def test_we_may_proceed() -> None:
    result = CliRunner().invoke(group, ["-C", str(ROOT), "check", "--format", "json"])
    said = json.loads(result.stdout)
    assert said["mistakes"] == []
    assert [f["message"] for f in said["findings"] if f["blocks"]] == []
    assert said["not_checked"] == []
    assert said["exit_code"] == result.exit_code == 0


def test_our_decisions_hold_themselves() -> None:
    result = CliRunner().invoke(group, ["-C", str(ROOT), "check", "--format", "json"])
    rules = {r["id"]: r for r in json.loads(result.stdout)["rules"]}
    enforced = rules["decision:ADR-002-faces-never-read-evidence"]
    assert (enforced["blocking"], enforced["outcome"]) == (True, "pass")
    assert enforced["uses"] > 50


def test_no_gate_is_blocked_and_later_phases_say_that_they_have_no_rules() -> None:
    result = CliRunner().invoke(group, ["-C", str(ROOT), "gate", "--format", "json"])
    phases = {p["phase"]: (p["state"], p["reason"]) for p in json.loads(result.stdout)["phases"]}
    assert "blocked" not in {state for state, _ in phases.values()}
    assert phases["constraints"] == ("complete", "")
    assert phases["patterns"] == ("empty", "it has no rules yet")
    assert phases["consensus"] == ("waiting", "patterns comes first and is empty")
    assert phases["governance"][0] == "waiting"
    assert result.exit_code == 3
