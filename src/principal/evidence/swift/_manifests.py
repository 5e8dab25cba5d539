"""Packages of Apple platforms: SwiftPM (Package.swift, Package.resolved, Xcode projects) and CocoaPods.

https://docs.swift.org/package-manager/ and https://guides.cocoapods.org/syntax/podfile.html; nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.observed import Packages
from principal.core.readers import jsonc
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, base_name, gaps, package
from principal.core.readers.script import Token, arguments, keyword, literal, problems, shown, tokenize
from principal.core.sources import Gap, SourceFile

_URL = re.compile(r"(?:https?://|ssh://)?(?:[\w.-]+@)?([\w.-]+\.[A-Za-z]{2,})[:/](?::?\d+/)?([\w./~+-]+?)(?:\.git)?/?")
_EXACT = re.compile(r"\d+(?:\.\d+)*[\w.+-]*")
_TEST_TARGET = re.compile(r"(?:UI)?Tests?\b|(?:UI|_)tests?\b|(?:Test|Spec)s?(?:Host|Utils)?$")
_REMOTE = re.compile(r"isa = XCRemoteSwiftPackageReference;")
_PROJECT_URL = re.compile(r'repositoryURL = "?([^";\n]+)"?;')
_PROJECT_FIELD = re.compile(r'\b(kind|minimumVersion|maximumVersion|version|branch|revision) = "?([^";\n]+)"?;')
_TARGET = re.compile(r"\b((?:IPHONEOS|MACOSX|TVOS|WATCHOS|XROS)_DEPLOYMENT_TARGET) = \"?([0-9.]+)\"?;")
_BUILT_FOR = re.compile(r'\b(?:SDKROOT|SUPPORTED_PLATFORMS) = "?([^";\n]{1,200})"?;')
_CATALYST = re.compile(r"\bSUPPORTS_MACCATALYST = YES;")
_SYSTEMS = {"IPHONEOS": "iphoneos", "MACOSX": "macosx", "TVOS": "appletvos", "WATCHOS": "watchos", "XROS": "xros"}
_CARTHAGE = re.compile(r'\s*(github|git|binary)\s+"([^"]+)"\s*([^#\n]*)')


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    name = base_name(file.path)
    if name == "Package.resolved":
        yield from _resolved(file)
    elif name == "project.pbxproj":
        yield from _project(file.path, file.text)
        yield from _platforms(file.path, file.text)
    elif name == "Podfile":
        yield from _podfile(file)
    elif name.startswith("Cartfile"):
        yield from _cartfile(file, "development" if name.endswith("private") else "runtime")
    else:
        yield from _manifest(file.path, file.text)


def _row(path: str, line: int, url: str, version: str | None, scope: str, *, exact: bool = False) -> Row | None:
    """The row of a package by its address; None for a folder of this repository."""
    if url.startswith((".", "/", "~", "file:")):
        return None
    match = _URL.fullmatch(url) if len(url) < 1_000 else None
    if match is None:
        return Gap(f"not the address of a package: {url.split('@')[-1][:60]!r}", line)
    return package(path, line, "swift", f"{match[1].lower()}/{match[2]}", version, scope, exact=exact)


def _manifest(path: str, text: str) -> Iterator[Row]:
    tokens = tokenize(text, "swift")
    yield from gaps(problems(tokens))
    after = 0
    for at, token in enumerate(tokens):
        called = token.kind == "word" and after <= at < len(tokens) - 1 and tokens[at + 1].text == "("
        if not called or not (
            (token.text == "package" and at and tokens[at - 1].text == ".")
            or (token.text == "Dependency" and at >= 2 and tokens[at - 2].text == "Package")
        ):
            continue
        listed, after = arguments(tokens, at + 1)
        named = {key: value for argument in listed if (pair := keyword(argument)) for key, value in [pair]}
        version, exact = _requirement(listed, named)
        if "url" in named:
            url = literal(named["url"])
            if url is None:
                yield Gap(f"a package whose address is computed: {shown(named['url'])}", token.line)
                continue
            found = _row(path, token.line, url, version, "runtime", exact=exact)
            if found is not None:
                yield found
        elif "id" in named and literal(named["id"]):
            yield package(path, token.line, "swift", literal(named["id"]) or "", version, exact=exact)


def _requirement(listed: Sequence[Sequence[Token]], named: dict[str, Sequence[Token]]) -> tuple[str | None, bool]:
    """The version as it is asked for, and whether it is one version."""
    for key in ("exact", "from", "branch", "revision"):
        if key in named:
            version = next((t.text for t in named[key] if t.kind == "string"), None)
            return (version, True) if key == "exact" else (f"{key}: {version}" if version else None, False)
    for argument in listed:
        if argument[0].kind == "label":
            continue
        texts = [t.text for t in argument if t.kind == "string"]
        words = [t.text for t in argument if t.kind in ("word", "label")]
        if argument[0].kind == "string" and len(texts) == 2:
            mark = "..<" if any(t.text == "..<" for t in argument) else "..."
            return mark.join(texts), False
        if texts and "exact" in words:
            return texts[0], True
        if texts and words:
            label = next((w for w in words if w in ("branch", "revision", "from")), "from")
            return f"{label}: {texts[0]}", False
    return None, False


def _project(path: str, text: str) -> Iterator[Row]:
    """Packages that an Xcode project asks for."""
    line, seen = 1, 0
    for match in _REMOTE.finditer(text):
        body = text[match.start() : match.start() + 1_500].split("isa = ", 2)[1]
        url = _PROJECT_URL.search(body)
        if url is None:
            continue
        at = match.start() + len("isa = ") + url.start()
        line += text.count("\n", seen, at)
        seen = at
        fields = dict(_PROJECT_FIELD.findall(body))
        exact = fields.get("kind") == "exactVersion"
        version = fields.get("version") if exact else None
        for key, word in (("minimumVersion", "from"), ("branch", "branch"), ("revision", "revision")):
            if version is None and key in fields:
                version = f"{word}: {fields[key]}"
        found = _row(path, line, url[1], version, "runtime", exact=exact)
        if found is not None:
            yield found


def _resolved(file: SourceFile) -> Iterator[Row]:
    """What was resolved: transitive, but for what the manifest beside it names."""
    direct: set[str] = set()
    for path, content in file.companions.items():
        read = _project if path.endswith(".pbxproj") else _manifest
        rows = read(path, content.decode("utf-8", "replace"))
        direct |= {row.name.lower() for row in rows if isinstance(row, Packages)}
    document = jsonc.parse(file.text)
    yield from gaps(document.problems)
    root = document.root
    for pin in [*root["pins"].elements(), *root["object"]["pins"].elements()]:
        where: Node = pin["location"] if pin["location"] else pin["repositoryURL"]
        state = pin["state"]
        version = state["version"].text
        other = state["branch"].text or state["revision"].text
        if where.text is None:
            yield Gap("a pin without an address", pin.line)
            continue
        found = _row(file.path, where.line, where.text, version or other, "transitive", exact=version is not None)
        if isinstance(found, Packages) and found.name.lower() in direct:
            found = _row(file.path, where.line, where.text, version or other, "runtime", exact=version is not None)
        if found is not None:
            yield found


def _platforms(path: str, text: str) -> Iterator[Row]:
    """The systems of Apple that a project is built for, each with the oldest version that its first setting allows.

    Xcode writes such a setting for systems that no target is built for: what targets are built for says more.
    """
    built = " ".join(found[1] for found in _BUILT_FOR.finditer(text))
    told: set[str] = set()
    for found in _TARGET.finditer(text):
        system = found[1].partition("_")[0]
        anywhere = not built or "$(" in built or "auto" in built
        meant = anywhere or _SYSTEMS[system] in built or (system == "MACOSX" and _CATALYST.search(text) is not None)
        if meant and found[1] not in told:
            told.add(found[1])
            line = text.count("\n", 0, found.start()) + 1
            yield Packages(path, line, "setting", found[1].lower(), found[2], None, "runtime")


def _podfile(file: SourceFile) -> Iterator[Row]:
    tokens = tokenize(file.text, "ruby")
    yield from gaps(problems(tokens))
    after = 0
    targets: list[str | None] = []
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        if token.text == "do" or (token.text in ("def", "if", "unless", "case") and _starts(tokens, at)):
            targets.append(_target(tokens, at) if token.text == "do" else None)
        elif token.text == "end" and targets:
            targets.pop()
        elif token.text == "pod" and (_starts(tokens, at) or tokens[at - 1].text in ("{", ";", "|")):
            if at < after:
                continue
            listed, after = arguments(tokens, at + 1)
            name = literal(listed[0]) if listed else None
            if name is None:
                if listed:
                    yield Gap(f"a pod whose name is computed: pod {shown(listed[0])}", token.line)
                continue
            named = {key: value for argument in listed[1:] if (pair := keyword(argument)) for key, value in [pair]}
            if "path" in named:
                continue
            versions = [text for argument in listed[1:] if (text := literal(argument)) is not None]
            where = next((literal(named[k]) for k in ("git", "podspec", "http") if k in named), None)
            mark = next((literal(named[k]) for k in ("tag", "commit", "branch") if k in named), None)
            version = ", ".join(versions) or (f"{where}@{mark}" if where and mark else where)
            nearest = next((target for target in reversed(targets) if target), "")
            test = _TEST_TARGET.search(nearest) is not None
            exact = bool(versions) and _EXACT.fullmatch(versions[0]) is not None and len(versions) == 1
            spec, _, sub = name.partition("/")
            full = f"{spec}#{sub}" if sub else spec
            yield package(
                file.path, token.line, "cocoapods", full, version, "development" if test else "runtime", exact=exact
            )


def _starts(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].kind == "newline"


def _target(tokens: Sequence[Token], at: int) -> str | None:
    """The name of the target whose block opens at *at*."""
    start = at
    while start and tokens[start - 1].kind != "newline" and at - start < 20:
        start -= 1
    line = tokens[start:at]
    if line and line[0].text in ("target", "abstract_target"):
        return next((t.text for t in line[1:] if t.kind in ("string", "symbol")), None)
    return None


def _cartfile(file: SourceFile, scope: str) -> Iterator[Row]:
    for line, text in enumerate(file.text.split("\n"), start=1):
        match = _CARTHAGE.match(text)
        if match is None:
            if text.strip() and not text.strip().startswith("#"):
                yield Gap(f"not a Cartfile entry: {text.strip()[:60]!r}", line)
            continue
        kind, what, asked = match[1], match[2], match[3].strip().strip('"')
        exact = asked.startswith("==")
        url = f"github.com/{what}" if kind == "github" and "://" not in what else what
        version = asked.removeprefix("==").strip() or None
        found = _row(file.path, line, url, version, scope, exact=exact)
        if found is not None:
            yield found
