from __future__ import annotations

import pytest

from principal.core.interpolation import MAX_VALUE, interpolate, read_dotenv

VALUES = {"A": "1", "E": ""}


@pytest.mark.parametrize(
    ("text", "result", "missing"),
    [
        ("$A ${A}", "1 1", ()),
        ("${B:-x} ${E:-x} ${E-x}.", "x x .", ()),
        ("${B-x} ${B:-${C:-z}}", "x z", ()),
        ("${A:+y} ${B:+y}.", "y .", ()),
        ("${B:?no} ${B?no} ${E:?no}", "${B:?no} ${B?no} ${E:?no}", ("B", "E")),
        ("${A:-$B}", "1", ()),
        ("$$A ${B:-a$$b}", "$A a$b", ()),
        ("$B ${B}", "$B ${B}", ("B",)),
        ("$ $1 ${ ${A ${A:-${B", "$ $1 ${ ${A ${A:-${B", ()),
    ],
)
def test_forms(text: str, result: str, missing: tuple[str, ...]) -> None:
    found = interpolate(text, VALUES)
    assert (found.text, found.missing) == (result, missing)


def test_what_grows_too_long_stays_as_written() -> None:
    text = "$A" * 100
    assert interpolate(text, {"A": "x" * (MAX_VALUE // 50)}).text == text


def test_dotenv() -> None:
    text = "\n".join(
        [
            "# comment",
            "A=1 # trailing",
            'B="x$A" # quoted',
            "C='$A'",
            "export D=http://${A}:80",
            "E: colon",
            "F=",
            'G="two',
            'lines"',
            "not an assignment",
            "H=a#b",
        ]
    )
    assert read_dotenv(text) == {
        "A": "1",
        "B": "x1",
        "C": "$A",
        "D": "http://1:80",
        "E": "colon",
        "F": "",
        "G": "two\nlines",
        "H": "a#b",
    }


def test_dotenv_is_bounded() -> None:
    lines = ["A0=" + "x" * 1000] + [f"A{i}=$A{i - 1}$A{i - 1}" for i in range(1, 60)]
    assert max(map(len, read_dotenv("\n".join(lines)).values())) <= MAX_VALUE
