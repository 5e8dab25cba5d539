"""Tools that commands download: releases and scripts of repositories on GitHub, and installers of makers' own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.installs import Named
from principal.core.readers.shell import Word

_FETCHING = frozenset(("curl", "wget", "aria2c", "http", "https", "fetch", "Invoke-WebRequest", "iwr", "ADD"))
_GITHUB = re.compile(
    r"https?://(?:github\.com|raw\.githubusercontent\.com|codeload\.github\.com)/([\w.-]+)/([\w.-]+?)(?:\.git)?(?:/(.*))?"
)
_VERSION = re.compile(r"(?:releases/download|archive(?:/refs/tags)?)/v?([0-9][\w.+-]*?)(?:\.tar\.gz|\.zip)?(?:/.*)?")
# Where makers offer their tools, and the command that each is known by; '' where the next part of the address says it.
_MAKERS = {
    "releases.hashicorp.com/": "", "astral.sh/": "", "get.docker.com": "docker", "download.docker.com": "docker",
    "get.helm.sh/": "helm", "dl.k8s.io/": "kubectl", "pkgs.k8s.io/": "kubectl",
    "packages.cloud.google.com/apt": "gcloud", "storage.googleapis.com/kubernetes-release/": "kubectl",
    "deb.nodesource.com/": "node", "rpm.nodesource.com/": "node", "nodejs.org/dist/": "node",
    "bun.sh/install": "bun", "bun.com/install": "bun", "deno.land/install": "deno", "deno.land/x/install": "deno",
    "install.python-poetry.org": "poetry", "fly.io/install": "flyctl", "get.pnpm.io/": "pnpm",
    "dl.yarnpkg.com/": "yarn", "getcomposer.org/": "composer", "awscli.amazonaws.com/": "aws",
    "sdk.cloud.google.com": "gcloud", "dl.google.com/dl/cloudsdk/": "gcloud",
    "dl.google.com/linux/direct/google-chrome": "google-chrome", "aka.ms/InstallAzureCLI": "az",
    "uploader.codecov.io/": "codecov", "cli.codecov.io/": "codecov", "codecov.io/bash": "codecov",
    "get.k3s.io": "k3s", "nixos.org/nix/install": "nix", "install.determinate.systems/": "nix", "mise.run": "mise",
    "mise.jdx.dev/": "mise", "cli.doppler.com/": "doppler", "pkgs.tailscale.com/": "tailscale",
    "tailscale.com/install": "tailscale", "nginx.org/": "nginx", "openresty.org/": "openresty",
}  # fmt: skip
# Where Maven Central has what Java runs: the group, the artifact and the version are parts of the address.
_CENTRAL = ("repo1.maven.org/maven2/", "repo.maven.apache.org/maven2/", "search.maven.org/remotecontent?filepath=")
_MAX_ADDRESS = 500


def downloaded(command: Sequence[Word]) -> Iterator[Named]:
    """What a command fetches that is a tool with a name."""
    first = command[0].text.rpartition("/")[2]
    if first not in _FETCHING and not (first == "git" and len(command) > 1 and command[1].text == "clone"):
        return
    for word in command[1:]:
        if word.text.startswith("http") and len(word.text) <= _MAX_ADDRESS:
            yield from _meant(word)


def _meant(word: Word) -> Iterator[Named]:
    found = _GITHUB.fullmatch(word.text)
    if found is not None:
        version = _VERSION.fullmatch(found[3] or "")
        yield Named("github", f"{found[1]}/{found[2]}".lower(), version[1] if version else None, word.start)
        return
    address = word.text.partition("://")[2].removeprefix("www.")
    central = next((place for place in _CENTRAL if address.startswith(place)), None)
    if central is not None:
        *group, artifact, release, _ = ["", "", *address[len(central) :].strip("/").split("/")]
        if len(group) > 2 and artifact:
            yield Named("maven", f"{'.'.join(group[2:])}/{artifact}", release or None, word.start)
        return
    for place, name in _MAKERS.items():
        if address.startswith(place):
            yield Named("command", name or address[len(place) :].partition("/")[0], None, word.start)
            return
