"""The figures of the second phase: signatures, lines that are reviewed, and failure that is computed."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import failing
import trees
from bed import PRINCIPAL, Bench, Missing, Row, git, inside, principal
from measuring import best


def signatures(bench: Bench) -> Row:
    """A thousand sign-offs by keys of five kinds, beside ``ssh-keygen``, which takes a process for each."""
    from principal.core.signatures.statement import SIGNOFF, Statement

    folder = bench.work / "signoffs"
    folder.mkdir()
    kinds = (("ed25519", "256"), ("ecdsa", "256"), ("ecdsa", "384"), ("ecdsa", "521"), ("rsa", "3072"))
    for kind, bits in kinds:
        key = folder / f"{kind}-{bits}"
        _keygen("-q", "-t", kind, "-b", bits, "-N", "", "-f", key)
        for number in range(20):
            statement = Statement(
                SIGNOFF, "acme/shop", "a" * 40, f"RFC-{number:03}", f"architecture/RFC-{number:03}.md", "b" * 64,
                "lead", "ana@example.com", "approve", "", "", "2026-11-24T12:00:00Z",
            )  # fmt: skip
            made = _keygen("-Y", "sign", "-q", "-n", SIGNOFF, "-f", key, given=statement.text)
            (folder / f"{key.name}-{number}.signoff").write_bytes(statement.text + made)
    (folder / "statement.sig").write_bytes(made)
    (folder / "allowed").write_text(f"ana@example.com {key.with_suffix('.pub').read_text()}")
    verify = ("-Y", "verify", "-q", "-n", SIGNOFF, "-I", "ana@example.com", "-f", folder / "allowed")
    begun = time.perf_counter()
    for _ in range(20):
        _keygen(*verify, "-s", folder / "statement.sig", given=statement.text)
    theirs = (time.perf_counter() - begun) / 20
    said = min((inside("signatures", folder) for _ in range(3)), key=lambda s: s["seconds"])
    measured = f"{said['seconds']:.2f} s ({said['signatures']:.0f} signatures, {said['wrong']:.0f} wrong)"
    kept = said["seconds"] <= 1 and said["signatures"] == 1000 and not said["wrong"]
    return Row("1,000 signatures checked", "1 s", measured, f"ssh-keygen {theirs * 1000:.1f} s", kept)


def faulttree(bench: Bench) -> Row:
    """The fault trees of Aralia, each solved by a process of its own, and two of them with a warm kernel."""
    folder = bench.repository("aralia-fault-tree-dataset")
    xml, known = folder / "data" / "openpsa", trees.published((folder / "README.md").read_text())
    solved = trees.solve_all(PRINCIPAL, xml, known)
    seconds, right = sum(each.cpu or 0 for each in solved), sum(each.right for each in solved)
    warm = {name: inside("faulttree", xml / f"{name}.xml")["seconds"] for name in ("edf9202", "elf9601")}
    measured = f"{right} of {len(solved)} in {seconds:.0f} s; " + ", ".join(f"{n} {s:.3f} s" for n, s in warm.items())
    kept = right >= 42 and seconds <= 60 and max(warm.values()) <= 0.05
    what = "fault trees of Aralia, solved and right (processor time); two with a warm kernel"
    return Row(what, "42 in 60 s; 0.05 s", measured, trees.peer(xml, [each.name for each in solved]), kept)


def fmea(bench: Bench) -> Row:
    """All ways to fail of a system of 300 components and 40 journeys, with single and double faults."""
    repository = failing.write(bench.work / "failing")
    git(repository, "init", "-q")
    first = principal(repository, "fmea", "--format", "json")
    again = best([principal(repository, "fmea", "--format", "json") for _ in range(3)])
    said = json.loads(again.output)
    doubles = sum(journey["double_faults_count"] for journey in said["journeys"])
    exact = all(journey["exact"] for journey in said["journeys"])
    measured = (
        f"{again.wall:.2f} s ({again.cpu:.1f} s CPU; {len(said['modes']):,} ways, {doubles:,} double faults, "
        f"{'all' if exact else 'not all'} exact; the first {first.wall:.1f} s)"
    )
    return Row(
        "`fmea` of 300 components and 40 journeys",
        "2 s",
        measured,
        kept=again.wall <= 2 and exact and first.output == again.output,
    )


def _keygen(*words: str | Path, given: bytes = b"") -> bytes:
    """What ``ssh-keygen`` answers.

    Raises:
        Missing: it is not there, or failed.
    """
    try:
        return subprocess.run(["ssh-keygen", *words], input=given, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"ssh-keygen: {error}") from error


def comb(bench: Bench) -> Row:
    """The list of all that changed in 60 commits of opentelemetry-demo, more than 5,000 lines, after a check."""
    repository = bench.fresh("opentelemetry-demo")
    since = git(repository, "rev-list", "-1", "--first-parent", "--skip=60", "HEAD")
    changed = [line.split("\t")[:2] for line in git(repository, "diff", "--numstat", since, "HEAD").splitlines()]
    lines = sum(int(count) for pair in changed for count in pair if count != "-")
    principal(repository, "check")
    cost = best([principal(repository, "comb", f"{since}..HEAD") for _ in range(5)])
    status = best([principal(repository, "comb", "status", f"{since}..HEAD") for _ in range(5)])
    measured = f"{cost.wall:.2f} s ({lines:,} lines; its status {status.wall:.2f} s)"
    return Row("`comb` on 5,000 changed lines", "2 s", measured, kept=lines >= 5000 and cost.wall <= 2)


AGREEING: tuple[Callable[[Bench], Row], ...] = (signatures, comb, fmea, faulttree)
