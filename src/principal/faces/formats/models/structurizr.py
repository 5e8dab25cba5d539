"""Structurizr DSL: https://docs.structurizr.com/dsl/language."""

from __future__ import annotations

import re

from principal.core.marks import EXPORTED
from principal.faces.formats.models.system import Need, Part, System
from principal.faces.formats.models.text import identifiers, line_of

# What the language would take for an operator or a block, though it stands in quotes.
_OPERATOR = re.compile(r"[{}=]|-->?|->|-/>|--.*->")
_RESERVED_WORDS = (
    "this element person softwaresystem container component group deploymentenvironment deploymentnode "
    "infrastructurenode workspace model views styles properties tags description technology archetypes "
    "system"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())
_STYLES = """\
        styles {
            element "Database" {
                shape Cylinder
            }
            element "Cache" {
                shape Cylinder
            }
            element "Queue" {
                shape Pipe
            }
            element "App" {
                shape WebBrowser
            }
            element "External" {
                background #999999
            }
            element "Only observed" {
                border dashed
            }
            element "Only declared" {
                border dotted
            }
            relationship "Only observed" {
                style dashed
            }
            relationship "Only declared" {
                style dotted
            }
        }
"""


def write(system: System) -> dict[str, str]:
    """The workspace: our parts are containers of one system, what is outside are systems of their own."""
    names = identifiers([p.name for p in system.parts], reserved=_RESERVED)
    lines = [
        f"// {EXPORTED} structurizr; change the records instead",
        f"workspace {_text(system.name)} {{",
        "    model {",
        f"        system = softwareSystem {_text(system.name)} {{",
    ]
    for part in system.inside:
        said = f'container {_text(part.name)} "" {_text(", ".join(part.tech))} "{_tags(part)}"'
        lines += _element(part, names[part.name], said, " " * 12)
    lines.append("        }")
    for part in system.outside:
        lines += _element(part, names[part.name], f'softwareSystem {_text(part.name)} "" "{_tags(part)}"', " " * 8)
    lines += [f"        {_relation(need, names)}" for need in system.needs]
    lines += ["    }", "    views {"]
    for view, key in (("systemContext", "Context"), ("container", "Containers")):
        lines += [
            f'        {view} system "{key}" {{',
            "            include *",
            "            autolayout lr",
            "        }",
        ]
    return {"workspace.dsl": "\n".join(lines) + "\n" + _STYLES + "    }\n}\n"}


def _element(part: Part, identifier: str, said: str, pad: str) -> list[str]:
    return [
        f"{pad}{identifier} = {said} {{",
        f"{pad}    properties {{",
        f'{pad}        "where" {_text(part.where)}',
        f"{pad}    }}",
        f"{pad}}}",
    ]


def _relation(need: Need, names: dict[str, str]) -> str:
    said = f"{names[need.component]} -> {names[need.needs]} {_text(need.label)} {_text(need.via or '')}"
    return f'{said} "Only {need.standing}"' if need.standing else said


def _tags(part: Part) -> str:
    tags = [part.kind.capitalize()] + ([f"Only {part.standing}"] if part.standing else [])
    return ",".join(tags)


def _text(text: str) -> str:
    """A text in quotes. A backslash could not be told from an escape, nor ``${`` from a variable of the environment."""
    plain = line_of(text).replace("\\", "/").replace("${", "$ {")
    if _OPERATOR.fullmatch(plain):
        plain += " "
    quoted = plain.replace('"', '\\"')
    return f'"{quoted}"'
