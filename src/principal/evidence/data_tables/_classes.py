"""Classes that are mapped to tables and collections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.evidence.data_tables._text import Found, Text, named, plural, snake

_SQLALCHEMY = re.compile(
    r"^[ \t]+__tablename__\s*(?::[^=\n]{1,60})?=\s*(?:[\"']([^\"'\n]{1,120})[\"']|\S)", re.MULTILINE
)
_CLASS_ABOVE = re.compile(r"^[ \t]*class\s+(\w{1,120})", re.MULTILINE)
_FLASK = re.compile(r"^class\s+(\w{1,120})\([^()\n]{0,120}\bdb\.Model\b[^()\n]{0,120}\):", re.MULTILINE)
_NEXT_CLASS = re.compile(r"^class\b", re.MULTILINE)
_ECTO = re.compile(r"^[ \t]*schema[ (]+\"([^\"\n]{1,120})\"", re.MULTILINE)
_PRISMA = re.compile(r"^model[ \t]+(\w{1,120})[ \t]*\{", re.MULTILINE)
_PRISMA_MAP = re.compile(r"^\s*@@map\(\s*(?:name:\s*)?\"([^\"\n]{1,120})\"", re.MULTILINE)
_JPA = re.compile(r"^[ \t]*@(Entity|Document|Table)\b(?!Listeners)", re.MULTILINE)
_JPA_CLASS = re.compile(r"\b(?:class|record|interface|object)\s+(\w{1,120})")
_JPA_TABLE = re.compile(r"@(?:jakarta\.persistence\.|javax\.persistence\.)?Table\s*\(\s*([^()]{0,400})")
_JPA_ENTITY = re.compile(r"@Entity\s*\(\s*([^()]{0,200})\)")
_JPA_DOCUMENT = re.compile(r"@Document\s*\(\s*([^()]{0,200})\)")
_VALUE = re.compile(r"(?:\b(?:name|collection|value|indexName)\s*=\s*|\A\s*)\"([^\"\n]{1,120})\"")
_JPA_SCHEMA = re.compile(r"\bschema\s*=\s*\"(\w{1,120})\"")
_TYPEORM = re.compile(r"^[ \t]*@Entity\(([^()]{0,300})\)", re.MULTILINE)
_TYPEORM_NAME = re.compile(
    r"\A\s*[\"'`]([^\"'`\n]{1,120})[\"'`]|\b(?:name|tableName):\s*[\"'`]([^\"'`\n]{1,120})[\"'`]"
)
_SCRIPT_CLASS = re.compile(r"\bclass\s+(\w{1,120})")
_DRIZZLE = re.compile(r"\b(?:pg|mysql|sqlite)Table\(\s*[\"'`]([^\"'`\n]{1,120})[\"'`]")
_MONGOOSE = re.compile(
    r"\b(?:mongoose\.)?model(?:<[^<>\n]{0,120}>)?\(\s*[\"'`](\w{1,120})[\"'`]\s*,[^,()\n]{1,120}"
    r"(?:,\s*[\"'`]([^\"'`\n]{1,120})[\"'`])?"
)
_EF_TABLE = re.compile(r"\.ToTable\(\s*(?:name:\s*)?\"([^\"\n]{1,120})\"(?:\s*,\s*(?:schema:\s*)?\"(\w{1,120})\")?")
_EF_SET = re.compile(r"\bDbSet<\s*([\w.]{1,120})\s*>\s*(\w{1,120})\s*(?:\{|=>|;)")
_EF_ATTRIBUTE = re.compile(r"^[ \t]*\[Table\(\s*\"([^\"\n]{1,120})\"", re.MULTILINE)
_GORM = re.compile(
    r"^func\s+\((?:\w{1,80}\s+)?\*?(\w{1,120})\)\s+TableName\(\)\s+string\s*\{"
    r"\s*return\s+(?:\"([^\"\n]{1,120})\"|\S)",
    re.MULTILINE,
)
_DIESEL = re.compile(
    r"\b(?:diesel::)?table!\s*\{\s*(?:use [^;{}]{0,200};\s*|///?[^\n]*\s*|#\[[^\]\n]*\]\s*){0,20}"
    r"(?:(\w{1,120})\.)?(\w{1,120})\s*\("
)
_SEA_ORM = re.compile(r"#\[sea_orm\([^\]\n]{0,200}?\btable_name\s*=\s*\"([^\"\n]{1,120})\"")
_EXPOSED = re.compile(r"\bobject\s+(\w{1,120})\s*:\s*(?:Base|Int|Long|UUID)?(?:Id)?Table(?:<[^<>\n]{0,80}>)?\(\s*"
                      r"(?:name\s*=\s*)?\"([^\"\n]{1,120})\"")  # fmt: skip
_DOCTRINE = re.compile(r"(?:#\[|@)ORM\\Table\(\s*(?:name\s*[:=]\s*)?[\"'`]+([^\"'`\n]{1,120})[\"'`]")
_REACH = 2_000  # characters between an annotation and its class
_LONGEST = 20_000  # characters of a model


def sqlalchemy(text: Text) -> Iterator[Found]:
    """Classes with ``__tablename__``, and those of Flask-SQLAlchemy, which are called after their class."""
    for found in _SQLALCHEMY.finditer(text.content):
        above = text.content[max(0, found.start() - _REACH) : found.start()]
        models = _CLASS_ABOVE.findall(above)
        if found[1]:
            yield Found(found.start(1), named(found[1]), "sqlalchemy", "maps", models[-1] if models else None)
    for found in _FLASK.finditer(text.content):
        after = _NEXT_CLASS.search(text.content, found.end(), found.end() + _LONGEST)
        body = text.content[found.end() : after.start() if after else found.end() + _LONGEST]
        if "__tablename__" not in body and "__abstract__" not in body:
            yield Found(found.start(), snake(found[1]), "sqlalchemy", "maps", found[1], certain=False)


def ecto(text: Text) -> Iterator[Found]:
    """Ecto schemas."""
    for found in _ECTO.finditer(text.content):
        yield Found(found.start(1), named(found[1]), "ecto", "maps")


def prisma(text: Text) -> Iterator[Found]:
    """Prisma models, whose migrations are made from them."""
    for found in _PRISMA.finditer(text.content):
        end = text.content.find("\n}", found.end(), found.end() + _LONGEST)
        mapped = _PRISMA_MAP.search(text.content, found.end(), end) if end >= 0 else None
        name = named(mapped[1]) if mapped else found[1]
        yield Found(found.start(), name, "prisma", model=found[1], certain=mapped is not None)


def jpa(text: Text) -> Iterator[Found]:
    """Entities of JPA (Hibernate, Spring Data) and documents of Spring Data."""
    if not re.search(r"\b(?:javax|jakarta)\.persistence\b|\borg\.springframework\.data\.", text.content):
        return
    ends: set[int] = set()
    for found in _JPA.finditer(text.content):
        declared = _JPA_CLASS.search(text.content, found.end(), found.end() + _REACH)
        if declared is None or declared.start() in ends:
            continue
        ends.add(declared.start())
        above = text.content[found.start() : declared.start()]
        place = found.start() + len(found[0]) - len(found[0].lstrip())
        if found[1] == "Document" or "@Document" in above:
            yield _of_class(
                place,
                _JPA_DOCUMENT.search(above),
                declared[1],
                "spring-data",
                declared[1][:1].lower() + declared[1][1:],
            )
            continue
        said = _JPA_TABLE.search(above) or _JPA_ENTITY.search(above)
        yield _of_class(place, said, declared[1], "jpa", snake(declared[1]))


def _of_class(start: int, said: re.Match[str] | None, model: str, tool: str, default: str) -> Found:
    value = _VALUE.search(said[1]) if said else None
    schema = _JPA_SCHEMA.search(said[1]) if said else None
    if value is not None:
        return Found(start, named(value[1].rpartition(".")[2]), tool, "maps", model, schema[1] if schema else None)
    return Found(start, default, tool, "maps", model, schema[1] if schema else None, certain=False)


def exposed(text: Text) -> Iterator[Found]:
    """Tables of Exposed."""
    for found in _EXPOSED.finditer(text.content):
        yield Found(found.start(), named(found[2].rpartition(".")[2]), "exposed", "maps", found[1])


def efcore(text: Text) -> Iterator[Found]:
    """What an Entity Framework context keeps; a set is called like its table where nothing else is said."""
    for found in _EF_TABLE.finditer(text.content):
        yield Found(found.start(), named(found[1]), "efcore", "maps", schema=found[2])
    for found in _EF_ATTRIBUTE.finditer(text.content):
        yield Found(found.start(1), named(found[1]), "efcore", "maps")
    for found in _EF_SET.finditer(text.content):
        model = found[1].rpartition(".")[2]
        yield Found(found.start(), found[2], "efcore", "maps", model, certain=False)


def gorm(text: Text) -> Iterator[Found]:
    """Models of GORM that say their table."""
    for found in _GORM.finditer(text.content):
        if found[2]:
            yield Found(found.start(), named(found[2].rpartition(".")[2]), "gorm", "maps", found[1])


def rust(text: Text) -> Iterator[Found]:
    """Tables of Diesel and entities of SeaORM."""
    for found in _DIESEL.finditer(text.content):
        yield Found(found.start(), named(found[2]), "diesel", "maps", schema=found[1])
    for found in _SEA_ORM.finditer(text.content):
        yield Found(found.start(), named(found[1]), "sea-orm", "maps")


def doctrine(text: Text) -> Iterator[Found]:
    """Entities of Doctrine that say their table."""
    for found in _DOCTRINE.finditer(text.content):
        yield Found(found.start(), named(found[1]), "doctrine", "maps")


def typeorm(text: Text) -> Iterator[Found]:
    """Entities of TypeORM and MikroORM."""
    tool = "typeorm" if "typeorm" in text.content else "mikro-orm" if "mikro-orm" in text.content else None
    if tool is None:
        return
    for found in _TYPEORM.finditer(text.content):
        declared = _SCRIPT_CLASS.search(text.content, found.end(), found.end() + _REACH)
        said = _TYPEORM_NAME.search(found[1])
        model = declared[1] if declared else None
        if said is not None:
            yield Found(found.start(), named(said[1] or said[2]), tool, "maps", model)
        elif model is not None:
            yield Found(found.start(), snake(model), tool, "maps", model, certain=False)


def drizzle(text: Text) -> Iterator[Found]:
    """Tables of Drizzle, whose migrations are made from them."""
    for found in _DRIZZLE.finditer(text.content):
        yield Found(found.start(), named(found[1]), "drizzle")


def mongoose(text: Text) -> Iterator[Found]:
    """Models of Mongoose; a collection is called after its model, in lower case and more than one."""
    if "mongoose" not in text.content.lower():
        return
    for found in _MONGOOSE.finditer(text.content):
        if found[2]:
            yield Found(found.start(), named(found[2]), "mongoose", "maps", found[1])
        else:
            yield Found(found.start(), plural(found[1].lower()), "mongoose", "maps", found[1], certain=False)
