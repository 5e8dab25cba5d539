"""Editing JSON that somebody else keeps: what is not edited stays, to the byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from principal.core.json_splice import JsonSpliceError, append, read, remove

KEYS = ("hooks", "PreToolUse")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "hooks": {\n    "PreToolUse": [\n      1\n    ]\n  }\n}\n'),
        ("{}\n", '{\n  "hooks": {\n    "PreToolUse": [\n      1\n    ]\n  }\n}\n'),
        ('{"a": 1}', '{"a": 1,\n  "hooks": {\n    "PreToolUse": [\n      1\n    ]\n  }}'),
        (
            '{\n\t"a": [1,2],  // mine\n\t"hooks": {"Stop": []}\n}\n',
            '{\n\t"a": [1,2],  // mine\n\t"hooks": {"Stop": [],\n\t\t"PreToolUse": [\n\t\t\t1\n\t\t]}\n}\n',
        ),
        (
            '{\r\n  "hooks": {\r\n    "PreToolUse": [\r\n      0\r\n    ]\r\n  }\r\n}\r\n',
            '{\r\n  "hooks": {\r\n    "PreToolUse": [\r\n      0,\r\n      1\r\n    ]\r\n  }\r\n}\r\n',
        ),
        ('{"hooks": {"PreToolUse": [0, ]}}', '{"hooks": {"PreToolUse": [0,\n  1 ]}}'),
    ],
)
def test_an_item_is_put_where_it_belongs(before: str, after: str) -> None:
    assert append(before, KEYS, 1) == after
    assert read(after)["hooks"]["PreToolUse"][-1] == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"hooks": {"PreToolUse": [1]}}', "{}"),
        ('{"a": 1, "hooks": {"PreToolUse": [1]}}', '{"a": 1}'),
        ('{"hooks": {"PreToolUse": [1]}, "a": 1}', '{"a": 1}'),
        ('{"hooks": {"Stop": [], "PreToolUse": [1, 1]}}', '{"hooks": {"Stop": []}}'),
        ('{"hooks": {"PreToolUse": [0, 1, 2]}}', '{"hooks": {"PreToolUse": [0, 2]}}'),
        ('{"hooks": {"PreToolUse": [1, 2]}}', '{"hooks": {"PreToolUse": [2]}}'),
        ('{"hooks": {"PreToolUse": [0]}}', '{"hooks": {"PreToolUse": [0]}}'),
        ("{}", "{}"),
        ('{"hooks": 3}', '{"hooks": 3}'),
    ],
)
def test_an_item_is_taken_out_with_what_is_empty_then(before: str, after: str) -> None:
    assert remove(before, KEYS, lambda item: item == 1) == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is not JSON: it ends too early"),
        ("nope", "it is not JSON: 'nope'"),
        ("{} {}", "it is not JSON: '{' is left over"),
        ('{"a" 1}', "it is not JSON: '\"a\"' where a name should be"),
        ("[" * 5000, "it is not JSON: '[' where a value should be"),
        ('{"hooks": []}', "hooks is not an object"),
        ('{"hooks": {"PreToolUse": {}}}', "PreToolUse is not a list"),
        ("[]", "there is no object to put hooks into"),
        ("\\", "it is not JSON: '\\\\'"),
    ],
)
def test_what_cannot_be_edited_is_said(text: str, why: str) -> None:
    with pytest.raises(JsonSpliceError) as error:
        append(text, KEYS, 1)
    assert str(error.value) == why


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["a", "hooks", "b"]), VALUES, max_size=3), st.sampled_from([None, 2, "\t"]))
def test_whatever_is_there_is_kept(value: dict[str, object], indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    try:
        edited = append(text, KEYS, "ours")
    except JsonSpliceError:
        return
    hooks = value.get("hooks")
    before = dict(hooks) if isinstance(hooks, dict) else {}
    listed = before.get("PreToolUse")
    expected = {**value, "hooks": {**before, "PreToolUse": [*(listed if isinstance(listed, list) else []), "ours"]}}
    assert json.loads(edited) == expected
