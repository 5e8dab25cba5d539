"""Scripts of a shell as the commands in them: words and where each begins, no more.

This is no shell: nothing is evaluated but variables that the script itself sets to plain
words. What is text rather than a command is left out: comments, quoted text, the patterns
of ``case``, the elements of an array, and a here-document unless it is itself a script
(``bash <<EOF``). What is not read is not told, and is no gap.
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

MAX_COMMANDS = 5_000
MAX_WORDS = 200  # of one command
MAX_TOKENS = 150_000
_MAX_FILLED = 20  # variables of one word
_MAX_GLUED = 300  # characters of a word that substitutions are part of
_MAX_OPEN = 30  # substitutions and groups within one another
_MAX_DEPTH = 3  # scripts within quotes within scripts
_MAX_VARIABLES = 500
_MAX_VALUE = 4_000  # characters of a variable


class Word(NamedTuple):
    """A word without its quotes."""

    text: str
    start: int  # where in the script


class Script(NamedTuple):
    """What a script holds."""

    commands: list[list[Word]]  # in order; none is empty
    own: frozenset[str]  # the names of its functions and aliases


_ANYTHING = r"""
    (?P<run>(?:[^\s;&|()<>'"`$\\\#]++(?=[\s;&|)]|\Z)[ \t]*+)++)
  | (?P<on>\\\r?\n)
  | <<(?P<dash>-?)[ \t]*+(?:'(?P<raw>[\w.-]++)'|"(?P<quoted>[\w.-]++)"|\\?(?P<plain>[A-Za-z_][\w.-]*+))
  | (?P<aside>[0-9]?(?:&>>?|>>|>[|&]?|<<<|<&?)[ \t]*+(?:QUOTES|[^\s;&|()<>'"`])++)
  | (?P<line>\n(?:[ \t\r]*+(?:\#[^\n]*+)?\n)*+)
  | (?P<end>;;&?|;&|&&|\|\||\|&|[;&|()`])
  | (?P<comment>(?<![^\s;(&|])\#[^\n]*+)
  | (?P<word>(?:QUOTES|[^\s;&|\\()'"`]|\\(?!\r?\n).)++)
  | (?P<lone>['"\\])
"""
_QUOTES = r"'[^'EXCEPT]*+'|\"[^\"\\EXCEPT]*+(?:\\.[^\"\\EXCEPT]*+)*+\""


@functools.cache
def _tokens(ends_with_line: bool) -> re.Pattern[str]:
    quotes = _QUOTES.replace("EXCEPT", r"\n" if ends_with_line else "")
    return re.compile(_ANYTHING.replace("QUOTES", quotes), re.VERBOSE | re.DOTALL)


_OWN = re.compile(
    r"^[ \t]*+(?:function[ \t]++([\w.:-]++)|alias[ \t]++([\w.-]++)=|([\w.:-]++)[ \t]*+\([ \t]*+\))", re.MULTILINE
)
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)(\+?)=(.*)", re.DOTALL)
_DECLARING = frozenset(("export", "local", "readonly", "declare", "typeset"))
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^{}$\s]*))?\})")
_SHELL = re.compile(r"(?:.*/)?(?:ba|z|da|a|k)?sh|ssh|su")
_RUN_TEXT = re.compile(r"-[a-z]*c")
_CLOSING = re.compile(r"[ \t]*\)")
_LONE_WORD = re.compile(r"^[ \t]*+([\w.-]++)[ \t]*+\r?$", re.MULTILINE)
_SPACED = re.compile(r"\\\r?\n")
_PARENTHESIS = re.compile(r"[()]")


def read(text: str, values: Mapping[str, str] | None = None, *, lines: bool = False) -> Script:
    """The commands of *text*.

    Args:
        text: the script.
        values: of variables that it may use.
        lines: nothing goes on behind the end of a line, as in recipes; for PowerShell, that is near enough.
    """
    own = frozenset(name for found in _OWN.findall(text) for name in found if name)
    reader = _Reader(lines, dict(values or {}))
    reader.read(text, 0, 0)
    return Script(reader.commands, own)


class _Open(NamedTuple):
    """Something that a parenthesis (or a backquote) opened, and what it interrupted."""

    mark: str  # ( $( ` or ' for what holds no commands
    command: list[Word]
    cases: int


class _Reader:
    """What is known of a script so far."""

    def __init__(self, lines: bool, values: dict[str, str]) -> None:
        self.lines = lines
        self.tokens = _tokens(lines)
        self.values = values
        self.commands: list[list[Word]] = []
        self.left = MAX_TOKENS

    def read(self, text: str, offset: int, depth: int) -> None:
        """Read *text*, which begins at *offset* of the script and lies so deep within it."""
        if depth <= _MAX_DEPTH:
            _Pass(self, text, offset, depth).run()

    def take(self, command: list[Word], depth: int) -> None:
        """Take note of a command that is complete."""
        if not command or len(self.commands) >= MAX_COMMANDS:
            return
        self.commands.append(command)
        if "=" in command[0].text or command[0].text in _DECLARING:
            self._assign(command)
        for at in range(1, len(command) - 1):
            option = command[at].text
            if option[:1] == "-" and _RUN_TEXT.fullmatch(option) and _SHELL.fullmatch(command[at - 1].text):
                self.read(command[at + 1].text, command[at + 1].start + 1, depth + 1)

    def words(self, word: str, start: int) -> list[Word]:
        """The words that a word stands for: several where it is a variable of several."""
        bare = _bare(word)
        if "$" in bare and word[0] != "'" and len(bare) < _MAX_VALUE:
            value = self._filled(bare)
            if _VARIABLE.fullmatch(bare) is not None:
                return [Word(each, start) for each in value.split()[:MAX_WORDS]]
            bare = value if " " not in value else bare
        return [Word(bare, start)]

    def _filled(self, text: str) -> str:
        """*text* with the variables that are known."""
        return _VARIABLE.sub(lambda v: self.values.get(v[1] or v[2], v[3]) or v[0], text, _MAX_FILLED)[:_MAX_VALUE]

    def _assign(self, command: list[Word]) -> None:
        """Remember the variables that a command sets, if that is all it does."""
        for word in command[command[0].text in _DECLARING :]:
            found = _ASSIGNED.fullmatch(word.text)
            if found is None:
                return
            name, more, value = found.groups()
            value = (self.values.get(name, "") if more else "") + _SPACED.sub(" ", value[:_MAX_VALUE])
            value = self._filled(value[:_MAX_VALUE])
            if "$" in value or "`" in value:
                self.values.pop(name, None)  # what it is only a run would show
            elif name in self.values or len(self.values) < _MAX_VARIABLES:
                self.values[name] = value


class _Pass:
    """One pass over one text; what it is within is on a stack."""

    def __init__(self, reader: _Reader, text: str, offset: int, depth: int) -> None:
        self.reader = reader
        self.text = text
        self.offset = offset
        self.depth = depth
        self.opened: list[_Open] = []
        self.command: list[Word] = []
        self.cases = 0  # that are open
        self.pattern = False  # of a case, up to its parenthesis
        self.last = 0  # where the last word ended
        self.at = 0
        self.documents: list[tuple[str, bool]] = []  # that begin with the next line: how each ends, if it is a script

    def run(self) -> None:
        """Read all of it, within the limits."""
        search = self.reader.tokens.search
        while self.reader.left > 0 and (found := search(self.text, self.at)) is not None:
            self.reader.left -= 1
            begin, self.at = found.span()
            kind = found.lastgroup
            if kind == "run":
                self._run(found[0], begin)
            elif kind == "word":
                self._word(found[0], begin)
            elif kind == "line":
                self._separate("\n")
            elif kind in ("raw", "quoted", "plain"):
                script = not self.command or any(_SHELL.fullmatch(w.text) for w in self.command)
                self.documents.append((found[kind], script))
            elif kind == "end":
                if found[0] == "(":
                    self._open(begin)
                elif found[0] == "`" and not any(each.mark == "`" for each in self.opened):
                    self._open_backquote(begin)
                elif found[0] in ")`":
                    self._close(found[0])
                else:
                    self._separate(found[0])
        self.reader.take(self.command, self.depth)
        for each in reversed(self.opened):
            self.reader.take(each.command, self.depth)

    def _run(self, text: str, begin: int) -> None:
        """Words without quotes or variables, apart by blanks: all are said to begin where the first does."""
        words, start = text.split(), begin + self.offset
        if begin == self.last and self.command:
            self._glue(words.pop(0))
        self.last = -1
        if not self.pattern and "in" not in words:
            self.command += [Word(word, start) for word in words[: MAX_WORDS - len(self.command)]]
            return
        for word in words:
            if self.pattern:
                if word == "esac":
                    self.cases, self.pattern = self.cases - 1, False
            elif word == "in" and self._in_case():
                self.cases, self.pattern, self.command = self.cases + 1, True, []
            elif len(self.command) < MAX_WORDS:
                self.command.append(Word(word, start))

    def _glue(self, text: str) -> None:
        """A word goes on behind a substitution."""
        word = self.command[-1]
        if len(word.text) < _MAX_GLUED:
            self.command[-1] = Word(word.text + text, word.start)

    def _in_case(self) -> bool:
        """Whether a word that comes now is the ``in`` of a case."""
        return len(self.command) > 1 and self.command[-2].text == "case"

    def _word(self, word: str, begin: int) -> None:
        command, adjacent = self.command, begin == self.last
        self.last = self.at
        if self.pattern:
            return
        if adjacent and command:  # it goes on behind a substitution
            self._glue(_bare(word))
        elif len(command) < MAX_WORDS:
            command += self.reader.words(word, begin + self.offset)
        if "$(" in word and word[0] != "'":
            self._quoted(word, begin + self.offset)

    def _quoted(self, word: str, start: int) -> None:
        """Read the substitutions within a quoted word."""
        begin = word.find("$(")
        while begin >= 0:
            deep, end = 0, len(word)
            for found in _PARENTHESIS.finditer(word, begin):
                deep += 1 if found[0] == "(" else -1
                if not deep:
                    end = found.start()
                    break
            self.reader.read(word[begin + 2 : end], start + begin + 2, self.depth + 1)
            begin = word.find("$(", end)

    def _open(self, begin: int) -> None:
        """A parenthesis."""
        if self.pattern:
            return
        before = self.text[begin - 1] if begin == self.last and self.command else " "
        mark = "("
        if before in ("$", "<", ">"):
            mark = "'" if self.text.startswith("(", self.at) and before == "$" else "$("
        elif before != "=" and self.command and (closing := _CLOSING.match(self.text, self.at)) is not None:
            self.command, self.at = [], closing.end()  # of a function, whose name this was
            return
        elif self.opened and self.opened[-1].mark == "'":
            mark = "'"
        elif before != " " or (self.command and self.command[-1].text == "=~"):
            mark = "'"  # elements of an array, an expression, or another language
        self._push(mark)

    def _open_backquote(self, begin: int) -> None:
        if begin == self.last and self.command:
            word = self.command.pop()
            self.command.append(Word(word.text[:_MAX_GLUED] + "$", word.start))
        elif len(self.command) < MAX_WORDS:
            self.command.append(Word("$", begin + self.offset))
        self._push("`")

    def _push(self, mark: str) -> None:
        if len(self.opened) < _MAX_OPEN:
            self.opened.append(_Open(mark, self.command, self.cases))
            self.command, self.cases = [], 0

    def _close(self, mark: str) -> None:
        """A parenthesis or a backquote; one that nothing opened ends a pattern that began before this text."""
        if self.pattern:
            self.pattern = False
            return
        if not self.opened:
            self.command = []
        while self.opened:
            back = self.opened.pop()
            if back.mark != "'":
                self.reader.take(self.command, self.depth)
            self.command, self.cases = back.command, back.cases
            if mark in (")", back.mark):
                break
        self.last = self.at

    def _separate(self, mark: str) -> None:
        """What ends a command."""
        if self.command:
            if not self.opened or self.opened[-1].mark != "'":
                self.reader.take(self.command, self.depth)
            if self.command[0].text == "esac":
                self.cases -= 1
            self.command = []
        if len(mark) > 1 and mark[0] == ";" and self.cases > 0:
            self.pattern = True
        if mark == "\n" and self.documents:
            for name, script in self.documents:
                self._document(name, script)
            self.documents = []
        if mark == "\n" and self.reader.lines:
            for each in reversed(self.opened):
                self.reader.take(each.command, self.depth)
            self.opened, self.cases, self.pattern = [], 0, False

    def _document(self, name: str, script: bool) -> None:
        """Skip a here-document, or read it where it is a script; one that does not end is none."""
        places = self._ends.get(name, [])
        place = bisect_left(places, (self.at, 0))
        if place < len(places):
            begin, end = places[place]
            if script:
                self.reader.read(self.text[self.at : begin], self.offset + self.at, self.depth + 1)
            self.at = end

    @functools.cached_property
    def _ends(self) -> dict[str, list[tuple[int, int]]]:
        """Where the lines of a single word are, each of which may end a here-document."""
        found: dict[str, list[tuple[int, int]]] = {}
        for line in _LONE_WORD.finditer(self.text):
            found.setdefault(line[1], []).append(line.span())
        return found


def _bare(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" and word[0] not in word[1:-1]:
        return word[1:-1]
    return word.replace('"', "").replace("'", "") if "'" in word or '"' in word else word
