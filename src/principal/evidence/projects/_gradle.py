"""Modules of a Gradle build: ``project(":a:b")``, type-safe accessors, and the plugins that make them run.

Scripts are programs: only what stands there literally is read.
https://docs.gradle.org/current/userguide/declaring_dependencies_basics.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects

MAX_BYTES = 400_000
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)
_DEPENDENCY = re.compile(
    r"^[ \t]*(?:add\([ \t]*)?[\"']?"
    r"(api|implementation|compile|runtimeOnly|runtime|compileOnlyApi|\w{0,40}(?:Implementation|Api|RuntimeOnly))"
    r"[\"']?[ \t,(]{1,20}(?:platform\(|enforcedPlatform\()?[ \t]*"
    r"(?:project[ \t]*\(?[ \t]*(?:path[ \t]*[:=][ \t]*)?[\"']:?([\w:.-]{1,200})[\"']|projects\.([\w.]{1,200}))",
    re.MULTILINE,
)
_PLUGINS = re.compile(r"^[ \t]*plugins[ \t]*\{(.*?)^[ \t]*\}", re.DOTALL | re.MULTILINE)
_PLUGIN = re.compile(
    r"^[ \t]*(?:id[ \t(]{1,5}[\"']([\w.-]{1,100})[\"']|alias\([ \t]*\w+\.plugins\.([\w.]{1,100})[ \t]*\)|"
    r"`?([a-z][\w-]{1,60})`?[ \t\r]*$)"
    r"([^\n]{0,200})",
    re.MULTILINE,
)
_APPLIED = re.compile(r"^[ \t]*apply[ \t(]{1,5}plugin[ \t]*[:=][ \t]*[\"']([\w.-]{1,100})[\"']", re.MULTILINE)
_NO_BOOT_JAR = re.compile(r"bootJar\b[^}]{0,200}?\benabled\s*=\s*false", re.DOTALL)
_RUNNERS = {
    "application": "application",
    "war": "war",
    "org.springframework.boot": "org.springframework.boot",
    "spring.boot": "org.springframework.boot",
    "springframework.boot": "org.springframework.boot",
    "springboot": "org.springframework.boot",
    "io.quarkus": "io.quarkus",
    "quarkus": "io.quarkus",
    "io.micronaut.application": "io.micronaut.application",
    "micronaut.application": "io.micronaut.application",
    "io.ktor.plugin": "io.ktor.plugin",
    "ktor": "io.ktor.plugin",
    "com.google.cloud.tools.jib": "com.google.cloud.tools.jib",
    "jib": "com.google.cloud.tools.jib",
    "com.android.application": "com.android.application",
    "android.application": "com.android.application",
}


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The module that stands in the folder, and the modules that it is built upon, tests' own left out."""
    if len(file.content) > MAX_BYTES:
        return
    text = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), file.text)
    yield Projects(file.path, 1, "gradle", "", _runs(text))
    for match in _DEPENDENCY.finditer(text):
        if "test" in match[1].lower():
            continue
        words = match[2].split(":") if match[2] else [_dashed(word) for word in match[3].split(".")]
        target = "/".join(word for word in words if word)
        if target and ".." not in target:
            line = text.count("\n", 0, match.start(1)) + 1
            yield ProjectReferences(file.path, line, "gradle", target, "below", match[2] or f"projects.{match[3]}")


def _dashed(word: str) -> str:
    """A type-safe accessor's word as the module is called: ``coreModel`` is ``core-model``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: f"-{m[1].lower()}", word)


def _runs(text: str) -> str | None:
    for name in _plugins(text):
        runner = _RUNNERS.get(name)
        if runner is not None and not (runner == "org.springframework.boot" and _NO_BOOT_JAR.search(text)):
            return f"the plugin {runner}"
    return None


def _plugins(text: str) -> Iterator[str]:
    """Plugins that are applied here, not only declared for the modules below."""
    for block in _PLUGINS.finditer(text):
        for match in _PLUGIN.finditer(block[1]):
            if not re.search(r"\bapply[ \t(]{1,3}false", match[4]):
                yield match[1] or match[2] or match[3]
    for match in _APPLIED.finditer(text):
        yield match[1]
