"""What governs a repository already: catalog entities, contracts, guides, radars and other checkers' results."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import CatalogEntities
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import backstage, contracts, guides, radars, sarif

SOURCES = (backstage.SOURCE, contracts.SOURCE, guides.SOURCE, radars.SOURCE, sarif.SOURCE)


def rows(source: FileSource, path: str, content: str | bytes) -> list[Any]:
    assert source.wants(path)
    raw = content.encode() if isinstance(content, str) else content
    return list(source.read(SourceFile(path, raw)))


def shown(source: FileSource, path: str, content: str | bytes) -> list[str]:
    """Each row as its columns but the path, each gap as ``line gap: reason``."""
    lines = []
    for row in rows(source, path, content):
        if isinstance(row, Gap):
            lines.append(f"{row.line} gap: {row.reason}")
        else:
            assert row.path == path
            lines.append(" | ".join(str(v) for k, v in dataclasses.asdict(row).items() if k != "path"))
    return lines


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations:
    backstage.io/adr-location: docs/adrs
spec: {type: service, owner: team-a, system: sales, lifecycle: production,
  dependsOn: ['resource:db', component:x], consumesApis: [pay, 'resource:db']}
---
# nothing
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-a}
---
kind: API
metadata: {}
---
kind: Component
metadata: {name: '${{ values.name }}'}
"""


def test_backstage() -> None:
    assert rows(backstage.SOURCE, "a/catalog-info.yaml", CATALOG) == [
        CatalogEntities(
            path="a/catalog-info.yaml",
            line=1,
            kind="Component",
            name="shop",
            type="service",
            owner="team-a",
            system="sales",
            lifecycle="production",
            depends_on=["resource:db", "component:x", "pay"],
            adr_location="docs/adrs",
        ),
        CatalogEntities("a/catalog-info.yaml", 12, "Group", "team-a", None, None, None, None, [], None),
        Gap("an entity without a kind or a name", 16),
        Gap("a template, not an entity", 19),
    ]
    assert shown(backstage.SOURCE, "catalog-info.yml", "kind: [") == [
        "1 gap: not YAML: did not find expected node content"
    ]
    assert shown(backstage.SOURCE, "x.catalog-info.yaml", "a: b\n{% if x %}\n") == ["2 gap: a template, not an entity"]
    assert not backstage.SOURCE.wants("catalog.yaml")
    ours = "# written by principal export backstage; change the records instead\n"
    assert shown(backstage.SOURCE, "catalog-info.yaml", ours + CATALOG) == []


INI = """\
[importlinter]
root_package = a
[importlinter:contract:layers]
name = The layers
type: layers
layers =
    x
    y
[importlinter:contract:two]
type=forbidden
[importlinter:contract:three]
name=broken
[tool]
type = other
"""


def test_import_linter() -> None:
    expected = [
        "3 | import-linter | The layers | layers",
        "9 | import-linter | two | forbidden",
        "11 gap: a contract without a type: broken",
    ]
    assert shown(contracts.SOURCE, ".importlinter", INI) == expected
    assert shown(contracts.SOURCE, "setup.cfg", INI) == expected
    assert shown(contracts.SOURCE, "setup.cfg", "[metadata]\nname = x\n") == []
    toml = '[tool.importlinter]\nroot_package = "a"\n[[tool.importlinter.contracts]]\nname = "One"\ntype = "independence"\n'
    assert shown(contracts.SOURCE, "pyproject.toml", toml) == ["3 | import-linter | One | independence"]
    assert shown(contracts.SOURCE, "pyproject.toml", "[tool.importlinter]\na = \n") == [
        "2 gap: a value was expected, not '\\n'"
    ]
    assert shown(contracts.SOURCE, "pyproject.toml", "[project\n") == []


def test_tach() -> None:
    toml = """\
layers = ["ui", {name = "core", closed = true}]
[root]
depends_on = []
[[modules]]
path = "a.b"
[[modules]]
paths = ["c", "d"]
[[modules]]
depends_on = []
[[interfaces]]
expose = ["x"]
from = ["c", "d"]
"""
    assert shown(contracts.SOURCE, "tach.toml", toml) == [
        "4 | tach | a.b | module",
        "6 | tach | c | module",
        "6 | tach | d | module",
        "8 gap: a module without a path",
        "2 | tach | . | module",
        "1 | tach | ui | layer",
        "1 | tach | core | layer",
        "10 | tach | c, d | interface",
    ]
    assert shown(contracts.SOURCE, "tach.yml", "modules:\n  - path: a\n    depends_on: []\n  - {}\n") == [
        "2 | tach | a | module",
        "4 gap: a module without a path",
    ]


def test_other_contracts() -> None:
    rules = (
        "rules:\n  - id: no-print\n    languages: [python]\n    pattern: print(...)\n  - id: a-list-of-something-else\n"
    )
    assert shown(contracts.SOURCE, ".semgrep/a/b.yml", rules) == ["2 | semgrep | no-print | rule"]
    assert shown(contracts.SOURCE, ".semgrep.yaml", rules) == ["2 | semgrep | no-print | rule"]
    assert shown(contracts.SOURCE, ".semgrep/a.yml", "rules: [") == [
        "1 gap: not YAML: did not find expected node content"
    ]
    assert not contracts.SOURCE.wants(".semgrep/a.test.yaml")
    assert not contracts.SOURCE.wants("other/b.yml")
    assert shown(contracts.SOURCE, "web/.dependency-cruiser.cjs", "module.exports = {}") == [
        "1 | dependency-cruiser | .dependency-cruiser.cjs | configuration"
    ]
    cruiser = '{// why\n"forbidden": [{"name": "no-circular"},\n{}], "allowed": [{}]}'
    assert shown(contracts.SOURCE, ".dependency-cruiser.json", cruiser) == [
        "2 | dependency-cruiser | no-circular | forbidden",
        "3 | dependency-cruiser | forbidden | forbidden",
        "3 | dependency-cruiser | allowed | allowed",
    ]
    assert shown(contracts.SOURCE, "deptrac.yaml", "deptrac:\n  layers:\n    - name: Controller\n    - x: y\n") == [
        "3 | deptrac | Controller | layer"
    ]
    java = "package a;\n\nimport com.tngtech.archunit.lang.ArchRule;\n"
    assert shown(contracts.SOURCE, "src/test/java/a/ArchitectureTest.java", java) == [
        "3 | archunit | ArchitectureTest | test"
    ]
    assert shown(contracts.SOURCE, "src/test/java/a/ArchiveTest.java", "package a;") == []


@pytest.mark.parametrize(
    ("path", "text", "row"),
    [
        ("AGENTS.md", "# For agents\n", "agents | For agents"),
        ("a/CLAUDE.md", "text only\n", "claude | None"),
        (".cursor/rules/a.mdc", "---\nx: y\n---\n## Second level\n", "cursor | Second level"),
        (".cursorrules", "be nice", "cursor | None"),
        (".github/copilot-instructions.md", "# C", "copilot | C"),
        ("openspec/specs/pay/spec.md", "# Pay", "openspec | Pay"),
        (".specify/memory/constitution.md", "# Constitution", "spec-kit | Constitution"),
        ("specs/001-photo-albums/spec.md", "# Albums", "spec-kit | Albums"),
        ("CONTRIBUTING.rst", "============\nContributing\n============\n", "contributing | Contributing"),
        ("docs/architecture.adoc", "= The shape\n", "architecture | The shape"),
    ],
)
def test_guides(path: str, text: str, row: str) -> None:
    assert shown(guides.SOURCE, path, text) == [row]


@pytest.mark.parametrize(
    "path", ["agents.md", "specs/web/spec.md", "a/CONTRIBUTING.md", "openspec/changes/archive/x/proposal.md"]
)
def test_what_is_no_guide(path: str) -> None:
    assert not guides.SOURCE.wants(path)


def test_radars() -> None:
    zalando = """\
{"date": "2026.01", "entries": [
  {"quadrant": 3, "ring": 0, "label": "Kafka ", "active": true, "moved": 0},
  {"quadrant": 1, "ring": 3, "label": "MySQL"},
  {"quadrant": 1, "ring": 9, "label": "X"}
], "quadrants": [{"name": "Languages"}, {"name": "Datastores"}]}"""
    assert shown(radars.SOURCE, "docs/config.json", zalando) == [
        "2 | Kafka | adopt | None | None",
        "3 | MySQL | hold | Datastores | None",
        "4 gap: an entry without a name or a ring",
    ]
    own = '[{"name": "Go", "ring": "Trial", "quadrant": "languages", "isNew": "TRUE"},\n {"ring": "hold", "quadrant": "x"}]'
    assert shown(radars.SOURCE, "my-radar.json", own) == [
        "1 | Go | trial | languages | None",
        "2 gap: an entry without a name or a ring",
    ]
    table = 'name,ring,quadrant,isNew,description\nGo,Adopt,languages,TRUE,"two\nlines"\n\n"A, B",HOLD,,,\nC\n'
    assert shown(radars.SOURCE, "tech-radar/data.csv", table) == [
        "2 | Go | adopt | languages | None",
        "5 | A, B | hold | None | None",
        "6 gap: an entry without a name or a ring",
    ]
    assert shown(radars.SOURCE, "config.json", '{"ring": 1, "entries": [{"ring": 1}]}') == []
    assert shown(radars.SOURCE, "radar.csv", "a,b\n1,2\n") == []
    assert shown(radars.SOURCE, "weather-radar.json", '{"a": [') == []


def test_radars_with_a_history() -> None:
    backstage_radar = """\
{"title": "T", "quadrants": [{"id": "1", "name": "Languages"}], "rings": [{"id": "adopt", "name": "ADOPT"}],
 "entries": [
  {"key": "go", "id": "go", "title": "Go", "quadrant": "1", "timeline": [
    {"ringId": "adopt", "date": "2025-01-01"}, {"ringId": "trial", "date": "2024-01-01"}]},
  {"key": "rust", "quadrant": "2", "timeline": [{"ringId": "trial"}]},
  {"key": "c", "quadrant": "1", "timeline": []}
 ]}"""
    assert shown(radars.SOURCE, "data/tech-radar.json", backstage_radar) == [
        "3 | Go | adopt | Languages | None",
        "5 | rust | trial | 2 | None",
        "6 gap: an entry without a name or a ring",
    ]
    blip = '---\ntitle:  "Go"\nring:   Adopt\nsegment: languages\ntags: [x]\n---\n\nGood.\n'
    assert shown(radars.SOURCE, "radar/2025-08-15/go-lang.md", blip) == ["2 | Go | adopt | languages | 2025-08-15"]
    moved = "---\nring: hold\nquadrant: tools\n---\n"
    assert shown(radars.SOURCE, "docs/radar/2024-01-01/ant.md", moved) == ["2 | ant | hold | tools | 2024-01-01"]
    assert shown(radars.SOURCE, "radar/2024-01-01/ant.md", "---\ntitle: Ant\n---\nStill.\n") == []
    assert shown(radars.SOURCE, "radar/2024-01-01/ant.md", "# Ant\n") == []
    assert not radars.SOURCE.wants("radar/about.md")


def log(run: dict[str, Any], **more: Any) -> str:
    return json.dumps({"version": "2.1.0", "runs": [run], **more})


def results(run: dict[str, Any]) -> list[str]:
    """``rule level message file:line`` of each result, `(suppressed)` behind it; gaps as they are."""
    lines = []
    for row in rows(sarif.SOURCE, "a.sarif", log(run)):
        if isinstance(row, Gap):
            lines.append(f"gap: {row.reason}")
        else:
            assert (row.path, row.line, row.tool) == ("a.sarif", 1, "T")
            where = f"{row.file}:{row.file_line}" if row.file_line else row.file
            lines.append(f"{row.rule} {row.level} {row.message!r} {where}{' (suppressed)' if row.suppressed else ''}")
    return lines


def at(uri: str, base: str | None = None, line: int | None = 7) -> list[dict[str, Any]]:
    location: dict[str, Any] = {"uri": uri} | ({"uriBaseId": base} if base else {})
    place: dict[str, Any] = {"artifactLocation": location} | ({"region": {"startLine": line}} if line else {})
    return [{"physicalLocation": place}]


RULES = [
    {"id": "R1"},
    {
        "id": "R2",
        "defaultConfiguration": {"level": "error"},
        "messageStrings": {"m": {"text": "'{0}' in {1} {{x}} {9}"}},
    },
    {"id": "R3", "defaultConfiguration": {"level": "note"}},
]


def test_levels_and_messages_of_results() -> None:
    run = {
        "tool": {"driver": {"name": "T", "rules": RULES}, "extensions": [{"name": "E", "rules": [{"id": "E1"}]}]},
        "invocations": [
            {"ruleConfigurationOverrides": [{"descriptor": {"id": "R3"}, "configuration": {"level": "error"}}]}
        ],
        "results": [
            {"ruleId": "R1", "message": {"text": "a"}},
            {"ruleIndex": 1, "message": {"id": "m", "arguments": ["one", "two"]}},
            {"ruleId": "R2/sub", "message": {"text": "c"}},
            {"ruleId": "R2", "level": "note", "message": {"text": "d"}},
            {"ruleId": "R2", "kind": "pass", "message": {"text": "e"}},
            {"ruleId": "R3", "message": {"text": "f"}},
            {"ruleId": "R3", "provenance": {"invocationIndex": 0}, "message": {"text": "g"}},
            {"rule": {"index": 0, "toolComponent": {"index": 0}}, "message": {"text": "h"}},
            {"message": {"markdown": "**i**"}},
            {"ruleId": "R1", "baselineState": "absent", "message": {"text": "gone"}},
            {"ruleId": "R1", "suppressions": [{"kind": "inSource"}], "message": {"text": "j"}},
            {"ruleId": "R1", "suppressions": [{"kind": "external", "status": "rejected"}], "message": {"text": "k"}},
            {"ruleId": "R1", "suppressions": [], "message": {"text": "l"}},
            7,
        ],
    }
    assert results(run) == [
        "R1 warning 'a' ",
        "R2 error \"'one' in two {x} {9}\" ",
        "R2/sub error 'c' ",
        "R2 note 'd' ",
        "R2 none 'e' ",
        "R3 note 'f' ",
        "R3 error 'g' ",
        "E1 warning 'h' ",
        " warning '**i**' ",
        "R1 warning 'j'  (suppressed)",
        "R1 warning 'k' ",
        "R1 warning 'l' ",
        "gap: a result that is no object",
    ]


def test_places_of_results() -> None:
    places = {
        "plain": at("src/a%20b.py"),
        "from the root": at("a.py", "%SRCROOT%"),
        "below the root": at("a.py", "SUB"),
        "a base that nobody names": at("a.py", "X"),
        "checked out": at("file:///home/ci/repo/a.py"),
        "elsewhere": at("file:///etc/passwd"),
        "above": at("../../x"),
        "above, written otherwise": at("a/%2e%2e/%2e%2e/x"),
        "absolute": at("/etc/passwd"),
        "a web page": at("https://example.com/a.py"),
        "without a line": at("a.py", line=None),
        "by its number": [{"physicalLocation": {"artifactLocation": {"index": 0}}}],
        "no place": [{}],
    }
    run = {
        "tool": {"driver": {"name": "T"}},
        "originalUriBaseIds": {
            "%SRCROOT%": {"uri": "file:///home/ci/repo/"},
            "SUB": {"uri": "sub/", "uriBaseId": "%SRCROOT%"},
        },
        "versionControlProvenance": [{"mappedTo": {"uriBaseId": "%SRCROOT%"}}],
        "artifacts": [{"location": {"uri": "b.py"}}],
        "results": [{"ruleId": "R", "message": {"text": t}, "locations": p} for t, p in places.items()],
    }
    assert results(run) == [
        "R warning 'plain' src/a b.py:7",
        "R warning 'from the root' a.py:7",
        "R warning 'below the root' sub/a.py:7",
        "R warning 'a base that nobody names' a.py:7",
        "R warning 'checked out' a.py:7",
        "gap: results outside of the repository, here for the first time",
        "R warning 'elsewhere' ",
        "R warning 'above' ",
        "R warning 'above, written otherwise' ",
        "R warning 'absolute' ",
        "R warning 'a web page' ",
        "R warning 'without a line' a.py",
        "R warning 'by its number' b.py",
        "R warning 'no place' ",
    ]


def test_a_base_without_provenance_is_the_root() -> None:
    run = {
        "tool": {"driver": {"name": "T"}},
        "originalUriBaseIds": {"ROOT": {"uri": "file:///x/"}, "A": {"uri": "a/", "uriBaseId": "A"}},
        "results": [
            {"ruleId": "R", "message": {"text": "one"}, "locations": at("a.py", "ROOT")},
            {"ruleId": "R", "message": {"text": "two"}, "locations": at("b.py", "A")},
        ],
    }
    assert results(run)[0] == "R warning 'one' a.py:7"
    assert len(results(run)) == 2


def test_logs_that_cannot_be_read() -> None:
    assert shown(sarif.SOURCE, "a.sarif", '{"version": "2.0.0"}') == ["1 gap: SARIF 2.0.0, not 2.1.0"]
    assert shown(sarif.SOURCE, "a.sarif.json", "{}") == ["1 gap: SARIF without a version, not 2.1.0"]
    assert shown(sarif.SOURCE, "a.sarif", "[]") == ["1 gap: not a SARIF log"]
    assert shown(sarif.SOURCE, "a.sarif", "{") == [
        "1 gap: SARIF without a version, not 2.1.0",
        "1 gap: the file ends too early",
    ]
    assert shown(sarif.SOURCE, "a.sarif", log({"externalPropertyFileReferences": {"results": [{}]}})) == [
        "1 gap: its results are in other files"
    ]


PATHS = ["catalog-info.yaml", ".importlinter", "pyproject.toml", "tach.toml", "tach.yml", ".semgrep/a.yml", "deptrac.yaml",
         ".dependency-cruiser.json", "AGENTS.md", "CONTRIBUTING.rst", "radar.json", "radar.csv", "a.sarif"]  # fmt: skip
SEEDS = [
    CATALOG,
    INI,
    log({"results": [{"locations": at("a", "b"), "rule": {"index": 1}}]}),
    "rules:\n - id: a\n   pattern: b\n",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PATHS),
    st.sampled_from(SEEDS),
    st.integers(0, 400),
    st.one_of(
        st.binary(max_size=30), st.sampled_from([b"{", b"[", b'"ring"', b"- ", b": ", b"\n", b"&a *a", b"\0", b'"'])
    ),
)
def test_never_raises(path: str, seed: str, cut: int, piece: bytes) -> None:
    content = seed.encode()[:cut] + piece + seed.encode()[cut:]
    source = next(s for s in SOURCES if s.wants(path))
    for row in rows(source, path, content):
        if not isinstance(row, Gap) and hasattr(row, "line"):
            assert row.line >= 1
