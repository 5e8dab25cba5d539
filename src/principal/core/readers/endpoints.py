"""Addresses in settings and code whose host is one word, found line by line.

Only what the system itself can know has such a name; hosts of the internet are read elsewhere.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from principal.core.addresses import holds_host, is_reachable, may_name_peer, protocol_of

MAX_ENDPOINTS = 500  # of one file
MAX_LINE = 2_000  # bytes of a line that are looked at
MAX_KEY = 120

_LABEL = rb"[A-Za-z][A-Za-z0-9_-]{0,62}"
_CLUSTER = rb"(?:\.[a-z0-9-]{1,63}){0,1}\.svc(?:\.cluster\.local)?"
_PORT = rb"(?::([0-9]{2,5})|:?\$\{?[A-Za-z_][A-Za-z0-9_.-]*(?::-?([0-9]{2,5}))?\}?)?"
_URL = (
    rb"(?<![A-Za-z0-9+])([A-Za-z][A-Za-z0-9+]{1,20})://(?:[^\s\"'`/@]{1,200}@)?"
    rb"(" + _LABEL + rb")(?:" + _CLUSTER + rb")?" + _PORT + rb"(?=[/\"'`\s,;?#)<>\]}|$]|\Z)"
)
# A host with a port, alone between quotes or blanks; a tag of an image has fewer digits.
_HOST_PORT = (
    rb"(?:(?<=[\s\"'`,=\[])|(?<=@)|\A)("
    + _LABEL
    + rb")(?:"
    + _CLUSTER
    + rb")?:([1-9][0-9]{3,4}|80|443)(?=[\"'`\s,;/)\]}]|\Z)"
)
# KEY=host, key: host, "Key": "host"; and of code: KEY", "host" and KEY || 'host'.
_KEYED = (
    rb"(?:\A|[\s,{(;<?&\[])[\"'`]?([A-Za-z_][A-Za-z0-9_.:-]{1,80}?)[\"'`]?[ \t]*(?::|=|=>)[ \t]*[\"'`]?"
    rb"(?:\$\{[A-Za-z_][A-Za-z0-9_.]{0,80}:-?)?(" + _LABEL + rb")\}?[\"'`]?(?=[\s,;}\])]|\Z)"
)
_QUOTED = rb"([A-Za-z_][A-Za-z0-9_]{1,60})[\"'`]?\]?[ \t]*(?::=|=>|:|=)[ \t]*[\"'`](" + _LABEL + rb")[\"'`]"
_DEFAULTED = (
    rb"([A-Z][A-Z0-9_]{2,60})[\"'`]?\]?\)?[ \t]*(?:,|\|\||\?\?|\bor\b|:-|\?:)[ \t]*[\"'`]?(" + _LABEL + rb")[\"'`)}]"
)
_BEFORE = rb"([A-Za-z_][A-Za-z0-9_.-]{1,80})[\"'`]?[\])]?[ \t]*(?::|=>|=|,|\|\||\?\?|\bor\b)?[ \t]*[^:=]{0,40}\Z"
_LISTED = rb"[A-Za-z][A-Za-z0-9_.-]{0,62}:[0-9]{2,5},[ \t]*"  # others of the same setting
# A variable that is called after whom it leads to: CART_ADDR, NEXT_PUBLIC_ORDER_SERVICE_URL.
_CALLED = (
    rb"(?<![A-Za-z0-9_])(?:(?:NEXT|EXPO|NUXT)_PUBLIC_|VITE_|REACT_APP_|PUBLIC_)?([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){0,5}?)"
    rb"_(?:HOST|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVERS?|BROKERS?|(PORT))(?![A-Za-z0-9_])"
)
_PASSED_ON = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass")  # of nginx: no password
# Clients that are told the name under which another registers.
_REGISTERED = (
    rb"\b(FeignClient|getInstances|InvokeMethod\w*|invoke_method|CreateInvokeHttpClient|service_?[iI]d|app_?[iI]d)\b"
    rb"[\s(=:,]{1,4}(?:(?:name|value)\s*=\s*)?[\"'](" + _LABEL + rb")[\"']"
)
_ANYBODY = frozenset(
    ("APP", "WEB", "SITE", "UI", "CLIENT", "FRONTEND", "FRONT", "BASE", "SERVER", "HOST", "SERVICE", "HTTP", "PROXY",
     "PUBLIC", "MAIN", "ROOT", "LOCAL", "REMOTE", "TEST", "ADMIN", "DASHBOARD")
)  # fmt: skip
_TOP = rb"(?m)^([A-Za-z_][A-Za-z0-9_./-]{0,60}):"
_COMMENT = rb"[ \t]*(?:#|//|\*|/\*|--|<!--|;|\"\"\"|%)"
# What a line has that can be looked at closer: words are found many times faster than expressions.
_VARIABLES = (b"_HOST", b"_ADDR", b"_URL", b"_URI", b"_ENDPOINT", b"_SERVER", b"_BROKER", b"_PORT")
_REGISTRIES = (b"FeignClient", b"getInstances", b"nvokeMethod", b"invoke_method", b"CreateInvokeHttpClient",
               b"erviceId", b"ervice_id", b"appId", b"AppId", b"app_id")  # fmt: skip
_IN_CODE = (b"://", *_VARIABLES, b"Host", b"host", b"HOST", b"ndpoint", b"upstream", b"broker", *_REGISTRIES)
_IN_SETTINGS = (*_IN_CODE[: -len(_REGISTRIES)], b"addr", b"Addr", b"erver", b"_pass")
_AT_PORT = rb":(?:[1-9][0-9]{3,4}|80|443)(?=[\"'`\s,;/)\]}])"


@lru_cache(maxsize=32)
def _of(pattern: bytes) -> re.Pattern[bytes]:
    """Compiled when first used: the check of a changed file that names no address must not pay for it."""
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address: the setting or variable that holds it ('' for none), and where it leads.

    Of a variable whose value is not known, its own name tells the host: CART_ADDR leads to cart.
    """

    line: int
    key: str
    host: str
    port: int | None
    via: str


def endpoints_in(content: bytes, *, code: bool) -> Iterator[Endpoint]:
    """Addresses of settings; of *code* only what stands in quotes or is the default of a variable.

    The key of a setting has its top-level key before a dot: ``exporters.endpoint``.
    """
    tops: list[tuple[int, str]] | None = None
    number, before, count = 1, 0, 0
    for start in _candidates(content, code):
        end = content.find(b"\n", start)
        line = content[start : end if end >= 0 else len(content)]
        number += content.count(b"\n", before, start)
        before = start
        if len(line) > MAX_LINE or _of(_COMMENT).match(line):
            continue
        for key, host, port, via in _found(line, code):
            if not (may_name_peer(key) or key.endswith(_PASSED_ON)) or not is_reachable(host) or host.isupper():
                continue
            if not code:
                tops = [(m.start(), m[1].decode()) for m in _of(_TOP).finditer(content)] if tops is None else tops
                at = bisect.bisect(tops, (start, "\uffff")) - 1
                key = f"{tops[at][1]}.{key}" if at >= 0 and tops[at][1] != key else key
            yield Endpoint(number, key[:MAX_KEY], host, port, via)
            count += 1
            if count == MAX_ENDPOINTS:
                return


def _candidates(content: bytes, code: bool) -> list[int]:
    """Where the lines begin that have something which an address can be told by."""
    found: set[int] = set()
    for word in _IN_CODE if code else _IN_SETTINGS:
        at = content.find(word)
        while at >= 0:
            found.add(content.rfind(b"\n", 0, at) + 1)
            end = content.find(b"\n", at)
            at = content.find(word, end) if end >= 0 else -1
    found.update(content.rfind(b"\n", 0, match.start()) + 1 for match in _of(_AT_PORT).finditer(content))
    return sorted(found)


def _found(line: bytes, code: bool) -> Iterator[tuple[str, str, int | None, str]]:
    """Key, host, port and protocol of each address of a line."""
    for match in _of(_URL).finditer(line) if b"://" in line else ():
        port = _port(match[3] or match[4])
        via = protocol_of(match[1].decode(), port)
        if via is not None:
            yield _key(line[: match.start()].removesuffix(b"jdbc:")), match[2].decode(), port, via
    for match in _of(_HOST_PORT).finditer(line) if _of(_AT_PORT).search(line + b" ") else ():
        if not code or line[match.start() - 1 : match.start()] in (b'"', b"'", b"`", b",", b"@"):
            port = _port(match[2])
            yield _key(line[: match.start()]), match[1].decode(), port, protocol_of("", port) or ""
    for match in _of(_REGISTERED).finditer(line) if code else ():
        yield match[1].decode(), match[2].decode(), None, ""
    called = any(variable in line for variable in _VARIABLES)
    for match in _of(_CALLED).finditer(line) if called else ():
        name = match[1].decode()
        if name not in _ANYBODY and (not match[2] or "_" in name):
            yield match[0].decode(), name.lower().replace("_", "-"), None, ""
    patterns = (_QUOTED if code else _KEYED, *((_DEFAULTED,) if called else ()))
    for pattern in patterns:
        for match in _of(pattern).finditer(line):
            key = match[1].decode()
            if holds_host(key) and not (code and key.lower().endswith("address")):  # of people and networks
                yield key, match[2].decode(), None, ""


def _key(before: bytes) -> str:
    """The name that stands before a value; '' where there is none."""
    found = _of(_BEFORE).search(_of(_LISTED).sub(b"", before[-200:]))
    return found[1].decode() if found else ""


def _port(text: bytes | None) -> int | None:
    return int(text) if text and 0 < int(text) < 65536 else None
