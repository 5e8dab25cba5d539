"""What changed lines say, and the order and the questions that follow."""

from __future__ import annotations

import contextlib

import duckdb
import pytest

from principal.core.decided import Components, Data, Needs
from principal.core.fill import create
from principal.core.tables import table_of, values_of
from principal.phases.governance.comb import words
from principal.phases.governance.comb.diff import ChangedFile, Hunk, Line
from principal.phases.governance.comb.facts import Facts, facts
from principal.phases.governance.comb.risk import in_order


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "CREATE OR ALTER PROCEDURE p AS SELECT 1", "changes what a store keeps (line 1)"),
        ("@app.get('/')", "@app.get('/')\n@requires_permission('read')", "says who may do what (line 2)"),
        ("check_permission(user)", "", "says who may do what (line 1 before)"),
        ("", "log.info('%s', password)", "handles secrets or keys (line 1)"),
        ("", "db.run('DELETE FROM carts')", "writes to a store (line 1)"),
        ("", "try:\n    go()\nexcept Exception:\n    pass", "goes on after an error (line 3)"),
        ("", "throw new NotFoundException();", "refuses something (line 1)"),
        ("", "answer = requests.get(url)", "calls over the network (line 1)"),
        ("", "go func() { f() }()", "does things beside each other (line 1)"),
        ("wait(30)", "wait(300)", "30 becomes 300 (line 1)"),
        ("", "if a:\n  b\nfor c in d:\n  e\nwhile f: g", "decides in 3 places"),
        # Remarks, what is used, and versions say nothing.
        ("", "# the password\nimport permission\nx = 1", ""),
        ("image: db:1.2.3", "image: db:1.2.4", ""),
        ("x = 1  # a", "x = 1  # b", ""),
        ("", "x = 1  # who has the permission", ""),
        ("", "f()  // the password", ""),
        ("", '"""Do it.\n\nWhoever has the permission may.\n"""\nx = 1', ""),
        ("", 'def f():\n    """\n    Grants permission.\n    """\n    return 1', ""),
        ("", '"""\ncheck_permission(x)', "says who may do what (line 2)"),  # the end of one that is not shown
        ("", '"""Do it."""\ncheck_permission(x)', "says who may do what (line 2)"),
    ],
)
def test_lines_say_what_to_look_at(before: str, after: str, said: str) -> None:
    assert "; ".join(text for _, text, _ in words.said(lines(before, after))) == said


def test_settings_say_less_than_code() -> None:
    added = lines("", "<Project Path=Authorization.csproj/>\nApiKey: x")
    assert [text for _, text, _ in words.said(added, settings=True)] == ["handles secrets or keys (line 2)"]


def changed(path: str, before: str, after: str) -> ChangedFile:
    return ChangedFile(path, path, "", "", "", (Hunk(1, 1, tuple(lines(before, after))),))


def lines(before: str, after: str) -> list[Line]:
    sides = [(sign, text.split("\n") if text else []) for sign, text in (("-", before), ("+", after))]
    return [Line(s, n, t.encode(), "") for s, side in sides for n, t in enumerate(side, 1)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("assert a == 1\nassert b", "assert a", "takes 1 check out of the tests"),
        ("assert a == 1\nx = 2", "assert a == 1", ""),  # fewer lines, and no check less
        ("def test_a(): ...", "@pytest.mark.skip\ndef test_a(): ...", "turns a test off (line 1)"),
    ],
)
def test_tests_that_check_less_are_told(before: str, after: str, said: str) -> None:
    file = changed("tests/test_a.py", before, after)
    [looked] = in_order([file], {file.path: Facts("test")})
    assert "; ".join(r.text for r in looked.reasons) == said


def test_a_question_is_asked_once_and_code_comes_before_its_tests() -> None:
    paths = ["a/tests/test_pay.py", "a/pay.py", "a/cart.py", "a/plain.py"]
    files = [
        changed(p, "", text)
        for p, text in zip(paths, ("def test_pay(): ...", "raise No", "raise No", "x = y"), strict=True)
    ]
    till = Facts("code", "till", core=True)
    told = [
        (x.file.path, list(x.questions))
        for x in in_order(files, {paths[0]: Facts("test"), **dict.fromkeys(paths[1:], till)})
    ]
    refused = "Which test shows that it is refused, and that nothing else is?"
    users, which = "Which of our users would notice if this were wrong?", "Which test would fail if this were wrong?"
    assert told == [
        ("a/cart.py", [users, refused, which]),
        ("a/pay.py", [refused]),  # a test is named after it
        ("a/plain.py", []),
        ("a/tests/test_pay.py", []),
    ]


def test_what_nobody_confirmed_is_no_reason() -> None:
    def told(*, guessed: bool) -> tuple[tuple[str, ...], bool]:
        shop = Components("shop", "s", 1, "service", None, "shop", [], False, False, None, None, [], [], False, guessed)
        bank = Components("bank", "s", 2, "external", None, None, [], False, True, None, None, [], [], True, guessed)
        needs = Needs("shop", "bank", "s", 3, None, None, None, "fail", None, guessed)
        data = Data("orders", "s", 4, "shop", None, ["personal"], [], None, guessed)
        with contextlib.closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
            create(connection)
            connection.execute("INSERT INTO derived.roots VALUES ('r', 'shop', 'shop', 's', 1, true)")
            for row in (shop, bank, needs, data):
                marks = ", ".join("?" * (1 + len(values_of(row))))
                connection.execute(
                    f"INSERT INTO {table_of(type(row)).qualified} VALUES ({marks})", ["r", *values_of(row)]
                )
            about = facts(connection, ["shop/a.py"])["shop/a.py"]
        assert about.component == "shop"
        return about.keeps, about.outside

    assert told(guessed=False) == (("orders (personal)",), True)
    assert told(guessed=True) == ((), False)
