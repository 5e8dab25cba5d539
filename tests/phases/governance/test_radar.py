"""``architecture/radar.yaml``: rows and mistakes."""

from __future__ import annotations

import datetime as dt

import jsonschema

from principal.core.decided import Blips
from principal.core.documents import read_text
from principal.core.records import Mistake
from principal.phases.governance.radar import PATH, RECORD, read

GOOD = """\
adopt: [python, Go]
trial:
  uv:
hold:
  Ruby on Rails:
    quadrant: frameworks
    owner: ada
    since: 2026-02-18
    why: Nobody here knows it any more
    decision: 7
    instead: Django
"""


def test_rows() -> None:
    assert list(read(PATH, GOOD.encode())) == [
        Blips("python", PATH, 1, "adopt", None, None, None, None, None, None),
        Blips("go", PATH, 1, "adopt", None, None, None, None, None, None),
        Blips("uv", PATH, 3, "trial", None, None, None, None, None, None),
        Blips("ruby-on-rails", PATH, 5, "hold", "frameworks", "ada", dt.date(2026, 2, 18),
              "Nobody here knows it any more", "7", "django"),
    ]  # fmt: skip


def test_mistakes() -> None:
    text = """\
adopt: [python, Go]
hold:
  rails: {because: x, since: 18.2.2026}
  go: {owner: [ada]}
asess: {}
trial:
  x: [a]
"""
    read_rows = list(read(PATH, text.encode()))
    assert sorted(str(m) for m in read_rows if isinstance(m, Mistake)) == [
        'architecture/radar.yaml:3:11: unknown key "because"; did you mean "why"?',
        'architecture/radar.yaml:3:30: "18.2.2026" is no date; a date as 2026-03-31',
        'architecture/radar.yaml:4:15: owner is a list; text',
        'architecture/radar.yaml:4:3: "go" is on the radar twice; each technology once: it is in adopt on line 1 already',
        'architecture/radar.yaml:5:1: unknown key "asess"; did you mean "assess"?',
        "architecture/radar.yaml:7:6: x is a list; a mapping",
    ]  # fmt: skip
    assert [(b.name, b.ring) for b in read_rows if isinstance(b, Blips)] == [
        ("python", "adopt"), ("go", "adopt"), ("rails", "hold"),
    ]  # fmt: skip


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert RECORD.schema is not None
    schema = RECORD.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(read_text("", GOOD).data)) == []
