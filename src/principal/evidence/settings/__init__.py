"""Settings: which databases, caches, queues, mail and storage services they choose.

Files are known by their conventional names: ``.env`` and its examples, compose files,
``application.yml``, ``appsettings.json``, ``config/database.yml``, ``settings.py``,
``schema.prisma``, the values of charts, workflows. Each setting is read for itself: the
scheme of an address, an engine that is chosen by name, a key that gives access to a service.
Nothing of a value but such a name leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile

_MAX_BYTES = 400_000  # nobody writes that many settings by hand

_CODE = r"(?:py|rb|php|js|cjs|mjs|ts|exs)"
_PLAIN = r"(?:ya?ml|json|jsonc|json5|toml|ini|cfg|conf|properties|edn|hocon)"
_SAMPLE = r"(?:[.-](?:example|sample|dist|default|template|tpl|tmpl|j2|erb))?"
# What most files of a repository are: no settings, or only if they are called so.
_OTHER_WORDS = """
    c cc cpp cs css dart fs gif go h hpp html ico java jpg jsx kt kts less lock m map md mdx mjml mm mp3 mp4 pdf png po
    rs rst sass scala scss sh snap sql sum svelte svg swift tf tsx ttf txt vue webp woff woff2
"""
_OTHER = frozenset(_OTHER_WORDS.split())
_PROGRAMS = frozenset(("py", "rb", "php", "js", "cjs", "mjs", "ts", "exs"))
_CALLED = re.compile(r"conf|settings|env|knexfile|data-?source")
_MAX_PATH = 300
_NAME = re.compile(
    r"(?:[\w.-]*\.)?env(?:[.-][\w.-]+)?|env[._-](?:example|sample|dist|template)|\.?envrc"
    rf"|(?:application|bootstrap|microprofile-config)(?:[.-][\w.-]+)?\.(?:ya?ml|properties|conf){_SAMPLE}"
    r"|appsettings(?:\.[\w.-]+)?\.json"
    r"|(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml"
    rf"|(?:[\w-]+[._-])?(?:settings|config|configuration|conf)(?:[._-][\w.-]*)?\.{_PLAIN}{_SAMPLE}"
    r"|(?:\w+[_-])?(?:settings|config|configuration|conf)(?:[._-](?:base|common|default|dev|development|local|prod"
    rf"|production|staging|test|testing|example|sample))?\.{_CODE}{_SAMPLE}"
    rf"|(?:[\w-]+[._-])?(?:example|sample|defaults?)\.(?:{_PLAIN})"
    r"|(?:app|alembic|odoo|php|production|development|dev|local)\.ini(?:\.\w+)?|liquibase[\w.-]*\.properties"
    r"|flyway\.(?:conf|toml)|diesel\.toml|sqlc\.ya?ml|profiles\.ya?ml"
    rf"|(?:ormconfig|drizzle\.config|knexfile|mikro-orm\.config|data-?source|typeorm\.config)\.(?:js|cjs|mjs|ts|json)"
    r"|[\w.-]+\.prisma|hibernate(?:\.cfg)?\.(?:xml|properties)|persistence\.xml|phpunit(?:\.\w+)*\.xml(?:\.dist)?"
    r"|(?:web|app)(?:\.\w+)?\.config|values(?:[._-][\w.-]+)?\.ya?ml",
    re.IGNORECASE,
)
# Names that say what they are only in a folder of settings.
_INSIDE = re.compile(
    rf"(?:^|/)(?:(?:config|conf|configs|settings|configuration)/(?:[\w.-]+/)?[\w.-]+\.(?:{_CODE}|{_PLAIN})"
    r"|config/packages/(?:[\w.-]+/)?[\w.-]+\.ya?ml"
    rf"|(?:deploy|deployments?|k8s|kubernetes|manifests|helm|base|overlays)/(?:[\w.-]+/){{0,3}}[\w.-]+\.(?:ya?ml|json)){_SAMPLE}\Z",
    re.IGNORECASE,
)
_WORKFLOW = re.compile(r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml|(?:.*/)?\.gitlab-ci\.ya?ml")
_NEVER = re.compile(
    r"(?:^|/)(?:node_modules|vendor|\.vscode|\.idea|locales?|i18n|translations|lang|__tests__|__mocks__|openapi|swagger)/"
    # Every new application of Rails has one that speaks of Redis, and every one of Supabase one that speaks of all.
    r"|(?:^|/)cable\.ya?ml\Z|(?:^|/)supabase/config\.toml\Z",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"(?:^|[/._-])(?:tests?|testing|ci|e2e|dev|devel|development|local|spec)(?=[/._-])", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:^|/)\.?env[\w.-]*\.(?:example|sample|template|dist)\Z|(?:^|/)env\.example\Z", re.IGNORECASE)
_TRIAL_KEY = re.compile(r"(?:when@)?(?:test|testing|development|dev|ci)", re.IGNORECASE)
_TOPICS = {
    "database": "database", "databases": "database", "drizzle.config": "database", "knexfile": "database",
    "ormconfig": "database", "data-source": "database", "datasource": "database", "mikro-orm.config": "database",
    "typeorm.config": "database", "sqlc": "database", "profiles": "database", "doctrine": "database",
    "cache": "cache", "queue": "queue", "messenger": "queue", "mail": "mail", "mailer": "mail",
    "filesystems": "storage", "storage": "storage", "broadcasting": "broadcast", "session": "session",
    "repo": "database",
}  # fmt: skip


def _wants(path: str) -> bool:
    ending = path[path.rfind(".") + 1 :].lower()
    if ending in _OTHER or len(path) > _MAX_PATH:
        return False
    if ending in _PROGRAMS and _CALLED.search(path.lower()) is None:
        return False
    if _WORKFLOW.fullmatch(path) is not None:
        return True
    name = base_name(path)
    if _NAME.fullmatch(name) is None and _INSIDE.search(path) is None:
        return False
    return _NEVER.search(path) is None and not copied(path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if len(file.content) > _MAX_BYTES:
        return
    from principal.evidence.settings import _rows

    workflow = _WORKFLOW.fullmatch(file.path) is not None
    name = base_name(file.path).lower()
    place = file.path[: -len(name)] if _EXAMPLE.search(file.path) is not None else file.path
    trial = workflow or name.startswith("phpunit") or _TRIAL.search(place) is not None
    topic = _TOPICS.get(name.rpartition(".")[0], "database" if name.endswith(".prisma") else "")
    for line, named, outer in _rows.read(file, topic, workflow, trial):
        only = trial or any(_TRIAL_KEY.fullmatch(key) for key in outer)
        yield Packages(file.path, line, "setting", named, None, None, "development" if only else "runtime")


SOURCE = FileSource(name="settings", version=1, tables=(Packages,), wants=_wants, read=_read)
