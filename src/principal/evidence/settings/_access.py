"""Keys that give access to a service: ``SENTRY_DSN``, ``smtp.host``, ``stripe: secret_key:``.

The words of the keys are joined and what does not tell services apart is taken off: the
prefix that a build tool asks for (``NEXT_PUBLIC_``) or that all keys of a file share
(``PAPERLESS_``). Which service it is, the catalog says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from principal.evidence.settings._lines import words

_ENDS_WORDS = """
    url urls uri uris dsn host hosts hostname hostnames server servers endpoint endpoints addr addrs address
    addresses nodes broker brokers bucket buckets token secret key sid id ids webhook login username user
    password passwd
    region project account dataset apikey sitekey
"""
_ENDS = frozenset(_ENDS_WORDS.split())
# Of other keys these say nothing, unless it is a key to a service.
_VARIABLES_ALONE_WORDS = "key id ids user username login project region account dataset sid password passwd"
_VARIABLES_ALONE = frozenset(_VARIABLES_ALONE_WORDS.split())
_KEYS = (("api", "key"), ("secret", "key"), ("access", "key"), ("client", "id"), ("account", "sid"), ("site", "key"))
_PREFIXES_WORDS = """
    spring quarkus vite nuxt gatsby public app my config env global services settings integrations credentials
    secrets prod production dev development test staging default ci build backend server web api external
    environment mailers connections stores disks datasource auth providers assistant ai llm storage storages
    sms push social oauth sso backup backups media uploads search cache queue notifications notification
    monitoring analytics
"""
_PREFIXES = frozenset(_PREFIXES_WORDS.split())
_PREFIXES_OF_TWO = frozenset(
    (
        "next public",
        "next private",
        "expo public",
        "nuxt public",
        "react app",
        "vue app",
        "spring data",
        "e2 e",
        "tf var",
        "mail smtp",
    )
)
# A service is never called so.
_COMMON_WORDS = """
    app db database databases secret secrets jwt session sessions admin server port site base node public private web
    http https access refresh client user users encryption api auth host url hostname bind listen cors allowed csrf
    cookie token id key password username default master root main primary frontend backend internal external public
    domain signing webhook callback redirect oauth oauth2 oidc saml sso login account customer service proxy test dev
    log logging metrics health deploy build release image docker registry container env environment
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_EMPTY = frozenset(("", "null", "~", "none", "nil", "false", '""', "''", "{}", "[]", "undefined"))
_MANY = 5  # keys that a file must have for one prefix to be its own


def own_prefix(names: Iterable[str]) -> str:
    """The first word of most *names* of variables; '' where they share none."""
    firsts = Counter(parts[0] for name in names if len(parts := words(name)) > 1)
    if firsts.total() < _MANY:
        return ""
    word, times = firsts.most_common(1)[0]
    return word if times * 10 >= firsts.total() * 6 else ""


@lru_cache(maxsize=4096)
def gives_access(key: str) -> bool:
    """Whether a key ends as those do that give access to something."""
    return not _ENDS.isdisjoint(words(key)[-1:])


def access(keys: Sequence[str], value: str, own: str, empty: bool) -> str:
    """The name of a key that gives access to something, lower case with underscores; '' for any other.

    A variable (``STRIPE_SECRET_KEY``) says by itself what it is for; of other keys those around them say it.

    Args:
        keys: that lead to the value, outermost first.
        value: as written.
        own: the prefix of the file's own keys, see :func:`own_prefix`.
        empty: whether a key without a value says as much (in an example of variables).
    """
    last = words(keys[-1])
    if not last or last[-1] not in _ENDS or (not empty and value.strip(" ,;").lower() in _EMPTY):
        return ""
    variable = keys[-1].isupper()
    if not variable and last[-1] in _VARIABLES_ALONE and last[-2:] not in _KEYS:
        return ""
    parts = last if variable else tuple(word for key in keys[-4:] for word in words(key))
    return variable_of(parts, own) if variable or keys[-1].islower() or len(keys) > 1 else ""


def variable_of(parts: Sequence[str], own: str = "") -> str:
    """The words of a variable's name without the prefixes that do not tell services apart."""
    parts = tuple(parts)
    if own and parts[0] == own:  # unless nothing would be left: SMTP_HOST in a file of SMTP_ alone
        return _without_prefixes(parts[1:]) or _without_prefixes(parts)
    return _without_prefixes(parts)


def _without_prefixes(parts: tuple[str, ...]) -> str:
    for _ in range(3):
        if len(parts) > 3 and " ".join(parts[:2]) in _PREFIXES_OF_TWO:
            parts = parts[2:]
        elif len(parts) > 2 and parts[0] in _PREFIXES:
            parts = parts[1:]
        else:
            break
    return "_".join(parts)[:100] if len(parts) > 1 and parts[0] not in _COMMON and parts[-1] in _ENDS else ""
