"""What an agent may draft, and what only a person may agree to: told for one file and what it will hold."""

from __future__ import annotations

import fnmatch
import os
import re
from pathlib import Path

from principal.faces.agents.protocols import ALLOW, DENY, Answer, Change

MAX_BYTES = 4 * 1024 * 1024
NOTHING = Answer(ALLOW)

DEBT = (
    "loans and dismissals are for people to take, never for an agent. Mend the finding; where it cannot be mended, "
    "say which it is and what it costs to live with it, and let a person decide"
)
RULES = (
    "a rule is for people to change, never for an agent. If it is wrong, say where and why "
    "(principal why RULE), and let a person change it"
)
SIGNED = "nobody signs for somebody else, and no agent for anybody. Say what is ready to be signed, and for whom"
ACCEPTED = "what a proposal became is for the people to say who agreed to it"
PEOPLES = "loans, rules and sign-offs are people's"
OURS = "its answers are what principal makes them. principal check asks again"

# Folders and files that are never an agent's to write, whatever it writes; a folder ends in a slash.
WHOLE = {
    "architecture/debt.yaml": DEBT,
    "architecture/debt.yml": DEBT,
    "architecture/rules/": RULES,
    "architecture/signoffs/": SIGNED,
    "architecture/reviews/": SIGNED,
    "architecture/proposals/decided.yaml": ACCEPTED,
    ".principal/": OURS,
}
# Records that an agent may draft and make stricter; what it writes is compared with what is there.
COMPARED = ("architecture/constraints.yaml", "architecture/system.yaml", "architecture/radar.yaml",
            "architecture/sources.yaml", "architecture/proposals.yaml")  # fmt: skip
PROPOSALS = "architecture/proposals/"
OBJECTIVES = "architecture/objectives/"
_ACCEPTED = re.compile(
    r"^[ \t>|*_-]*status[ \t*_|]*[:|][ \t*_|`\"']*(?:accepted|approved)\b", re.IGNORECASE | re.MULTILINE
)


def whole(path: str) -> str | None:
    """Why *path* (relative to the root) is never an agent's to write; None where it may be."""
    folded = path.casefold()
    for name, why in WHOLE.items():
        if folded == name.rstrip("/") or (name.endswith("/") and folded.startswith(name)):
            return f"{path} is not yours to write: {why}."
    return None


def holds_held(path: str) -> bool:
    """Whether a folder has something in it that is never an agent's to write or to take away."""
    folded = path.casefold()
    return folded == "." or any(name.startswith(f"{folded}/") for name in WHOLE)


def matching(pattern: str) -> str | None:
    """The first held path that a pattern of a shell may mean."""
    samples = [n + "x.md" if n.endswith("/") else n for n in WHOLE] + [n.rstrip("/") for n in WHOLE] + list(COMPARED)
    return next((s for s in samples if fnmatch.fnmatch(s, pattern.casefold())), None)


def compared(path: str) -> bool:
    """Whether what is written to *path* is held against what is there."""
    return path in COMPARED or path.startswith((PROPOSALS, OBJECTIVES)) or _may_decide(path)


def _may_decide(path: str) -> bool:
    if not path.casefold().endswith((".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc")):
        return False
    from principal.phases.governance.decisions import wants

    return wants(path)


def judge(root: Path, path: str, change: Change) -> Answer:
    """Whether an agent may make *change* to *path*, relative to *root*."""
    why = whole(path)
    if why is not None:
        return Answer(DENY, why)
    if not compared(path):
        return NOTHING
    before = there(root / path)
    if before is not None and len(before) > MAX_BYTES:
        return Answer(DENY, f"{path} is too large to tell what a change of it would weaken; a person has to make it.")
    told = becomes(before, change)
    if told is UNKNOWN:
        return Answer(
            DENY, f"{path} is a record, and this tool does not say what it will hold. Use one that writes or edits it, "
            "so that it can be told whether that weakens what people decided.",
        )  # fmt: skip
    if told == before:
        return NOTHING
    said = _said_against(root, path, before, told)
    return Answer(DENY, said) if said else NOTHING


UNKNOWN = b"\0unknown"


def becomes(before: bytes | None, change: Change) -> bytes | None:
    """What the file will hold, None for no file; ``UNKNOWN`` where the tool does not say."""
    if change.gone:
        return None
    if change.content is not None:
        return change.content.encode("utf-8", "surrogatepass")
    if not change.swaps:
        return UNKNOWN
    text = (before or b"").decode("utf-8", "replace")
    for old, new, everywhere in change.swaps:
        if old not in text and "\r\n" in text:
            text = text.replace("\r\n", "\n")  # agents speak of lines, whatever ends them
        if old and old not in text:
            return before  # the tool will refuse it
        text = text.replace(old, new, -1 if everywhere else 1) if old else new
    return text.encode("utf-8", "surrogatepass")


def there(place: Path) -> bytes | None:
    """What the file holds now; None where there is none, or where it is not a file."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None


def _said_against(root: Path, path: str, before: bytes | None, after: bytes | None) -> str:
    """Why the change is not an agent's to make; '' where nothing is weakened and nothing agreed to."""
    from principal.core.loosening import between, confirmed, unconfirmed, unreadable
    from principal.faces.agents.drafting import kind_of

    if path not in COMPARED and not path.startswith(OBJECTIVES) and not _may_decide(path):
        return _status(path, before, after)
    kind = kind_of(path)
    wrong = unreadable(kind, path, before, after)
    if wrong:
        return (
            f"{path} could not be read any more, and what it says would not count: {wrong}. Write it so that it reads."
        )
    new = b"" if path == COMPARED[3] else None  # files that are left out where none were weaken the judgement too
    old = new if before is None else before
    loosened = between(kind, path, old, after, _folders(root, before)) if old is not None else []
    if loosened:
        more = f" (and {len(loosened) - 1:,} more)" if len(loosened) > 1 else ""
        return (
            f"{path}: {loosened[0]}{more}. Whatever weakens the judgement is for people to agree to. "
            "Say why it should change, and let a person change it."
        )
    unmarked = unconfirmed(kind, path, before, after) if path == COMPARED[0] else []
    if unmarked:
        named = ", ".join(unmarked[:5])
        return (
            f"{path}: {named} would count as decided. What you draft is an estimate until whoever has to live with it "
            "confirms it: write estimated: true on it, and ask."
        )
    guessed = confirmed(kind, path, before, after)
    if guessed:
        named = ", ".join(guessed[:5])
        return (
            f"{path}: {named} would count as confirmed. An estimate is confirmed by whoever has to live with it, "
            "never by an agent. Leave the mark, and ask."
        )
    return _status(path, before, after)


def _folders(root: Path, before: bytes | None) -> list[str]:
    """A path in each folder that the record names and that is there."""
    named = set(re.findall(r"\bpath:\s*[\"']?([^\s\"',}]+)", (before or b"").decode("utf-8", "replace")))
    inside = [n.removeprefix("./").strip("/") for n in named if ".." not in n]
    return [f"{n}/." for n in inside if n and (root / n).is_dir()]


def _status(path: str, before: bytes | None, after: bytes | None) -> str:
    """Whether a decision or a proposal is marked as accepted, or taken back."""
    was, now = _statuses(path, before), _statuses(path, after)
    if path in COMPARED or path.startswith(OBJECTIVES):
        return ""
    if now == "accepted" and was != "accepted":
        return (
            f"{path} would be marked as accepted, and to accept is for its deciders, never for an agent. "
            "Leave it proposed, and tell them that it is ready."
        )
    if was == "accepted" and now != "accepted":
        return (
            f"{path} is accepted, and would not be any more: to take back a decision is for its deciders. "
            "Draft one that supersedes it, as proposed, and let them decide."
        )
    return ""


def _statuses(path: str, content: bytes | None) -> str:
    if content is None:
        return ""
    if _may_decide(path):
        from principal.core.decided import Decisions
        from principal.phases.governance.decisions import read

        for row in read(path, content):
            if isinstance(row, Decisions):
                return row.status
    return "accepted" if _ACCEPTED.search(content.decode("utf-8", "replace")) else ""
