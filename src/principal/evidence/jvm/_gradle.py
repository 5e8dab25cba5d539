"""Gradle build scripts in Groovy and Kotlin, read as text: no wrapper, no daemon, nothing is run.

https://docs.gradle.org/current/userguide/declaring_dependencies.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from principal.core.readers.rows import Row, base_name, gaps, package
from principal.core.readers.script import Token, arguments, closing, keyword, problems, shown, tokenize
from principal.core.sources import Gap, SourceFile
from principal.evidence.jvm._catalog import Catalog, Entry, accessor, parse
from principal.evidence.jvm._gradle_parts import parts

_CONFIGURATION = re.compile(
    r"(?:[a-z]\w*)?(?:[iI]mplementation|[aA]pi|[cC]ompileOnly(?:Api)?|[rR]untimeOnly|[aA]nnotationProcessor)"
    r"|(?:[a-z]\w*)?(?:Compile|Runtime|Classpath)|compile|runtime|classpath|kapt\w*|ksp\w*|developmentOnly"
)
# Words in a block of dependencies that take a text but are no configuration.
_NO_CONFIGURATION = frozenset(
    {"because", "exclude", "version", "strictly", "prefer", "require", "reject", "attribute", "artifact", "classifier"}
    | {"dependency", "dependencySet", "entry", "module", "println", "apply", "capability", "requireCapability"}
    | {"if", "else", "for", "def", "val", "var", "return", "include", "includeModule", "includeGroup", "substitute"}
)
_SKIPPED_BLOCKS = frozenset({"constraints", "dependencyManagement", "configurations", "resolutionStrategy"})
_WRAPPERS = frozenset({"platform", "enforcedPlatform", "testFixtures", "variantOf", "create", "dependencies"})
_INTERNAL = frozenset(
    {
        "project",
        "projects",
        "files",
        "fileTree",
        "gradleApi",
        "localGroovy",
        "gradleTestKit",
        "npm",
        "gradleKotlinDsl",
        "sourceSets",
        "rootProject",
        "parent",
        "configurations",
        "kotlinDslPluginModule",
    }
)
_COORDINATES = re.compile(r"([\w.-]+):([\w.-]+)(?::([^@:\s]+))?(?::[\w.-]+)?(?:@\w+)?")
_REFERENCE = re.compile(r"\$\{?([A-Za-z_][\w.]*)(?:\[?[\"']([\w.-]+)[\"']\]?)?\}?")
_REVERSED = re.compile(r"(?:[a-z]{2,3}|name|info|cloud|tech|gradle)\.[\w.-]+")
_RANGE = re.compile(r"[\[\](),+]|latest\.")
_MAX_DEPTH = 6


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of a build.gradle(.kts) or settings.gradle(.kts)."""
    script = _Script(file)
    yield from gaps(problems(script.tokens))
    yield from script.plugins()
    yield from script.dependencies()
    yield from parts(file.path, script.tokens, _plugin_ids(script.tokens, script))


class _Script:
    """One build script with what its companions say: catalogs, properties and plugin versions."""

    def __init__(self, file: SourceFile) -> None:
        self.path = file.path
        self.tokens = tokenize(file.text, "gradle")
        self.catalogs: dict[str, Catalog] = {}
        self.variables: dict[str, str] = {}
        self.declared: dict[str, str] = {}
        for path, content in reversed(file.companions.items()):
            name = base_name(path)
            if name.endswith(".versions.toml"):
                self.catalogs[name.removesuffix(".versions.toml")] = parse(content)
            elif name == "gradle.properties":
                self.variables |= _properties(content.decode("utf-8", "replace"))
            else:
                above = _tokens(content)
                self.variables |= _variables(above)
                self.declared |= {i: v for _, i, v in _plugin_ids(above, self) if v}
        self.variables |= _variables(self.tokens)
        self.declared |= {i: v for _, i, v in _plugin_ids(self.tokens, self) if v}

    def fill(self, token: Token) -> str | None:
        """The text of a string with its variables filled in; None where one is not known."""
        if token.kind == "string":
            return token.text
        text = token.text
        for _ in range(_MAX_DEPTH):
            filled = _REFERENCE.sub(lambda m: self.variable(m[2] or m[1]) or m[0], text)
            if filled == text:
                break
            text = filled[:1_000]
        return None if "$" in text else text

    def variable(self, name: str) -> str | None:
        """The value of a variable, by its own name or the last part of it."""
        found = self.variables.get(name)
        return found if found is not None else self.variables.get(name.rpartition(".")[2])

    def plugins(self) -> Iterator[Row]:
        for line, name, version in _plugin_ids(self.tokens, self):
            version = version or self.declared.get(name)
            # Without a version it may be a convention of this build: only ids like a domain's count.
            if "." in name and (version or _REVERSED.fullmatch(name)) and not name.startswith("org.gradle."):
                exact = version is not None and not _RANGE.search(version)
                yield package(self.path, line, "maven", f"{name}/{name}.gradle.plugin", version, "build", exact=exact)

    def dependencies(self) -> Iterator[Row]:
        tokens = self.tokens
        skip_to = 0
        for at, token in enumerate(tokens):
            if at < skip_to or token.kind != "word" or at + 1 >= len(tokens):
                continue
            if token.text in _SKIPPED_BLOCKS and tokens[at + 1].text == "{":
                yield from self._imported_boms(at + 1)
                skip_to = closing(tokens, at + 1)
            elif token.text == "dependencies" and tokens[at + 1].text == "{":
                end = closing(tokens, at + 1)
                yield from self._block(at + 2, end)
                skip_to = end

    def _imported_boms(self, at: int) -> Iterator[Row]:
        """Bills of materials that Spring's plugin imports."""
        for index in range(at, closing(self.tokens, at)):
            if self.tokens[index].text == "mavenBom" and self.tokens[index].kind == "word":
                listed, _ = arguments(self.tokens, index + 1)
                for argument in listed[:1]:
                    yield from self._notation(argument, self.tokens[index].line, "build", 0)

    def _block(self, at: int, end: int) -> Iterator[Row]:
        tokens = self.tokens
        while at < end:
            token = tokens[at]
            at += 1
            if token.kind not in ("word", "string") or (at >= 2 and tokens[at - 2].text in (".", ":")):
                continue
            follows = tokens[at] if at < end else None
            if follows is None or follows.kind == "newline":
                continue
            if token.text in _SKIPPED_BLOCKS and follows.text == "{":
                at = closing(tokens, at)
                continue
            configuration = token.text
            if configuration == "add" and follows.text == "(":
                listed, after = arguments(tokens, at)
                if len(listed) >= 2 and listed[0][0].kind == "string":
                    yield from self._notation(listed[1], token.line, _scope(listed[0][0].text), 0)
                at = max(after, at)
                continue
            if configuration in _NO_CONFIGURATION or follows.text in ("=", ".", "{", ":"):
                continue
            listed, after = arguments(tokens, at)
            known = _CONFIGURATION.fullmatch(configuration) is not None
            if known or (listed and self._looks_declared(listed[0], follows)):
                scope = _scope(configuration)
                # A configuration that nobody here knows belongs to a tool: checkstyle, ktlint, jooqGenerator …
                yield from self._declared(listed, token.line, scope if known or scope != "runtime" else "build")
                at = max(after, at)

    def _looks_declared(self, argument: Sequence[Token], follows: Token) -> bool:
        """Whether what follows a word makes the word a configuration that a plugin or the build made."""
        first = argument[0]
        if follows.kind not in ("string", "template", "word", "label") and follows.text != "(":
            return False
        if first.kind in ("string", "template"):
            return len(argument) == 1 and first.text.count(":") in (1, 2, 3) and " " not in first.text
        return first.text in self.catalogs or (first.kind == "label" and first.text == "group")

    def _declared(self, listed: list[list[Token]], line: int, scope: str) -> Iterator[Row]:
        named = {key: value for argument in listed if (pair := keyword(argument)) for key, value in [pair]}
        if "group" in named and "name" in named:
            parts = [self._value(named.get(key)) for key in ("group", "name", "version")]
            if parts[0] is None or parts[1] is None:
                yield Gap(f"a dependency that is computed: {shown(named['group'])}:{shown(named['name'])}", line)
                return
            yield self._package(line, f"{parts[0]}/{parts[1]}", parts[2], scope)
            return
        for argument in listed:
            if keyword(argument) is None:
                yield from self._notation(argument, argument[0].line, scope, 0)

    def _value(self, tokens: Sequence[Token] | None) -> str | None:
        """The text of a text or a variable."""
        if not tokens:
            return None
        if tokens[0].kind == "word":
            return self.variable("".join(t.text for t in tokens))
        return self.fill(tokens[0]) if tokens[0].kind in ("string", "template") else None

    def _notation(self, argument: Sequence[Token], line: int, scope: str, depth: int) -> Iterator[Row]:
        if not argument or depth > _MAX_DEPTH:
            return
        first = argument[0]
        line = first.line or line
        if first.text in ("(", "[") and first.kind == "mark":
            inner, _ = arguments([first._replace(text="("), *argument[1:-1], first._replace(text=")")], 0)
            for each in inner:
                yield from self._notation(each, line, scope, depth + 1)
            return
        if first.kind in ("string", "template"):
            yield self._coordinates(first, line, scope)
            return
        if first.kind != "word" or first.text in _INTERNAL:
            return
        if first.text == "dependencies" and len(argument) > 2 and argument[1].text == ".":
            argument = argument[2:]
            first = argument[0]
            if first.text in _INTERNAL:
                return
        called = len(argument) > 1 and argument[1].text == "("
        if called and first.text == "kotlin":
            inner, _ = arguments(argument, 1)
            if inner and inner[0][0].kind == "string":
                version = self.fill(inner[1][-1]) if len(inner) > 1 else self.declared.get("org.jetbrains.kotlin.jvm")
                yield self._package(line, f"org.jetbrains.kotlin/kotlin-{inner[0][0].text}", version, scope)
            return
        inner, _ = arguments(argument, 1) if called else ([], 0)
        # A build has helpers of its own, too: ``plugin(libs.plugins.spotless)``.
        if called and (first.text in _WRAPPERS or (len(inner) == 1 and inner[0][0].text in self.catalogs)):
            for each in inner[:1]:
                platform = first.text in ("platform", "enforcedPlatform")
                yield from self._notation(each, line, "build" if platform else scope, depth + 1)
            return
        yield from self._accessor(argument, line, scope)

    def _accessor(self, argument: Sequence[Token], line: int, scope: str) -> Iterator[Row]:
        """``libs.a.b`` of a version catalog; anything else is a value that only a run would give."""
        words = [t.text for t in argument if t.kind == "word"]
        catalog = self.catalogs.get(words[0])
        if catalog is not None and all(t.kind == "word" or t.text in (".", "(", ")") for t in argument):
            while words and words[-1] in ("get", "asProvider"):
                words.pop()
            path = accessor(".".join(words[1:]))
            if path.startswith("plugins."):
                yield from self._applied(catalog, words[2:], line)
                return
            if path.startswith("bundles."):
                for member in catalog.bundles.get(path.removeprefix("bundles."), ()):
                    yield from self._entry(catalog.libraries.get(member), line, scope, member)
                return
            yield from self._entry(catalog.libraries.get(path), line, scope, path)
            return
        value = self.variable(".".join(words)) if len(words) * 2 - 1 == len(argument) else None
        match = _COORDINATES.fullmatch(value or "")
        if match:
            yield self._package(line, f"{match[1]}/{match[2]}", match[3], scope)
            return
        yield Gap(f"a dependency that is computed: {shown(argument)}", line)

    def _applied(self, catalog: Catalog, words: list[str], line: int) -> Iterator[Row]:
        """A plugin that build logic depends on; functions of the build may follow its name: ``….toDep()``."""
        names = (accessor(".".join(words[:end])) for end in range(len(words), 0, -1))
        entry = next((found for name in names if (found := catalog.plugins.get(name)) is not None), None)
        if entry is None:
            yield Gap(f"no version catalog has {'.'.join(('plugins', *words))[:60]!r}", line)
        else:
            yield self._package(line, f"{entry.name}/{entry.name}.gradle.plugin", entry.version, "build")

    def _entry(self, entry: Entry | None, line: int, scope: str, alias: str) -> Iterator[Row]:
        if entry is None:
            yield Gap(f"no version catalog has {alias[:60]!r}", line)
        else:
            yield self._package(line, entry.name, entry.version, scope)

    def _coordinates(self, token: Token, line: int, scope: str) -> Row:
        text = self.fill(token)
        if text is None:  # the version alone may be unknown; it is then shown as it is written
            named, _, version = token.text.rpartition(":")
            group, _, artifact = named.partition(":")
            if artifact and "$" not in named and ":" not in artifact:
                return package(self.path, line, "maven", f"{group}/{artifact}", version, scope)
        match = _COORDINATES.fullmatch(text.strip()) if text else None
        if match is None:
            return Gap(f"not the coordinates of a library: {token.text[:60]!r}", line)
        return self._package(line, f"{match[1]}/{match[2]}", match[3], scope)

    def _package(self, line: int, name: str, version: str | None, scope: str) -> Row:
        exact = version is not None and not _RANGE.search(version)
        return package(self.path, line, "maven", name, version, scope, exact=exact)


@lru_cache(maxsize=32)
def _tokens(content: bytes) -> list[Token]:
    """The tokens of a script above: one build's root is read for each of its modules."""
    return tokenize(content.decode("utf-8-sig", "replace"), "gradle")


def _scope(configuration: str) -> str:
    lowered = configuration.lower()
    if lowered.startswith(("test", "androidtest", "jmh", "gatling", "integrationtest")) or "test" in lowered:
        return "development"
    if lowered.startswith(("debug", "developmentonly", "detekt", "lint")):
        return "development"
    if lowered.startswith(("kapt", "ksp", "classpath", "errorprone", "provided")) or "annotationprocessor" in lowered:
        return "build"
    return "build" if "compileonly" in lowered else "runtime"


def _plugin_ids(tokens: Sequence[Token], script: _Script) -> Iterator[tuple[int, str, str | None]]:
    """Line, id and version of each plugin that is applied or declared."""
    skip_to = 0
    for at, token in enumerate(tokens):
        if at < skip_to:
            continue
        if token.kind == "word" and token.text == "apply":
            named = [pair for argument in arguments(tokens, at + 1)[0] if (pair := keyword(argument))]
            for key, value in named:
                if key == "plugin" and len(value) == 1 and value[0].kind == "string":
                    yield token.line, value[0].text, None
        if token.kind != "word" or token.text != "plugins" or at + 1 >= len(tokens) or tokens[at + 1].text != "{":
            continue
        skip_to = closing(tokens, at + 1)
        for index in range(at + 2, skip_to):
            word = tokens[index]
            if word.kind != "word" or word.text not in ("id", "kotlin", "alias") or tokens[index - 1].text == ".":
                continue
            listed, after = arguments(tokens, index + 1)
            if not listed or not listed[0]:
                continue
            found = _plugin(word.text, listed[0], script)
            if found is not None:
                yield word.line, found[0], _version_after(tokens, listed[0], after, script) or found[1]


def _plugin(word: str, argument: Sequence[Token], script: _Script) -> tuple[str, str | None] | None:
    if word == "alias":
        words = [t.text for t in argument if t.kind == "word"]
        catalog = script.catalogs.get(words[0]) if len(words) > 2 and words[1] == "plugins" else None
        entry = catalog.plugins.get(accessor(".".join(words[2:]))) if catalog is not None else None
        if entry is None or entry.version == "unspecified":
            return None
        return entry.name, entry.version
    if argument[0].kind != "string":
        return None
    return (f"org.jetbrains.kotlin.{argument[0].text}" if word == "kotlin" else argument[0].text), None


def _version_after(tokens: Sequence[Token], argument: Sequence[Token], after: int, script: _Script) -> str | None:
    """The version that follows on the line: ``id 'x' version '1'`` or ``id("x") version v``."""
    rest = [*argument[1:], *tokens[after : after + 6]]
    for index, token in enumerate(rest[:-1]):
        if token.kind == "newline":
            break
        if token.kind == "word" and token.text == "version":
            value = rest[index + 1] if rest[index + 1].text != "(" else rest[min(index + 2, len(rest) - 1)]
            if value.kind in ("string", "template"):
                return script.fill(value)
            return script.variable(value.text) if value.kind == "word" else None
    return None


def _properties(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.split("\n") if not line.lstrip().startswith(("#", "!")))
    return {key.strip(): value.strip() for key, separator, value in pairs if separator}


def _variables(tokens: Sequence[Token]) -> dict[str, str]:
    """Texts that are given to names.

    ``ext.a = '1'``, ``val a = "1"``, ``set("a", "1")``, ``val a by extra("1")``, ``extra["a"] = "1"``, ``[a: '1']``.
    """
    found: dict[str, str] = {}
    for at, token in enumerate(tokens):
        if token.kind not in ("string", "template") or at < 2:
            continue
        name, mark = tokens[at - 2], tokens[at - 1]
        if mark.kind == "label":
            found.setdefault(mark.text, token.text)
        elif name.kind == "word":
            if mark.text == "=":
                found[name.text] = token.text
            elif mark.text == "(" and name.text == "extra" and at >= 4 and tokens[at - 3].text == "by":
                found[tokens[at - 4].text] = token.text
        elif name.kind == "string" and mark.text == "," and at >= 4 and tokens[at - 4].text == "set":
            found[name.text] = token.text
        elif mark.text == "=" and name.text == "]" and tokens[at - 3].kind == "string":
            found[tokens[at - 3].text] = token.text
    return found
