"""Rules: literate Markdown files with their why, their query, their fix and their examples.

The file's name is the rule's id. ``## Why``, ``## Query`` (prose and one ```` ```sql ````
fence), ``## Fix``, ``## Bad`` and ``## Good``; front matter says the rest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from principal.core import markdown, yamltree
from principal.core.process import NUMBERS, PHASES, STAGES
from principal.core.records import Mistake

__all__ = ["NUMBERS", "PHASES", "STAGES"]  # of the process, for those who know rules

SEVERITIES = ("error", "warning", "note")
CONFIDENCES = ("high", "medium", "low")
STATUSES = ("trial", "stable")
WAIVERS = ("loan", "dismissal")
POPULATIONS = ("all", "asked", "declared")
BUILT_IN = "principal"
TEAM = "team"
DECISION = "decision"
REMOVED = "\0"  # the content of no file
WITH_NEXT = "next"  # the day of a file that is committed together with the next one

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_KEYS = {
    "phase", "severity", "confidence", "summary", "status", "stage", "right_on", "since", "red_flag", "optional",
    "waived_by",
    "population",
    "completes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A Bad or Good example: files to write, and the lines of findings that must come out.

    A file is its path, its content (``REMOVED`` where it is taken away), and who commits it on
    which day ('' for the default, ``WITH_NEXT`` for that of the next file, in one commit).
    """

    title: str
    files: tuple[tuple[str, str, str, str], ...]
    finds: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name, from the file's name.
        phase, stage: where in the process it counts, and from which stage on it blocks.
        severity, confidence, status: see the design; only stable errors block.
        summary: one line.
        red_flag: the red flag that it computes, if any.
        optional: record kinds that it can do without (others must exist to be checked).
        waived_by: what may cover its findings; what people have to settle themselves names neither.
        population: what it looks at. ``all`` that is there, so that any file that was not read
            whole may hide some of it; only what records have ``asked`` for, so that without a
            row there was nothing to look for, whatever was not read; or what they ``declared``,
            so that a file that was not read whole matters only to the rows that rest on it.
        completes: its phase is not complete while it fails, though it blocks no change: it asks for
            what only a person can confirm, and a change is not the moment to ask.
        right_on: repositories that nobody here wrote where it was tried, with the counts.
        why, query_text, fix: Markdown of the sections.
        sql: the query.
        bad, good: examples; they are its tests.
        origin: ``principal``, ``team`` or ``decision``.
        path, line: the file and the line of the query.
        digest: hash of what decides its answers and how they are shown.
    """

    id: str
    phase: str
    summary: str
    sql: str
    path: str
    line: int
    origin: str
    stage: str = "build"
    severity: str = "error"
    confidence: str = "high"
    status: str = "trial"
    red_flag: str | None = None
    optional: tuple[str, ...] = ()
    waived_by: tuple[str, ...] = WAIVERS
    population: str = "all"
    completes: bool = False
    right_on: tuple[dict[str, object], ...] = ()
    since: str = ""
    why: str = ""
    query_text: str = ""
    fix: str = ""
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    digest: str = ""

    @property
    def blocking(self) -> bool:
        """Whether its failures block and its silence counts: it is stable and an error."""
        return self.status == "stable" and self.severity == "error"


@dataclass
class _Reader:
    path: str
    text: str
    mistakes: list[Mistake] = field(default_factory=list)

    lines: dict[str, int] = field(default_factory=dict)  # of the keys of the front matter

    def wrong(self, line: int, wrong: str, expected: str) -> None:
        self.mistakes.append(Mistake(self.path, line, 1, wrong, expected))

    def wrong_key(self, key: str, wrong: str, word: object, choices: Sequence[str]) -> None:
        """A key, or the *word* at it, that is none of *choices*."""
        import difflib  # a right rule must not pay for it

        near = difflib.get_close_matches(str(word), choices, n=1)
        expected = f'did you mean "{near[0]}"?' if near else f"one of {', '.join(choices)}"
        self.wrong(self.lines.get(key, 1), wrong, expected)


def read_rule(path: str, text: str, origin: str) -> tuple[Rule | None, list[Mistake]]:
    """Read one rule file; the rule is None where a mistake leaves nothing to run."""
    reader = _Reader(path, text)
    parsed = markdown.parse(text)
    name = PurePosixPath(path).stem
    if not _ID.match(name):
        reader.wrong(1, f"the file's name {name!r} is the rule's id", "lower-case words joined by hyphens")
    meta = _front_matter(reader, parsed)
    sections = {s.title.strip().lower(): s for s in parsed.sections if s.level == 2}
    for wanted in ("Why", "Query", "Fix", "Bad", "Good"):
        if wanted.lower() not in sections and (origin == BUILT_IN or wanted in ("Why", "Query")):
            reader.wrong(1, f"no section ## {wanted}", "a rule has Why, Query, Fix, Bad and Good")
    queries = [f for f in parsed.fences if f.info.split()[:1] == ["sql"] and _under(parsed, f.line) == "query"]
    if len(queries) != 1:
        line = sections["query"].line if "query" in sections else 1
        reader.wrong(line, f"{len(queries)} ```sql fences under ## Query", "exactly one")
    for key, allowed in (("phase", PHASES), ("severity", SEVERITIES), ("confidence", CONFIDENCES),
                         ("status", STATUSES), ("stage", STAGES), ("population", POPULATIONS),
                         ("completes", ("true", "false"))):  # fmt: skip
        if key in meta and meta[key] not in allowed:
            reader.wrong_key(key, f"{key} {meta[key]!r} is unknown", meta[key], allowed)
    waivers = _listed(meta.get("waived_by", list(WAIVERS)))
    if not isinstance(meta.get("waived_by", []), list) or not set(waivers) <= set(WAIVERS):
        reader.wrong(
            reader.lines["waived_by"], "waived_by is no list of waivers", f"[{', '.join(WAIVERS)}], one of them, or []"
        )
    for key in ("phase", "summary"):
        if not meta.get(key):
            reader.wrong(1, f"the front matter has no {key}", "phase, severity, confidence, summary and status")
    for key in sorted(set(meta) - _KEYS):
        reader.wrong_key(key, f"unknown key {key!r} in the front matter", key, sorted(_KEYS))
    if reader.mistakes:
        return None, reader.mistakes
    fence = queries[0]
    return Rule(
        id=name,
        phase=str(meta["phase"]),
        summary=str(meta["summary"]),
        sql=fence.content.strip(),
        path=path,
        line=fence.line,
        origin=origin,
        stage=str(meta.get("stage", "build")),
        severity=str(meta.get("severity", "error")),
        confidence=str(meta.get("confidence", "high")),
        status=str(meta.get("status", "trial")),
        red_flag=str(meta["red_flag"]) if meta.get("red_flag") else None,
        optional=tuple(str(k) for k in _listed(meta.get("optional"))),
        waived_by=tuple(str(w) for w in waivers),
        population=str(meta.get("population", "all")),
        completes=meta.get("completes") == "true",
        right_on=tuple(dict(r) for r in _listed(meta.get("right_on")) if isinstance(r, dict)),
        since=str(meta.get("since", "")),
        why=parsed.section_text("Why").strip(),
        query_text=_before_fence(parsed.section_text("Query")),
        fix=parsed.section_text("Fix").strip() if "fix" in sections else "",
        bad=_examples(parsed, "bad"),
        good=_examples(parsed, "good"),
        digest=hashlib.blake2b(f"{origin}\0{name}\0{text}".encode(), digest_size=16).hexdigest(),
    ), []


def enforcement_rule(decision: str, title: str, path: str, line: int, sql: str, number: int) -> Rule:
    """The rule that a decision record's own query is: the decision is its own rule."""
    name = f"{PurePosixPath(path).stem}{'' if number == 0 else f'-{number + 1}'}"
    digest = hashlib.blake2b(f"{DECISION}\0{path}\0{line}\0{title}\0{sql}".encode(), digest_size=16).hexdigest()
    return Rule(
        id=f"decision:{name}",
        phase="governance",
        summary=f"{decision}: {title}",
        sql=sql.strip(),
        path=path,
        line=line,
        origin=DECISION,
        status="stable",
        why=f"{decision} decided this and says how to tell: {title}. Read {path} for the reasons.",
        fix=f"Follow the decision, or supersede it: `principal adr supersede {decision}`.",
        digest=digest,
    )


def _front_matter(reader: _Reader, parsed: markdown.MarkdownDocument) -> dict[str, object]:
    if parsed.front_matter is None:
        reader.wrong(1, "no front matter", "phase, severity, confidence, summary and status between --- lines")
        return {}
    read = yamltree.read_documents(parsed.front_matter, before=parsed.front_matter_line - 1)
    if read.error is not None:
        reader.wrong(read.error.line or 1, f"the front matter is not YAML: {read.error.reason}", "key: value lines")
        return {}
    root = read.roots[0] if read.roots else None
    if not isinstance(root, yamltree.Mapping):
        reader.wrong(1, "the front matter is not a mapping", "key: value lines")
        return {}
    reader.lines = {key: entry.line for key, entry in root.entries.items()}
    return {key: _plain(entry.node) for key, entry in root.entries.items()}


def _plain(node: yamltree.Node) -> object:
    if isinstance(node, yamltree.Sequence):
        return [_plain(item) for item in node.items]
    if isinstance(node, yamltree.Mapping):
        return {key: _plain(entry.node) for key, entry in node.entries.items()}
    return None if node.null else node.value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _under(parsed: markdown.MarkdownDocument, line: int) -> str:
    """The title, in lower case, of the second-level section that *line* stands in."""
    title = ""
    for section in parsed.sections:
        if section.line > line:
            break
        if section.level == 2:
            title = section.title.strip().lower()
    return title


def _before_fence(text: str) -> str:
    return text.split("```", 1)[0].strip()


_FILE = re.compile(r"(?:^|\s)(file|removed)=(\S+)")
_BY = re.compile(r"(?:^|\s)by=(\S+)")
_ON = re.compile(r"(?:^|\s)on=(\S+)")
_REPEAT = re.compile(r"(?:^|\s)repeat=([1-9][0-9]{0,3})(?=\s|$)")


def _examples(parsed: markdown.MarkdownDocument, section: str) -> tuple[Example, ...]:
    """The examples of a section: one for each ``finds`` fence under Bad, one for each subsection under Good.

    A ```` ```text file=PATH ```` fence writes a file, ``removed=PATH`` takes it away, and
    ``on=next`` commits it together with the next file; ``repeat=N`` writes its text N times.
    Under Bad a ```` ```finds ```` fence closes an example; under Good the section (or each
    ``###`` subsection) is one.
    """
    examples: list[Example] = []
    files: list[tuple[str, str, str, str]] = []
    title, start = "", 0
    for fence in parsed.fences:
        if _under(parsed, fence.line) != section:
            continue
        heading = fence.section_title if fence.section_title.lower() != section else ""
        if heading != title and files and section == "good":
            examples.append(Example(title, tuple(files), None, start))
            files = []
        title = heading
        named = _FILE.search(fence.info)
        if named:
            start = start if files else fence.line
            by, on, repeat = (form.search(fence.info) for form in (_BY, _ON, _REPEAT))
            content = fence.content * (int(repeat[1]) if repeat else 1) if named[1] == "file" else REMOVED
            files.append((named[2], content, by[1] if by else "", on[1] if on else ""))
        elif fence.info.split()[:1] == ["finds"]:
            examples.append(Example(title, tuple(files), fence.content, fence.line))
            files = []
    if files:
        examples.append(Example(title, tuple(files), None, start))
    return tuple(examples)
