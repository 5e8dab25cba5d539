""".NET Aspire app hosts: the resources of a distributed application, and who is given a reference to whom.

The C# of an app host is not run: its chains of calls on the builder are read in order
(``builder.AddProject<Projects.Basket_API>("basket-api").WithReference(redis)``), in the program and
in extension methods beside it. What stands under a condition that is written false is left out.

https://learn.microsoft.com/dotnet/aspire/fundamentals/app-host-overview
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from principal.core.addresses import may_name_peer
from principal.core.distinct import distinct
from principal.core.images import image_package, kind_of_image, kind_of_service, parse_image, protocol_of_image
from principal.core.observed import Calls, Components, Packages
from principal.core.readers.script import Token, arguments, closing, tokenize
from principal.core.sources import FileSource, Gap, SourceFile

MAX_RESOURCES = 1_000
MAX_BYTES = 400_000

Row = Packages | Components | Calls | Gap

# What the hosting packages run where nothing else is said.
_IMAGES = {
    "Redis": "redis", "Valkey": "valkey/valkey", "Garnet": "ghcr.io/microsoft/garnet", "Postgres": "postgres",
    "MySql": "mysql", "SqlServer": "mcr.microsoft.com/mssql/server", "MongoDB": "mongo", "RabbitMQ": "rabbitmq",
    "Kafka": "confluentinc/confluent-local", "Nats": "nats", "Elasticsearch": "elasticsearch", "Seq": "datalust/seq",
    "Qdrant": "qdrant/qdrant", "Milvus": "milvusdb/milvus", "Keycloak": "quay.io/keycloak/keycloak",
    "Oracle": "container-registry.oracle.com/database/free", "ClickHouse": "clickhouse/clickhouse-server",
    "Meilisearch": "getmeili/meilisearch", "RavenDB": "ravendb/ravendb", "ActiveMQ": "apache/activemq-classic",
    "Ollama": "ollama/ollama", "MailPit": "axllent/mailpit", "MailDev": "maildev/maildev",
    "KurrentDB": "kurrentplatform/kurrentdb",
}  # fmt: skip
_KINDS = {
    "Database": "database", "Oracle": "database", "RavenDB": "database", "KurrentDB": "database", "Milvus": "database",
    "AzurePostgresFlexibleServer": "database", "AzureSqlServer": "database", "AzureCosmosDB": "database",
    "CosmosDatabase": "database", "AzureSearch": "database", "AzureRedis": "cache", "AzureManagedRedis": "cache",
    "Kafka": "queue", "AzureServiceBus": "queue", "AzureEventHubs": "queue", "AzureStorage": "bucket", "Yarp": "proxy",
    "OpenAI": "external", "AzureOpenAI": "external", "ConnectionString": "external", "ExternalService": "external",
    "GitHubModel": "external", "AzureAIFoundry": "external", "AzureSignalR": "external", "AzureWebPubSub": "external",
}  # fmt: skip
_STORES = ("database", "cache", "queue", "bucket")
# What a resource is made of, or where it runs, and no resource that anybody calls.
_PART = re.compile(
    r"Parameter\w*|\w*Environment|\w*(?:Volume|Model|Deployment|(?<=\w)Container|Queue|Topic|Subscription|Hub|"
    r"ConsumerGroup|Blobs|Tables|Queues|Certificate|Insights|Workspace|Registry|Identity|KeyVault|Publisher|Resource|Chat|Embedding)"
)
_PROGRAMS = frozenset(
    ("Project", "CSharpApp", "AzureFunctionsProject", "NpmApp", "NodeApp", "ViteApp", "JavaScriptApp", "PythonApp",
     "UvicornApp", "Executable", "GolangApp", "Dockerfile", "RustApp", "SpringApp", "JavaApp", "BunApp", "DenoApp",
     "NextJsApp")
)  # fmt: skip
_IN_FOLDER = _PROGRAMS - {"Project", "AzureFunctionsProject", "Executable"}
_BUILDER = re.compile(r"\bIDistributedApplicationBuilder\s+(\w+)|\b(\w+)\s*=\s*DistributedApplication\.CreateBuilder\b")
_REFERENCE = re.compile(r"<ProjectReference\b[^>]{0,500}?\bInclude\s*=\s*\"([^\"]{1,300})\"")
_METHOD = re.compile(r"\b(\w+)\s*\(\s*this\s+IDistributedApplicationBuilder\b")
_MAINS = ("Program.cs", "AppHost.cs")
_FALSE = re.compile(r"\b(?:bool|var)\s+(\w+)\s*=\s*false\s*;")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,100}")


@dataclass(slots=True)
class _Resource:
    """A resource: its name, what was added (``Postgres``), and whether it runs of itself."""

    name: str
    what: str
    line: int
    parent: _Resource | None = None
    image: str | None = None
    build: str | None = None
    children: int = 0
    called: bool = False
    replicas: int | None = None

    @property
    def default(self) -> str | None:
        """The image that it runs."""
        above = self.parent.default if self.parent else None
        return self.image or _IMAGES.get(self.what, above)

    @property
    def kind(self) -> str:
        """As in observed.components."""
        image = parse_image(self.default or "")
        own = _KINDS.get(self.what) or (kind_of_image(image.name) if image else None)
        own = own or (kind_of_service(self.name) if self.what == "Container" else None)
        return own or (self.parent.kind if self.parent else "service")


@dataclass(slots=True)
class _Host:
    """What was read of one file."""

    path: str
    builders: set[str]
    projects: dict[str, str]
    resources: list[_Resource] = field(default_factory=list)
    variables: dict[str, _Resource] = field(default_factory=dict)
    calls: list[tuple[int, _Resource, _Resource, str, str]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def _wants(path: str) -> bool:
    return path.endswith(".cs") and "apphost" in path.lower()


def _companions(path: str) -> tuple[str, ...]:
    """The file's project by convention, which refers to those that are run; and the program that calls its methods."""
    folder = posixpath.dirname(path)
    names = (f"{posixpath.basename(folder)}.csproj", *_MAINS)
    return tuple(found for name in names if folder and (found := posixpath.join(folder, name)) != path)


def read(file: SourceFile) -> Iterator[Row]:
    """Resources of an app host, and who refers to whom."""
    text = file.text
    builders = {name for match in _BUILDER.finditer(text) for name in match.groups() if name}
    if not builders or len(file.content) > MAX_BYTES:
        return
    host = _Host(file.path, builders, _projects(file))
    _read_chains(host, _live(tokenize(text, "swift"), text, _words_of_programs(file)))
    yield from distinct(_rows(host))


def _projects(file: SourceFile) -> dict[str, str]:
    """The name that the tool generates for each project that is referred to, and the project's folder."""
    found = {}
    for path, content in file.companions.items():
        for written in _REFERENCE.findall(content.decode("utf-8", "replace")):
            project = posixpath.normpath(posixpath.join(posixpath.dirname(path), written.replace("\\", "/")))
            stem = posixpath.basename(project).rpartition(".")[0]
            if not project.startswith(".."):
                found[re.sub(r"\W", "_", stem)] = posixpath.dirname(project)
    return found


def _words_of_programs(file: SourceFile) -> set[str] | None:
    """Every word of the programs beside *file* that is not switched off; None where there is none."""
    words: set[str] = set()
    programs = [content for path, content in file.companions.items() if path.endswith(_MAINS)]
    for content in programs:
        text = content.decode("utf-8", "replace")
        words.update(t.text for t in _live(tokenize(text, "swift"), text, None) if t.kind == "word")
    return words if programs else None


def _live(tokens: Sequence[Token], text: str, called: set[str] | None) -> list[Token]:
    """*tokens* without what stands under a false condition, and without methods on a builder that nobody *called*."""
    off = {"false", *_FALSE.findall(text)}
    unused = set() if called is None else set(_METHOD.findall(text)) - called
    tokens = [token for token in tokens if token.kind != "newline"]
    live: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == "if" and at + 4 < len(tokens) and tokens[at + 2].text in off and _is(tokens, at + 4, "{"):
            at = closing(tokens, at + 4) + 1
        elif token.text in unused and _is(tokens, at + 1, "("):
            after = closing(tokens, at + 1) + 1
            at = closing(tokens, after) + 1 if _is(tokens, after, "{") else after
        else:
            live.append(token)
            at += 1
    return live


def _read_chains(host: _Host, tokens: Sequence[Token]) -> None:
    at = 0
    while at < len(tokens) and len(host.resources) < MAX_RESOURCES:
        if tokens[at].kind == "word" and _is(tokens, at + 1, ".") and not _is(tokens, at - 1, "."):
            at = max(_chain(host, tokens, at), at + 1)
        else:
            at += 1


def _is(tokens: Sequence[Token], at: int, mark: str) -> bool:
    return 0 <= at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text == mark


def _chain(host: _Host, tokens: Sequence[Token], start: int) -> int:
    """Read ``a.B(…).C(…)`` and say where it ends."""
    resource = host.variables.get(tokens[start].text)
    on_builder = tokens[start].text in host.builders
    at = start + 1
    if resource is None and not on_builder:
        return at
    while _is(tokens, at, ".") and at + 1 < len(tokens):
        method = tokens[at + 1].text
        generic, opened = _generic(tokens, at + 2)
        if not _is(tokens, opened, "("):
            break
        given, at = arguments(tokens, opened)
        if method.startswith("Add"):
            if resource is None and not on_builder:
                return at
            resource = _added(host, method[3:], generic, given, tokens[opened].line, resource)
            on_builder = False
        elif resource is not None:
            _said(host, resource, method, given, tokens[opened].line)
    if resource is not None and _is(tokens, start - 1, "=") and tokens[start - 2].kind == "word":
        host.variables[tokens[start - 2].text] = resource
    return at


def _generic(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The last name of a type argument, and where what follows it begins."""
    if not _is(tokens, at, "<"):
        return "", at
    end = at + 1
    while end < min(len(tokens), at + 20) and not _is(tokens, end, ">"):
        end += 1
    return tokens[end - 1].text, end + 1


def _added(
    host: _Host, what: str, generic: str, given: list[list[Token]], line: int, parent: _Resource | None
) -> _Resource | None:
    texts = [argument[0].text if len(argument) == 1 and argument[0].kind == "string" else None for argument in given]
    if _PART.fullmatch(what) or not texts or (parent is not None and what not in _KINDS):
        return parent
    name = texts[0]
    if name is None or not _NAME.fullmatch(name):
        if what in _PROGRAMS or what in _IMAGES:
            host.gaps.append(Gap("the name of a resource is not a literal", line))
        return parent
    resource = _Resource(name, what, line, parent)
    if parent is not None:
        parent.children += 1
    second = texts[1] if len(texts) > 1 else None
    if what == "Container":
        resource.image = second
    elif what in _IN_FOLDER and second is not None:
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(host.path), second.replace("\\", "/")))
        resource.build = None if folder.startswith("..") else folder
    elif generic:
        resource.build = host.projects.get(generic)
    host.resources.append(resource)
    return resource


def _said(host: _Host, resource: _Resource, method: str, given: list[list[Token]], line: int) -> None:
    """What a call on a resource says of it: its image, its number, whom it is given."""
    first = given[0][0] if given and len(given[0]) == 1 else None
    if method == "WithImage" and first is not None and first.kind == "string":
        resource.image = first.text
    elif method == "WithReplicas" and first is not None and first.text.isdigit() and len(first.text) < 7:
        resource.replicas = int(first.text)
    elif method != "WithParentRelationship":
        evidence = first.text if method == "WithEnvironment" and first and first.kind == "string" else method
        kind = "depends_on" if method.startswith("WaitFor") else "reference"
        for argument in given:
            other = host.variables.get(argument[0].text) if argument[0].kind == "word" else None
            if other is not None and other is not resource and (len(argument) == 1 or _is(argument, 1, ".")):
                other.called = True
                if may_name_peer(evidence):
                    host.calls.append((argument[0].line, resource, other, evidence, kind))


def _rows(host: _Host) -> Iterator[Row]:
    yield from host.gaps
    for resource in host.resources:
        if resource.children and not resource.called:
            continue  # a server that is there for its databases alone
        image = parse_image(resource.default or "")
        if image is not None:
            yield image_package(host.path, resource.line, image)
        yield Components(
            host.path, resource.line, resource.name, resource.kind, "aspire", resource.default, resource.build,
            resource.replicas,
        )  # fmt: skip
    for line, caller, callee, evidence, kind in host.calls:
        image = parse_image(callee.default or "")
        via = protocol_of_image(image.name) if image is not None else ""
        yield Calls(host.path, line, caller.name, callee.name, via, None, evidence[:100], kind)


SOURCE = FileSource(
    name="aspire",
    version=2,
    tables=(Packages, Components, Calls),
    wants=_wants,
    read=read,
    companions=_companions,
    companion_names=frozenset(("*.csproj", *_MAINS)),
)
