"""What package managers are told to install or to run, by name: ``pip install X``, ``npx X``, ``docker run IMAGE``.

A command is read if it begins with one of the forms below. Variables, substitutions and
options that are not known end the reading of a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from principal.core.images import parse_image
from principal.core.readers.shell import Word


class Named(NamedTuple):
    """Something that a command names, as ``observed.packages`` has it."""

    ecosystem: str
    name: str
    version: str | None
    start: int  # where in the text


_PYPI = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[\w,.-]*\])?(?:(==|~=|>=|<=|<|>|!=)([\w.*+!,<>=~-]+))?"
)
_NPM = re.compile(r"(@[a-z0-9][\w.-]*/[a-z0-9][\w.-]*|[a-z0-9][\w.-]*)(?:@([\w.^~<>=-]+))?")
_GO = re.compile(r"([a-z0-9][a-z0-9.-]*\.[a-z]+/[\w./~-]+)@(\S+)")
_PLAIN = re.compile(r"([A-Za-z0-9][\w.-]*)")
_CRATE = re.compile(r"([A-Za-z0-9][\w-]*)(?:@([\w.-]+))?")
_EXTENSION = re.compile(r"([a-z][a-z0-9_]*)(?:-([0-9][\w.]*))?")
_CHART = re.compile(r"[a-z0-9][\w.-]*/([a-z0-9][\w.-]*)")
_ENDS = re.compile(r"(?:\.(?:txt|whl|toml|py|js|sh|gz|zip|tgz|ts|json|cfg))$")

_FIRST_WORDS = """
    pip pip3 pipx uv uvx npm pnpm yarn npx bunx cargo go dart flutter dotnet rustup corepack pecl docker-php-ext-install
    docker-php-ext-enable install-php-extensions helm gem composer docker podman
"""
_FIRST = frozenset(_FIRST_WORDS.split())  # that a form begins with
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
_HELM_VALUED_WORDS = """
    -n --namespace -f --values --set --set-string --set-file --set-json --version --timeout --repo --kube-context
    --kubeconfig --username --password --ca-file --description --name-template --post-renderer -o --output
"""
_HELM_VALUED = frozenset(_HELM_VALUED_WORDS.split())


def installed(command: Sequence[Word]) -> Iterator[Named]:
    """What a command installs or runs by the name of its package."""
    first = command[0].text.rpartition("/")[2]
    if first not in _FIRST:
        return
    words = [first, *(word.text for word in command[1:4])]
    match words:
        case ["pip" | "pip3" | "pipx", "install", *_]:
            yield from _pypi(command[2:], single=words[0] == "pipx")
        case ["pipx", "run", *_] | ["uvx", *_]:
            yield from _pypi(command[1 + (words[0] == "pipx") :], single=True)
        case ["uv", "pip", "install", *_]:
            yield from _pypi(command[3:])
        case ["uv", "tool", "install" | "run", *_]:
            yield from _pypi(command[3:], single=True)
        case ["npm", "install" | "i" | "add", *_] | ["pnpm", "add" | "install" | "i", *_]:
            rest = [w for w in command[2:] if w.text not in ("-g", "--global")]
            if len(rest) < len(command) - 2:
                yield from _each(rest, "npm", _NPM)
        case ["yarn", "global", "add", *_]:
            yield from _each(command[3:], "npm", _NPM)
        case ["npx" | "bunx", *_] | ["pnpm", "dlx", *_]:
            rest = list(command[2 if words[0] == "pnpm" else 1 :])
            yield from _each([w for w in rest if w.text not in ("-y", "--yes")], "npm", _NPM, single=True)
        case ["cargo", "install" | "binstall", *_]:
            yield from _each([w for w in command[2:] if w.text not in ("--locked", "-y", "--force")],
                             "cargo", _CRATE, single=True)  # fmt: skip
        case ["cargo", str() as verb, *_] if not verb.startswith("+") and verb in _CARGO:
            yield Named("cargo", _CARGO[verb], None, command[0][1])
        case ["cargo", str() as chain, str() as verb, *_] if chain.startswith("+") and verb in _CARGO:
            yield Named("cargo", _CARGO[verb], None, command[0][1])
        case ["go", "install" | "run", *_]:
            for word, start in command[2:]:
                if (path := _GO.fullmatch(word)) is not None:
                    version = None if "$" in path[2] else path[2]
                    yield Named("golang", re.sub(r"/cmd(?:/.*)?$", "", path[1]), version, start)
        case ["dart" | "flutter", "pub", "global", "activate"]:
            yield from _each(command[4:], "pub", _PLAIN, single=True)
        case ["dotnet", "tool", "install", *_]:
            rest = [w for w in command[3:] if w.text not in ("-g", "--global", "--local")]
            yield from _each(rest, "nuget", _PLAIN, single=True)
        case ["rustup", "component", "add", *_]:
            yield from (Named("cargo", word, None, start) for word, start in command[3:] if word in _CARGO.values())
        case ["corepack", "prepare" | "use" | "install", *_]:
            yield from _each([w for w in command[2:] if w.text not in ("-g", "--global")], "npm", _NPM, single=True)
        case ["pecl", "install", *_] | [
            "docker-php-ext-install" | "docker-php-ext-enable" | "install-php-extensions",
            *_,
        ]:
            for word, start in command[1:]:
                if word != "install" and (found := _EXTENSION.fullmatch(word)) is not None:
                    yield Named("composer", f"ext-{found[1]}", found[2], start)
        case ["helm", "install" | "upgrade" | "template", *_]:
            yield from _chart(command[2:])
        case ["gem", "install", *_]:
            yield from _each(command[2:], "gem", _PLAIN)
        case ["composer", "global", "require", *_]:
            yield from _each(command[3:], "composer", re.compile(r"([a-z0-9][\w.-]*/[a-z0-9][\w.-]*)(?::(\S+))?"))
        case ["docker" | "podman", "run" | "pull", *_]:
            yield from _image(command[2:])
        case _:
            pass


def _pypi(rest: Sequence[Word], *, single: bool = False) -> Iterator[Named]:
    skip = False
    for word, start in rest:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _PIP_VALUED
        elif not _ENDS.search(word) and (named := _PYPI.fullmatch(word.split("@")[0] if single else word)):
            yield Named("pypi", named[1], named[3] if named[2] == "==" else None, start)
            if single:
                return
        elif single:
            return


def _each(rest: Sequence[Word], ecosystem: str, form: re.Pattern[str], *, single: bool = False) -> Iterator[Named]:
    """The names up to the first option, after which a word may be that option's value."""
    for word, start in rest:
        named = form.fullmatch(word)
        if named is None or _ENDS.search(named[1]):
            return
        yield Named(ecosystem, named[1], named[2] if form.groups > 1 else None, start)
        if single:
            return


def _chart(rest: Sequence[Word]) -> Iterator[Named]:
    """The chart of a repository: the second word that is no option's, after the name of the release."""
    plain: list[Word] = []
    skip = False
    for word in rest:
        if skip or word.text[:1] == "-":
            skip = not skip and word.text in _HELM_VALUED
        else:
            plain.append(word)
    for word in plain[:2]:
        if (found := _CHART.fullmatch(word.text)) is not None:
            yield Named("helm", found[1], None, word.start)
            return


def _image(rest: Sequence[Word]) -> Iterator[Named]:
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
                yield Named("docker", image.name, image.version, start)
            return
