"""The reference is generated, and never stale."""

from pathlib import Path

import pytest

from principal.core.rules import Rule
from principal.faces import reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_is_up_to_date() -> None:
    assert reference.stale(ROOT) == [], "run `make docs`"


def test_every_table_and_every_column_stands_in_the_reference() -> None:
    page = reference.generate()["docs/reference/tables.md"]
    assert "### observed.calls\n\nWho is given whose address, or is told to wait for whom.\n" in page
    assert "| `port` | BIGINT or null |  |" in page
    assert "| `caller` | VARCHAR | component name as declared |" in page


def test_every_command_stands_in_the_reference_as_help_prints_it() -> None:
    page = reference.generate()["docs/reference/commands.md"]
    assert "## principal check\n\n```text\nUsage: principal check [OPTIONS]" in page


def test_writing_repairs_what_is_stale_and_removes_what_is_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "generate", lambda: {"docs/reference/a.md": "a\n", "schemas/b.schema.json": "{}\n"})
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "gone.schema.json").write_text("{}")
    (tmp_path / "schemas" / "b.schema.json").write_text("{}")
    expected = ["docs/reference/a.md", "schemas/b.schema.json", "schemas/gone.schema.json"]
    assert reference.write(tmp_path) == expected
    assert reference.stale(tmp_path) == []
    assert not (tmp_path / "schemas" / "gone.schema.json").exists()


def test_a_rule_is_shown_with_its_reason_its_query_and_its_proof() -> None:
    rule = Rule(
        id="radar-hold", phase="governance", summary="A technology on Hold is in use", sql="SELECT 1", path="", line=1,
        origin="principal", since="0.1.0", why="## Cost\nIt costs.\n```sh\n# a comment\n```", query_text="Every use.",
        fix="Move off it.", right_on=({"repository": "a/b", "revision": "0" * 40, "right": 20, "wrong": 1},),
    )  # fmt: skip
    assert reference._rule(rule) == (
        "## radar-hold\n\nA technology on Hold is in use\n\n"
        "*severity error; confidence high; counts from build on; trial; since 0.1.0*\n\n"
        "- right on a/b at 000000000000: 20 right, 1 wrong\n\n"
        "### Why\n\n### Cost\nIt costs.\n```sh\n# a comment\n```\n\n"
        "### Query\n\nEvery use.\n\n```sql\nSELECT 1\n```\n\n### Fix\n\nMove off it.\n"
    )
