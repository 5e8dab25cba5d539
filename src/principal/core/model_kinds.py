"""What an element of another tool's architecture model is, in the words of our own records.

Such models say what a thing is in a shape, a tag, a technology or only in its name, each team in
its own words. The more a word was meant for it, the more it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = {
    "database": (
        "database databases db db's postgres postgresql postgis mysql mariadb mongodb mongo oracle mssql sqlserver "
        "sqlite dynamodb cosmosdb documentdb cassandra scylla couchdb neo4j elasticsearch opensearch clickhouse "
        "influxdb firestore bigquery snowflake redshift aurora rds datastore storage store cylinder bucket s3 minio "
        "blob warehouse schema table filesystem file-server datalake file-storage search-index ledger"
    ),
    "cache": "cache redis memcached valkey elasticache",
    "queue": (
        "queue queues topic topics kafka rabbitmq sqs sns nats kinesis pulsar activemq broker bus message-bus "
        "message-queue event-bus eventbus pubsub event-hub stream pipe mosquitto mqtt"
    ),
    "app": (
        "browser web-browser webbrowser mobile mobile-app mobiledevice single-page spa frontend front-end "
        "webapp web-app website web-ui webui ui desktop ios android web-client desktop-app "
        "mobiledeviceportrait mobiledevicelandscape"
    ),
    "wasm": "wasm webassembly",
    "edge": "edge gateway proxy reverse-proxy load-balancer loadbalancer balancer cdn ingress waf",
    "job": "job batch cron cronjob task-runner scheduled-job batch-processing",
    "library": "library sdk",
    "external": "external ext external-system existing-system external-software-system saas thirdparty third-party",
    "person": "person actor user customer persona human staff",
    "service": "service microservice api backend server lambda function function-app web-service hexagon",
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_JOINED = {word.replace("-", ""): kind for word, kind in _KIND_OF.items()}
_VENDORS_WORDS = "amazon aws azure google gcp microsoft apache managed the a cloud web services ms"
_VENDORS = frozenset(_VENDORS_WORDS.split())
_SPLIT = re.compile(r"[^a-z0-9'&+#-]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MAX = 300  # characters that are looked at


def kind_of_word(word: str | None) -> str | None:
    """The kind that a shape, a tag or a model's own kind (``MobileApp``, ``message bus``) stands for."""
    words = _words(_CAMEL.sub("-", (word or "")[:_MAX]))
    if not words:
        return None
    return _KIND_OF.get("-".join(words)) or _JOINED.get("".join(words).replace("-", "")) or _last(words)


def kind_of_technology(technology: str | None) -> str | None:
    """database, cache or queue where the technology that comes first is one; of others it tells nothing."""
    words = _words((technology or "")[:_MAX])
    first = next((w for w in words if w not in _VENDORS), "")
    for word in (first, words[-1] if words else ""):
        if _KIND_OF.get(word) in ("database", "cache", "queue"):
            return _KIND_OF[word]
    return None


def kind_of_name(name: str | None) -> str | None:
    """What the last words of a name say: ``Orders Database``, ``Single-Page Application``, ``order-queue``."""
    words = _words(_CAMEL.sub(" ", (name or "")[:_MAX]))
    if "single-page" in words or "spa" in words:
        return "app"
    found = _last(words)
    return None if found in ("person", "external") else found


def kind_of_element(words: Iterable[str | None], technology: str | None, name: str | None) -> str | None:
    """The first kind that the *words* (most telling first), the technology or the name say."""
    for word in words:
        kind = kind_of_word(word)
        if kind is not None:
            return kind
    return kind_of_technology(technology) or kind_of_name(name)


def _words(text: str) -> list[str]:
    return [w for w in _SPLIT.split(text.lower().replace("_", "-")) if w.strip("-'&+#")]


def _last(words: list[str]) -> str | None:
    """By the last two words, else the last one, else its last part."""
    if not words:
        return None
    pair = "-".join(words[-2:])
    last = words[-1]
    return _KIND_OF.get(pair) or _KIND_OF.get(last) or _KIND_OF.get(last.rpartition("-")[2])
