"""What is shown of a hostile repository, in every format and by every command, obeys nobody."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from principal.core.found import Mistakes
from principal.core.verdict import Verdict
from principal.faces.formats import github, gitlab, junit, sarif, text
from principal.faces.formats import json as json_format
from principal.faces.safe import as_json, clean, clean_lines

if TYPE_CHECKING:
    from tests.conftest import Repo

EVIL = "\x1b[31mred\x9b1m\u202eabc\u2028::error::pwned%0A\n::set-output name=x::y\x07\u200b"
SHOWN = r"\x1b[31mred\x9b1m\u202eabc\u2028::error::pwned%0A\x0a::set-output name=x::y\x07\u200b"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
RULE = f"""
SELECT path AS subject, path, 1 AS line, path NOT LIKE 'src/%' AS holds, '{EVIL}' AS message, ['{EVIL}'] AS related
FROM observed.files
"""
SILENT = f"SELECT path AS subject, path, CAST(NULL AS BOOLEAN) AS holds, '{EVIL}' AS message FROM observed.files"
DECISION = f"""\
# ADR-001: Evil {EVIL[:20]} <script>alert(1)</script>

**Status**: Accepted {EVIL[:20]}
**Date**: 2026-01-02

## Context

x {EVIL}

## Decision

y

## Consequences

z
"""


@pytest.fixture
def hostile(repo: Repo, team_only: None) -> Repo:
    """A repository whose names, records and rules try to speak to whoever reads of them."""
    repo.rule("evil", RULE, summary=json.dumps(EVIL[:40]))
    repo.rule("silent", SILENT)
    repo.write("src/a\nb\x1b[31m\u202e.py", "")
    repo.write("src/--upload-pack=x.py", "")
    repo.write("src/::error::x,y%0A.py", "")
    repo.write("src/-rf", "")
    repo.write("architecture/decisions/ADR-001-evil.md", DECISION)
    repo.commit({"src/<b>&'\"\t.py": ""})
    return repo


COMMANDS = [
    *(["check", "--all", "--format", f] for f in ("text", "json", "sarif", "junit", "github", "gitlab")),
    ["survey"], ["survey", "--format", "json"], ["gate"], ["gate", "--format", "json"], ["why", "evil"], ["why"],
    ["adr", "list"], ["adr", "show", "ADR-001"], ["adr", "graph"], ["adr", "graph", "--mermaid"], ["radar"],
    ["query", "SELECT path, title FROM decided.decisions"],
]  # fmt: skip


def test_no_command_prints_what_a_terminal_obeys(hostile: Repo) -> None:
    for words in COMMANDS:
        code, output = hostile.principal(*words)
        assert code in (0, 1, 3), (words, output)
        assert UNSAFE.findall(output) == [], words


def test_text_shows_what_is_there_as_escapes(hostile: Repo) -> None:
    code, output = hostile.principal("check")
    assert code == 1
    assert [line.partition("  [")[0] for line in output.splitlines() if line.startswith("  src/")] == [
        f"  src/--upload-pack=x.py:1: {SHOWN}",
        f"  src/-rf:1: {SHOWN}",
        f"  src/::error::x,y%0A.py:1: {SHOWN}",
        f"  src/<b>&'\"\\x09.py:1: {SHOWN}",
        rf"  src/a\x0ab\x1b[31m\xe2\x80\xae.py:1: {SHOWN}",
    ]
    assert output.count(f"      {SHOWN}\n") == 5


def test_github_reads_one_command_a_finding_and_none_of_the_repositorys(hostile: Repo) -> None:
    _, output = hostile.principal("check", "--format", "github")
    lines = output.splitlines()
    assert [re.split("[ :]", line, maxsplit=3)[2] for line in lines[:-1]] == ["error"] * 5 + ["warning"] * 8
    data = SHOWN.replace("%", "%25").replace(r"\x0a", "%0A")
    assert lines[2] == f"::error file=src/%3A%3Aerror%3A%3Ax%2Cy%250A.py,line=1,title=principal%3A evil::{data}"
    assert lines[5] == f"::warning title=principal%3A not checked::silent: {data}"


def test_json_reads_back_as_what_it_was(hostile: Repo) -> None:
    _, output = hostile.principal("check", "--format", "json")
    assert {f["message"] for f in json.loads(output)["findings"]} == {EVIL}
    _, output = hostile.principal("check", "--format", "gitlab")
    issues = json.loads(output)
    assert {i["description"] for i in issues} == {EVIL}
    assert {tuple(sorted(i)) for i in issues} == {("check_name", "description", "fingerprint", "location", "severity")}


def test_junit_is_xml_that_every_parser_takes(hostile: Repo) -> None:
    _, output = hostile.principal("check", "--format", "junit")
    (failure,) = ET.fromstring(output).iter("failure")
    first = (failure.text or "").splitlines()[0]
    assert first == "src/--upload-pack=x.py:1: " + SHOWN.partition(r"\x0a")[0]


def test_the_same_answer_twice_is_the_same_to_the_byte(hostile: Repo) -> None:
    styles = ("text", "json", "sarif", "junit", "github", "gitlab")
    first = [hostile.principal("check", "--all", "--format", style) for style in styles]
    shutil.rmtree(hostile.root / ".principal")
    assert [hostile.principal("check", "--all", "--format", style) for style in styles] == first


def test_mistakes_are_shown_as_safely(repo: Repo, team_only: None) -> None:
    repo.commit({"architecture/radar.yaml": '"\\e[31mkey\\u009b": 3\n'})
    for style in ("text", "json", "sarif", "junit", "github", "gitlab"):
        code, output = repo.principal("check", "--format", style)
        assert code == 2
        assert UNSAFE.findall(output) == []
        assert "[31mkey" in output


def test_lines_and_documents() -> None:
    assert clean("a\tb\nc\x1b\ud800") == r"a\x09b\x0ac\x1b\ud800"
    assert clean_lines("a\tb\nc\r\x1b") == "a\tb\nc\\x0d\\x1b"
    data = {"a\x9b": ["\u2028", "\x1b", "é", 1.5, None]}
    assert as_json(data) == '{\n  "a\\u009b": [\n    "\\u2028",\n    "\\u001b",\n    "é",\n    1.5,\n    null\n  ]\n}'
    assert json.loads(as_json(data)) == data


# SARIF 2.1.0 as its schema has it, for the parts that are written here.
_REGION = {"startLine", "startColumn"}
_RESULT = {
    "ruleId", "ruleIndex", "level", "message", "partialFingerprints", "baselineState", "locations", "suppressions"
}  # fmt: skip


def test_sarif_has_the_shape_that_its_schema_asks_for(hostile: Repo) -> None:
    _, output = hostile.principal("check", "--all", "--format", "sarif")
    log: dict[str, Any] = json.loads(output)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert set(run) == {"tool", "invocations", "results", "columnKind"}
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    assert {r["properties"]["precision"] for r in rules} <= {"very-high", "high", "medium", "low"}
    assert run["results"]
    marks = [r["partialFingerprints"]["principal/v1"] for r in run["results"]]
    assert len(set(marks)) == len(marks)
    for result in run["results"]:
        assert set(result) <= _RESULT
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["baselineState"] in ("new", "unchanged", "updated", "absent")
        for location in result["locations"]:
            place = location["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
            assert set(place["region"]) <= _REGION
            assert place["region"]["startLine"] >= 1
    for invocation in run["invocations"]:
        assert invocation["executionSuccessful"] is True
        assert {n["level"] for n in invocation["toolExecutionNotifications"]} <= {"none", "note", "warning", "error"}


def test_two_mistakes_of_one_place_have_two_fingerprints(hostile: Repo) -> None:
    verdict = _verdict(hostile)
    twice = [Mistakes("a.yaml", 1, 1, wrong, "x") for wrong in ("one", "two")]
    issues = json.loads(gitlab.render(_with(verdict, twice)))
    marks = [i["fingerprint"] for i in issues]
    assert len(set(marks)) == len(marks)
    for module in (text, json_format, sarif, junit, github):
        assert "one" in module.render(_with(verdict, twice))


def _verdict(repo: Repo) -> Verdict:
    import datetime as dt

    from principal.core.workspace import open_workspace
    from principal.faces.judgement import verdict_for

    return verdict_for(open_workspace(repo.root), dt.date(2026, 6, 30), "build", None, staged=False)


def _with(verdict: Verdict, mistakes: list[Mistakes]) -> Verdict:
    from dataclasses import replace

    return replace(verdict, mistakes=tuple(mistakes))
