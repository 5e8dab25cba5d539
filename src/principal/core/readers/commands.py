"""What the commands of a script install or run by name: ``pip install X``, ``cargo clippy``, ``docker run IMAGE``.

This is no shell: a line is cut at what ends a command, and a command is read if it begins
with one of the forms below. Variables, substitutions and options that are not known end the
reading of a command; what is not read is not told, and is no gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from principal.core.images import parse_image
from principal.core.observed import Packages
from principal.core.readers.rows import package

MAX_COMMANDS = 5_000
MAX_WORDS = 200


class Asked(NamedTuple):
    """A package that a command names."""

    ecosystem: str
    name: str
    version: str | None
    start: int  # where in the text


_WORD = re.compile(
    r"(?P<on>\\\r?\n)|(?P<end>&&|\|\||[;&|\n()])|(?P<comment>(?<!\S)#[^\n]*)"
    r"|(?P<word>(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s;&|\\()'\"]|\\(?!\r?\n))+|['\"])"
)
_BEFORE = re.compile(r"sudo|exec|time|env|[@+-]+|(?:[A-Za-z_][A-Za-z0-9_]*=\S*)")
_PYPI = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[\w,.-]*\])?(?:(==|~=|>=|<=|<|>|!=)([\w.*+!,<>=~-]+))?"
)
_NPM = re.compile(r"(@[a-z0-9][\w.-]*/[a-z0-9][\w.-]*|[a-z0-9][\w.-]*)(?:@([\w.^~<>=-]+))?")
_GO = re.compile(r"([a-z0-9][a-z0-9.-]*\.[a-z]+/[\w./~-]+)@(\S+)")
_PLAIN = re.compile(r"([A-Za-z0-9][\w.-]*)")
_CRATE = re.compile(r"([A-Za-z0-9][\w-]*)(?:@([\w.-]+))?")
_ENDS = re.compile(r"(?:\.(?:txt|whl|toml|py|js|sh|gz|zip|tgz|ts|json|cfg))$")

_PIP_VALUED_WORDS = """
    -r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t --target
    --python --python-version --prefix --root --timeout --trusted-host --platform --cache-dir --with --from
    --index --only-binary --no-binary --break --src --log --proxy --retries --progress-bar -p
"""
_PIP_VALUED = frozenset(_PIP_VALUED_WORDS.split())
_CARGO = {
    "clippy": "clippy", "fmt": "rustfmt", "audit": "cargo-audit", "deny": "cargo-deny", "nextest": "cargo-nextest",
    "llvm-cov": "cargo-llvm-cov", "tarpaulin": "cargo-tarpaulin", "machete": "cargo-machete", "chef": "cargo-chef",
    "hack": "cargo-hack", "binstall": "cargo-binstall", "release": "cargo-release", "udeps": "cargo-udeps",
    "mutants": "cargo-mutants", "fuzz": "cargo-fuzz", "tauri": "tauri-cli", "dist": "cargo-dist",
}  # fmt: skip
_DOCKER_ALONE_WORDS = """
    --rm -i -t -d -it -ti -dit -itd --detach --interactive --tty --init --privileged --read-only
    --no-healthcheck -q --quiet -P --publish-all
"""
_DOCKER_ALONE = frozenset(_DOCKER_ALONE_WORDS.split())
_DOCKER_VALUED_WORDS = """
    -v --volume -e --env --env-file -p --publish --name --network --net -w --workdir -u --user --entrypoint
    --platform -h --hostname -l --label --mount --add-host --restart --memory -m --cpus --shm-size --ulimit
    --pull --security-opt --cap-add --cap-drop --tmpfs --link --dns --gpus --device --health-cmd
    --health-interval --health-timeout --health-retries
"""
_DOCKER_VALUED = frozenset(_DOCKER_VALUED_WORDS.split())


def asked_for(path: str, line: int, text: str, scope: str) -> Iterator[Packages]:
    """What the commands of a script install or run by name; its first line is *line*."""
    for each in asked(text):
        at = line + text.count("\n", 0, each.start)
        row = package(path, at, each.ecosystem, each.name, each.version, scope, exact=each.version is not None)
        if isinstance(row, Packages):
            yield row


def asked(text: str) -> Iterator[Asked]:
    """What the commands of *text* name, in order."""
    command: list[tuple[str, int]] = []
    count = 0
    for found in _WORD.finditer(text):
        if found["word"] is not None:
            if len(command) < MAX_WORDS:
                command.append((_bare(found["word"]), found.start()))
        elif found["end"] is not None:
            yield from _named(command)
            command = []
            count += 1
            if count > MAX_COMMANDS:
                return
    yield from _named(command)


def _bare(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word


def _named(command: list[tuple[str, int]]) -> Iterator[Asked]:
    at = 0
    while at < len(command) and _BEFORE.fullmatch(command[at][0]):
        at += 1
    command = [(word.lstrip("@-+") if i == 0 else word, start) for i, (word, start) in enumerate(command[at:])]
    words = [word for word, _ in command[:4]]
    match words:
        case ["pip" | "pip3" | "pipx", "install", *_]:
            yield from _pypi(command[2:], single=words[0] == "pipx")
        case ["pipx", "run", *_] | ["uvx", *_]:
            yield from _pypi(command[1 + (words[0] == "pipx") :], single=True)
        case ["python" | "python3" | "py", "-m", "pip", "install"]:
            yield from _pypi(command[4:])
        case ["uv", "pip", "install", *_]:
            yield from _pypi(command[3:])
        case ["uv", "tool", "install" | "run", *_]:
            yield from _pypi(command[3:], single=True)
        case ["npm", "install" | "i" | "add", *_] | ["pnpm", "add" | "install" | "i", *_]:
            rest = [(w, s) for w, s in command[2:] if w not in ("-g", "--global")]
            if len(rest) < len(command) - 2:
                yield from _each(rest, "npm", _NPM)
        case ["yarn", "global", "add", *_]:
            yield from _each(command[3:], "npm", _NPM)
        case ["npx" | "bunx", *_] | ["pnpm", "dlx", *_]:
            rest = command[2 if words[0] == "pnpm" else 1 :]
            yield from _each([(w, s) for w, s in rest if w not in ("-y", "--yes")], "npm", _NPM, single=True)
        case ["cargo", "install" | "binstall", *_]:
            yield from _each([(w, s) for w, s in command[2:] if w not in ("--locked", "-y", "--force")],
                             "cargo", _CRATE, single=True)  # fmt: skip
        case ["cargo", str() as verb, *_] if not verb.startswith("+") and verb in _CARGO:
            yield Asked("cargo", _CARGO[verb], None, command[0][1])
        case ["cargo", str() as chain, str() as verb, *_] if chain.startswith("+") and verb in _CARGO:
            yield Asked("cargo", _CARGO[verb], None, command[0][1])
        case ["go", "install" | "run", *_]:
            for word, start in command[2:]:
                if (path := _GO.fullmatch(word)) is not None:
                    version = None if "$" in path[2] else path[2]
                    yield Asked("golang", re.sub(r"/cmd(?:/.*)?$", "", path[1]), version, start)
        case ["dart" | "flutter", "pub", "global", "activate"]:
            yield from _each(command[4:], "pub", _PLAIN, single=True)
        case ["dotnet", "tool", "install", *_]:
            rest = [(w, s) for w, s in command[3:] if w not in ("-g", "--global", "--local")]
            yield from _each(rest, "nuget", _PLAIN, single=True)
        case ["gem", "install", *_]:
            yield from _each(command[2:], "gem", _PLAIN)
        case ["composer", "global", "require", *_]:
            yield from _each(command[3:], "composer", re.compile(r"([a-z0-9][\w.-]*/[a-z0-9][\w.-]*)(?::(\S+))?"))
        case ["docker" | "podman", "run" | "pull", *_]:
            yield from _image(command[2:])
        case _:
            pass


def _pypi(rest: list[tuple[str, int]], *, single: bool = False) -> Iterator[Asked]:
    skip = False
    for word, start in rest:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _PIP_VALUED
        elif not _ENDS.search(word) and (named := _PYPI.fullmatch(word.split("@")[0] if single else word)):
            yield Asked("pypi", named[1], named[3] if named[2] == "==" else None, start)
            if single:
                return
        elif single:
            return


def _each(
    rest: list[tuple[str, int]], ecosystem: str, form: re.Pattern[str], *, single: bool = False
) -> Iterator[Asked]:
    """The names up to the first option, after which a word may be that option's value."""
    for word, start in rest:
        named = form.fullmatch(word)
        if named is None or _ENDS.search(named[1]):
            return
        yield Asked(ecosystem, named[1], named[2] if form.groups > 1 else None, start)
        if single:
            return


def _image(rest: list[tuple[str, int]]) -> Iterator[Asked]:
    skip = False
    for word, start in rest:
        if skip:
            skip = False
        elif word in _DOCKER_VALUED:
            skip = True
        elif word.startswith("-"):
            if word not in _DOCKER_ALONE and "=" not in word:
                return
        else:
            name, colon, tag = word.partition(":")
            image = parse_image(name if colon and "$" in tag and "/" not in tag else word)
            if image is not None:
                yield Asked("docker", image.name, image.version, start)
            return
