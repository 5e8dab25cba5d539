"""CODEOWNERS files of GitHub, GitLab and Bitbucket.

GitHub: https://docs.github.com/articles/about-code-owners (Bitbucket reads patterns the same way).
GitLab: https://docs.gitlab.com/user/project/codeowners/reference, whose patterns differ: one
without a leading slash matches in every folder, and only one that ends in a slash means all below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Owners
from principal.core.sources import FileSource, Gap, SourceFile

_PLACES = frozenset(f"{folder}CODEOWNERS" for folder in ("", ".github/", "docs/", ".gitlab/", ".bitbucket/"))
_GITLAB_CI = ".gitlab-ci.yml"
_MAX_PATTERN = 1_000
_MAX_LINES = 10_000

_TOKEN = re.compile(r"(?:\\.|[^\s\\])+|\\")
_SECTION = re.compile(r"\^?\[([^\[\]]+)\](?:\[\d+\])?(?:\s(.*))?")
_OWNER = re.compile(
    r"@{1,2}[\w.-]+(?:/[\w.-]+)*"  # @user, @org/team, @group/subgroup/team, @@role
    r"|[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"/]+"  # an address
)
_ESCAPED = re.compile(r"\\(.)")
_PIECE = re.compile(r"\*+|\?|\[!?[^\]/]+\]|[^*?\[]+|\[")
_WILD = re.compile(r"[*?]+|\[!?[^\]/]+\]")
_PLAIN = re.compile(r"[^*?\[]*")


def _wants(path: str) -> bool:
    return path in _PLACES


def _companions(path: str) -> tuple[str, ...]:
    """What tells that a repository is at home on GitLab."""
    return (_GITLAB_CI,)


def _read(file: SourceFile) -> Iterator[Owners | Gap]:
    """One row for each pattern and owner. A line that is wrong is a gap: forges skip it as a whole."""
    lines = file.text.split("\n")
    at_gitlab = file.path.startswith(".gitlab/") or (
        not file.path.startswith((".github/", ".bitbucket/"))
        and (_GITLAB_CI in file.companions or any(_SECTION.fullmatch(line.strip()) for line in lines[:_MAX_LINES]))
    )
    section = ""
    inherited: list[str] = []
    for number, raw in enumerate(lines[:_MAX_LINES], start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        header = _SECTION.fullmatch(line) if at_gitlab else None
        if header:
            section, inherited = header[1].strip().lower(), (header[2] or "").split()
            yield from _wrong(inherited, number)
            inherited = [owner for owner in inherited if _OWNER.fullmatch(owner)]
            continue
        yield from _line(file.path, number, line, section, inherited, at_gitlab)
    if len(lines) > _MAX_LINES:
        yield Gap(f"more than {_MAX_LINES:,} lines: the rest was not read", _MAX_LINES)


def _line(
    path: str, number: int, line: str, section: str, inherited: list[str], at_gitlab: bool
) -> Iterator[Owners | Gap]:
    words = [str(word) for word in _TOKEN.findall(line)]
    pattern, owners = words[0], words[1:]
    if not at_gitlab:
        comment = next((i for i, word in enumerate(owners) if word.startswith("#")), len(owners))
        owners = owners[:comment]
        if pattern.startswith(("!", "\\#")) or "[" in pattern:
            yield Gap(f"a pattern that CODEOWNERS does not have: {pattern[:60]}", number)
            return
        wrong = list(_wrong(owners, number))
        if wrong:
            yield from wrong
            return
    excluded = pattern.startswith("!") and at_gitlab
    bare = pattern[1:] if excluded else pattern
    if not bare.strip("/") or len(bare) > _MAX_PATTERN:
        yield Gap("a pattern that names nothing" if len(bare) <= _MAX_PATTERN else "a pattern too long to read", number)
        return
    prefix, part, regex = translated(bare, at_gitlab)
    if at_gitlab:
        # GitLab reads what is no owner as a comment.
        owners = [owner for owner in owners if _OWNER.fullmatch(owner)] or inherited
    for owner in ([] if excluded else dict.fromkeys(owners)) or [""]:
        yield Owners(path, number, pattern, owner, section, prefix, part, regex)


def _wrong(owners: list[str], line: int) -> Iterator[Gap]:
    """A gap for the first word that is nobody's name."""
    for owner in owners:
        if not _OWNER.fullmatch(owner):
            yield Gap(f"not an owner: {owner[:60]}", line)
            return


def translated(pattern: str, at_gitlab: bool = False) -> tuple[str, str, str]:
    """What a path must begin with to match *pattern*, what it must contain, and the expression that it must match.

    The first two spare most paths the costly third, which is anchored, in RE2's syntax, and empty
    where the beginning says all.
    """
    anywhere = not pattern.startswith("/")
    if anywhere and not at_gitlab:
        anywhere = "/" not in pattern.rstrip("/")
    body = _ESCAPED.sub(r"\1", pattern).lstrip("/")
    below = body.endswith("/")
    body = body.rstrip("/")
    if body.endswith("/**") or body == "**":
        below, body = True, body.removesuffix("**").rstrip("/")
    if body == "*" and anywhere:
        below, body = True, ""
    if body.startswith("**/"):
        anywhere, body = True, re.sub(r"\A(?:\*\*/+)+", "", body)
    plain = _PLAIN.fullmatch(body) is not None
    if not anywhere and below and plain:
        return (f"{body}/" if body else ""), "", ""
    if not body:
        return "", "", ""
    # On GitHub a name means a folder of that name too, with all below it; "docs/*" means files only.
    last = body.rpartition("/")[2]
    end = "/.*$" if below else "$" if at_gitlab or (last == "*" and "/" in pattern) else "(?:/.*)?$"
    prefix = "" if anywhere else _PLAIN.match(body)[0]  # type: ignore[index]  # it matches the empty text too
    part = "" if prefix else max((p.strip("/") for p in _WILD.split(body)), key=len)
    return prefix, part, ("^(?:.*/)?" if anywhere else "^") + _expression(body) + end


def _expression(body: str) -> str:
    parts = [part for part in body.split("/") if part]
    written = []
    for index, part in enumerate(parts):
        if part == "**":
            if index == 0 or parts[index - 1] != "**":
                written.append("(?:[^/]+/)*")
            continue
        written.append(
            "".join(_piece(piece) for piece in _PIECE.findall(part)) + ("/" if index < len(parts) - 1 else "")
        )
    return "".join(written)


def _piece(piece: str) -> str:
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if len(piece) > 2 and piece.startswith("["):
        negated = piece[1] == "!"
        inside = re.sub(r"([\\\]\[^&~|])", r"\\\1", piece[2 if negated else 1 : -1])
        return f"[{'^/' if negated else ''}{inside}]"
    return re.escape(piece)


SOURCE = FileSource(
    name="codeowners",
    version=2,
    tables=(Owners,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({_GITLAB_CI}),
)
