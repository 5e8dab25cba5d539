"""How right the rules of the second phase are about systems that others built.

    python benchmarks/modelled.py CLONES                  # every system of benchmarks/modelled/
    python benchmarks/modelled.py CLONES sock-shop …      # those whose name has one of these words in it
    python benchmarks/modelled.py CLONES --right-on       # also what the files of the rules say of it

Each folder of benchmarks/modelled/ has the records that we wrote about a system from its own code, and judged.yaml: its
revision, and of each finding whether it is true there and worth telling, with the line of theirs that shows it.

CLONES has a clone of each, as OWNER+NAME, OWNER/NAME or NAME, bare or not. The revision is laid out in a folder of its
own with our records beside it; nothing of theirs is run. Fails where a finding was not judged, or a judged one is gone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
MODELLED = ROOT / "benchmarks" / "modelled"

Found = tuple[str, str]  # a rule and its subject


@dataclass(frozen=True, slots=True)
class Judged:
    """A system, and which findings are right there."""

    folder: Path
    repository: str
    revision: str
    right: dict[Found, bool]


def judged(path: Path) -> Judged:
    """Read a judged.yaml.

    Raises:
        ValueError: a finding is judged twice.
    """
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    right: dict[Found, bool] = {}
    for said in file["findings"] or ():
        found = (said["rule"], said["subject"])
        if found in right:
            raise ValueError(f"{path}: {found[0]} on {found[1]} is judged twice")
        right[found] = said["right"]
    return Judged(path.parent, file["repository"], file["revision"], right)


def clone_of(clones: Path, system: Judged) -> Path | None:
    """The first clone that has the revision; None where there is none."""
    owner, _, name = system.repository.partition("/")
    for folder in (
        clones / f"{owner}+{name}",
        clones / f"{owner}+{name}" / "repo",
        clones / owner / name,
        clones / name,
    ):
        has = ["git", "-C", str(folder), "cat-file", "-e", f"{system.revision}^{{commit}}"]
        if folder.is_dir() and subprocess.run(has, capture_output=True, check=False).returncode == 0:
            return folder.resolve()
    return None


def findings(clone: Path, system: Judged) -> list[Found]:
    """What the rules of the phase find, as of the day of the revision."""

    def git(*words: str, check: bool = True) -> str:
        return subprocess.run(["git", "-C", str(copy), *words], check=check, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / system.repository.rpartition("/")[2]
        copy.mkdir()
        git("clone", "--quiet", "--shared", "--no-checkout", str(clone), ".")
        git("update-ref", "--no-deref", "HEAD", system.revision)
        git("read-tree", "HEAD")
        git("checkout-index", "--all", "--quiet", check=False)  # some clones are without their largest files
        shutil.copytree(system.folder / "architecture", copy / "architecture", dirs_exist_ok=True)
        day = git("log", "-1", "--format=%cs").strip()
        command = [str(ROOT / ".venv" / "bin" / "principal"), "-C", str(copy)]
        command += ["check", "--format", "json", "--as-of", day]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode == 2:
        raise RuntimeError(f"{system.repository}: {done.stdout}{done.stderr}")
    found = json.loads(done.stdout)["findings"]
    return [(f["rule"], f["subject"]) for f in found if f["phase"] == "consensus"]


def told(system: Judged, found: list[Found], counts: dict[str, Counter[str]]) -> Iterator[str]:
    """What is not as it was judged, one a line; how often each rule is right is added to *counts*."""
    for rule, subject in sorted(set(found)):
        right = system.right.get((rule, subject))
        word = "unjudged" if right is None else "right" if right else "wrong"
        counts.setdefault(rule, Counter())[word] += 1
        if right is None:
            yield f"{system.repository}: not judged: {rule}: {subject}"
    for rule, subject in sorted(system.right.keys() - set(found)):
        counts.setdefault(rule, Counter())["gone"] += 1
        yield f"{system.repository}: judged, and not found any more: {rule}: {subject}"


def main() -> int:
    """Compare, and print a row a rule."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clones", type=Path, help="a folder with a clone of each system")
    parser.add_argument("systems", nargs="*", help="words of the names of some of them")
    parser.add_argument("--right-on", action="store_true", help="also print `right_on` of each rule")
    arguments = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    right_on: dict[str, list[str]] = {}
    wrong = False
    for path in sorted(MODELLED.glob("*/judged.yaml")):
        system = judged(path)
        if arguments.systems and not any(word in system.repository for word in arguments.systems):
            continue
        clone = clone_of(arguments.clones, system)
        if clone is None:
            print(
                f"{system.repository}: skipped, no clone with {system.revision} in {arguments.clones}", file=sys.stderr
            )
            continue
        here: dict[str, Counter[str]] = {}
        for line in told(system, findings(clone, system), here):
            print(line, file=sys.stderr)
            wrong = True
        for rule, count in here.items():
            counts.setdefault(rule, Counter()).update(count)
            right_on.setdefault(rule, []).append(
                f"  - {{repository: {system.repository}, revision: {system.revision}, "
                f"right: {count['right']}, wrong: {count['wrong']}}}"
            )
    print("| Rule | Right | Wrong | Not judged | Gone |\n|---|---|---|---|---|")
    for rule, count in sorted(counts.items()):
        print(f"| {rule} | {count['right']} | {count['wrong']} | {count['unjudged']} | {count['gone']} |")
    for rule, lines in sorted(right_on.items()) if arguments.right_on else ():
        print("\n".join([f"\n{rule}", "right_on:", *lines]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
