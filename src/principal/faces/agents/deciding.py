"""May an agent do what it is about to do? Records of people first, then the gate of what it touches."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.agents import held, own_entry, shell_words
from principal.faces.agents.protocols import ALLOW, ASK, DENY, Answer, Call

if TYPE_CHECKING:
    import datetime as dt

    from principal.core.index import Index
    from principal.core.standing import Standing

MAX_PATCH = 1 << 20
_UNTOLD = (
    "a command does not tell what it will hold. Use the tool that writes or edits a file, so that it can be told "
    "whether that weakens what people decided."
)
# Codex calls the hook for the command that opens a shell, never for what is typed into it later.
_TYPED = "what is typed into a shell that stays open cannot be judged. Give each command to the tool by itself."
_WOULD_FIND = "principal check --staged says what it would find."
# Programs that write into a folder, or beside what is there, and take nothing away with it.
_INTO = ("cp", "touch", "install", "ln", "rsync", "git", ">", "sed", "tee")
_PROSE = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt")
_NAMED = re.compile(r"architecture/(?:debt\.ya?ml|rules/|signoffs/|reviews/)|(?<![\w.])\.principal/", re.IGNORECASE)
# Inside of what another program is to run: a shell, a terminal that is made up, an interpreter.
_SIGNS = re.compile(
    r"\bprincipal\W{1,6}(?:(?:comb\W{1,6})?(?:sign|review)\b|signers\W{1,6}(?:init|change|sign)\b|rfc\W{1,6}withdraw\b)|\bssh-keygen\b[^;|]{0,200}\bsign\b"
)
_TRUST_ROOTS = "principal/trust-roots"
_AGREEING = {
    "loan": held.DEBT, "dismiss": held.DEBT, "baseline": held.DEBT,
    "sign": held.SIGNED, "signoff": held.SIGNED, "approve": held.SIGNED, "accept": held.SIGNED, "waive": held.DEBT,
}  # fmt: skip


def decide(call: Call, folder: str, today: dt.date, undecided: str = ASK) -> Answer:
    """What to answer; *folder* is where the agent is if it does not say, *undecided* what to say where nobody decided.

    What is written elsewhere than in a repository is none of ours.
    """
    here = Path(folder).resolve()
    if call.folder and Path(call.folder).is_dir():
        here = Path(call.folder).resolve()
    answers: list[Answer] = []
    touched: dict[Path, list[str]] = {}
    for change in call.changes:
        answers += [own_entry.judge(place, change.path, change) for place in _places(here, change.path)]
        place = _placed(here, change.path)
        if place is not None:
            root, paths = place
            answers += [held.judge(root, path, change) for path in paths]
            touched.setdefault(root, []).append(paths[-1])
    if call.agent == "codex" and shell_words.leaves_open(call.command or ""):
        answers.append(Answer(DENY, _TYPED))
    if call.command is not None:
        answers += _of_command(call.command, here, touched)
    worst = _worst(answers)
    if worst.decision != ALLOW:
        return worst
    return _worst(_gate(root, paths, today, undecided) for root, paths in touched.items())


def _worst(answers: Iterable[Answer]) -> Answer:
    return max(answers, key=lambda a: (ALLOW, ASK, DENY).index(a.decision), default=Answer(ALLOW))


def root_of(place: Path) -> Path | None:
    """The root of the repository that *place* is in; None where it is in none."""
    for folder in (place, *place.parents):
        if os.path.lexists(folder / ".git"):
            return folder
    return None


def _places(here: Path, said: str) -> tuple[Path, Path] | tuple[()]:
    """Where a path is, as it is said and as where links lead; nothing where it is no path."""
    if "\0" in said or not said:
        return ()
    try:
        plain = Path(os.path.normpath(here / Path(said).expanduser()))
        return plain, Path(os.path.realpath(plain))
    except (OSError, ValueError, RuntimeError):
        return ()


def _placed(here: Path, said: str) -> tuple[Path, list[str]] | None:
    """The repository that a path lies in, and what it is called there: as it is said, and as where links lead."""
    places = _places(here, said)
    if not places:
        return None
    plain, real = places
    try:
        root = root_of(real) or root_of(plain)
        top = Path(os.path.realpath(root)) if root is not None else None
    except OSError:
        return None
    if root is None or top is None:
        return None
    inside = [(path, above) for path in (plain, real) for above in (root, top) if path.is_relative_to(above)]
    names = list(dict.fromkeys(path.relative_to(above).as_posix() for path, above in inside))
    return (root, names) if names else None


def _of_command(command: str, here: Path, touched: dict[Path, list[str]]) -> Iterator[Answer]:
    """What is to be said of a command; what it writes in repositories joins *touched*."""
    said = shell_words.read(command, lambda path: _patch_text(here, path))
    for words in said.principal:
        answer = _of_ours(words)
        if answer is not None:
            yield answer
    if said.signs or _SIGNS.search(said.text):
        yield Answer(DENY, f"{held.SIGNED}.")
    if _TRUST_ROOTS in said.text or any(w.path.endswith(_TRUST_ROOTS) for w in said.written):
        yield Answer(DENY, f"whom to trust is for people to say, outside of the repository: {held.SIGNED}.")
    if root_of(here) is not None and (mentioned := _NAMED.search(said.text)) is not None:
        yield Answer(DENY, held.whole(mentioned[0].rstrip("/")) or "")
    for written in said.written:
        takes_away = written.whole and written.program not in _INTO
        for found in _places(here, written.path):
            yield own_entry.of_command(found, written.path, whole=written.whole, takes_away=takes_away)
        place = _placed(here, written.path)
        if place is not None:
            root, paths = place
            yield from (_of_written(path, written) for path in paths)
            if written.whole:
                touched.setdefault(root, []).append(paths[-1])
    if said.unchecked:
        yield Answer(ASK, f"this goes past the check of what is staged; {_WOULD_FIND}")


def _of_written(path: str, written: shell_words.Written) -> Answer:
    """What is to be said of one path that a command names where it may write."""
    meant = held.matching(path) if re.search(r"[*?\[]", path) else None
    why = held.whole(meant or path)
    if why is not None:
        return Answer(DENY, why)
    if written.whole and written.program not in _INTO and held.holds_held(path):
        return Answer(DENY, f"{path} holds records that are not yours to take away: {held.PEOPLES}.")
    if held.compared(meant or path):
        return Answer(DENY, f"{meant or path} is a record, and {_UNTOLD}")
    return held.NOTHING


def _of_ours(words: tuple[str, ...]) -> Answer | None:
    """What is to be said of a command of principal itself."""
    verb = words[0] if words else ""
    if verb in _AGREEING and not (verb == "baseline" and "--shrink" in words):
        return Answer(DENY, f"principal {verb} is not yours to run: {_AGREEING[verb]}.")
    if verb == "signers" and words[1:2] not in ((), ("status",)):
        return Answer(DENY, f"principal signers {words[1]} is not yours to run: {held.SIGNED}.")
    if verb == "comb" and words[1:2] in (("sign",), ("review",)):
        return Answer(DENY, f"principal comb {words[1]} is not yours to run: {held.SIGNED}.")
    if verb in ("hook", "skill") and words[1:2] == ("remove",):
        return Answer(DENY, f"principal {verb} remove is not yours to run: what holds you is taken out by people only.")
    if verb == "rfc" and words[1:2] == ("accept",):
        return Answer(DENY, f"principal rfc accept is not yours to run: {held.ACCEPTED}.")
    if verb == "rfc" and words[1:2] == ("withdraw",):
        return Answer(DENY, f"principal rfc withdraw is not yours to run: {held.SIGNED}.")
    if verb == "adr" and words[1:2] == ("supersede",):
        return Answer(ASK, "this takes back a decision; its deciders should agree.")
    return None


_RECORDS = re.compile(
    r"architecture/(?:(?:debt|constraints|system|radar|sources)\.ya?ml"
    r"|(?:rules|signoffs|reviews|proposals|decisions|objectives)/)"
    r"|(?<![\w.])\.principal/",
    re.IGNORECASE,
)


def names_held(text: str) -> str | None:
    """What a text names that people have to agree to; None where it names nothing of the kind."""
    found = _RECORDS.search(text.replace("\\/", "/"))
    return found[0] if found else None


def _patch_text(here: Path, path: str) -> str:
    try:
        handle = os.open(here / path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_PATCH).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _gate(root: Path, paths: list[str], today: dt.date, undecided: str) -> Answer:
    """Whether the gate of what is touched is open; records and prose need none: they are how it opens."""
    code = [p for p in dict.fromkeys(paths) if not p.startswith("architecture/") and not p.casefold().endswith(_PROSE)]
    proposals = [p for p in dict.fromkeys(paths) if p.startswith(held.PROPOSALS) and (root / p).exists()]
    if not code and not proposals:
        return Answer(ALLOW)
    from principal.core.workspace import open_workspace
    from principal.faces.agents.asking import index_of

    index, since = index_of(open_workspace(root), today, code_may_differ=True)
    answers = [Answer(DENY, said) for path in proposals if (said := _signed(index, path))]
    for path in code[:50]:
        answer = _of_path(index, path, undecided)
        if since is not None and answer.decision != ALLOW:
            when = since.strftime("%Y-%m-%d %H:%M UTC")
            answer = Answer(
                answer.decision, f"{answer.reason} (The code was last read at {when}; principal check reads it anew.)"
            )
        answers.append(answer)
    return _worst(answers)


def _signed(index: Index, path: str) -> str:
    """Why a proposal is not an agent's to change any more; '' where nobody agreed to it yet."""
    for row in index.rows("proposals"):
        if row.path == path and row.status in ("final comment", "accepted"):
            return (
                f"{row.proposal} is {row.status} as it is: a change makes another revision, which nobody signed. "
                "Say what should change, and let its authors decide."
            )
    return ""


def _of_path(index: Index, path: str, undecided: str) -> Answer:
    from principal.core.process import PHASES
    from principal.core.scope import open_findings, scope_of
    from principal.core.standing import NOT_AGREED, standing

    scope = scope_of(index, [path])
    said = standing(index, scope)
    what = " and ".join(c.name for c in scope.components) or path
    if said.state == NOT_AGREED:
        return Answer(DENY, _sentence(what, said))
    if said.shut:
        blocking = [o for o in open_findings(index, scope) if o.rule.blocking and o.rule.phase == PHASES[0]]
        if any(o.finding.path == path for o in blocking):
            return Answer(ALLOW)  # this is where it is mended
        return Answer(DENY, _sentence(what, said))
    if said.unsure and undecided != ALLOW and (scope.components or not scope.anything):
        return Answer(undecided, _sentence(what, said))
    return Answer(ALLOW)


def _sentence(what: str, said: Standing) -> str:
    return f"{what} is at {said.gate}, which is {said.state}: {said.reason}. What opens it: {said.step}."
