"""Calls by which migrations create tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.evidence.data_tables._text import Found, Text, named

_OPERATION = re.compile(r"\bmigrations\.(\w+)\(|^\s*(CreateModel)\(", re.MULTILINE)
_DJANGO_NAME = re.compile(r"\bname\s*=\s*[\"'](\w{1,120})[\"']")
_DJANGO_TABLE = re.compile(r"[\"']db_table[\"']\s*:\s*(?:[\"']([^\"'\n]{1,120})[\"']|\S)")
_DJANGO_OTHER = re.compile(r"[\"']proxy[\"']\s*:\s*True|[\"']managed[\"']\s*:\s*False")
_ALEMBIC = re.compile(r"\bop\.create_table\(\s*(?:[\"']([^\"'\n]{1,120})[\"']|[^\s\"'])")
_RAILS = re.compile(
    r"^[ \t]*create_table[ (]\s*(?::|[\"'])([\w.]{1,120})|^[ \t]*create_table[ (]\s*(?=\S)", re.MULTILINE
)
_ECTO = re.compile(r"\bcreate(?:_if_not_exists)?[ (]+table\(\s*(?::(\w{1,120})|\"([^\"\n]{1,120})\"|\S)")
_LARAVEL = re.compile(
    r"\bSchema::(?:connection\([^()\n]{0,80}\)->)?create\(\s*(?:[\"']([^\"'\n]{1,120})[\"']|[^\s\"'])"
)
_EFCORE = re.compile(r"\bmigrationBuilder\s*\.\s*CreateTable\(\s*(?:name:\s*)?(?:\"([^\"\n]{1,120})\"|\S)"
                     r"(?:\s*,\s*schema:\s*\"(\w{1,120})\")?")  # fmt: skip
_SCRIPT = re.compile(
    r"\b(?:queryInterface|knex\.schema|schema|trx\.schema|db\.schema)\s*(?:\.withSchema\([^()\n]{0,80}\)\s*)?\.\s*"
    r"createTable(?:IfNotExists)?(?:<[^<>\n]{0,80}>)?\(\s*(?:[\"'`]([^\"'`\n]{1,120})[\"'`]|[^\s\"'`])"
)
_SCRIPT_DOWN = re.compile(
    r"^\s*(?:exports\.down\b|(?:public\s+)?(?:async\s+)?down\s*[(:]|export\s+(?:async\s+)?(?:function|const)\s+down\b)",
    re.MULTILINE,
)
_SCRIPT_UP = re.compile(_SCRIPT_DOWN.pattern.replace("down", "up"), re.MULTILINE)
_PG_MIGRATE = re.compile(r"\bpgm\.createTable\(\s*[\"'`]([^\"'`\n]{1,120})[\"'`]")
_TYPEORM = re.compile(r"\.createTable\(\s*new\s+Table\(\s*\{\s*(?:schema:\s*[\"'](\w+)[\"'],\s*)?name:\s*"
                      r"[\"'`]([^\"'`\n]{1,120})[\"'`]")  # fmt: skip
_LIQUIBASE_XML = re.compile(r"<createTable\b[^<>]{0,600}?\btableName\s*=\s*[\"']([^\"'\n]{1,120})[\"']")
_LIQUIBASE_YAML = re.compile(
    r"[\"']?createTable[\"']?\s*:\s*\{?(?:(?!createTable|changeSet)[^\x00]){0,4000}?[\"']?tableName[\"']?\s*:\s*"
    r"[\"']?([^\"'\s,}]{1,120})"
)


def django(text: Text) -> Iterator[Found]:
    """Models that a migration creates; the table of one is called after the app and the model."""
    folders = text.path.split("/")
    if len(folders) < 2 or folders[-2] != "migrations" or "CreateModel" not in text.content:
        return
    app = folders[-3] if len(folders) > 2 else ""
    operations = list(_OPERATION.finditer(text.content))
    for number, found in enumerate(operations):
        if (found[1] or found[2]) != "CreateModel":
            continue
        end = operations[number + 1].start() if number + 1 < len(operations) else len(text.content)
        body = text.content[found.end() : end]
        model = _DJANGO_NAME.search(body)
        if model is None or _DJANGO_OTHER.search(body):
            continue
        table = _DJANGO_TABLE.search(body)
        if table is not None:
            name = named(table[1].replace('"', "").rpartition(".")[2]) if table[1] else None
            yield Found(found.start(), name, "django", model=model[1])
        else:
            yield Found(found.start(), f"{app}_{model[1]}", "django", model=model[1], certain=False)


def alembic(text: Text) -> Iterator[Found]:
    """Tables that an Alembic migration creates on its way up."""
    down = re.search(r"^def downgrade\b", text.content, re.MULTILINE)
    up = re.search(r"^def upgrade\b", text.content, re.MULTILINE)
    for found in _ALEMBIC.finditer(text.content):
        if down is None or found.start() < down.start() or (up is not None and up.start() > down.start()):
            yield Found(found.start(), named(found[1]) if found[1] else None, "alembic")


def rails(text: Text) -> Iterator[Found]:
    """Tables that a migration, or the schema that was dumped, creates."""
    if not re.search(r"(?:^|/)(?:db|migrate|migrations)/|schema\.rb\Z", text.path):
        return
    down = re.search(r"^[ \t]*def down\b", text.content, re.MULTILINE)
    for found in _RAILS.finditer(text.content, 0, down.start() if down else len(text.content)):
        yield Found(found.start(), named(found[1].rpartition(".")[2]) if found[1] else None, "rails")


def ecto(text: Text) -> Iterator[Found]:
    """Tables of an Ecto migration."""
    for found in _ECTO.finditer(text.content):
        name = found[1] or found[2]
        yield Found(found.start(), named(name) if name else None, "ecto")


def laravel(text: Text) -> Iterator[Found]:
    """Tables of a Laravel migration."""
    for found in _LARAVEL.finditer(text.content):
        yield Found(found.start(), named(found[1]) if found[1] else None, "laravel")


def efcore(text: Text) -> Iterator[Found]:
    """Tables of an Entity Framework migration."""
    down = re.search(r"\boverride\s+void\s+Down\(", text.content)
    for found in _EFCORE.finditer(text.content):
        if down is None or found.start() < down.start():
            yield Found(found.start(), named(found[1]) if found[1] else None, "efcore", schema=found[2])


def javascript(text: Text) -> Iterator[Found]:
    """Tables of migrations of Sequelize, Knex, Kysely, node-pg-migrate and TypeORM."""
    down, up = _SCRIPT_DOWN.search(text.content), None
    if down is not None:
        up = _SCRIPT_UP.search(text.content, down.end())  # the way back stands first
    end = down.start() if down is not None and up is None else len(text.content)
    for found in _SCRIPT.finditer(text.content, 0, end):
        yield Found(found.start(), named(found[1]) if found[1] else None, "javascript")
    for found in _PG_MIGRATE.finditer(text.content, 0, end):
        yield Found(found.start(), named(found[1]), "javascript")
    for found in _TYPEORM.finditer(text.content, 0, end):
        yield Found(found.start(), named(found[2].rpartition(".")[2]), "typeorm", schema=found[1])


def liquibase(text: Text) -> Iterator[Found]:
    """Tables of a Liquibase change log."""
    pattern = _LIQUIBASE_XML if text.path.lower().endswith(".xml") else _LIQUIBASE_YAML
    for found in pattern.finditer(text.content):
        yield Found(found.start(), named(found[1]), "liquibase")
