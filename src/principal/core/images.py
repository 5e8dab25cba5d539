"""Container images: reading a reference, and guessing from its name what runs in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from principal.core.observed import Packages

_REFERENCE = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*(?::[0-9]{1,5}(?=/))?(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>[a-z0-9+._-]+:[0-9a-fA-F]{32,128}))?"
)
_MAX_REFERENCE = 512

# Places that serve the official images under another name.
_LIBRARIES = (
    "docker.io/library/",
    "index.docker.io/library/",
    "registry-1.docker.io/library/",
    "registry.hub.docker.com/library/",
    "public.ecr.aws/docker/library/",
    "mirror.gcr.io/library/",
    "library/",
)
_HUBS = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/")


@dataclass(frozen=True, slots=True)
class Image:
    """An image reference. ``name`` has neither tag nor digest, nor ``docker.io/library/``."""

    name: str
    tag: str | None
    digest: str | None

    @property
    def version(self) -> str | None:
        """The tag, or the digest where there is no tag."""
        return self.tag or self.digest

    @property
    def purl(self) -> str:
        """The package URL, with the registry as a qualifier where it is not Docker Hub."""
        registry, _, rest = self.name.partition("/")
        hosted = bool(rest) and (("." in registry) or (":" in registry) or registry == "localhost")
        path = rest if hosted else self.name
        text = f"pkg:docker/{path.lower()}"
        version = self.version
        if version:
            text += "@" + quote(version, safe=":")
        if hosted:
            text += "?repository_url=" + quote(registry.lower(), safe=":")
        return text


def parse_image(reference: str) -> Image | None:
    """Read ``[registry/]name[:tag][@digest]``; None where it is not an image reference.

    Follows the grammar of the distribution project's reference package: only the host of a
    registry may have upper case.
    """
    reference = reference.strip()
    if len(reference) > _MAX_REFERENCE:
        return None
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    name = match["name"]
    host, slash, path = name.partition("/")
    repository = path if slash and ("." in host or ":" in host) else name
    if repository != repository.lower():
        return None
    for prefix in _LIBRARIES:
        if name.startswith(prefix) and "/" not in name[len(prefix) :]:
            name = name[len(prefix) :]
            break
    else:
        for prefix in _HUBS:
            name = name.removeprefix(prefix)
    return Image(name, match["tag"], match["digest"]) if name else None


def image_package(path: str, line: int, image: Image, scope: str = "runtime") -> Packages:
    """The row of an image that is used at *line*."""
    return Packages(path, line, "docker", image.name, image.version, image.purl, scope)


_KINDS = {
    "database": (
        "postgres postgresql postgis timescaledb timescaledb-ha pgvector pgvecto-rs mysql mysql-server mariadb percona "
        "mongo mongodb mongodb-community-server mssql server azure-sql-edge oracle-xe oracle-free cockroach "
        "cockroachdb cassandra scylla clickhouse clickhouse-server elasticsearch opensearch neo4j influxdb couchdb "
        "couchbase dynamodb-local arangodb orientdb rethinkdb questdb tidb yugabyte yugabytedb firebird db2 "
        "surrealdb qdrant weaviate milvus chroma meilisearch typesense solr dgraph ferretdb "
        "documentdb documentdb-local db database"
    ),
    "cache": "redis redis-stack redis-stack-server valkey memcached keydb dragonfly dragonflydb redict garnet varnish",
    "queue": (
        "kafka cp-kafka cp-server rabbitmq nats nats-streaming activemq activemq-classic activemq-artemis "
        "pulsar redpanda eclipse-mosquitto mosquitto emqx elasticmq nsq gearmand beanstalkd rocketmq"
        " pubsub-emulator hivemq4"
    ),
    "proxy": "nginx nginx-unprivileged nginx-proxy openresty haproxy traefik envoy caddy kong apisix squid",
    "bucket": "minio azurite fake-gcs-server seaweedfs",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_ONLY_AS_SERVICE = frozenset({"db", "database"})
_WORK = frozenset({"migrate", "seed", "init", "backup", "wait", "setup", "create", "restore", "test", "load"})
_ONLY_FROM = {"server": "mcr.microsoft.com/mssql/"}


def kind_of_image(name: str) -> str | None:
    """database, cache, queue, proxy or bucket where the image's last name says so."""
    last = name.rsplit("/", 1)[-1].lower()
    if last in _ONLY_AS_SERVICE or not name.lower().startswith(_ONLY_FROM.get(last, "")):
        return None
    return _KIND_OF.get(last)


def kind_of_service(name: str) -> str | None:
    """The same from a component's own name (``kafka``, ``orders-db``), for images that are built in place."""
    words = re.split(r"[-_.]", name.lower())
    if words[-1] in _ONLY_FROM or words[0] in _WORK:
        return None
    return _KIND_OF.get(words[-1])


_PROTOCOLS = {
    "postgres": "postgresql", "postgresql": "postgresql", "postgis": "postgresql", "timescaledb": "postgresql",
    "pgvector": "postgresql", "mysql": "mysql", "mariadb": "mysql", "redis": "redis", "valkey": "redis",
    "keydb": "redis", "memcached": "memcached", "mongo": "mongodb", "mongodb": "mongodb", "rabbitmq": "amqp",
    "kafka": "kafka", "cp-kafka": "kafka", "redpanda": "kafka", "nats": "nats",
}  # fmt: skip


def protocol_of_image(name: str) -> str:
    """What a client of the image speaks; '' where its last name does not say."""
    return _PROTOCOLS.get(name.rsplit("/", 1)[-1].lower(), "")
