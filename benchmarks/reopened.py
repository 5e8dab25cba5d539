"""How much of a review opens again when a branch is revised: by file, by hunk, and by line as ``comb`` does it.

    python benchmarks/reopened.py CLONE [CLONE …]

Takes the merged branches of 3 to 40 commits from the last 600 merges of each clone (at most 60). Every
commit of a branch is a revision of one change, whose base is where the branch forked off. All
that the revision before had is taken as signed; counted are the changed lines of files that were
signed before and differ now, which are open again: all of a file that differs (100%), all of a
hunk that is not the same with its context, or only the lines that do not stand where they were signed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from principal.core.git import Git, GitFailed
from principal.core.revisions import merge_base
from principal.phases.governance.comb.coverage import signed_places
from principal.phases.governance.comb.diff import ChangedFile, Hunk, TooLarge, changes

MERGES, BRANCHES = 600, 60


def branches(git: Git) -> list[tuple[str, list[str]]]:
    """Merged branches: where each forked off, and its commits from the first to the last."""
    found = []
    for line in git.run("rev-list", "--merges", "--parents", f"--max-count={MERGES}", "HEAD").decode().splitlines():
        parents = line.split()[1:]
        if len(parents) != 2:
            continue
        fork = merge_base(git, *parents)
        commits = git.run("rev-list", "--first-parent", "--reverse", f"{fork}..{parents[1]}").decode().split()
        if fork and 3 <= len(commits) <= 40:
            found.append((fork, commits))
    return found[:BRANCHES]


def opened(before: ChangedFile, now: ChangedFile) -> Counter[str]:
    """How many lines of a file are open again, by what a signature is on."""

    def words(hunk: Hunk) -> tuple[str, ...]:
        return tuple(f"{line.sign}{line.digest}" for line in hunk.lines)

    signed = {words(hunk) for hunk in before.hunks}
    still = signed_places(now, [w for hunk in before.hunks for w in words(hunk)])
    return Counter(
        file=len(now.changed),
        hunk=sum(len(hunk.changed) for hunk in now.hunks if words(hunk) not in signed),
        line=len(now.changed) - len(still),
    )


def simulated(git: Git) -> tuple[int, int, Counter[str]]:
    """Branches, revisions, and lines that opened again in all of them."""
    total: Counter[str] = Counter()
    revisions = 0
    taken = branches(git)
    for fork, commits in taken:
        before: dict[str, ChangedFile] | None = None
        for commit in commits:
            try:
                now = {f.path: f for f in changes(git, fork, commit)}
            except (GitFailed, TooLarge):
                break  # a clone without all of its objects
            if before is not None:
                revisions += 1
                for path, file in now.items():
                    was = before.get(path)
                    if was and [c.digest for c in was.changed] != [c.digest for c in file.changed]:
                        total += opened(was, file)
            before = now
    return len(taken), revisions, total


def main(clones: list[str]) -> int:
    """Print one row a clone."""
    print("| Repository | Branches | Revisions | Lines by file | by hunk | by line |\n|---|---|---|---|---|---|")
    for clone in clones:
        count, revisions, total = simulated(Git(Path(clone).resolve()))
        files = total["file"] or 1
        print(
            f"| {Path(clone).resolve().name} | {count} | {revisions} | {total['file']:,} | {total['hunk'] / files:.0%} "
            f"| {total['line'] / files:.0%} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
