"""Terraform and OpenTofu: resources, providers, modules, and what functions are given.

Reads one file with those of its folder that by convention hold variables and providers.
Data sources are somebody else's resources and are not reported as ours.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

from principal.core.distinct import distinct
from principal.core.hcl import Block, Configuration, Value, read_hcl, read_json
from principal.core.observed import Calls, Components, Packages, Resources
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.terraform_types import DEFAULT_ENGINES, ENGINE_OF, KIND_OF, MODULE_KINDS

MAX_KEPT = 256 * 1024  # bytes of a file that is kept read, for the next file of its folder

_COMPANIONS = (
    "variables.tf", "terraform.tfvars", "locals.tf", "providers.tf", "provider.tf", "versions.tf", "main.tf",
    "terraform.tf",
)  # fmt: skip

_DETAILS = (
    "engine", "engine_type", "engine_version", "engine_mode", "database_version", "instance_class", "instance_type",
    "cache_node_type", "node_type", "machine_type", "vm_size", "tier", "sku_name", "sku", "family", "size", "runtime",
    "memory_size", "memory", "cpu", "launch_type", "billing_mode", "multi_az", "availability_type", "storage_class",
    "allocated_storage", "kubernetes_version", "package_type",
)  # fmt: skip
_REGIONS = ("region", "location", "aws_region", "gcp_region")
_CALLERS = frozenset({"function", "service", "job"})
_CALLEES = frozenset({"database", "cache", "queue", "function", "bucket", "service"})
_GIVEN = frozenset({"environment", "environment_variables", "env", "container_definitions", "app_settings", "secrets"})
_HASHICORP = frozenset(
    {"aws", "google", "google-beta", "azurerm", "azuread", "kubernetes", "helm", "random", "null", "local", "tls",
     "archive", "http", "external", "time", "template", "vault", "consul", "nomad", "dns", "cloudinit", "awscc"}
)  # fmt: skip

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_.])([a-z][a-z0-9]{0,30}(?:_[a-z0-9]{1,30}){1,8})\.([A-Za-z_][A-Za-z0-9_-]{0,100})"
)
_REGISTRY = re.compile(r"(?:([A-Za-z0-9.-]+\.[a-z]{2,})/)?([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+)/([a-z0-9-]+)(?://.*)?")
_GITHUB = re.compile(
    r"(?:git::)?(?:https://|ssh://git@|git@)?github\.com[/:]([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+?)(?:\.git)?(?://[^?]*)?(?:\?(.*))?"
)
_REF = re.compile(r"(?:^|&)ref=([A-Za-z0-9_./-]+)")
_PINNED = re.compile(r"[0-9][A-Za-z0-9.+-]*")
_SAFE_DETAIL = re.compile(r"[A-Za-z0-9 ._:/+-]{1,80}")


def _wants(path: str) -> bool:
    return path.endswith((".tf", ".tofu", ".tf.json"))


def _companions(path: str) -> tuple[str, ...]:
    folder = posixpath.dirname(path)
    return tuple(found for name in _COMPANIONS if (found := posixpath.join(folder, name)) != path)


def read(file: SourceFile) -> Iterator[Packages | Components | Calls | Resources | Gap]:
    """Everything that one file declares."""
    configuration = _read(file.path, file.content)
    if configuration.problem is not None:
        yield Gap(*configuration.problem)
    yield from distinct(_rows(file, configuration))


def _read(path: str, content: bytes) -> Configuration:
    if path.endswith(".json"):
        return read_json(content.decode("utf-8-sig", errors="replace"))
    return _kept(content) if len(content) <= MAX_KEPT else read_hcl(content)


@functools.lru_cache(maxsize=16)
def _kept(content: bytes) -> Configuration:
    # Each file of a folder is read with the same companions.
    return read_hcl(content)


def _rows(file: SourceFile, configuration: Configuration) -> Iterator[Packages | Components | Calls | Resources | Gap]:
    blocks = configuration.blocks
    if any(block.kind in ("terraform", "provider", "resource", "module", "data") for block in blocks):
        yield Packages(file.path, blocks[0].line, "file", "main.tf", None, None, "runtime")
    # The folder's other files matter only to what depends on them.
    needs = any(block.kind in ("provider", "resource", "module") for block in blocks)
    beside = (
        [block for path, content in file.companions.items() for block in _read(path, content).blocks] if needs else []
    )
    tfvars = [content for path, content in file.companions.items() if path.endswith(".tfvars")] if needs else []
    known = _known([*beside, *blocks], tfvars)
    sources = _provider_sources([*beside, *blocks])
    regions = _provider_regions([*beside, *blocks], known)
    tasks = {
        b.labels[1]: b
        for b in blocks
        if b.kind == "resource" and b.labels[:1] == ("aws_ecs_task_definition",) and len(b.labels) == 2
    }
    for block in blocks:
        if block.kind == "terraform":
            yield from _required(file.path, block)
        elif block.kind == "provider" and block.labels:
            yield from _provider(file.path, block, sources, known)
        elif block.kind == "resource" and len(block.labels) == 2:
            yield from _resource(file.path, block, known, regions, tasks)
        elif block.kind == "module" and block.labels:
            yield from _module(file.path, block, known)


# What variables stand for


def _known(blocks: list[Block], tfvars: list[bytes]) -> dict[str, str]:
    """``var.NAME`` and ``local.NAME`` to their literal values."""
    known: dict[str, str] = {}
    for block in blocks:
        if block.kind == "variable" and block.labels and "default" in block.attributes:
            value = block.attributes["default"].literal({})
            if value is not None:
                known[f"var.{block.labels[0]}"] = value
    for content in tfvars:
        for name, text in re.findall(
            r'^[ \t]*([A-Za-z_][A-Za-z0-9_-]*)[ \t]*=[ \t]*"([^"\\$\n]*)"', _decode(content), re.M
        ):
            known[f"var.{name}"] = text
    for block in blocks:
        if block.kind == "locals":
            for name, expression in block.attributes.items():
                value = expression.literal(known)
                if value is not None:
                    known[f"local.{name}"] = value
    return known


def _decode(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")


def _provider_sources(blocks: list[Block]) -> dict[str, str]:
    """The name that a folder gives a provider to where it comes from."""
    return {
        name: source
        for block in blocks
        if block.kind == "terraform"
        for name, value in _required_providers(block)
        if (source := _source(name, value)) is not None
    }


def _required_providers(block: Block) -> Iterator[tuple[str, Value]]:
    for inner in block.blocks:
        if inner.kind == "required_providers":
            yield from inner.attributes.items()


def _source(name: str, value: Value) -> str | None:
    if "source" in value.entries:
        return value.entries["source"].literal({})
    return f"hashicorp/{name}" if value.literal({}) is not None else None


def _provider_regions(blocks: list[Block], known: dict[str, str]) -> dict[str, str]:
    """The region of each provider's default configuration."""
    return {
        block.labels[0]: region
        for block in blocks
        if block.kind == "provider" and block.labels and "alias" not in block.attributes
        if (region := _region(block, known)) is not None
    }


def _region(block: Block, known: dict[str, str]) -> str | None:
    for name in _REGIONS:
        if name in block.attributes and (region := block.attributes[name].literal(known)):
            return region
    return None


# Rows


def _required(path: str, block: Block) -> Iterator[Packages]:
    for name, value in _required_providers(block):
        source = _source(name, value)
        if source is None:
            continue
        version = value.entries["version"].literal({}) if "version" in value.entries else value.literal({})
        yield Packages(path, value.line, "terraform-provider", _provider_name(source), version, None, "build")


def _provider_name(source: str) -> str:
    return source.lower().removeprefix("registry.terraform.io/").removeprefix("registry.opentofu.org/")


def _provider(
    path: str, block: Block, sources: dict[str, str], known: dict[str, str]
) -> Iterator[Packages | Resources]:
    name = block.labels[0]
    source = sources.get(name) or (f"hashicorp/{name}" if name in _HASHICORP else None)
    if source is not None:
        version = block.attributes["version"].literal({}) if "version" in block.attributes else None
        yield Packages(path, block.line, "terraform-provider", _provider_name(source), version, None, "build")
    region = _region(block, known)
    if region is not None:
        alias = block.attributes["alias"].literal({}) if "alias" in block.attributes else None
        yield Resources(path, block.line, "provider", alias or "default", name, region, None)


def _resource(
    path: str, block: Block, known: dict[str, str], regions: dict[str, str], tasks: dict[str, Block]
) -> Iterator[Packages | Components | Calls | Resources]:
    kind, name = block.labels
    provider = kind.partition("_")[0]
    aliased = block.attributes.get("provider")
    region = _region(block, known)
    if region is None and block.attributes.keys().isdisjoint(_REGIONS):  # one that cannot be told is not the provider's
        region = regions.get(provider) if aliased is None or "." not in aliased.text else None
    details = _details(block, known)
    yield Packages(path, block.line, "terraform", kind, None, None, "runtime")
    engine = _engine(kind, block, known)
    if engine is not None:
        yield Packages(path, block.line, "terraform", f"{kind}:{engine}", None, None, "runtime")
    yield Resources(path, block.line, kind, name, provider, region, details)
    if kind == "aws_lambda_event_source_mapping":
        yield from _mapping(path, block)
    component = KIND_OF.get(kind)
    if component is None:
        return
    count = block.attributes.get("desired_count") or block.attributes.get("num_cache_nodes")
    text = count.literal(known) if count is not None else None
    replicas = int(text) if text is not None and text.isdigit() and len(text) < 7 else None
    yield Components(path, block.line, f"{kind}.{name}", component, "terraform", None, None, replicas)
    if component in _CALLERS:
        yield from _given(path, f"{kind}.{name}", block)
        task = block.attributes.get("task_definition")
        if task is not None:  # what an ECS service runs is described in a block of its own
            for label in re.findall(r"aws_ecs_task_definition\.([A-Za-z0-9_-]+)", task.text):
                if label in tasks:
                    yield from _given(path, f"{kind}.{name}", tasks[label])


def _engine(kind: str, block: Block, known: dict[str, str]) -> str | None:
    attribute = ENGINE_OF.get(kind)
    if attribute is None:
        return None
    text = block.attributes[attribute].literal(known) if attribute in block.attributes else DEFAULT_ENGINES.get(kind)
    if text is None or not _SAFE_DETAIL.fullmatch(text):
        return None
    return text.lower().partition("_")[0]  # POSTGRES_15, OpenSearch_2.5


def _details(block: Block, known: dict[str, str]) -> str | None:
    """What tells variants apart: only named attributes, so that no secret can be among them."""
    found: dict[str, str] = {}
    for inner in block.walk(2):
        for name in _DETAILS:
            if name in inner.attributes and name not in found:
                text = inner.attributes[name].literal(known)
                if text and _SAFE_DETAIL.fullmatch(text):
                    found[name] = text
    return " ".join(f"{name}={text}" for name, text in found.items()) or None


def _mapping(path: str, block: Block) -> Iterator[Calls]:
    """An event source mapping: the function takes its work from the queue, stream or table."""
    sides = [block.attributes.get(name) for name in ("function_name", "event_source_arn")]
    ends = [next(_references(side), None) if side is not None else None for side in sides]
    if ends[0] is not None and ends[1] is not None and sides[1] is not None:
        yield Calls(path, sides[1].line, ends[0], ends[1], "", None, "event_source_arn", "reference")


def _given(path: str, caller: str, block: Block) -> Iterator[Calls]:
    """Components whose attributes are handed to *caller* in its environment."""
    for inner in block.walk():
        named = inner.attributes["name"].literal({}) if inner.kind == "env" and "name" in inner.attributes else None
        for name, value in inner.attributes.items():
            if name in _GIVEN or inner.kind in _GIVEN:
                yield from _handed(path, caller, named or name, value, 3)


def _handed(path: str, caller: str, name: str, value: Value, depth: int) -> Iterator[Calls]:
    if value.entries and depth:
        for key, inner in value.entries.items():
            yield from _handed(path, caller, key, inner, depth - 1)
        return
    for callee in _references(value):
        if callee != caller and KIND_OF.get(callee.partition(".")[0]) in _CALLEES:
            yield Calls(path, value.line, caller, callee, "", None, name[:100], "reference")


def _references(value: Value) -> Iterator[str]:
    for match in _REFERENCE.finditer(value.text):
        if match[1] in KIND_OF:
            yield f"{match[1]}.{match[2]}"


def _module(path: str, block: Block, known: dict[str, str]) -> Iterator[Packages | Components | Gap]:
    where = block.attributes.get("source")
    source = where.literal({}) if where is not None else None
    if where is None or source is None:
        yield Gap("the source of a module is not a literal", block.line)
        return
    if source.startswith(("./", "../", "/")):
        return
    version = block.attributes["version"].literal(known) if "version" in block.attributes else None
    if github := _GITHUB.fullmatch(source):
        ref = _REF.search(github[3] or "")
        name = f"{github[1]}/{github[2]}".lower()
        purl = f"pkg:github/{name}" + (f"@{quote(ref[1], safe='')}" if ref else "")
        yield Packages(path, where.line, "github", name, ref[1] if ref else None, purl, "build")
    elif registry := _REGISTRY.fullmatch(source):
        name = "/".join(registry.groups()[1:])
        if registry[1] and registry[1] not in ("registry.terraform.io", "registry.opentofu.org"):
            name = f"{registry[1]}/{name}"
        pinned = version if version and _PINNED.fullmatch(version) else None
        purl = f"pkg:terraform/{name}" + (f"@{quote(pinned, safe='')}" if pinned else "")
        yield Packages(path, where.line, "terraform", name, version, purl, "runtime")
        engine = block.attributes["engine"].literal(known) if "engine" in block.attributes else None
        if engine and _SAFE_DETAIL.fullmatch(engine):
            yield Packages(path, where.line, "terraform", f"{name}:{engine.lower()}", None, None, "runtime")
        if registry[3] in MODULE_KINDS and "//" not in source:
            kind = MODULE_KINDS[registry[3]]
            yield Components(path, block.line, f"module.{block.labels[0]}", kind, "terraform", None, None, None)


SOURCE = FileSource(
    name="terraform",
    version=2,
    tables=(Packages, Components, Calls, Resources),
    wants=_wants,
    read=read,
    companions=_companions,
    companion_names=frozenset(_COMPANIONS),
)
