"""Programs that commands run by name: ``kubectl``, and ``docker compose`` where a verb is a thing of its own.

Any program has a row that could be one by its name, once for each script; which of them
anybody would tell is for the catalog to say. Left out are the utilities of every system,
what the script itself defines, and whatever lies in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.installs import Named
from principal.core.readers.shell import Word

MAX_PROGRAM = 40  # characters

_PLACE = re.compile(r"(?:.*/)?(?:s?bin|\.bin)/")
# What lies in the repository, and is a build tool's or a framework's.
_WRAPPERS = {"gradlew": "gradle", "mvnw": "mvn", "manage.py": "manage.py"}
_PROGRAM = re.compile(r"([a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*?)(?:[.-][0-9][0-9.]*)?(?:\.(?:exe|cmd|bat|phar))?")

# Whose verbs are services: every verb is told.
_SERVICES = frozenset(("aws", "az", "gcloud"))
_CHANNELS = frozenset(("alpha", "beta"))
# Verbs that are things of their own, that say where something is published, or without which a word is only a word.
_VERBS_OF = {
    "anchor": "build deploy test", "brew": "audit bump-cask-pr bump-formula-pr bundle tap", "bun": "publish",
    "cap": "add copy open sync", "cargo": "publish", "changeset": "publish", "choco": "push",
    "ct": "install lint lint-and-install", "dart pub": "publish", "django-admin": "compilemessages makemessages",
    "docker": "buildx compose service stack swarm", "dotnet": "ef format", "dotnet nuget": "push",
    "fastlane": "deliver match pilot supply", "firebase": "appdistribution:distribute", "flit": "publish",
    "flutter pub": "publish",
    "fly": "apps deploy execute launch login machine postgres proxy scale secrets set-pipeline ssh status",
    "forge": "build coverage create fmt install script test", "fury": "push", "gem": "push", "git": "lfs",
    "hatch": "publish", "helm": "push", "hf": "download upload", "kind": "create delete export get load",
    "lerna": "publish", "manage.py": "compilemessages makemessages", "maturin": "publish upload",
    "mc": "admin alias anonymous config mb mirror policy", "mix": "hex.publish", "modal": "deploy run serve",
    "msstore": "publish", "npm": "audit ci i install prune publish run run-script start test",
    "nuget": "push", "ovsx": "publish", "pdm": "publish", "pip": "install", "pip3": "install", "pnpm": "publish",
    "pod": "install lib repo trunk update", "poetry": "publish", "snapcraft": "upload", "twine": "upload",
    "tx": "pull push", "ty": "check", "uv": "publish", "vsce": "publish", "west": "build flash init update",
    "xcrun": "altool notarytool", "yarn": "publish", "yarn npm": "publish",
}  # fmt: skip
_VERBS = frozenset(f"{program} {verb}" for program, verbs in _VERBS_OF.items() for verb in verbs.split())
_LONGEST = 3
_ASKING = frozenset(("--version", "-version", "-v", "-V", "version", "--help", "-h", "help"))  # that alone is no use
# Tasks of Gradle's that say where something is published.
_TASKS = frozenset(
    (
        "closeandreleasesonatypestagingrepository", "closeandreleasestagingrepository",
        "publishandreleasetomavencentral", "publishbundle", "publishplugins", "publishreleaseapk",
        "publishreleasebundle", "publishtomavencentral", "publishtosonatype",
    )
)  # fmt: skip
_VALUED_WORDS = (
    "--context -H --profile --region --project --filter -F -C --dir --cwd --endpoint-url --account -c --config"
)
_VALUED = frozenset(_VALUED_WORDS.split())

_COMMON_WORDS = """
    alias awk base64 basename bc bg bind break bzip2 cal case cat cd chgrp chmod chown chsh cksum clear cmp comm
    continue cp csplit curl cut date dd declare df diff dir dirname dirs disown done dos2unix du echo egrep else end
    esac exit expand export expr false fc fg fgrep fi find fmt fold for foreach free from getent getopt getopts grep
    groupadd groups gunzip gzip hash head hostname id if in install jobs join jq kill killall last less let ln local
    locale log login logout ls lsof man md5sum mkdir mkfifo mktemp more mount mv nc netstat nl nproc od open openssl
    paste patch pgrep ping pkill popd pr print printf ps pushd pwd read readlink readonly realpath rename reset return
    rev rm rmdir rsync scp sed select seq set sha1sum sha256sum sha512sum shasum shift shopt shred shuf sleep sort
    source split ssh stat strings stty su sum sync sysctl tac tail tar tee test then throw top touch tput tr trap true
    truncate tty type typeset ulimit umask umount unalias uname uniq unset until unxz unzip uptime useradd usermod
    users uudecode vi vim wait watch wc wget which while who whoami xxd xz yes yq zcat zip sh bash zsh dash ash ksh
    fish env exec function param write-host write-output throw try catch finally rem goto call setlocal endlocal pause
    title start cls del copy move robocopy mklink md rd ren attrib where info warn error fail die usage main debug
    warning fatal
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def programs(command: Sequence[Word]) -> Iterator[Named]:
    """The program that a command runs, if it has a name that tells anything, and its verb, if that is a thing."""
    text, start = command[0]
    if len(command) == 2 and command[1].text in _ASKING:
        return
    base = text.rpartition("/")[2]
    name = _WRAPPERS.get(base.removesuffix(".bat").removesuffix(".cmd")) or _program(text)
    if name is None or name in _COMMON:
        return
    yield Named("command", name, None, start)
    said = [name, *_verbs(command)]
    if name in _SERVICES and len(said) > 1:
        yield Named("command", f"{name} {said[1]}", None, start)
    for count in range(2, len(said) + 1):
        if (phrase := " ".join(said[:count])) in _VERBS and not (name == "npm" and said[2:] and said[1][0] == "i"):
            yield Named("command", phrase, None, start)
    if name == "gradle":
        tasks = (word.text.rpartition(":")[2].lower() for word in command[1:])
        yield from (Named("command", f"gradle {task}", None, start) for task in tasks if task in _TASKS)


def _program(text: str) -> str | None:
    """The name of a program; None where it is a path in the repository, a variable or anything else."""
    place = _PLACE.match(text)
    found = _PROGRAM.fullmatch(text[place.end() :] if place else text) if len(text) < MAX_PROGRAM * 3 else None
    return found[1] if found is not None and len(found[1]) <= MAX_PROGRAM else None


def _verbs(command: Sequence[Word]) -> list[str]:
    """The first words of a command that are neither options nor values of those that are known."""
    found: list[str] = []
    skip = False
    for word in command[1:]:
        if skip or word.text[:1] == "-":
            skip = not skip and word.text in _VALUED
        elif word.text not in _CHANNELS:
            found.append(word.text)
            if len(found) == _LONGEST - 1:
                break
    return found
