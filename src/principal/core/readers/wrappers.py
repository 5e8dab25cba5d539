"""Commands within commands: what keywords of the shell lead in, and programs that run another one.

``if ! sudo -u app bundle exec rake`` runs ``bundle``, and within it ``rake``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers.shell import Word

_MAX_WITHIN = 6  # commands within one another

# Keywords, and what runs its arguments and has no name that anybody would tell.
_TRANSPARENT_WORDS = """
    if then elif else while until do ! { time coproc call shell sudo doas exec nohup env command builtin eval xargs nice
    ionice stdbuf setsid timeout retry chronic unbuffer setpriv runuser chpst setuser arch caffeinate faketime parallel
    chroot unshare nsenter & /usr/bin/env /usr/bin/time /bin/env
"""
_TRANSPARENT = frozenset(_TRANSPARENT_WORDS.split())
# What runs its arguments and is a thing of its own: the words that lead in, and how many more stand before the command.
_RUNNERS = {
    "bundle exec": 0, "poetry run": 0, "uv run": 0, "pipenv run": 0, "pdm run": 0, "hatch run": 0, "rye run": 0,
    "conda run": 0, "mamba run": 0, "micromamba run": 0, "pixi run": 0, "pnpm exec": 0, "yarn exec": 0, "npm exec": 0,
    "mise exec": 0, "mise x": 0, "asdf exec": 0, "direnv exec": 1, "nix develop": 0, "nix shell": 0, "devenv shell": 0,
    "fvm": 0, "gosu": 1, "su-exec": 1, "s6-setuidgid": 1, "with-contenv": 0, "tini": 0, "dumb-init": 0, "catatonit": 0,
    "xvfb-run": 0, "cross-env": 0, "dotenv": 0, "dotenvx": 0, "env-cmd": 0, "doppler run": 0, "op run": 0,
    "infisical run": 0, "aws-vault exec": 1, "chamber exec": 1, "newrelic-admin run-program": 0, "ddtrace-run": 0,
    "opentelemetry-instrument": 0, "coverage run -m": 0, "python -m": 0, "python3 -m": 0, "py -m": 0,
    "dbus-run-session": 0, "foreman run": 0, "heroku run": 0, "docker compose exec": 1, "docker compose run": 1,
    "docker-compose exec": 1, "docker-compose run": 1, "wait-for-it": 1, "wait-for-it.sh": 1,
}  # fmt: skip
_INTERPRETERS = frozenset(("python", "python3"))
_INTERPRETED = frozenset(("manage.py",))  # scripts of the repository that are a framework's
_FIRST = frozenset(lead.partition(" ")[0] for lead in _RUNNERS) | _INTERPRETERS
_ENTRYPOINT = "entrypoint"  # of a container: it ends in running what follows it
_LONGEST = 3  # words that lead in
_POSITIONAL = {"timeout": 1, "chroot": 1, "setuser": 1, "faketime": 1}  # words before the command that are none of it
_VALUED_WORDS = """
    -u -g -k -n -p -C -I -P -L -d -s -S -c -e -w --user --group --workdir --signal --kill-after --with --extra --python
    --package --directory --project --env-file --env --config --name --index --only --from --no-group
"""
_VALUED = frozenset(_VALUED_WORDS.split())
_VALUED_OF = {
    "sudo": frozenset(("-u", "-g", "-h", "-C", "-p", "-D", "-R", "-T", "--user", "--group")),
    "time": frozenset(),
}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=.*", re.DOTALL)


def unwrapped(command: list[Word]) -> Iterator[list[Word]]:
    """The command that *command* runs, and the commands that this one runs in its turn, outermost first."""
    rest = command
    for _ in range(_MAX_WITHIN):
        rest = _plain(rest)
        if not rest:
            return
        yield rest
        first = rest[0].text.rpartition("/")[2]
        if first not in _FIRST and _ENTRYPOINT not in first:
            return
        inner = _within(rest)
        if inner is None:
            return
        rest = inner


def _plain(command: list[Word]) -> list[Word]:
    """*command* from its program on; nothing where it only asks for one (``command -v``)."""
    first = command[0].text if command else ""
    if first[:1].isalpha() and first not in _TRANSPARENT and "=" not in first:
        return command
    at = 0
    while at < len(command):
        word = command[at].text.lstrip("@-+") if at == 0 else command[at].text
        if word and word not in _TRANSPARENT and not _ASSIGNMENT.match(word):
            return [Word(word, command[at].start), *command[at + 1 :]]
        at += 1
        if word == "command" and at < len(command) and command[at].text in ("-v", "-V"):
            return []
        if word in _TRANSPARENT:
            at = _behind_options(command, at, _VALUED_OF.get(word, _VALUED)) + _POSITIONAL.get(word, 0)
    return []


def _within(command: list[Word]) -> list[Word] | None:
    """The command that *command* runs; None where it is no runner."""
    first = command[0].text.rpartition("/")[2]
    if first in _INTERPRETERS and len(command) > 1 and command[1].text.rpartition("/")[2] in _INTERPRETED:
        return command[1:]
    if _ENTRYPOINT in first:
        return command[1:]
    for count in range(min(_LONGEST, len(command)), 0, -1):
        lead = " ".join((first, *(word.text for word in command[1:count])))
        if lead in _RUNNERS:
            at = _behind_options(command, count, _VALUED)
            return command[at + _RUNNERS[lead] :]
    return None


def _behind_options(command: list[Word], at: int, valued: frozenset[str]) -> int:
    """Where the options end that begin at *at*."""
    while at < len(command) and command[at].text[:1] == "-":
        if command[at].text == "--":
            return at + 1
        at += 2 if command[at].text in valued else 1
    return at
