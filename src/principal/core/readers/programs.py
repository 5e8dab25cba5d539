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

_PLACE = re.compile(r"(?:.*/)?(?:s?bin|\.bin)/|/")  # where programs are installed; containers have some at the root
# What lies in the repository, and is a build tool's or a framework's.
_WRAPPERS = {"gradlew": "gradle", "mvnw": "mvn", "manage.py": "manage.py"}
_PROGRAM = re.compile(r"([a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*?)(?:[.-][0-9][0-9.]*)?(?:\.(?:exe|cmd|bat|phar))?")

# Whose verbs are services: every verb is told.
_SERVICES = frozenset(("aws", "az", "gcloud"))
_CHANNELS = frozenset(("alpha", "beta"))
# Verbs that are things of their own, that say where something is published, or without which a word is only a word.
_VERBS_OF = {
    "anchor": "build deploy test", "brew": "audit bump-cask-pr bump-formula-pr bundle tap",
    "cap": "add copy open sync", "cargo": "publish", "changeset": "publish", "choco": "push",
    "ct": "install lint lint-and-install", "dart pub": "publish", "django-admin": "compilemessages makemessages",
    "docker": "buildx compose service stack swarm", "dotnet": "ef format", "dotnet nuget": "push",
    "fastlane": "deliver match pilot supply", "firebase": "appdistribution:distribute", "flit": "publish",
    "flutter pub": "publish", "gh": "release",
    "fly": "apps deploy execute launch login machine postgres proxy scale secrets set-pipeline ssh status",
    "forge": "build coverage create fmt install script test", "fury": "push", "gem": "push", "git": "lfs",
    "hatch": "publish", "helm": "push", "hf": "download upload", "kind": "create delete export get load",
    "lerna": "publish", "manage.py": "compilemessages makemessages", "maturin": "publish upload",
    "mc": "admin alias anonymous config mb mirror policy", "mix": "hex.publish local.hex", "modal": "deploy run serve",
    "msstore": "publish", "npm": "audit ci i install prune publish run run-script start test", "nuget": "push",
    "ovsx": "publish", "pdm": "publish", "pip": "install", "pip3": "install", "pnpm": "publish",
    "pod": "install lib repo trunk update", "poetry": "publish", "snapcraft": "upload",
    "systemctl": "daemon-reload enable", "twine": "upload",
    "tx": "pull push", "ty": "check", "uv": "publish", "vsce": "publish", "west": "build flash init update",
    "wrangler": "pages", "xcrun": "altool notarytool", "yarn": "publish", "yarn npm": "publish",
}  # fmt: skip
VERBS = frozenset(f"{program} {verb}" for program, verbs in _VERBS_OF.items() for verb in verbs.split())
_INSTEAD = frozenset(("wrangler pages",))  # verbs of which the program alone would tell something else
_LONGEST = 3
# Others have nodes, too.
_OF_NODE = re.compile(r"\.[cm]?[jt]s\Z|\A-[ep]\Z|\A--(?:eval|run|test|import|require|inspect)")
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
    add-apt-repository addgroup adduser alias apk apt apt-cache apt-get apt-key apt-mark ash attrib awk base64
    basename bash bc bg bind break bzip2 cal call case cat catch cd chgrp chmod chown chsh cksum clear cls cmp comm
    continue copy cp csplit curl cut dash date dd debug declare del df die diff dir dirname dirs disown dnf done
    dos2unix dpkg dpkg-query dpkg-reconfigure du echo egrep else end endlocal env error esac exec exit expand export
    expr fail false fatal fc fg fgrep fi finally find fish fmt fold for foreach free from function getent getopt
    getopts gmake goto grep groupadd groups gunzip gzip hash head hostname id if in info install install_packages jobs
    join jq kill killall ksh last less let ln local locale locale-gen log login logout ls lsof main make man md md5sum
    microdnf mkdir mkfifo mklink mktemp more mount move mv nc netstat nl nproc od open openssl pacman param paste
    patch pause pgrep ping pkill popd pr print printenv printf ps pushd pwd rd read readlink readonly realpath rem ren
    rename reset return rev rm rmdir robocopy rpm rsync scp sed select seq service set setlocal sh sha1sum sha256sum
    sha512sum shasum shift shopt shred shuf sleep sort source split ssh start stat strings stty su sudo sum sync
    sysctl tac tail tar tee test then throw title top touch tput tr trap true truncate try tty type typeset ulimit
    umask umount unalias uname uniq unset until unxz unzip update-ca-certificates uptime usage useradd usermod users
    uudecode vi vim wait warn warning watch wc wget where which while who whoami write-host write-output xxd xz yes yq
    yum zcat zip zsh zypper
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def programs(command: Sequence[Word]) -> Iterator[Named]:
    """The program that a command runs, if it has a name that tells anything, and its verb, if that is a thing."""
    text, start = command[0]
    if len(command) == 2 and command[1].text in _ASKING:
        return
    base = text.rpartition("/")[2]
    name = _WRAPPERS.get(base.removesuffix(".bat").removesuffix(".cmd")) or _program(text)
    if name is None or name in _COMMON or (name == "node" and not any(_OF_NODE.search(w.text) for w in command[1:])):
        return
    said = [name, *_verbs(command)]
    if " ".join(said[:2]) not in _INSTEAD:
        yield Named("command", name, None, start)
    if name in _SERVICES and len(said) > 1:
        yield Named("command", f"{name} {said[1]}", None, start)
    for count in range(2, len(said) + 1):
        if (phrase := " ".join(said[:count])) in VERBS and not (name == "npm" and said[2:] and said[1][0] == "i"):
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
