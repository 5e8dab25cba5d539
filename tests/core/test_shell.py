"""Scripts of a shell: which words are commands, and which are only text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.readers import shell
from principal.core.readers.wrappers import unwrapped


def commands(text: str, **values: str) -> list[str]:
    return [" ".join(word.text for word in command) for command in shell.read(text, values).commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b; c && d || e | f & g\nh", ["a b", "c", "d", "e", "f", "g", "h"]),
        ("a \\\n  b # c d\n# e\nf#g", ["a b", "f#g"]),
        ("a 'b; c' \"d\ne\" f", ["a b; c d\ne f"]),
        ("a > b 2>&1 >> c < d &> e f", ["a f"]),
        ("( a ); { b; }", ["a", "{ b", "}"]),
        # a substitution is a command within a command, which goes on behind it
        ("a $(b c) d", ["b c", "a $ d"]),
        ("a `b c` d", ["b c", "a $ d"]),
        ('a "x $(b "$(c)") y" d', ["b $", "c", "a x $(b $) y d"]),
        ("$(a b)/c d", ["a b", "$/c d"]),
        ("diff <(a) <(b)", ["a", "b", "diff < <"]),
        ("x=$((a + b)) c", ["x=$ c"]),
        # none of these is a command
        ("x=(a b\nc)\nd", ["x=", "d"]),
        ("[[ $a =~ ^(b|c)$ ]] && d", ["[[ $a =~ ^$ ]]", "d"]),
        ("case $a in b|c) d;; (e) f ;;\n*) g\nesac\nh", ["d", "f", "g", "esac", "h"]),
        ("case $a in b) case $c in d) e;; esac;; f) g;; esac; h", ["e", "g", "h"]),
        ("b) c ;;\nd", ["c", "d"]),
        ("a() { b; }\nfunction c { d; }", ["{ b", "}", "function c { d", "}"]),
        ("cat <<EOF | b\nc\nEOF\nd", ["cat", "b", "d"]),
        ("cat <<-'E'\n\tc\n\tE\nd", ["cat", "d"]),
        ("bash <<X\nc $(d)\nX\ne", ["bash", "c $", "d", "e"]),
        ("cat <<EOF\na", ["cat", "a"]),
        ("a <<< b\nc", ["a", "c"]),
        # a text that a shell is told to run is a script
        ("docker exec x sh -ec 'a; b' c", ["docker exec x sh -ec a; b c", "a", "b"]),
        # variables that the script sets to plain text are known, others are not
        ("A=b\n$A c ${A} \"$A\" '$A' $B", ["A=b", "b c b b $A $B"]),
        ('A="b c"; A+=" d"; $A', ["A=b c", "A+= d", "b c d"]),
        ("${A:-b} c ${D}", ["b c ${D}"]),
        ("export A=b/c; d $A:e", ["export A=b/c", "d b/c:e"]),
        ("A=$(b); $A c", ["b", "A=$", "$A c"]),
        ("a 'b", ["a b"]),
        ("", []),
    ],
)  # fmt: skip
def test_commands(text: str, expected: list[str]) -> None:
    assert sorted(commands(text)) == sorted(expected)


def test_variables_can_be_given() -> None:
    assert commands("$A $B", A="b c", B="${C}") == ["b c ${C}"]


def test_what_a_script_calls_its_own() -> None:
    assert shell.read("a() {\n:; }\nfunction b {\n}\n alias c='d e'\nf g()").own == {"a", "b", "c"}


def test_in_a_makefile_nothing_goes_on_behind_a_line() -> None:
    script = shell.read("echo don't\n(a\nx=(b\nc 'd \\\n e' f", lines=True)
    assert [" ".join(word.text for word in command) for command in script.commands] == [
        "echo don t", "a", "x=", "c d e f"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if ! sudo -u a -E bundle exec rake b", ["bundle exec rake b", "rake b"]),
        ("sudo -n docker ps", ["docker ps"]),
        ("A=b env -u X C=d timeout -k 5 10 poetry run python -m pytest -q",
         ["poetry run python -m pytest -q", "python -m pytest -q", "pytest -q"]),
        ("@-docker compose exec -T web rails c", ["docker compose exec -T web rails c", "rails c"]),
        ("tini -g -- gosu a:b gunicorn c", ["tini -g -- gosu a:b gunicorn c", "gosu a:b gunicorn c", "gunicorn c"]),
        ("command -v docker", []),
        ("command docker ps", ["docker ps"]),
        ("xargs -0 -n1 shellcheck", ["shellcheck"]),
        ("/docker-entrypoint.sh nginx -g x", ["/docker-entrypoint.sh nginx -g x", "nginx -g x"]),
        ("python src/manage.py makemessages", ["python src/manage.py makemessages", "src/manage.py makemessages"]),
        ("while", []),
    ],
)  # fmt: skip
def test_commands_within_commands(text: str, expected: list[str]) -> None:
    [command] = shell.read(text).commands
    assert [" ".join(word.text for word in each) for each in unwrapped(command)] == expected


MARKS = st.sampled_from(
    ["a", "case ", " in ", "esac", "$(", "(", ")", "`", "'", '"', "\\", "\n", ";;", ";", "&&", "|", "<<A", "\nA\n", "<(", "x=", "$",
     "${A:-b}", "$A", "A=b", " ", "#", "sh -c ", "sudo ", "{", "}", "()", ">", "\r\n", "é", "\x00", "bundle exec "]
)  # fmt: skip


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(MARKS, max_size=40).map("".join), st.booleans())
def test_nothing_raises_and_places_lie_in_the_text(text: str, lines: bool) -> None:
    for command in shell.read(text, lines=lines).commands:
        assert command
        for inner in unwrapped(command):
            assert inner
        assert all(0 <= word.start <= len(text) for word in command)


@pytest.mark.parametrize(
    "text",
    ["`" * 1_000_000, "$(" * 500_000, "a=( " * 300_000, '"$(' * 300_000, "<<A\n" * 300_000, '"\\' * 500_000, "'\"" * 500_000,
     "".join(f"<<A{i}\n" for i in range(100_000)), "sh -c " * 200_000, 'A="$A$A"\n' * 100_000, "case x in " * 100_000,
     "A=" + "b" * 1_000_000 + "\n$A"],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_no_script_takes_for_ever(text: str) -> None:
    assert len(shell.read(text).commands) <= shell.MAX_COMMANDS
