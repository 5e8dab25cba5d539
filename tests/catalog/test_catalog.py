"""The catalog holds what its tables promise: one meaning a name, and a dated source a fact."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import typing
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from principal.catalog import load
from principal.catalog.tables import QUANTITIES, Agreements, Aliases, Limits, Regions, Substitutes, Technologies
from principal.core.observed import Packages
from principal.core.observed import Technologies as Uses
from principal.core.readers.distribution import INSTALLED
from principal.core.readers.programs import VERBS
from principal.core.tables import table_of
from principal.evidence.tree.languages import _BY_ENDING, _BY_NAME

R = typing.TypeVar("R")

ECOSYSTEMS = {
    "pypi",
    "npm",
    "golang",
    "cargo",
    "maven",
    "nuget",
    "gem",
    "composer",
    "hex",
    "conan",
    "vcpkg",
    "cmake",
    "swift",
    "cocoapods",
    "pub",
    "docker",
    "helm",
    "terraform",
    "terraform-provider",
    "github",
    "kubernetes",
    "heroku",
    "system",
    "command",
    "registry",
    "runner",
    "task",
    "host",
    "setting",
    "pipeline",
    "standard",
    "import",
    "integration",
    "part",
    "declared",
    "file",
    "path",
    "settings",
    "language",
}
KINDS = {
    "language",
    "framework",
    "library",
    "database",
    "cache",
    "queue",
    "platform",
    "orchestrator",
    "tool",
    "service",
}
SAYS_URL = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[!-~]*)?")


@cache
def rows() -> tuple[load.Row, ...]:
    return tuple(load.rows())


def of(kind: type[R]) -> list[R]:
    return [row for row in rows() if isinstance(row, kind)]


def test_it_knows_enough() -> None:
    assert len(of(Technologies)) > 1_500
    assert len(of(Aliases)) > 8_000


def test_names_are_lower_case_and_hyphenated() -> None:
    wrong = [t.name for t in of(Technologies) if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", t.name)]
    assert wrong == []


def test_a_technology_is_listed_once() -> None:
    assert [name for name, n in Counter(t.name for t in of(Technologies)).items() if n > 1] == []


def test_kinds_and_quadrants_are_those_that_are_documented() -> None:
    assert {t.kind for t in of(Technologies)} == KINDS
    assert {t.quadrant for t in of(Technologies)} == {"languages", "frameworks", "tools", "platforms"}


def test_no_alias_means_two_technologies() -> None:
    assert [key for key, n in Counter((a.ecosystem, a.name) for a in of(Aliases)).items() if n > 1] == []


def test_every_alias_names_a_technology_and_every_technology_can_be_found() -> None:
    known = {t.name for t in of(Technologies)}
    assert {a.technology for a in of(Aliases)} - known == set()
    assert known - {a.technology for a in of(Aliases)} == set()


def test_what_is_implied_is_known_and_implies_nothing_that_is_left_out() -> None:
    implied = {t.name: t.implies for t in of(Technologies)}
    wrong = [(name, other) for name, others in implied.items() for other in others
             if other == name or other not in implied or set(implied[other]) - set(others)]  # fmt: skip
    assert wrong == []
    assert implied["pgx"] == ["postgresql"]
    assert implied["boto3"] == ["aws"]


def test_aliases_are_written_as_evidence_writes_names() -> None:
    wrong = [
        (a.ecosystem, a.name)
        for a in of(Aliases)
        if a.name != a.name.lower()
        or "*" in (a.name.removeprefix("*.") if a.ecosystem in ("path", "settings") else a.name)[:-1]
        or a.name == "*"
        or (a.ecosystem == "maven" and "/" not in a.name and not a.name.endswith("*"))
        or (a.ecosystem == "pypi" and re.sub(r"[-_.]+", "-", a.name) != a.name)
        or (a.ecosystem == "docker" and a.name.startswith(("docker.io/", "library/")))
        or (a.ecosystem == "docker" and ":" in a.name and not re.fullmatch(r"[a-z/-]+:[a-z]+", a.name))
        or (a.ecosystem == "helm" and "/" in a.name)
        or (a.ecosystem == "github" and a.name.count("/") != 1)
    ]
    assert wrong == []


def test_ecosystems_are_those_of_the_evidence() -> None:
    assert {a.ecosystem for a in of(Aliases)} == ECOSYSTEMS
    assert table_of(Packages).qualified == "observed.packages"
    assert table_of(Uses).qualified == "observed.technologies"


@pytest.mark.parametrize(
    ("ecosystem", "name", "technology"),
    [
        ("pypi", "pymongo", "pymongo"),
        ("docker", "mongo", "mongodb"),
        ("terraform", "aws_docdb_*", "mongodb"),
        ("npm", "pg", "node-postgres"),
        ("nuget", "npgsql", "npgsql"),
        ("terraform", "aws_db_instance:postgres", "postgresql"),
        ("terraform", "google_sql_database_instance:postgres", "postgresql"),
        ("docker", "mcr.microsoft.com/mssql/server", "sql-server"),
        ("file", "wrangler.toml", "cloudflare-workers"),
        ("language", "csharp", "csharp"),
        ("command", "docker compose", "docker-compose"),
        ("command", "kubectl", "kubernetes"),
        ("registry", "dkr.ecr.amazonaws.com", "amazon-ecr"),
        ("runner", "blacksmith-*", "blacksmith"),
        ("task", "azurewebapp", "azure-app-service"),
        ("github", "just-containers/s6-overlay", "s6-overlay"),
        ("system", "opendkim", "opendkim"),
    ],
)
def test_what_people_call_it(ecosystem: str, name: str, technology: str) -> None:
    assert [a.technology for a in of(Aliases) if (a.ecosystem, a.name) == (ecosystem, name)] == [technology]


def test_what_containers_install_is_known_by_the_same_names() -> None:
    assert INSTALLED - {a.name for a in of(Aliases) if a.ecosystem == "system"} == set()


def test_the_verbs_that_commands_are_read_for_are_known() -> None:
    phrases = {a.name for a in of(Aliases) if a.ecosystem == "command" and " " in a.name}
    services = {name for name in phrases if name.startswith(("aws ", "az ", "gcloud ", "gradle "))}
    assert phrases - services == VERBS


def test_languages_that_nobody_puts_on_a_radar_are_the_only_ones_left_out() -> None:
    seen = set(_BY_ENDING.values()) | {language for language in _BY_NAME.values() if language}
    assert seen - {a.name for a in of(Aliases) if a.ecosystem == "language"} == {
        "awk", "batch", "css", "hcl", "html", "xslt"
    }  # fmt: skip


def test_facts_are_about_known_technologies_and_unique() -> None:
    known = {t.name for t in of(Technologies)}
    assert {fact.technology for kind in (Limits, Agreements, Substitutes) for fact in of(kind)} - known == set()
    limits = Counter((x.technology, x.quantity, x.variant) for x in of(Limits))
    agreements = Counter((x.technology, x.regime) for x in of(Agreements))
    substitutes = Counter((x.capability, x.technology) for x in of(Substitutes))
    assert [key for counts in (limits, agreements, substitutes) for key, n in counts.items() if n > 1] == []


def test_limits_are_measured_in_the_units_of_their_quantities() -> None:
    assert [x for x in of(Limits) if QUANTITIES.get(x.quantity) != x.unit] == []
    assert set(QUANTITIES) - {x.quantity for x in of(Limits)} == set()
    assert {x.comparison for x in of(Limits)} <= {"<=", ">=", "="}
    assert [x for x in of(Limits) if x.unit == "ratio" and not 0 < x.value <= 1] == []
    assert [x for x in of(Limits) if x.unit == "boolean" and x.value not in (0, 1)] == []


def test_regimes_are_named_as_constraints_name_them() -> None:
    assert {x.regime for x in of(Agreements)} == {"HIPAA", "GDPR", "SOC2", "PCI-DSS"}


def test_every_fact_says_where_it_is_said() -> None:
    urls = [x.url for kind in (Limits, Agreements, Substitutes) for x in of(kind)]
    urls += [t.home for t in of(Technologies) if t.home is not None]
    assert [url for url in urls if not SAYS_URL.fullmatch(url)] == []


def test_no_fact_is_younger_than_its_commit() -> None:
    facts = Path(load.__file__).parent / "facts"
    written = subprocess.run(
        ["git", "log", "-1", "--format=%cs", "--", str(facts)], cwd=facts, capture_output=True, text=True, check=False
    ).stdout.strip()
    latest = max(x.dated for kind in (Limits, Agreements) for x in of(kind))
    assert latest <= (dt.date.fromisoformat(written) if written else dt.date.today())


def test_the_version_is_a_hash_of_the_data() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", load.version())
    assert load.version() == load.version()


def test_regions_lie_in_countries_and_areas() -> None:
    regions = {r.name: r for r in of(Regions)}
    assert len(regions) == len(of(Regions))
    assert regions["eu-west-2"].areas == ["eu-west-2", "uk", "europe"]
    assert regions["westeurope"].areas == ["westeurope", "nl", "eu", "eea", "europe"]
    assert regions["germany"] == Regions("germany", "de", ["de", "eu", "eea", "europe"], None, None)
    assert regions["eu"] == Regions("eu", None, ["eu", "eea", "europe"], None, None)
    assert [r.name for r in of(Regions) if r.provider and not SAYS_URL.fullmatch(r.url or "")] == []
    assert {a for r in of(Regions) for a in r.areas[1:]} <= set(regions)
