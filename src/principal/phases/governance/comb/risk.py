"""Where to look first, and what to ask: the risk of a hunk, from what it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    """All hunks, those of the highest risk first; within the same risk by path and line."""
    tested = _tested(files, known)
    found = []
    for file in files:
        about = known.get(file.path, Facts())
        if file.whole:
            found.append(_looked(file, None, about, tested))
        found += [_looked(file, hunk, about, tested) for hunk in file.hunks]
    return sorted(found, key=lambda looked: (-looked.points, looked.file.path, looked.line))


def _tested(files: Sequence[ChangedFile], known: Mapping[str, Facts]) -> frozenset[str]:
    """The components (or first folders) whose tests the range changes."""
    tests = (f for f in files if known.get(f.path, Facts()).kind == "test" and any(c.sign == "+" for c in f.changed))
    return frozenset(_side(f.path, known[f.path]) for f in tests)


def _side(path: str, about: Facts) -> str:
    return about.component or (path.partition("/")[0] if "/" in path else "")


def _looked(file: ChangedFile, hunk: Hunk | None, about: Facts, tested: frozenset[str]) -> Looked:
    findings = tuple(_near(hunk, about.findings))
    said = list(_said(file, hunk, about, tested, findings))
    said.sort(key=lambda pair: -pair[0].points)
    questions = tuple(dict.fromkeys(q for _, q in said if q))[:QUESTIONS]
    return Looked(file, hunk, tuple(reason for reason, _ in said), questions, findings)


def _near(hunk: Hunk | None, findings: Sequence[Found]) -> Iterator[Found]:
    lines = {line.number for line in hunk.lines if line.sign != "-"} if hunk else set()
    for finding in findings:
        if finding.line in lines or (hunk is None and finding.line is None):
            yield finding


def _said(
    file: ChangedFile, hunk: Hunk | None, about: Facts, tested: frozenset[str], findings: Sequence[Found]
) -> Iterator[tuple[Reason, str]]:
    """Reasons, each with the question that it raises ('' where it raises none)."""
    path, code = file.path, about.kind in ("code", "configuration", *CALLED, "")
    if about.kind in CALLED and hunk is not None:
        yield (
            Reason(4, f"calls itself {about.kind}, which the base knows nothing of"),
            "Is it, and by what was it made?",
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
        yield Reason(3, f"{about.component} keeps {kept}"), f"Is every writer of {kept} still {about.component} alone?"
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
    if _DEPLOY.search(path):
        yield Reason(4, "changes how it is built or run"), "What undoes this when it fails at night?"
    if _PIPELINE.search(path):
        yield Reason(3, "changes what a pipeline runs"), "Whose secrets can it reach, and is all that it runs pinned?"
    if about.commits >= HOT and code:
        yield Reason(3, f"a hotspot: {about.commits} commits in the last year"), ""
    yield from _of_tests(file, hunk, about, tested)
    if hunk is not None and len(hunk.changed) > LONG:
        yield Reason(1, f"{len(hunk.changed)} lines at once"), "Could this have come in steps that each make sense?"
    if file.whole and hunk is None:
        yield Reason(1, file.whole), "Was this meant to change?"


def _of_tests(
    file: ChangedFile, hunk: Hunk | None, about: Facts, tested: frozenset[str]
) -> Iterator[tuple[Reason, str]]:
    changed = hunk.changed if hunk else ()
    if about.kind == "test" or (not about.kind and _is_test(file.path)):
        taken = sum(line.sign == "-" for line in changed) - sum(line.sign == "+" for line in changed)
        if taken > 0:
            yield (
                Reason(4, f"takes {taken} lines of tests away"),
                "What tests this now, or why need nothing test it any more?",
            )
    elif about.kind == "code" and _side(file.path, about) not in tested and any(c.sign == "+" for c in changed):
        yield Reason(2, "no test changes with it"), "Which test would fail if this were wrong?"


def _is_test(path: str) -> bool:
    return re.search(r"(?:\A|/)(?:tests?|spec|__tests__)/|[._-](?:test|spec)\.|_test\.|\btest_", path) is not None


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3]) + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
    return shown[0] if len(shown) == 1 else " and ".join((", ".join(shown[:-1]), shown[-1])) if shown else ""
