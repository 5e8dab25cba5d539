"""What ``principal rfc`` writes: texts and paths in, texts and paths out."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from principal.core.documents import read_text
from principal.core.pages.names import slug
from principal.core.pages.page import page_of
from principal.core.splice import add_entry, set_value
from principal.core.yamltext import scalar
from principal.phases.consensus._proposal_alternatives import alternatives
from principal.phases.consensus._proposal_places import DECIDED, FOLDER, identity, well_named
from principal.phases.consensus._proposal_sections import PROBLEM, PROPOSAL, parts

WIDTH = 3

_TEXT = """\
---
{front}---
# {name}: {title}

## Problem

<!-- What hurts, whom, how often? With figures. Which constraint asks for this? -->

## Proposal

<!-- We will … -->

## Alternatives Considered

### Do nothing

- Pros:
- Cons:
- Why rejected:

### …

- Pros:
- Cons:
- Why rejected:

## Data and consistency

<!-- Who owns what, how stale may each copy be? Not needed where no data are touched. -->

## Failure modes

<!-- What happens when each part of it is down? What do people see? -->

## Migration

<!-- How do data and callers get from here to there? Not needed where nothing moves. -->

## Rollout and way back

<!-- To whom first, how is it watched, how is it taken back? -->

## Cost

<!-- A month, and per user; what it takes to build. -->

## Open questions
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a draft says that it touches, by the keys of its scope."""

    components: Sequence[str] = ()
    data: Sequence[str] = ()
    paths: Sequence[str] = ()
    technologies: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        """As the front matter has it."""
        kinds = (
            ("components", self.components), ("data", self.data), ("paths", self.paths),
            ("technologies", self.technologies),
        )  # fmt: skip
        return [f"  {key}: [{', '.join(map(scalar, names))}]" for key, names in kinds if names]


@dataclass(frozen=True, slots=True)
class Approvals:
    """What a decision tells of the agreement that it came from: the revision, and who agreed."""

    content: str
    deciders: Sequence[str] = ()


def next_name(paths: Iterable[str]) -> str:
    """The name after the highest of *paths*, on whatever branch they are."""
    numbers = [identity(p)[1] or 0 for p in paths if well_named(p)]
    return f"RFC-{str(max(numbers, default=0) + 1).zfill(WIDTH)}"


def new(title: str, paths: Iterable[str], today: dt.date, authors: Sequence[str], touched: Touched) -> tuple[str, str]:
    """Path and text of a new proposal.

    Raises:
        ValueError: the title is empty.
    """
    title = " ".join(title.split())
    if not title:
        raise ValueError("a proposal needs a title")
    name = next_name(paths)
    front = [f"authors: [{', '.join(map(scalar, authors))}]", f"created: {today.isoformat()}"]
    front += ["scope:", *touched.lines] if touched.lines else ["scope: {components: [], data: [], paths: []}"]
    front.append("serves: []")
    path = f"{FOLDER}/{name}-{slug(title, 'proposal')}.md"
    return path, _TEXT.format(front="".join(f"{line}\n" for line in front), name=name, title=title)


def decision(text: str, path: str, decision_name: str, decision_path: str, today: dt.date, given: Approvals) -> str:
    """The decision record that an accepted proposal becomes: its problem, what it proposes, its alternatives."""
    page = page_of(path, text.encode("utf-8", errors="surrogateescape"))
    name, _ = identity(path)
    title = next((re.sub(r"^RFC[-_ ]?\d+\W*", "", h.title) for h in page.headings if h.level == 1), name)
    said = {p.kind: p.heading for p in reversed(list(parts(page))) if p.says}
    lines = text.replace("\r\n", "\n").split("\n")

    def body(kind: str) -> str:
        heading = said.get(kind)
        return "\n".join(lines[heading.line : heading.end - 1]).strip() if heading else "…"

    link = f"[{name}]({posixpath.relpath(path, posixpath.dirname(decision_path))})"
    rows = [f"| {_cell(a.name)} | {_cell(a.why or a.cons or '')} |\n" for a in alternatives(page)]
    return (
        f"# {decision_name}: {title.strip()}\n\n- Status: accepted\n- Date: {today.isoformat()}\n"
        f"- Deciders: {', '.join(given.deciders)}\n\n"
        f"## Context\n\nAccepted as {link}, in the revision {given.content[:12]}, where the whole of it stands.\n\n"
        f"{body(PROBLEM)}\n\n## Decision\n\n{body(PROPOSAL)}\n\n## Consequences\n\n"
        f"Failure modes, the way back and what it costs are in {link}.\n\n"
        "## Alternatives Considered\n\n| Alternative | Why rejected |\n|---|---|\n" + "".join(rows)
    ).replace("- Deciders: \n", "- Deciders:\n")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def linked(text: str | None, name: str, content: str, decisions: Sequence[str], today: dt.date) -> str:
    """``decided.yaml`` with what a proposal became; *text* is what it holds, None where there is none.

    Raises:
        SpliceError: it does not read.
    """
    from principal.core.record_fields import modeline

    text = text or f"{modeline('proposal_decisions', '../../.principal/schemas')}\n"
    entry: dict[str, Any] = {"content": content, "decisions": list(decisions), "on": today.isoformat()}
    if read_text(DECIDED, text).node(("proposals", name)) is not None:
        return set_value(text, ("proposals", name), entry)
    return add_entry(text, ("proposals",), name, entry)
