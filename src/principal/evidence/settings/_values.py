"""What a setting's value chooses: the scheme of an address, the name of an engine.

An address (``postgresql+asyncpg://…``, ``jdbc:mysql:…``, ``Host=db;Username=x``) speaks for
itself. A name (``mysql``, ``django.db.backends.postgresql``, ``:redis_cache_store``) is told
where its keys say that something is chosen: ``DB_CONNECTION``, ``adapter`` in a database's
settings. What is chosen by a variable is the default that stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from principal.evidence.settings._lines import words

_SCHEMES_WORDS = """
    postgres postgresql pgsql postgis cockroachdb mysql mysql2 mysqls mariadb sqlite sqlite3 file-sqlite libsql
    mssql sqlserver oracle db2 h2 hsqldb derby firebird mongodb redis rediss valkey memcached memcache amqp amqps
    pyamqp rabbitmq nats kafka pulsar mqtt mqtts stomp sqs ldap ldaps smtp smtps ses ses+smtp sendgrid mailgun
    postmark resend mailjet mandrill brevo sendmail s3 gs gcs azblob abfs abfss wasb wasbs clickhouse clickhouses
    cassandra neo4j bolt elasticsearch opensearch meilisearch influxdb influx snowflake bigquery redshift trino
    presto databricks duckdb couchbase couchdb couchbases etcd consul zookeeper zk ignite sap hana vertica teradata
    exasol ftp sftp imap imaps milvus qdrant temporal dynamodb tidb cloudsql singlestore timescaledb
"""
_SCHEMES = frozenset(_SCHEMES_WORDS.split())
_URL = re.compile(
    r"(?:(?<=[\"'=(,\[|{>])|\A)(jdbc:|r2dbc:)?([a-zA-Z][a-zA-Z0-9]{0,20})((?:\+[a-zA-Z0-9_]{1,20}){0,2}):(?=//[^\s])"
)
_JDBC = re.compile(r"\b(?:jdbc|r2dbc):(?:tc:|p6spy:|aws-wrapper:|otel:)?([a-z0-9]{2,20}):")
_PAIRS = (
    ("azure-service-bus", re.compile(r"Endpoint=sb://", re.IGNORECASE)),
    ("cosmosdb", re.compile(r"AccountEndpoint=https://", re.IGNORECASE)),
    ("azure-storage", re.compile(r"DefaultEndpointsProtocol=|UseDevelopmentStorage=true", re.IGNORECASE)),
    ("application-insights", re.compile(r"InstrumentationKey=", re.IGNORECASE)),
    ("sqlite", re.compile(r"\b(?:Data Source|DataSource|Filename)=[^;\"']{0,200}(?:\.db3?|\.sqlite3?|:memory:)", re.I)),
    (
        "sqlserver",
        re.compile(
            r"\(localdb\)|Initial Catalog=|Trusted_?Connection=|TrustServerCertificate=|MultipleActiveResultSets=", re.I
        ),
    ),
    ("npgsql", re.compile(r"\b(?:Host|Server)=[^;]{1,100};.{0,200}\bUser ?name=|\bSearch ?Path=", re.IGNORECASE)),
)
_GETS = re.compile(r"env\b|getenv|environ|get_env|fetch\(|config\(|process\.env|_env\(|os\.Get", re.IGNORECASE)
_TEXT = re.compile(r"\"([^\"\\]{0,300})\"|'([^'\\]{0,300})'")
_DEFAULT = re.compile(r"\$\{[A-Za-z_][\w.]{0,80}:(?:-|=)?([^${}]{0,300})\}")
_PLAIN = re.compile(r":?([A-Za-z][\w.+-]{1,100})")
_QUALIFIED = re.compile(
    r"(?=.*(?:backend|cache|\bdb\b|jdbc|storage|mail|adapter|dialect|driver|session|broker|channels|engine))"
    r"[A-Za-z][\w]{1,40}(?:\.\w{1,60}){1,8}", re.IGNORECASE,
)  # fmt: skip
_NOT_ENGINES_WORDS = """
    local default string true false database null_store array file test log sync async disk none null memory
    memory_store boolean cookie cookie_store object number integer local_file filesystem in_memory inmemory auto
    failover roundrobin http https tcp public private custom json yaml text cache session email mail smtp_settings
    postgresql_username enabled disabled html url id any all
"""
_NOT_ENGINES = frozenset(_NOT_ENGINES_WORDS.split())

# What is chosen …
_TOPICS_WORDS = """
    database databases db dbs datasource datasources sql rdbms orm persistence repo repository dbms typeorm sequelize
    cache caches caching queue queues queueing broker messenger messaging jobs job pubsub eventbus bus
    session sessions mail mailer mailers email emails storage storages filesystem filesystems disk disks blob blobs
    upload uploads attachment attachments objectstore s3 search scout broadcast broadcasting vector vectorstore
    embedding embeddings llm results celery kv sms bigquery warehouse
"""
_TOPICS = frozenset(_TOPICS_WORDS.split())
# … and the last word of the key that chooses.
_SELECTORS_WORDS = """
    adapter type driver engine dialect client provider connection connections backend store mailer transport broker
    disk vendor service kind dbms method protocol
"""
_SELECTORS = frozenset(_SELECTORS_WORDS.split())
_CHOOSERS = frozenset(("default", "storage", "class", "classname", "name", "backends", "adapters"))
_DATABASE_KEYS = frozenset(("kc_db", "db", "dbms", "database", "databases", "connection", "db_type", "db_vendor"))


def schemes(value: str) -> Iterator[str]:
    """Schemes of the addresses in *value* that name a store, a queue or a service."""
    if "://" in value:
        for found in _URL.finditer(value):
            scheme = found[2].lower()
            if scheme + found[3].lower() in _SCHEMES:
                yield scheme + found[3].lower()
            elif scheme in _SCHEMES:
                yield scheme
    if "dbc:" in value:
        for found in _JDBC.finditer(value):
            yield found[1]
    if "=" in value:
        yield from (name for name, form in _PAIRS[:4] if form.search(value))
        if ";" in value or _PAIRS[4][1].search(value):
            yield from [name for name, form in _PAIRS[4:] if form.search(value)][:1]


@lru_cache(maxsize=4096)
def can_choose(key: str) -> bool:
    """Whether a key ends as those do that choose something, or the class that does it."""
    last = words(key)[-1:]
    return not _SELECTORS.isdisjoint(last) or not _CHOOSERS.isdisjoint(last) or key.lower() in _DATABASE_KEYS


def chosen(keys: Sequence[str], value: str, topic: str) -> Iterator[str]:
    """Names of what is chosen by a setting, lower case.

    Args:
        keys: that lead to the value, outermost first.
        value: as written.
        topic: what the whole file is about (database, mail), '' where its name does not say.
    """
    own = words(keys[-1])
    if not own:
        return
    listed = value.startswith("[")
    if listed:
        if keys[-1].lower() in _DATABASE_KEYS:
            yield from (found for part in value.strip("[],").split(",")[:20] if (found := _name(part)))
        return
    said = default(value)
    if (qualified := _QUALIFIED.fullmatch(said)) is not None:
        yield qualified.group().lower()
        return
    name = _name(said)
    if not name:
        return
    around = {word for key in keys[-4:-1] for word in words(key)}.union(own[:-1])
    selects = own[-1] in _SELECTORS and (bool(topic) or not _TOPICS.isdisjoint(around))
    if (
        selects
        or "_".join(own) in _DATABASE_KEYS
        or (own[-1] in ("store", "adapter") and own[0] in ("cache", "queue"))
        or (topic and own == ("default",) and _GETS.search(value))
    ):
        yield name


def default(value: str) -> str:
    """What *value* is where its variables are not set."""
    text = value.rstrip(" ,;")
    for mark in (" #", " //", "\t#"):
        at = text.find(mark)
        if at >= 0 and text.count('"', 0, at) % 2 == 0 and text.count("'", 0, at) % 2 == 0:
            text = text[:at].rstrip(" ,;")
    if "${" in text:
        text = _DEFAULT.sub(lambda found: found[1], text)
    texts = [found[1] if found[1] is not None else found[2] for found in _TEXT.finditer(text)]
    if not texts:
        return text.partition(", ")[0].strip("\"' ")
    if _GETS.search(text):
        return texts[-1] if len(texts) > 1 or "||" in text or "??" in text or "?:" in text or "default" in text else ""
    if text[0] in "\"'" and len(texts) == 1:
        return texts[0]
    return text.partition(",")[0].strip("\"' ")


def _name(value: str) -> str:
    found = _PLAIN.fullmatch(value.strip(" \"'"))
    return name if found is not None and (name := found[1].lower()) not in _NOT_ENGINES else ""
