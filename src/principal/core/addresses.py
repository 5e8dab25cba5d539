"""Network addresses in configuration values: who is given whose address.

Strict on purpose: a value counts as an address only if its form, its variable's name, or
the components declared beside it say so. Only host, port and protocol leave this module,
never user names, passwords, paths or queries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

MAX_VALUE = 16_384  # characters of a value that are looked at
MAX_SIBLINGS = 500  # variables of one component that are searched for a port
MAX_ADDRESSES = 64  # of one value


@dataclass(frozen=True, slots=True)
class Address:
    """Where a value points: ``via`` is the protocol, '' where nothing tells it."""

    host: str
    port: int | None
    via: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A variable whose name ends in one of these holds an address.
_ADDRESS = _words(
    "ADDR ADDRS ADDRESS ADDRESSES URL URLS URI URIS ENDPOINT ENDPOINTS BROKER BROKERS SERVER SERVERS HOST HOSTS "
    "HOSTNAME HOSTNAMES DSN NODES BACKEND UPSTREAM PEERS SEEDS TARGET CONNECT CONNECTION BOOTSTRAP PROXY GATEWAY "
    "LOCATION HOSTPORT SERVICE"
)
_BARE = _words("HOST HOSTS HOSTNAME ADDR ADDRESS ENDPOINT SERVER SERVERS BROKER BROKERS BACKEND UPSTREAM PEERS SEEDS")
_HOSTS = _words("HOST HOSTS HOSTNAME HOSTNAMES ADDR ADDRESS ENDPOINT BROKER BROKERS UPSTREAM SERVER SERVERS")
# A variable that ends in one of these holds a secret, a name or an artefact, or says who may call.
_NO_ADDRESS = _words(
    "IMAGE TAG VERSION NAME RULE LABEL LABELS PASSWORD PASS PASSWD PWD SECRET TOKEN KEY CREDENTIAL CREDENTIALS SALT "
    "HASH USER USERNAME COOKIE AUTH CLIENT CLIENTS"
)
# A variable with one of these words names no peer: its own address, or who may call it.
_OWN = _words(
    "ORIGIN ORIGINS CORS ALLOWED ALLOW WHITELIST BLACKLIST REDIRECT CALLBACK LISTEN LISTENER LISTENERS BIND ADVERTISE "
    "ADVERTISED NOPROXY VIRTUAL LETSENCRYPT REFERER REFERRER TRUSTED AUDIENCE"
)
# The same, unless the host is a component declared beside it.
_PUBLIC = _words(
    "PUBLIC SITE CANONICAL DOCS DOC DOCUMENTATION HELP SUPPORT SCHEMA SCHEMAS NAMESPACE LICENSE HOMEPAGE EXTERNAL "
    "WEBSITE REPO REPOSITORY GIT DOWNLOAD INSTALL LOGO ICON TERMS PRIVACY EXAMPLE ROOT DOMAIN WWW ASSET ASSETS LINK"
)
_OWN_HOST = _words(
    "HOST HOSTNAME SERVER APP_HOST SERVER_HOST WEB_HOST PHX_HOST SERVICE_HOST DOCKER_HOST POD_HOST NODE_HOST"
)
_NOT_A_HOST = _words("true false yes no on off none null auto default all any local self changeme placeholder todo tbd")

_PORTS = {
    1433: "sqlserver", 1521: "oracle", 2181: "zookeeper", 3306: "mysql", 4222: "nats", 4317: "grpc", 5432: "postgresql",
    5671: "amqp", 5672: "amqp", 6379: "redis", 9042: "cassandra", 9092: "kafka", 29092: "kafka", 11211: "memcached",
    27017: "mongodb", 50051: "grpc",
}  # fmt: skip
_SCHEMES = {
    "postgres": "postgresql", "postgresql": "postgresql", "pgsql": "postgresql", "postgis": "postgresql",
    "cockroachdb": "postgresql", "mysql": "mysql", "mysql2": "mysql", "mariadb": "mysql", "redis": "redis",
    "rediss": "redis", "valkey": "redis", "amqp": "amqp", "amqps": "amqp", "rabbitmq": "amqp", "pyamqp": "amqp",
    "mongodb": "mongodb", "mongodb+srv": "mongodb", "kafka": "kafka", "sasl_ssl": "kafka", "sasl_plaintext": "kafka",
    "plaintext": "kafka", "nats": "nats", "http": "http", "https": "https", "grpc": "grpc", "grpcs": "grpc", "ws": "ws",
    "wss": "wss", "memcached": "memcached", "memcache": "memcached", "clickhouse": "clickhouse",
    "sqlserver": "sqlserver", "mssql": "sqlserver",
    "oracle": "oracle", "ldap": "ldap", "ldaps": "ldap", "smtp": "smtp", "smtps": "smtp",
    "mqtt": "mqtt", "mqtts": "mqtt", "bolt": "bolt", "neo4j": "bolt", "cassandra": "cassandra", "pulsar": "pulsar",
    "elasticsearch": "http", "tcp": "", "udp": "", "dns": "", "ssl": "", "tls": "", "fluentd": "fluentd",
    "stomp": "stomp", "etcd": "etcd", "zookeeper": "zookeeper", "zk": "zookeeper", "sentinel": "redis", "lb": "http",
    "configserver": "http",
}  # fmt: skip
_NAMED = {
    "KAFKA": "kafka", "REDIS": "redis", "VALKEY": "redis", "POSTGRES": "postgresql", "POSTGRESQL": "postgresql",
    "PG": "postgresql", "MYSQL": "mysql", "MARIADB": "mysql", "MONGO": "mongodb", "MONGODB": "mongodb", "AMQP": "amqp",
    "RABBITMQ": "amqp", "RABBIT": "amqp", "NATS": "nats", "GRPC": "grpc", "MEMCACHED": "memcached", "SMTP": "smtp",
    "CASSANDRA": "cassandra", "ZOOKEEPER": "zookeeper",
}  # fmt: skip

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_PORT = re.compile(r"[0-9]{1,5}")
_URL = re.compile(
    r"(?<![A-Za-z0-9_+])(?:jdbc:)?([A-Za-z][A-Za-z0-9_]{0,20}(?:\+[A-Za-z0-9]{1,12})?)://([^\s\"'`<>\\|{}()\[\]]+)"
)
_MYSQL_DSN = re.compile(r"@(?:tcp|tcp6|udp)\(([^()\s]{1,300})\)")
_PAIR = re.compile(r"\s*([A-Za-z][A-Za-z _]{0,30}?)\s*=\s*([^;\s]*)\s*")
_PAIR_HOST = _words("host server addr address hostaddr datasource dataserver networkaddress endpoint")
_NAME_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OPAQUE = re.compile(r"[0-9.]+")


def name_words(name: str) -> list[str]:
    """``cartAddr``, ``CART_ADDR`` and ``--cart-addr`` are all CART and ADDR."""
    words = [word.upper() for word in _NAME_PARTS.findall(name[:200])]
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    return words


def holds_address(name: str) -> bool:
    """Whether a variable of this *name* says that it holds somebody's address."""
    words = name_words(name)
    return bool(words) and words[-1] in _ADDRESS and not _OWN.intersection(words)


def holds_host(name: str) -> bool:
    """Whether a setting of this *name* holds the bare name of a host, without a port or a scheme."""
    words = name_words(name)
    return bool(words) and words[-1] in _HOSTS and not _OWN.intersection(words)


def may_name_peer(name: str) -> bool:
    """Whether what a setting of this *name* holds can be somebody else's address: no secret, no address of its own."""
    words = name_words(name)
    return not words or (words[-1] not in _NO_ADDRESS and not _OWN.intersection(words))


def is_reachable(host: str) -> bool:
    """Whether *host* can be another component: not this machine, not a placeholder."""
    return _reachable(host)


def protocol_of(scheme: str, port: int | None) -> str | None:
    """What is spoken by *scheme* or at *port*; '' where neither tells, None where the scheme is no network's."""
    scheme = scheme.lower()
    if not scheme:
        return _PORTS.get(port, "") if port else ""
    via = _SCHEMES.get(scheme, _SCHEMES.get(scheme.partition("+")[0]))
    return via or (None if via is None else _PORTS.get(port, "") if port else "")


def addresses(
    name: str, value: str, declared: Collection[str] = (), siblings: Mapping[str, str] | None = None
) -> list[Address]:
    """The addresses that the variable *name* is given as *value*.

    Args:
        name: of the variable, flag or key; what it says decides what the value may mean.
        value: with its variables replaced.
        declared: names by which components declared beside it can be reached.
        siblings: other variables of the same component, to find the port of a bare host.
    """
    value = value.strip()
    words = name_words(name)
    if not value or len(value) > MAX_VALUE or not words or words[-1] in _NO_ADDRESS or _OWN.intersection(words):
        return []
    public = bool(_PUBLIC.intersection(words))
    found: list[Address] = []
    for address in _candidates(words, name, value, declared, siblings or {}):
        plausible = _reachable(address.host) and (not public or address.host in declared)
        if plausible and (address.host, address.port) not in {(a.host, a.port) for a in found}:
            via = address.via or _via(address.port, words)
            found.append(Address(address.host, address.port, via))
        if len(found) == MAX_ADDRESSES:
            break
    return found


def arguments(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words of a command as name and value: ``--to=x`` and ``--to x`` are both (to, x)."""
    flag = ""
    for raw in words:
        word = raw.strip("\"'")
        name, equals, value = word.partition("=")
        if not equals:
            name, value = flag or "argument", word
        flag = word if word.startswith("-") and not equals else ""
        yield name.lstrip("-"), value


def _candidates(
    words: list[str], name: str, value: str, known: Collection[str], siblings: Mapping[str, str]
) -> Iterator[Address]:
    tokens = [token.strip() for token in value.split(",")]
    if "://" in value:
        yield from _in_urls(value, tokens, known)
        return
    if dsn := _MYSQL_DSN.search(value):
        yield from _host_ports([dsn[1]], known, True, "mysql")
        return
    if "=" in value:
        yield from _in_pairs(value, known)
        return
    hinted = words[-1] in _ADDRESS
    yield from _host_ports(tokens, known, hinted, "")
    if words[-1] in _BARE and name.upper() not in _OWN_HOST and len(words) > 1:
        yield from _bare(tokens, words, known, siblings)


def _in_urls(value: str, tokens: list[str], known: Collection[str]) -> Iterator[Address]:
    # A value that is nothing but addresses speaks for itself. In prose, JSON or a command
    # only the components declared beside it count.
    pure = " " not in value and not value.startswith(("{", "["))
    for match in _URL.finditer(value):
        scheme, rest = match[1].lower(), match[2]
        via = _SCHEMES.get(scheme, _SCHEMES.get(scheme.partition("+")[0]))
        if via is None:
            continue
        authority = re.split(r"[/?#;]", rest.lstrip("/") if scheme == "dns" else rest, maxsplit=1)[0]
        if "@" in authority:
            authority = authority.rpartition("@")[2]
        elif "@" in rest and (via not in ("http", "https") or "." not in authority):
            continue  # perhaps a password with a slash: where the host begins cannot be told
        for address in _host_ports(authority.split(","), known, True, via, bare=True):
            if pure or address.host in known:
                yield address
    if len(tokens) > 1:  # a://x:1,y:2 was read above; x:1,a://y:2 was not
        yield from _host_ports(
            [t for t in tokens if "://" not in t and "@" not in t and "/" not in t], known, False, ""
        )


def _host_ports(
    tokens: list[str], known: Collection[str], hinted: bool, via: str, bare: bool = False
) -> Iterator[Address]:
    """``host:port`` each; with *bare* the port may be missing."""
    for token in tokens[:MAX_ADDRESSES]:
        voter = re.match(r"[0-9]{1,4}@", token)
        host, colon, port = token[voter.end() if voter else 0 :].rpartition(":")
        if not colon:
            host, port = port, ""
        port = port.partition("/")[0]
        if colon and not (_PORT.fullmatch(port) and 0 < int(port) < 65536):
            continue
        if not colon and not bare:
            continue
        if _HOST.fullmatch(host) and (hinted or host in known):
            yield Address(host.rstrip("."), int(port) if colon else None, via)


def _in_pairs(value: str, known: Collection[str]) -> Iterator[Address]:
    """``Host=db;Username=u`` (ADO.NET) and ``host=db user=u`` (libpq)."""
    parts = value.split(";") if ";" in value else value.split(" ")
    pairs = [match for part in parts[:64] if (match := _PAIR.fullmatch(part))]
    if len(pairs) < 2:
        return
    keys = {match[1].replace(" ", "").replace("_", "").lower(): match[2] for match in pairs}
    for key, text in keys.items():
        if key not in _PAIR_HOST:
            continue
        text = text.removeprefix("tcp:")
        separator = "," if "," in text and ":" not in text else ":"
        host, _, port = text.partition(separator)
        port = port or keys.get("port", "")
        if _HOST.fullmatch(host):
            yield Address(host, int(port) if _PORT.fullmatch(port) and 0 < int(port) < 65536 else None, "")


def _bare(
    tokens: list[str], words: list[str], known: Collection[str], siblings: Mapping[str, str]
) -> Iterator[Address]:
    """Hosts without a port, from variables such as ``CART_HOST``."""
    prefix = "_".join(words[:-1]) + "_"
    ports = {
        key: text
        for key, text in list(siblings.items())[:MAX_SIBLINGS]
        if key.upper().startswith(prefix) and _PORT.fullmatch(text)
    }
    exact = next((text for key, text in ports.items() if key.upper() == prefix + "PORT"), None)
    similar = [text for key, text in ports.items() if "PORT" in name_words(key[len(prefix) :])]
    port = exact or (similar[0] if len(similar) == 1 else None)
    sure = words[-1] in ("HOST", "HOSTS", "HOSTNAME")
    for token in tokens[:MAX_ADDRESSES]:
        if not _HOST.fullmatch(token) or token.lower() in _NOT_A_HOST:
            continue
        if sure or token in known or port or similar:
            yield Address(token, int(port) if port and 0 < int(port) < 65536 else None, "")


def _reachable(host: str) -> bool:
    """Whether *host* can be another component: not this machine, not a placeholder."""
    host = host.lower()
    if _OPAQUE.fullmatch(host):
        parts = host.split(".")
        return (
            len(parts) == 4 and all(part and len(part) <= 3 for part in parts) and parts[0] not in ("0", "127", "169")
        )
    last = host.rsplit(".", 1)[-1]
    if host == "localhost" or last in ("localhost", "example", "invalid", "test") or host.endswith(".docker.internal"):
        return False
    if re.search(r"(?:^|\.)example\.(?:com|org|net)$", host) or host.startswith(("your", "example", "changeme")):
        return False
    return any(char.isalpha() for char in host) and host not in _NOT_A_HOST and host != "host-gateway"


def _via(port: int | None, words: list[str]) -> str:
    if port in _PORTS:
        return _PORTS[port]
    return next((_NAMED[word] for word in words if word in _NAMED), "")
