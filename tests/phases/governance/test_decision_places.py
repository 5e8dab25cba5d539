"""Which files hold decisions, by their names, and how those names number and date them."""

from __future__ import annotations

import datetime as dt

import pytest

from principal.phases.governance._decision_places import dated, is_template, numbered, record_name
from principal.phases.governance.decisions import locations, names_locations, wants, wants_in


@pytest.mark.parametrize(
    "path",
    [
        "architecture/decisions/ADR-001-use-x.md",
        "docs/adr/0001-use-x.md",
        "doc/adr/0001-use-x.md",
        "docs/adrs/0001-use-x.md",
        "docs/decisions/0001-use-x.rst",
        "docs/architecture/decisions/0001-use-x.md",
        "docs/architecture-decisions/adr001-use-x.md",
        "docs/architecture/adr-101-use-x.md",
        "adr-001-use-x.md",
        "adr/2020_03_03_use_x.md",
        "adrs/fast/0-use-x.md",
        "decisions/0001-use-x.md",
        "ADR/ADR001-use-x.md",
        "architecture-decision-record/001-Use-X.md",
        ".archgate/adrs/ARCH-003-use-x.md",
        "src/docs/050_ADRs/ADR-1-use-x.adoc",
        "packages/web/docs/adr/20200925-use-x.md",
        "credentials/apps/core/docs/decisions/0001-use-x.rst",
        "docs/developer/decision-records/2022-02-07-tracing/README.md",
        "docs/adr/0014-project-templates.md",
        "docs/adr/0015-index-the-catalog.md",
        "docs/adr/use-x.md",
    ],
)
def test_decisions_are_wanted_from_any_usual_folder(path: str) -> None:
    assert wants(path)


@pytest.mark.parametrize(
    "path",
    [
        "docs/adr/README.md",
        "docs/adr/index.md",
        "docs/decisions/index.rst",
        "docs/adr/template.md",
        "docs/adr/0000-template.md",
        "docs/adr/adr000-template.md",
        "docs/adr/adr-template-minimal.md",
        "docs/adr/_template.md",
        "docs/decisions/0000-modele-adr.md",
        "docs/adr/NNNN-title.txt",
        "docs/adr/NNNN.md",
        "ADR/ADRXXX-architecture-decision-record-template.md",
        "docs/adr/templates/0001-use-x.md",
        "docs/adr/images/0001-use-x.png",
        "docs/architecture/overview.md",
        "docs/architecture/0001-overview.md",
        "docs/guide.md",
        "src/decisions.py",
        "tests/fixtures/adr/0001-use-x.md",
        "packages/core/integration-tests/project/docs/adr/0001-use-x.md",
        "examples/shop/docs/adr/0001-use-x.md",
        "node_modules/x/docs/adr/0001-use-x.md",
        ".claude/skills/adr/use-x.md",
        "docs/developer/decision-records/2022-02-07-tracing/details.md",
        "docs/adr",
        "",
    ],
)
def test_indexes_forms_examples_and_other_documents_are_not_wanted(path: str) -> None:
    assert not wants(path)


def test_numbers_and_dates_in_names() -> None:
    assert numbered("ADR-001-use-x") == ("ADR", "001")
    assert numbered("adr001-use-x") == ("adr", "001")
    assert numbered("0001-use-x") == ("", "0001")
    assert numbered("ARCH-003-x") == ("ARCH", "003")
    assert numbered("2021-06-07_003-x") == ("", "003")
    assert numbered("20201016-x") is None
    assert numbered("use-x-2") is None
    assert numbered("http2-first") is None
    assert dated("20201016-x") == dt.date(2020, 10, 16)
    assert dated("2020_03_03_x") == dt.date(2020, 3, 3)
    assert dated("2020-13-45-x") is None
    assert dated("0001-x") is None
    assert record_name("docs/decision-records/2022-02-07-x/README.md") == "2022-02-07-x"
    assert record_name("docs/adr/README.md") == "README"
    assert is_template("madr-template-bare")
    assert not is_template("0012-email-templates")


def test_locations_come_from_the_files_that_name_them() -> None:
    files = {
        ".adr-dir": b"doc/choices\n",
        "apps/pay/catalog-info.yaml": b"metadata:\n  annotations:\n    backstage.io/adr-location: docs/choices # here\n",
        "apps/web/catalog-info.yaml": b"backstage.io/adr-location: https://example.org/tree/main/adr\n",
        "apps/out/catalog-info.yaml": b"backstage.io/adr-location: ../../../elsewhere\n",
        ".log4brains.yml": b"project:\n  adrFolder: ./docs/log\n  packages:\n    - adrFolder: ./packages/a/log\n",
        "sub/.adr-dir": b".\n",
    }
    assert all(names_locations(path) for path in files)
    assert not names_locations("adr-dir.md")
    found = locations(files)
    assert found == {"doc/choices", "apps/pay/docs/choices", "docs/log", "packages/a/log", "sub"}
    assert wants_in("doc/choices/0001-x.md", found)
    assert not wants_in("doc/choices/README.md", found)
    assert not wants_in("doc/choice/0001-x.md", found)
    assert wants_in("docs/adr/0001-x.md", set())


def test_locations_of_no_sense_name_nothing() -> None:
    assert locations({".adr-dir": b"\xff\xfe", "x/.adr-dir": b"", "y/.adr-dir": b"/etc"}) == {"\ufffd\ufffd"}
