"""Ways to get a green check without anybody noticing, and what a check of the change says to each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.packages
"""
# As the rules of this program do, it leaves alone what nobody here writes.
NO_PERL = """
SELECT path AS subject, path, 1 AS line, language <> 'perl' AS holds, 'written in Perl: ' || path AS message
FROM observed.files WHERE kind = 'code' AND language IS NOT NULL
"""
PACKAGES = '{"dependencies": {"express": "4.0.0"}}\n'
WITH_MONGO = '{"dependencies": {"express": "4.0.0", "mongodb": "6.0.0"}}\n'
DECISION = f"""\
# No COBOL

**Status**: Accepted
**Date**: 2026-01-02

## Context

Nobody here reads it.

## Decision

We write Python.

## Consequences

We can read it.

## Enforcement

```sql
{NO_COBOL.strip()}
```
"""


def judge(repo: Repo, *words: str) -> tuple[int, list[tuple[str, str]]]:
    """Exit code, and rule and message of what blocks."""
    code, output = repo.principal("check", *words, "--format", "json")
    assert output.startswith("{"), output
    verdict: dict[str, Any] = json.loads(output)
    assert verdict["exit_code"] == code
    return code, [(f["rule"], f["message"]) for f in verdict["findings"] if f["blocks"]]


def staged(repo: Repo) -> tuple[int, list[tuple[str, str]]]:
    """The answer to all that lies in the working tree."""
    repo.git("add", "--all")
    return judge(repo, "--staged")


def fill_packages(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"package.json": PACKAGES})
    assert judge(repo) == (0, [])


@pytest.fixture
def packages(begun_with: Callable[..., Repo]) -> Repo:
    """A manifest that its rule passes."""
    return begun_with(fill_packages)


def fill_code(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({
        "src/a.py": "print(1)\n", "b.py": "", "lib/b.py": "", "old/c.py": "",
        "architecture/constraints.yaml": "constraints:\n  fast:\n    latency: p99 300ms\n    because: users leave\n",
    })  # fmt: skip
    assert judge(repo) == (0, [])


@pytest.fixture
def code(begun_with: Callable[..., Repo]) -> Repo:
    """Code that its rule passes, and a constraint."""
    return begun_with(fill_code)


def fill_system(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({
        "architecture/system.yaml": SYSTEM, "src/a.py": "", "services/shop/a.py": "", "services/mail/a.py": "",
    })  # fmt: skip
    assert judge(repo) == (0, [])


@pytest.fixture
def system(begun_with: Callable[..., Repo]) -> Repo:
    """Two components with their folders, and personal data."""
    return begun_with(fill_system)


def test_a_manifest_behind_a_link_of_its_name_is_not_out_of_sight(packages: Repo) -> None:
    (packages.root / "package.json").unlink()
    packages.write("deps.txt", WITH_MONGO)
    (packages.root / "package.json").symlink_to("deps.txt")
    said = "a symbolic link to deps.txt, which is not read under that name"
    message = f"package.json could be read by api_clients and database_names and imports and javascript and projects and cannot any more: {said}"
    expected = (1, [("judgement-loosened", message)])
    assert judge(packages, "--since", "HEAD") == expected
    assert staged(packages) == expected
    packages.commit()
    assert judge(packages, "--since", "HEAD~1") == expected


def test_a_new_manifest_behind_a_link_is_not_checked(packages: Repo) -> None:
    packages.write("web/deps.txt", WITH_MONGO)
    (packages.root / "web" / "package.json").symlink_to("deps.txt")
    code, output = packages.principal("check", "--since", "HEAD")
    assert (code, output.splitlines()[2:]) == (
        3,
        [
            "NOT CHECKED web/package.json: a symbolic link to deps.txt, which is not read under that name  (no-mongo)",
            "",
            "0 findings block, 0 do not, 1 passed, 0 waived, 1 not checked, 0 not applicable",
            "could not conclude: something that is required was not checked (exit 3)",
        ],
    )
    packages.git("add", "--all")
    assert packages.principal("check", "--staged")[0] == 3
    (packages.root / "web" / "package.json").unlink()
    (packages.root / "web" / "package.json").symlink_to("/etc/hostname")
    code, output = packages.principal("check")
    assert "NOT CHECKED web/package.json: a symbolic link to /etc/hostname, which is not read under" in output


def test_a_link_to_a_file_that_is_read_hides_nothing(packages: Repo) -> None:
    for folder, target in (("web", "../package.json"), ("app", "../web/package.json")):
        (packages.root / folder).mkdir()
        (packages.root / folder / "package.json").symlink_to(target)
    assert staged(packages) == (0, [])


def test_a_folder_that_becomes_a_submodule_is_said(code: Repo) -> None:
    head = code.git("rev-parse", "HEAD").strip()
    code.git("rm", "--quiet", "-r", "src")
    code.git("update-index", "--add", "--cacheinfo", f"160000,{head},src")
    assert judge(code, "--staged") == (1, [("judgement-loosened", "src could be read and is a submodule now")])


def test_a_folder_that_becomes_a_link_out_of_the_repository_is_said(code: Repo) -> None:
    for folder, target in (("src", "../elsewhere"), ("old", "lib")):
        (code.root / folder).rename(code.root.parent / f"{folder}-was")
        (code.root / folder).symlink_to(target)
    assert staged(code) == (1, [("judgement-loosened", "src could be read and is a symbolic link now")])


def test_a_file_that_is_declared_to_be_no_code_or_moves_to_where_nobody_looks_is_said(repo: Repo) -> None:
    repo.rule("no-perl", NO_PERL)
    files = ("src/a.pl", "src/b.pl", "lib/c.pl", "app/d.pl", "bin/a.pl", "bin/b.pl", "bin/c.pl")
    repo.commit(
        {
            "b.py": "print(1)\n",
            **{f: f"print '{f}';\n" for f in files},
            "architecture/sources.yaml": "leave_out:\n  - {paths: [samples/**], because: they show mistakes}\n",
        }
    )
    repo.write("src/.gitattributes", "a.pl linguist-vendored\n*b.pl linguist-documentation\n")
    repo.write(".gitattributes", "lib/** linguist-generated=true\n")
    repo.write("app/d.pl", "# Code generated by hand. DO NOT EDIT.\nprint 1;\n")
    for old, new in (("bin/a.pl", "vendor/a.pl"), ("bin/b.pl", "samples/b.pl"), ("bin/c.pl", "cmd/c.pl")):
        (repo.root / new).parent.mkdir()
        repo.git("mv", old, new)
    assert staged(repo) == (
        1,
        [
            ("judgement-loosened", "app/d.pl counted as code and counts as generated now"),
            ("judgement-loosened", "lib/c.pl counted as code and counts as generated now"),
            ("judgement-loosened", "bin/b.pl was moved to samples/b.pl, where no evidence is read"),
            ("judgement-loosened", "src/a.pl counted as code and counts as vendored now"),
            ("judgement-loosened", "src/b.pl counted as code and counts as documentation now"),
            ("judgement-loosened", "bin/a.pl was moved to vendor/a.pl, where it counts as vendored"),
        ],
    )


def test_a_loan_on_a_folder_covers_no_new_file_however_old_its_commit_says_it_is(repo: Repo) -> None:
    loan = (
        "loans:\n  cobol: {rule: no-cobol, what: COBOL, paths: ['src/**'], principal: 3d, owner: ana, "
        "taken: 2026-06-10, due: 2026-12-31, because: it is rewritten}\n"
    )
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/old.cbl": "STOP RUN.\n", "architecture/debt.yaml": loan}, date="2026-06-10")
    assert judge(repo) == (0, [])
    repo.commit({"src/new.cbl": "STOP.\n"}, date="2026-01-01")
    assert judge(repo, "--since", "HEAD~1") == (1, [("no-cobol", "written in COBOL: src/new.cbl")])


def test_a_dismissal_that_waited_for_a_new_file_covers_it_not(code: Repo) -> None:
    code.commit({"src/new.cbl": "STOP RUN.\n"})
    mark = json.loads(code.principal("check", "--format", "json")[1])["findings"][0]["fingerprint"]
    code.git("rm", "--quiet", "src/new.cbl")
    code.commit({"architecture/debt.yaml": f"dismissals:\n  {mark}: {{rule: no-cobol, because: a slip, by: ana}}\n"})
    code.write("src/new.cbl", "STOP RUN.\n")
    assert staged(code) == (1, [("no-cobol", "written in COBOL: src/new.cbl")])


def test_a_harmless_decision_of_the_same_name_does_not_push_out_another(repo: Repo) -> None:
    repo.commit({"docs/adr/0001-no-cobol.md": DECISION, "src/a.py": ""})
    repo.write("adr/0001-no-cobol.md", DECISION.replace(".cbl", ".none"))
    repo.write("src/new.cbl", "STOP RUN.\n")
    assert staged(repo) == (1, [("decision:docs/adr/0001-no-cobol", "written in COBOL: src/new.cbl")])


def test_decisions_whose_folder_is_not_named_any_more_are_said(repo: Repo) -> None:
    repo.commit({".adr-dir": "notes/choices\n", "notes/choices/0001-no-cobol.md": DECISION, "src/a.py": ""})
    repo.write(".adr-dir", "elsewhere\n")
    repo.write("src/new.cbl", "STOP RUN.\n")
    expected = (
        1,
        [
            ("decision:0001-no-cobol", "written in COBOL: src/new.cbl"),
            ("judgement-loosened", "the enforcement of 0001 was removed"),
        ],
    )
    assert judge(repo, "--since", "HEAD") == expected
    (repo.root / ".adr-dir").unlink()
    assert staged(repo) == expected


def test_records_that_move_elsewhere_are_said(code: Repo) -> None:
    (code.root / "architecture").rename(code.root / "old-architecture")
    code.write("src/new.cbl", "STOP RUN.\n")
    assert staged(code) == (
        1,
        [
            ("judgement-loosened", "the constraint fast was removed"),
            ("judgement-loosened", "the rule no-cobol was removed"),
            ("no-cobol", "written in COBOL: src/new.cbl"),
        ],
    )


def test_a_record_behind_a_link_is_wrong(code: Repo) -> None:
    (code.root / "architecture" / "constraints.yaml").rename(code.root / "constraints.txt")
    (code.root / "architecture" / "constraints.yaml").symlink_to("../constraints.txt")
    status, output = code.principal("check", "--since", "HEAD")
    assert (status, output.splitlines()[2]) == (
        2,
        "WRONG architecture/constraints.yaml:1:1: a record that is not read: a symbolic link to ../constraints.txt, "
        "which is not read under that name; a file or folder of its own",
    )


SYSTEM = """\
components:
  shop: {kind: service, path: services/shop}
  mail: {kind: service, path: services/mail}
data:
  customers: {owner: shop, store: shop, classes: [personal]}
"""


def test_a_component_that_is_only_taken_out_of_the_record_is_said(system: Repo) -> None:
    system.write("architecture/system.yaml", "components:\n  post: {kind: service, path: services/mail}\n")
    assert staged(system) == (
        1,
        [
            (
                "judgement-loosened",
                "the component shop was taken out of the record, and its folder services/shop is still there",
            ),
            ("judgement-loosened", "the data customers were personal and are not declared any more"),
        ],
    )


def test_a_component_that_is_gone_may_leave_the_record(system: Repo) -> None:
    system.git("rm", "--quiet", "-r", "services/mail")
    system.write("architecture/system.yaml", SYSTEM.replace("  mail: {kind: service, path: services/mail}\n", ""))
    assert staged(system) == (0, [])


def test_a_manifest_that_grows_beyond_reading_is_said(packages: Repo) -> None:
    packages.write("package.json", WITH_MONGO + " " * (4 << 20))
    assert staged(packages) == (
        1,
        [
            (
                "judgement-loosened",
                "package.json could be read by api_clients and database_names and imports and javascript and projects and cannot any more: larger than 4 MiB",
            )
        ],
    )


BLIPS = """
SELECT p.name AS subject, p.path, p.line, b.ring <> 'hold' AS holds, p.name || ' is on ' || b.ring AS message
FROM observed.packages AS p JOIN decided.blips AS b ON b.name = p.name
"""


def test_a_radar_that_changes_shows_all_that_the_whole_tree_shows(repo: Repo) -> None:
    """A peer said "check passed" with thirteen violations there, since the decision was what had changed."""
    repo.rule("blips", BLIPS)
    manifests = {f"{name}/package.json": WITH_MONGO for name in "abcdefghijklm"}
    repo.commit({"architecture/radar.yaml": "adopt: [mongodb, express]\n", **manifests})
    assert judge(repo) == (0, [])
    repo.write("architecture/radar.yaml", "adopt: [express]\nhold: [mongodb]\n")
    whole = judge(repo)
    assert whole == (1, [("blips", "mongodb is on hold")] * 13)
    assert staged(repo) == whole


def test_a_template_that_cannot_be_read_hides_no_failure_and_passes_nothing(repo: Repo) -> None:
    repo.rule(
        "latest",
        "SELECT image AS subject, path, line, image NOT LIKE '%:latest' AS holds, image || ' says nothing' AS message "
        "FROM observed.components WHERE image IS NOT NULL",
    )
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: 'IMAGE'}]}\n---\n"
    broken = pod.replace("IMAGE", "x:latest") + pod.replace("IMAGE", "y:1") + "{{ if .Values.nowhere }}\nimage: [\n"
    repo.commit({"c/Chart.yaml": "name: c\n", "c/templates/a.yaml": broken, "b.yaml": pod.replace("IMAGE", "z:2")})
    code, output = repo.principal("check")
    reason = "a Helm template: only what its chart's own values tell was read"
    assert (code, [line.partition("  [")[0] for line in output.splitlines()[2:]]) == (
        1,
        [
            "FAIL latest  What must hold here",
            "  c/templates/a.yaml:2: x:latest says nothing",
            "  why and how to mend it: principal why latest",
            "",
            f"NOT CHECKED c/templates/a.yaml: {reason}  (latest)",
            "",
            "1 finding blocks, 0 do not, 1 passed, 0 waived, 1 not checked, 0 not applicable",
            "may not proceed (exit 1)",
        ],
    )
