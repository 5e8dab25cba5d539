"""Base images of Containerfiles (Dockerfiles), what they install, and what they run.

Follows the Dockerfile reference for FROM, ARG, COPY --from and RUN --mount=from: names of
stages are not images, ARGs before the first FROM are all that a FROM can use.
"""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.interpolation import interpolate
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_INSTRUCTIONS = 5_000

_NAME = re.compile(r"(?:.*[._-])?(?:docker|container)file(?:[._-].*)?|.*\.(?:docker|container)file", re.IGNORECASE)
_NOT_ONE = re.compile(
    r".*\.(?:md|txt|py|sh|js|ts|go|ya?ml|json|j2|tmpl|tpl|erb|mustache|dockerignore|rb|java|html|rs|lock)"
)
_FROM_FLAG = re.compile(r"--from=(\S+)")
_MOUNT_FROM = re.compile(r"--mount=\S*?\bfrom=([^,\s]+)")
_PROGRAM = re.compile(r"(?:/usr(?:/local)?)?/s?bin/([^/]*)")
_PROGRAM_NAME = re.compile(r"[a-z][a-z0-9_-]{1,39}")

_RUNNING = frozenset(("add_instruction", "run_instruction"))
_NAME_AND_FLAGS = re.compile(r"\A[A-Za-z]+(?:[ \t]+--[\w-]+(?:=\S*)?)*[ \t]")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)

# What BuildKit itself defines; none of it is part of an image's name that we could know.
_PLATFORM = ("BUILDPLATFORM", "BUILDARCH", "BUILDOS", "TARGETPLATFORM", "TARGETARCH", "TARGETOS", "TARGETVARIANT")


def _wants(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return _NAME.fullmatch(name) is not None and _NOT_ONE.fullmatch(name.lower()) is None


@functools.cache
def _parser() -> Parser:
    import tree_sitter_containerfile
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_containerfile.language()))


def read(file: SourceFile) -> Iterator[Packages | Gap]:
    """The images that a Containerfile builds from and copies from, each at its line."""
    root = _parser().parse(file.content).root_node
    instructions = [node for node in root.children if node.type != "comment" and node.is_named]
    stages = [node for node in instructions if node.type == "from_instruction"]
    if stages:
        yield from distinct(_rows(file.path, instructions, stages))
    elif root.has_error:
        yield Gap("no FROM instruction could be read", _line(_first_error(root)))


def _rows(path: str, instructions: list[Node], stages: list[Node]) -> Iterator[Packages | Gap]:
    yield Packages(path, _line(stages[0]), "file", "Dockerfile", None, None, "runtime")
    if len(instructions) > MAX_INSTRUCTIONS:
        line = _line(instructions[MAX_INSTRUCTIONS])
        yield Gap(f"more than {MAX_INSTRUCTIONS} instructions: the rest was not read", line)
    shipped = _shipped(stages)
    defaults: dict[str, str] = {}
    local: dict[str, str] = {}
    environment: dict[str, str] = {}
    starts: dict[str, Node] = {}  # what the stage runs: its last CMD and its last ENTRYPOINT
    names: set[str] = set()
    started = 0
    for node in instructions[:MAX_INSTRUCTIONS]:
        references: list[tuple[str, bool]] = []
        if node.type == "ERROR" or (node.type == "from_instruction" and node.has_error):
            yield Gap("a line that is not an instruction", _line(node))
        if node.type == "arg_instruction":
            _read_args(node, local if started else defaults, defaults, bool(started))
        elif node.type == "from_instruction":
            yield from _started(path, starts, started - 1 in shipped)
            starts = {}
            started += 1
            reference, alias = _from_parts(node)
            local = {}
            if reference.lower() not in names:
                references.append((reference, started - 1 in shipped))
            if alias:
                names.add(alias.lower())
        elif node.type in ("copy_instruction", "add_instruction"):
            flags = (_text(child) for child in node.children if child.type == "param")
            copied = [(match[1], False) for flag in flags if (match := _FROM_FLAG.match(flag))]
            references += copied
            program = _program(node) if copied else None
            if program is not None and copied[0][0].partition(":")[0].rpartition("/")[2] != program:
                scope = "runtime" if started - 1 in shipped else "build"
                yield Packages(path, _line(node), "command", program, None, None, scope)
        elif node.type == "run_instruction":
            flags = (_text(child) for child in node.children if child.type == "mount_param")
            references += [(match[1], False) for flag in flags if (match := _MOUNT_FROM.match(flag))]
        elif node.type == "env_instruction":
            environment |= _environment(node)
        elif node.type in ("cmd_instruction", "entrypoint_instruction"):
            starts[node.type] = node
        if node.type in _RUNNING:
            scope = "runtime" if started - 1 in shipped else "build"
            yield from asked_for(path, _line(node), _script(node), scope, {**environment, **local})
        for reference, runs in references:
            scope = "runtime" if runs else "build"
            yield from _image(path, _line(node), reference, scope, names, defaults | local)
    yield from _started(path, starts, started - 1 in shipped)


def _started(path: str, starts: dict[str, Node], runs: bool) -> Iterator[Packages]:
    """What a stage runs: the words of a CMD are arguments of its ENTRYPOINT, if it has one."""
    nodes = [starts[kind] for kind in ("entrypoint_instruction", "cmd_instruction") if kind in starts]
    if nodes:
        script = " ".join(_script(node) for node in nodes)
        yield from asked_for(path, _line(nodes[0]), script, "runtime" if runs else "build")


def _program(node: Node) -> str | None:
    """The program that a COPY from another stage or image puts where programs are."""
    paths = [_text(child) for child in node.children if child.type == "path"]
    found = _PROGRAM.fullmatch(paths[-1]) if len(paths) == 2 else None
    if found is None:
        return None
    name: str = found[1] or paths[0].rpartition("/")[2]
    return name if _PROGRAM_NAME.fullmatch(name) else None


def _script(node: Node) -> str:
    """The commands of an instruction, without its name and flags; a comment between its lines ends none."""
    words = next((child for child in node.children if child.type == "json_string_array"), None)
    if words is not None:
        return shlex.join(_text(word)[1:-1] for word in words.children if word.type == "json_string")
    text = _COMMENT.sub(lambda comment: " " * (len(comment[0]) - 1) + "\\", _text(node))
    if node.type == "add_instruction":
        return text  # it reads as a command that fetches
    return _NAME_AND_FLAGS.sub(lambda start: " " * len(start[0]), text, count=1)


def _environment(node: Node) -> dict[str, str]:
    """The variables that an ENV sets."""
    pairs = (child for child in node.children if child.type == "env_pair")
    found = {}
    for pair in pairs:
        parts = [_text(child) for child in pair.children if child.is_named]
        if len(parts) == 2:
            found[parts[0]] = parts[1].strip("\"'")
    return found


def _shipped(stages: list[Node]) -> set[int]:
    """Which stages end up in the image: the last one, and the stages that it builds upon."""
    parts = [_from_parts(stage) for stage in stages]
    at = len(stages) - 1
    shipped = {at}
    while at > 0:
        below = parts[at][0].lower()
        found = next((i for i in range(at - 1, -1, -1) if (parts[i][1] or "").lower() == below), None)
        if found is None:
            break
        at = found
        shipped.add(at)
    return shipped


def _image(
    path: str, line: int, reference: str, scope: str, names: set[str], values: dict[str, str]
) -> Iterator[Packages | Gap]:
    written = interpolate(reference.strip("\"'"), values)
    text = written.text
    if text.lower() in names or text == "scratch" or text.isdigit() or not text:
        return
    if "$" in text:
        # A tag that is not known leaves the image known.
        name, colon, _ = text.partition(":") if "$" not in text.partition(":")[0] else (text, "", "")
        image = parse_image(name) if colon else None
        if image is None:
            unknown = ", ".join(name for name in written.missing if name not in _PLATFORM) or text
            yield Gap(f"the image {text} depends on {unknown}, which has no default here", line)
            return
    else:
        image = parse_image(text)
        if image is None:
            yield Gap("an image reference that cannot be read", line)
            return
    yield image_package(path, line, image, scope)


def _from_parts(node: Node) -> tuple[str, str | None]:
    """The image or stage that a FROM names, and the name it gives the new stage."""
    reference, alias = "", None
    for child in node.children:
        if child.type == "image_spec":
            reference = _text(child)
        elif child.type == "image_alias":
            alias = _text(child)
    return reference, alias


def _read_args(node: Node, into: dict[str, str], defaults: dict[str, str], inside: bool) -> None:
    """``ARG A=1 B=2``; inside a stage a bare ``ARG A`` takes the default from above."""
    for pair in node.children:
        if pair.type != "arg_pair":
            continue
        name, equals, value = _text(pair).partition("=")
        name = name.strip()
        if equals:
            value = value.strip()
            literal = value.startswith("'")
            value = value.strip("\"'")
            into[name] = value if literal else interpolate(value, {**defaults, **into}).text
        elif inside and name in defaults:
            into[name] = defaults[name]


def _first_error(node: Node) -> Node:
    while node.type != "ERROR":
        deeper = next((child for child in node.children if child.has_error), None)
        if deeper is None:
            return node
        node = deeper
    return node


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", errors="replace")


def _line(node: Node) -> int:
    return node.start_point[0] + 1


SOURCE = FileSource(name="containerfile", version=6, tables=(Packages,), wants=_wants, read=read)
