"""The skill: a folder of files for agents, and a few lines in the guide that they read anyway."""

from __future__ import annotations

from pathlib import Path

NAME = "principal"
BEGIN = "<!-- principal: begin (written by principal skill install; what is between these lines is replaced) -->"
END = "<!-- principal: end -->"

_BLOCK = """\
## Architecture

This repository is held to what its people decided, by `principal`.

- Before you touch code: `principal brief PATH...`, and do what it says is next.
- Before you commit: `principal check --staged`; on a branch `principal check --since main`.
- What blocks: `principal why FINDING`. Which phase is open: `principal gate`.
- Constraints first, then a proposal with real alternatives, then code.
- Never yours to write: loans and dismissals (`architecture/debt.yaml`), sign-offs, keys, `architecture/rules/`,
  a weaker constraint, the confirmation of an estimate, the acceptance of a decision. Draft it, and ask.
- Denied? Take the step that the reason names, or tell a person what stands in the way. Another way to write the
  same thing is not a step.

More in the skill `principal` ({skill}).
"""


class GuideError(Exception):
    """A guide whose block cannot be told from the rest; the message says why."""


def files() -> dict[str, bytes]:
    """The files of the skill by their paths in its folder."""
    home = Path(__file__).resolve().parent.parent / "skill"
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in sorted(home.rglob("*.md"))}


def with_block(text: str, skill: str) -> str:
    """A guide with our block: in its place if it is there, else at the end; all else stays to the byte.

    *skill* is where the skill is. Line ends are those of the guide.

    Raises:
        GuideError: only one of the two markers is there, or they are there twice.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    block = f"{BEGIN}\n{_BLOCK.format(skill=skill)}{END}".replace("\n", newline)
    place = _place(text)
    if place is not None:
        return text[: place[0]] + block + text[place[1] :]
    if not text.strip():
        return text + block + newline
    gap = "" if text.endswith(newline * 2) else newline if text.endswith(("\n", "\r")) else newline * 2
    return text + gap + block + newline


def without_block(text: str) -> str:
    """A guide without our block, as it was before we wrote it.

    Raises:
        GuideError: only one of the two markers is there, or they are there twice.
    """
    place = _place(text)
    if place is None:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    before, after = text[: place[0]], text[place[1] :].removeprefix(newline)
    if before.endswith(newline * 2) and not after:
        before = before.removesuffix(newline)
    return before + after


def _place(text: str) -> tuple[int, int] | None:
    begins, ends = text.count(BEGIN), text.count(END)
    if not begins and not ends:
        return None
    begin, end = text.find(BEGIN), text.find(END)
    if (begins, ends) != (1, 1) or end < begin:
        raise GuideError("the lines that mark what principal wrote are not there once each; take them out by hand")
    return begin, end + len(END)
