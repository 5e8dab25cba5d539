"""The tables of what was seen in a repository: the vocabulary that sources share.

``repository`` and ``source`` are added to each. Paths are relative to the repository's
root; lines count from 1. A source may declare further tables in its own module.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.tables import table


@table("observed", key=("source", "path"))
@dataclass(frozen=True, slots=True)
class Coverage:
    """What each source could and could not read. A file that was read whole has no row."""

    path: str  # '' for the source as a whole
    status: str  # complete (only for ''), partial (some of it was read), unread or missing
    files: int  # how many files the row speaks of
    line: int | None  # where reading stopped, if known
    reason: str  # why it is not complete; '' when it is
    hides: str = ""  # the one table of which rows may be missing; '' for all of its source


@table("observed", key=("path",), volatile=("size", "lines", "blob"))
@dataclass(frozen=True, slots=True)
class Files:
    """Tracked files."""

    path: str
    language: str | None  # as a person would name it on a radar: python, typescript, go …; null: none
    kind: str  # code, test, documentation, configuration, generated, vendored, data or binary
    size: int  # bytes
    lines: int | None  # null for binary files and those too large to count
    blob: str  # git's hash of the content


@table("observed", key=("sha",))
@dataclass(frozen=True, slots=True)
class Commits:
    """Commits reachable from the revision."""

    sha: str
    author: str  # name, after .mailmap
    email: str  # lower case, after .mailmap
    authored: dt.datetime  # UTC
    committed: dt.datetime  # UTC
    parents: int  # 0 root, 2 and more a merge
    subject: str  # first line of the message, at most 200 characters
    bot: bool  # the author is automation (dependabot, renovate, …[bot])


@table("observed", key=("sha", "path"))
@dataclass(frozen=True, slots=True)
class Changes:
    """One file changed by one commit (merges list none)."""

    sha: str
    path: str
    status: str  # A added, M modified, D deleted, T type changed
    delta: int | None  # bytes added (negative: removed); null where a blob is missing


@table("observed", key=("path", "line", "ecosystem", "name"))
@dataclass(frozen=True, slots=True)
class Packages:
    """Things that manifests name: packages, images, charts, actions, infrastructure types.

    Raw: ``name`` is what the ecosystem calls it. ``observed.technologies`` maps it through
    ``known.aliases`` to what a person would say.
    """

    path: str
    line: int
    ecosystem: str  # package URL type: pypi npm golang cargo maven nuget gem composer hex conan
    # conda jsr deno vcpkg cmake swift cocoapods pub docker helm terraform (a resource type) terraform-provider
    # github (an action, or the hooks of a repository)
    # kubernetes (an API group), heroku (an add-on), file (a file that names a technology by being there),
    # system (a package of a distribution or a version manager), command (a program that a script runs, with a verb
    # that is a thing of its own: docker compose), registry (where images are pushed to), runner (a label of hosted
    # runners), task (a step that a CI service offers), pipeline (a tool that a pipeline names otherwise), setting
    # (what settings choose: a scheme, an engine, a key that gives access to a service), host (an API that code
    # calls), standard (a media type, URN or path that a standard fixes), import (what comes with a language or a
    # system)
    name: str  # normalised as the package URL type demands (pypi: PEP 503; maven: group/artifact;
    # docker: image without tag, without docker.io/library/)
    version: str | None  # pinned version, or the requirement as written; null where none is given
    purl: str | None  # package URL; null where the ecosystem has no type for it
    scope: str  # runtime, development, build, optional or transitive (only in a lock file)


@table("observed", key=("path", "line", "name"))
@dataclass(frozen=True, slots=True)
class Components:
    """Running parts that infrastructure files declare: services, jobs, databases, queues."""

    path: str  # the file that declares it
    line: int
    name: str  # as declared (compose service, Kubernetes metadata.name, Terraform TYPE.NAME)
    kind: str  # service, job, database, cache, queue, proxy, external, function, bucket, cluster or other
    origin: str  # compose, kubernetes, helm, terraform, backstage …
    image: str | None  # container image as written, variables interpolated
    build: str | None  # folder that it is built from, relative to the repository's root
    replicas: int | None


@table("observed", key=("path", "line", "caller", "callee"))
@dataclass(frozen=True, slots=True)
class Calls:
    """Who is given whose address, or is told to wait for whom."""

    path: str
    line: int
    caller: str  # component name as declared
    callee: str  # host or component named in the address, without port
    via: str  # protocol: http https grpc postgresql mysql redis amqp kafka mongodb …; '' unknown
    port: int | None
    evidence: str  # address (a value), depends_on or reference; with the variable's name: 'CART_ADDR'
    kind: str  # address, depends_on, reference


@table("observed", key=("path", "line", "key", "host"))
@dataclass(frozen=True, slots=True)
class Endpoints:
    """Addresses in settings and code whose host is one word: only the system itself can know such a name.

    Whose they are, the folder of the file tells, or who is given the settings (``holder``).
    """

    path: str
    line: int
    key: str  # of the setting, with the top-level key before a dot; '' where a literal of code stands alone
    host: str
    port: int | None
    via: str  # protocol, as in observed.calls; '' unknown
    holder: str | None  # the ConfigMap or Secret that holds the settings


@table("observed", key=("path", "line", "component", "place"))
@dataclass(frozen=True, slots=True)
class Mounts:
    """Files, folders and named settings that a component is given when it starts."""

    path: str
    line: int
    component: str  # as in observed.components
    place: str  # a path of this repository; a ConfigMap or Secret as 'configmap/NAME' or 'secret/NAME'
    key: str | None  # the one setting that it takes from there; null: all of them


@table("observed", key=("path", "line", "type", "name"))
@dataclass(frozen=True, slots=True)
class Resources:
    """Infrastructure resources: Terraform blocks and Kubernetes objects."""

    path: str
    line: int
    type: str  # aws_docdb_cluster, Deployment, …
    name: str
    provider: str  # aws, google, azurerm, cloudflare, kubernetes …
    region: str | None  # where the file itself says so
    detail: str | None  # what tells variants apart: instance class, engine, memory


@table("observed", key=("path", "line", "name"))
@dataclass(frozen=True, slots=True)
class DataTables:
    """Tables and collections that code creates (migrations), or maps its classes to (models)."""

    path: str
    line: int
    name: str  # lower case, without schema and quotes
    schema: str | None  # lower case, where it is said
    model: str | None  # the class or model, as written, where there is one
    how: str  # creates or maps
    tool: str  # sql, django, rails, alembic, prisma, jpa, efcore …
    certain: bool  # the name is said; where not, it follows from the class's as the tool would have it


@table("observed", key=("path", "line", "host", "name"))
@dataclass(frozen=True, slots=True)
class DatabaseNames:
    """Which database of a server an address names: one server may keep those of many."""

    path: str
    line: int
    host: str  # lower case
    name: str  # of the database, as written


@table("observed", key=("path", "line", "target"))
@dataclass(frozen=True, slots=True)
class Imports:
    """One import statement's target, as written."""

    path: str
    line: int
    language: str  # python, typescript, javascript, go, java, kotlin
    target: str  # dotted module (python: relative ones with leading dots), specifier, package path
    names: list[str]  # imported names ('*' for all, 'default' for a default export), [] for a whole module
    type_only: bool  # erased at run time (TYPE_CHECKING, import type)


@table("observed", key=("path", "line", "pattern", "owner"))
@dataclass(frozen=True, slots=True)
class Owners:
    """Who owns what by CODEOWNERS, one row an owner; the last line of a section that matches wins."""

    path: str
    line: int
    pattern: str  # as written
    owner: str  # @user, @org/team or an address; '' where the line un-owns
    section: str  # GitLab section in lower case, '' outside; each has its own last matching line
    prefix: str  # what every path that the pattern matches begins with
    part: str  # what every such path contains
    regex: str  # what such a path matches (RE2, anchored); '' where the prefix is all


@table("observed", key=("path", "line", "kind", "name"))
@dataclass(frozen=True, slots=True)
class CatalogEntities:
    """Entities of Backstage ``catalog-info.yaml`` files."""

    path: str
    line: int
    kind: str  # Component, API, Resource, System, Group …
    name: str
    type: str | None  # spec.type
    owner: str | None
    system: str | None
    lifecycle: str | None
    depends_on: list[str]  # dependsOn and consumesApis references, as written
    adr_location: str | None  # backstage.io/adr-location


@table("observed", key=("path", "line", "tool", "name"))
@dataclass(frozen=True, slots=True)
class Contracts:
    """Boundaries and checks that another tool already holds this repository to."""

    path: str
    line: int
    tool: str  # import-linter, tach, semgrep, archunit, dependency-cruiser …
    name: str
    kind: str  # layers, forbidden, independence, module, rule …


@table("observed", key=("path", "kind"))
@dataclass(frozen=True, slots=True)
class Guides:
    """Texts that already govern people and agents: AGENTS.md, OpenSpec, spec-kit …"""

    path: str
    kind: str  # agents, claude, cursor, copilot, openspec, spec-kit, contributing, architecture
    title: str | None


@table("observed", key=("path", "line", "name"))
@dataclass(frozen=True, slots=True)
class RadarEntries:
    """Blips of radar files in foreign formats (Zalando, build-your-own-radar, AOE, Backstage)."""

    path: str
    line: int
    name: str
    ring: str  # lower case, as written there
    quadrant: str | None
    release: str | None = None  # of which release of the radar it is, where that keeps a file for each: 2025-08-15


@table("observed", key=("path", "line", "id"))
@dataclass(frozen=True, slots=True)
class ModelElements:
    """What architecture models of other tools say that the system is made of."""

    path: str
    line: int
    tool: str  # structurizr, likec4, mermaid or threagile
    id: str  # as relations of the same file name it; where it has none there, made of its name
    name: str
    kind: str  # as of a component: service app job database cache queue external edge library; or
    # person, system (a whole that is made of others), module (a part inside of one that runs), node (where things run)
    written: str  # the kind as written: softwareSystem, ContainerDb, an archetype, a kind of the model's own
    technology: str | None
    description: str | None
    parent: str | None  # id of the element that it is a part of


@table("observed", key=("path", "line", "from_id", "to_id", "description"))
@dataclass(frozen=True, slots=True)
class ModelRelations:
    """Who uses whom, as architecture models of other tools say.

    Ids are those of ``observed.model_elements``; one that no element of the file has stands as written.
    """

    path: str
    line: int
    tool: str
    from_id: str
    to_id: str
    description: str | None
    technology: str | None


@table("observed", key=("path", "line", "target"))
@dataclass(frozen=True, slots=True)
class ModelIncludes:
    """Files and folders of the repository that an architecture model takes in."""

    path: str
    line: int
    tool: str
    target: str  # relative to the repository's root
    scope: str | None  # id of the element in which what is taken in stands


@table("observed", key=("path", "line", "tool", "rule", "file"))
@dataclass(frozen=True, slots=True)
class Results:
    """Results of other checkers, read from SARIF files that the repository or a job left."""

    path: str  # the SARIF file
    line: int
    tool: str
    rule: str
    level: str  # error, warning, note, none
    message: str
    file: str  # where the result is, relative to the root; '' where it names none
    file_line: int | None
    suppressed: bool


@table("observed", key=("path", "line", "name"))
@dataclass(frozen=True, slots=True)
class Technologies:
    """Technologies in use, as a person would name them, each where it is named.

    Follows from ``observed.packages`` through ``known.aliases``, and from the languages of
    ``observed.files``. What the catalog does not know stands under its own name.
    """

    path: str
    line: int
    name: str  # as in known.technologies; a radar's blips use the same names
    kind: str  # as in known.technologies; package: a library, image or API that the catalog does not know
    version: str | None
    scope: str  # runtime, development, build, optional
    ecosystem: str  # where it was named: pypi, docker, terraform, language …
    evidence: str  # the raw name: pymongo, mongo, aws_docdb_cluster
