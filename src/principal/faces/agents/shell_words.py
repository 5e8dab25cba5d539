"""What a command of a shell would write, told from its words.

This is the best that can be done without running it, and no more: a program may write
wherever it likes, and a name may be put together from parts. What slips through is a
finding of ``principal check --since`` all the same.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from principal.core.readers import shell
from principal.faces.agents.words import words_of

MAX_COMMAND = 200_000
_MAX_BRACES = 50
_MAX_DOCUMENTS = 20

# Programs that only look, as long as nothing of what they print is sent into a file.
READERS = words_of(
    "cat less more head tail grep egrep fgrep rg ag ls tree stat file wc diff cmp sort uniq cut tr nl od xxd hexdump "
    "echo printf test [ true false pwd cd pushd popd which type command date env find fd jq yq bat md5sum sha256sum "
    "sha1sum du df basename dirname realpath readlink seq sleep column comm paste sed awk gawk export set local if "
    "then else fi for do done while case esac read git principal code open"
)
_GIT_READERS = words_of(
    "add blame branch cat-file commit describe diff fetch grep log ls-files ls-tree push rev-list rev-parse shortlog "
    "show status tag remote help var notes show-ref for-each-ref merge-base check-ignore config"
)
_WRITERS = words_of("tee cp mv rm rmdir touch truncate install ln dd rsync unlink shred")
_BEFORE = words_of(
    "sudo doas env time nohup command exec nice ionice stdbuf builtin xargs timeout then do else if while !"
)
_RUNNERS = words_of("python python3 uv uvx pipx poetry pdm hatch rye run -m tool")
_SHELLS = words_of("sh bash zsh dash ksh fish")
# Readers that write when they are told to.
_OPTIONED = {
    name: re.compile(option)
    for name, option in (
        ("sed", r"-[a-zA-Z]*i.*|--in-place.*"),
        ("yq", r"-[a-z]*i|--inplace|-w"),
        ("awk", r"-i|inplace"),
        ("gawk", r"-i|inplace"),
        ("sort", r"-o|--output.*"),
    )
}
_RUNS = re.compile(r"-exec|-execdir|-ok|-okdir|-[xX]|--exec|--exec-batch")
_PRINTS = re.compile(r"-delete|-fprint\w*|-fls")
_REDIRECTED = re.compile(r"(?:\d|&)?>{1,2}[|&]?[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|()<>]+)")
_DOCUMENT = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1[^\n]*\n")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_PATCHED = re.compile(
    r"^(?:\+\+\+|---|rename (?:from|to)|\*\*\* (?:Add|Update|Delete) File:)\s+(?:[ab]/)?(\S+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Written:
    """A word that says what a command would write: as it stands there, joined to the folder that the command is in.

    ``whole``: the path itself is written or taken away, with all that is in it; else it is
    only named by a program that may write.
    """

    path: str
    program: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Commands:
    """What a command line would do.

    ``written``: paths relative to the folder that it begins in (absolute where it says so);
    ``text``: what programs other than readers are given as text, in which a path may stand;
    ``principal``: the words behind each ``principal``; ``signs``: it makes a signature;
    ``unchecked``: it commits past the check of what is staged.
    """

    written: tuple[Written, ...]
    text: str
    principal: tuple[tuple[str, ...], ...]
    signs: bool
    unchecked: bool


def read(command: str, content_of: Callable[[str], str] = lambda path: "") -> Commands:
    """What *command* would do; *content_of* gives the text of a patch that it applies ('' where there is none)."""
    command, rest = command[:MAX_COMMAND], command[MAX_COMMAND:]
    written: list[Written] = []
    texts = [rest]
    ours: list[tuple[str, ...]] = []
    signs = unchecked = False
    folder = ""
    folders = {folder: None}  # that it is in, one after the other
    commands = [[w.text for w in words] for words in shell.read(command).commands]
    blind = any(
        _program(c)[0] in ("xargs", "eval", "sh", "bash", "zsh", "parallel") or "xargs" in c[:1] for c in commands
    )
    for words in commands:
        program, arguments = _program(words)
        if program in ("cd", "pushd") and arguments:
            folder = _join(folder, arguments[0])
            folders[folder] = None
        elif program == "principal":
            ours.append(tuple(_own_words(arguments)))
        elif program == "ssh-keygen" and "sign" in arguments:
            signs = True
        elif blind or _writes(program, arguments):
            texts.append(" ".join(arguments))
            at = arguments.index("-C") + 1 if program == "git" and "-C" in arguments[:-1] else 0
            written += [_placed(w, _join(folder, arguments[at]) if at else folder) for w in _words(program, arguments)]
            if program in ("patch", "git") and (patch := _patch(command, arguments)):
                written += [Written(p, program, True) for p in _PATCHED.findall(content_of(_join(folder, patch)))]
        if program == "git" and arguments[:1] in (["commit"], ["push"]):
            unchecked = unchecked or "--no-verify" in arguments or (arguments[0] == "commit" and "-n" in arguments)
    values = {m[1]: m[2] for words in commands for w in words if (m := _ASSIGNED.fullmatch(w))}
    named = [_VARIABLE.sub(lambda v: values.get(v[1], v[0]), _bare(t)) for t in _REDIRECTED.findall(command)]
    targets = [part for t in named if t[:1] != "&" for part in _spread(t)]
    written += [_placed(Written(target, ">", True), each) for target in targets for each in folders]
    if any(_writes(*_program(words)) for words in commands):
        documents = list(_documents(command))
        texts += documents
        written += [Written(p, "a patch", True) for body in documents for p in _PATCHED.findall(body)]
    return Commands(tuple(written), "\n".join(texts), tuple(ours), signs, unchecked)


def leaves_open(command: str) -> bool:
    """Whether *command* does nothing but open a shell, into which something will be typed."""
    commands = [[w.text for w in words] for words in shell.read(command[:MAX_COMMAND]).commands]
    if len(commands) != 1 or re.search(r"[<|]", command):
        return False
    program, arguments = _program(commands[0])
    return program in _SHELLS and all(re.fullmatch(r"--\w+|-[abd-z]+", a) for a in arguments)


def _documents(command: str) -> Iterator[str]:
    """The bodies of here-documents; one that does not end goes on to the end."""
    for head in islice(_DOCUMENT.finditer(command), _MAX_DOCUMENTS):
        end = re.compile(rf"^[ \t]*{head[2]}[ \t]*$", re.MULTILINE).search(command, head.end())
        yield command[head.end() : end.start() if end else len(command)]


def _program(words: Sequence[str]) -> tuple[str, list[str]]:
    """The program that a command runs, by its name alone, and what it is given."""
    left = list(words)
    while left and (left[0] in _BEFORE or re.fullmatch(r"[A-Za-z_]\w*=.*", left[0], re.DOTALL)):
        left = left[1:]
        while left and left[0].startswith("-"):
            left = left[1:]
    if not left:
        return "", []
    program = posixpath.basename(left[0].replace("\\", ""))
    if program in _RUNNERS and "principal" in left[1:6]:
        at = left.index("principal")
        return "principal", left[at + 1 :]
    return program, left[1:]


def _own_words(arguments: Sequence[str]) -> Iterator[str]:
    """The words behind ``principal`` without its own option ``-C FOLDER``."""
    left = list(arguments)
    while left and left[0].startswith("-"):
        left = left[2:] if left[0] == "-C" else left[1:]
    yield from left


def _writes(program: str, arguments: Sequence[str]) -> bool:
    if not program:
        return False
    if program == "git":
        return _verb(arguments) not in ("", *_GIT_READERS)
    if program in ("find", "fd"):
        run = next((i for i, a in enumerate(arguments) if _RUNS.fullmatch(a)), None)
        ran = arguments[run + 1 :] if run is not None else []
        return any(_PRINTS.fullmatch(a) for a in arguments) or (bool(ran) and _writes(*_program(ran)))
    if program in _OPTIONED:
        return any(_OPTIONED[program].fullmatch(a) for a in arguments)
    return program not in READERS


def _verb(arguments: Sequence[str]) -> str:
    """What git is told to do."""
    left = list(arguments)
    while left and left[0].startswith("-"):
        left = left[2:] if left[0] in ("-C", "-c") else left[1:]
    return left[0] if left else ""


def _words(program: str, arguments: Sequence[str]) -> Iterator[Written]:
    """Every word that may be a path, and for what copies into a folder the names that it will have there."""
    writes = _writes(program, arguments)
    whole = writes and (program in _WRITERS or program in _OPTIONED or program in ("git", "find", "fd"))
    if program == "git" and _verb(arguments) in ("rm", "mv", "clean"):
        program = "git rm"
    named = [a for a in arguments if not a.startswith("-") or "=" in a]
    for word in named:
        for part in _spread(word.rpartition("=")[2] if "=" in word else word):
            yield Written(part, program, whole)
    if program in ("cp", "mv", "install", "ln", "rsync") and len(named) > 1:
        for source in named[:-1]:
            yield Written(f"{named[-1].rstrip('/')}/{posixpath.basename(source.rstrip('/'))}", program, True)


def _spread(word: str) -> list[str]:
    """A word with its braces, as the words that it stands for."""
    words = [word]
    while len(words) < _MAX_BRACES and (found := next((m for w in words if (m := _BRACES.search(w))), None)):
        before = found.string
        words.remove(before)
        words += [before[: found.start()] + part + before[found.end() :] for part in found[1].split(",")]
    return words


def _patch(command: str, arguments: Sequence[str]) -> str:
    """The file of a patch that a command applies; '' where it names none."""
    if arguments[:1] in (["apply"], ["am"]):
        named = [a for a in arguments[1:] if not a.startswith("-")]
        if named:
            return named[0]
    if "-i" in arguments[:-1]:
        return arguments[arguments.index("-i") + 1]
    fed = re.search(r"(?<!<)<(?!<)[ \t]*([^\s;&|()<>]+)", command)
    return _bare(fed[1]) if fed else ""


def _placed(word: Written, folder: str) -> Written:
    return Written(_join(folder, word.path), word.program, word.whole)


def _join(folder: str, path: str) -> str:
    path = _bare(path).replace("\\", "")
    return posixpath.normpath(posixpath.join(folder, path)) if path else folder or "."


def _bare(word: str) -> str:
    return word.replace('"', "").replace("'", "")
