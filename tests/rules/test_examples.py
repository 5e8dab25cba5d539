"""Every rule has its parts, and its examples are its tests; a mutated query must fail them."""

from __future__ import annotations

import re

import pytest

from principal.core.examples import laid_out, said
from principal.core.queries import inspect
from principal.core.registry import built_in_rules
from principal.core.rules import Rule

RULES = {r.id: r for r in built_in_rules()}


def mutants(sql: str) -> dict[str, str]:
    return {
        "always true": f"SELECT * REPLACE (true AS holds) FROM ({sql})",
        "negated": f"SELECT * REPLACE (NOT holds AS holds, coalesce(message, 'mutant') AS message) FROM ({sql})",
        "nothing": f"SELECT * FROM ({sql}) WHERE false",
    }


@pytest.mark.parametrize("name", sorted(RULES))
def test_rule(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    rule = RULES[name]
    assert rule.why, "no Why"
    assert rule.query_text, "no prose under Query"
    assert rule.fix, "no Fix"
    assert rule.bad, "no Bad example"
    assert rule.good, "no Good example"
    survivors = set(mutants(rule.sql))
    tables = inspect(rule.sql).reads
    for example in rule.bad:
        assert example.finds is not None, f"line {example.line}: no finds fence"
        with laid_out(example, tmp_path_factory.mktemp("bad"), tables) as laid:
            judgement = laid.judgement(rule)
            assert said(judgement) == example.finds, judgement.reason
            survivors -= {m for m, sql in mutants(rule.sql).items() if said(laid.judgement(rule, sql)) != example.finds}
    for example in rule.good:
        with laid_out(example, tmp_path_factory.mktemp("good"), tables) as laid:
            judgement = laid.judgement(rule)
            outcomes = {outcome for _, outcome, _, _ in judgement.counts}
            assert said(judgement) == ""
            assert "pass" in outcomes, f"nothing holds in the Good example: {judgement.counts}"
            survivors -= {m for m, sql in mutants(rule.sql).items() if said(laid.judgement(rule, sql)) != ""}
    assert survivors == set(), "a mutated query passes the examples"


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_earns_the_right_to_block(name: str) -> None:
    rule: Rule = RULES[name]
    if rule.status == "stable":
        assert rule.right_on, "a stable rule names the foreign repositories where it was right"
        right = sum(int(str(r["right"])) for r in rule.right_on)
        wrong = sum(int(str(r["wrong"])) for r in rule.right_on)
        assert right > 0
        assert right / (right + wrong) >= 0.95
        for seen in rule.right_on:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+", str(seen["repository"]))
            assert re.fullmatch(r"[0-9a-f]{40}", str(seen["revision"]))


def test_there_are_at_least_thirty_rules() -> None:
    assert len(RULES) >= 30
