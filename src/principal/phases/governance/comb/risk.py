"""Where to look first, and what to ask: the risk of a hunk, from what it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from principal.phases.governance.comb import words
from principal.phases.governance.comb.diff import ChangedFile, Hunk
from principal.phases.governance.comb.facts import Facts, Found

HOT = 12  # commits of the last year that make a file a hotspot
LONG = 80  # changed lines of one hunk that nobody keeps in mind at once
QUESTIONS = 3
CALLED = ("generated", "vendored")  # what is so by the base has no hunks

_CONTRACT = re.compile(
    r"\.(?:proto|thrift|avsc|graphqls?|wsdl|xsd)\Z|(?:\A|/)(?:openapi|swagger|asyncapi)[^/]*\.(?:ya?ml|json)\Z", re.I
)
_MIGRATION = re.compile(
    r"(?:\A|/)(?:migrations?|migrate|alembic/versions|changelogs?/db|flyway|liquibase)/|(?:\A|/)V\d+[\w.]*__[^/]*\.sql\Z"
    r"|(?:\A|/)(?:schema\.(?:rb|prisma)|structure\.sql)\Z",
    re.I,
)
_DEPLOY = re.compile(
    r"(?:\A|/)(?:Dockerfile|Containerfile|Procfile|[^/]*compose[^/]*\.ya?ml|Chart\.yaml|values[^/]*\.yaml"
    r"|kustomization\.ya?ml|[^/]+\.tf(?:vars)?)\Z|(?:\A|/)(?:k8s|kubernetes|helm|deploy"
    r"|terraform|charts)/",
    re.I,
)
_PIPELINE = re.compile(r"(?:\A|/)(?:\.github/workflows|\.circleci)/|(?:\A|/)(?:Jenkinsfile|\.gitlab-ci\.yml)\Z")
_RECORDS = re.compile(r"\Aarchitecture/")
_PROSE = re.compile(r"\.(?:md|markdown|rst|adoc|txt)\Z", re.I)
_LATER = {"test": 1, "documentation": 2}  # within the same risk: what runs first, then what tests it, then prose


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hunk is looked at early; ``points`` are how early."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A hunk with what is to be said of it; *hunk* is None for what no line of the file shows."""

    file: ChangedFile
    hunk: Hunk | None
    reasons: tuple[Reason, ...]
    questions: tuple[str, ...]
    findings: tuple[Found, ...]

    @property
    def points(self) -> int:
        """Its risk; only the order means anything."""
        return sum(reason.points for reason in self.reasons)

    @property
    def line(self) -> int:
        """Where it changes first."""
        return next((line.number for line in self.hunk.lines if line.sign != " "), 1) if self.hunk else 1


def in_order(files: Sequence[ChangedFile], known: Mapping[str, Facts]) -> list[Looked]:
    """All hunks, those of the highest risk first; within the same risk what runs before what tests it.

    A question is asked once, where it comes first, or once in each file where it is about the very lines:
    one that stands at every hunk of a component is read at none.
    """
    tested = _tested(files, known)
    found = []
    for file in files:
        about = known.get(file.path, Facts())
        if file.whole:
            found.append(_looked(file, None, about, tested))
        found += [_looked(file, hunk, about, tested) for hunk in file.hunks]
    found.sort(key=lambda x: (-x.points, _LATER.get(_kind(x.file, known), 0), x.file.path, x.line))
    asked: set[tuple[str, str]] = set()
    for at, looked in enumerate(found):
        new = {q: key for q in looked.questions if (key := _once(q, looked.file)) not in asked}
        found[at] = replace(looked, questions=tuple(new)[:QUESTIONS])
        asked.update(list(new.values())[:QUESTIONS])
    return found


def _once(question: str, file: ChangedFile) -> tuple[str, str]:
    """What a question is asked once for: the file, or all of the range."""
    return question, file.path if question in words.QUESTIONS else ""


def _kind(file: ChangedFile, known: Mapping[str, Facts]) -> str:
    """The kind of a file, told from its path where it is gone."""
    kind = known.get(file.path, Facts()).kind
    gone = "documentation" if _PROSE.search(file.path) else "test" if _is_test(file.path) else ""
    return kind or gone


@dataclass(frozen=True, slots=True)
class _Tested:
    """What the tests that the range changes are of: their components (or first folders), and their names."""

    sides: frozenset[str]
    names: tuple[str, ...]

    def has(self, path: str, about: Facts) -> bool:
        """Whether one of them may be of a file: beside it, named after it, or anywhere where no component is known."""
        if not self.names or _side(path, about) in self.sides:
            return bool(self.names)
        stem = _stem(path)
        return not about.component or any(stem in name for name in self.names)


def _tested(files: Sequence[ChangedFile], known: Mapping[str, Facts]) -> _Tested:
    tests = [f.path for f in files if _kind(f, known) == "test" and any(c.sign == "+" for c in f.changed)]
    return _Tested(frozenset(_side(p, known.get(p, Facts())) for p in tests), tuple(map(_stem, tests)))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0].casefold()


def _side(path: str, about: Facts) -> str:
    return about.component or (path.partition("/")[0] if "/" in path else "")


def _looked(file: ChangedFile, hunk: Hunk | None, about: Facts, tested: _Tested) -> Looked:
    findings = tuple(_near(hunk, about.findings))
    said = list(_said(file, hunk, about, tested, findings))
    said.sort(key=lambda pair: -pair[0].points)
    questions = tuple(dict.fromkeys(q for _, q in said if q))
    return Looked(file, hunk, tuple(reason for reason, _ in said), questions, findings)


def _near(hunk: Hunk | None, findings: Sequence[Found]) -> Iterator[Found]:
    lines = {line.number for line in hunk.lines if line.sign != "-"} if hunk else set()
    for finding in findings:
        if finding.line in lines or (hunk is None and finding.line is None):
            yield finding


def _said(
    file: ChangedFile, hunk: Hunk | None, about: Facts, tested: _Tested, findings: Sequence[Found]
) -> Iterator[tuple[Reason, str]]:
    """Reasons, each with the question that it raises ('' where it raises none)."""
    path = file.path
    code = _kind(file, {path: about}) in ("code", "configuration", *CALLED, "") and not _is_test(path)
    if about.kind in CALLED and hunk is not None:
        yield (
            Reason(4, f"calls itself {about.kind}, which the base knows nothing of"),
            "Is it, and by what was it made?",
        )
    signs = (
        list(words.said(hunk.changed, settings=about.kind == "configuration"))
        if hunk is not None and code and not _RECORDS.match(path)
        else []
    )
    for finding in findings[:2]:
        points = 6 if finding.blocking else 2
        yield Reason(points, f"{finding.rule}: {finding.message}"), "Does this mend what was found here, or add to it?"
    if _RECORDS.match(path):
        yield Reason(5, "changes what was decided"), "Who agreed to this decision, and where is it written down?"
    if _MIGRATION.search(path):
        yield (
            Reason(6, "changes how data are stored"),
            "Can the old and the new program run beside each other while it is rolled out, and what is the way back?",
        )
    elif code and about.keeps:
        kept = _listed(about.keeps)
        yield Reason(3, f"{about.component} keeps {kept}"), f"Who else reads or writes {kept}, and do they bear this?"
    if _CONTRACT.search(path):
        callers = _listed(about.callers) or "whoever calls it"
        yield (
            Reason(6, "changes an interface"),
            f"Does it still fit what {callers} will send and expect until they are deployed again?",
        )
    elif code and about.outside:
        yield (
            Reason(3, f"{about.component} speaks with the outside"),
            "What comes in here that was not checked, and what happens when the other side does not answer?",
        )
    if code and about.core:
        decided = f" Does it keep what {about.decision} decided?" if about.decision else ""
        yield (
            Reason(4, f"{about.component} is a core component"),
            f"Which of our users would notice if this were wrong?{decided}",
        )
    for points, text, question in signs:
        yield Reason(points, text), question
    if _DEPLOY.search(path):
        yield Reason(4, "changes how it is built or run"), "What undoes this when it fails at night?"
    if _PIPELINE.search(path):
        yield Reason(3, "changes what a pipeline runs"), "Whose secrets can it reach, and is all that it runs pinned?"
    if about.commits >= HOT and about.kind == "code":
        yield Reason(3, f"a hotspot: {about.commits} commits in the last year"), ""
    yield from _of_tests(file, hunk, about, tested)
    if hunk is not None and len(hunk.changed) > LONG:
        yield Reason(int(code), f"{len(hunk.changed)} lines at once"), ""
    if file.whole and hunk is None:
        yield Reason(1, file.whole), "" if file.hunks else "Was this meant to change?"


def _of_tests(file: ChangedFile, hunk: Hunk | None, about: Facts, tested: _Tested) -> Iterator[tuple[Reason, str]]:
    changed = hunk.changed if hunk else ()
    if about.kind == "test" or (not about.kind and _is_test(file.path)):
        taken = min(
            -words.checks(changed), -words.checks(file.changed)
        )  # what stands elsewhere in the file is not gone
        if taken > 0:
            yield (
                Reason(4, f"takes {taken} {'check' if taken == 1 else 'checks'} out of the tests"),
                "What checks this now, or why need nothing check it any more?",
            )
        off = words.turned_off(changed)
        if off is not None:
            yield Reason(4, f"turns a test off (line {off.number})"), "What has to happen for it to run again?"
    elif about.kind == "code" and not tested.has(file.path, about) and words.says_something(changed):
        yield Reason(2, "no test changes with it"), "Which test would fail if this were wrong?"


def _is_test(path: str) -> bool:
    return re.search(r"(?:\A|/)(?:tests?|spec|__tests__)/|[._-](?:test|spec)\.|_test\.|\btest_", path) is not None


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3]) + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
    return shown[0] if len(shown) == 1 else " and ".join((", ".join(shown[:-1]), shown[-1])) if shown else ""
