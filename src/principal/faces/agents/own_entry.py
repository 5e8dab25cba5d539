"""The hook's own entry in an agent's settings, and what there would turn it off: only a person does either."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from principal.core import json_splice
from principal.faces.agents import held
from principal.faces.agents.protocols import ALLOW, ASK, DENY, Answer, Change

HOOK = "principal hook"
MAX_BYTES = 1 << 20
# The files in which each agent's hooks stand or are switched, below a repository or a person's home.
FILES = (
    ".claude/settings.json", ".claude/settings.local.json", ".codex/hooks.json", ".codex/config.toml",
    ".gemini/settings.json", ".qwen/settings.json", ".cursor/hooks.json", ".copilot/config.json",
    ".copilot/settings.json", ".github/copilot/settings.json", ".github/copilot/settings.local.json",
)  # fmt: skip
FOLDER = ".github/hooks"
_TAKEN = "{} has the hook that holds you to what people decided; only a person takes it out."
_OFF = "{} would turn off the hook that holds you to what people decided; only a person does that."
_LARGE = "{} is too large to tell whether it would turn off the hook that holds you; a person has to change it."
_UNTOLD = (
    "{} may hold the hook that holds you to what people decided, and a command does not tell what it will say. "
    "Use the tool that writes or edits a file."
)
_MAY = "{} may hold the hook that holds agents to what people decided; a person should look."


def judge(place: Path, shown: str, change: Change) -> Answer:
    """Whether an agent may make *change* to the file at *place*, which it is told of as *shown*."""
    if not is_settings(place):
        return Answer(ALLOW)
    before = held.there(place)
    after = held.becomes(before, change)
    if after is held.UNKNOWN:
        return Answer(DENY, _TAKEN.format(shown)) if before and HOOK.encode() in before else Answer(ALLOW)
    if max(len(before or b""), len(after or b"")) > MAX_BYTES:
        return Answer(DENY, _LARGE.format(shown))
    if not set(_entries(_read(place, before))) <= set(_entries(_read(place, after))):
        return Answer(DENY, _TAKEN.format(shown))
    if not set(_off(place, after)) <= set(_off(place, before)):
        return Answer(DENY, _OFF.format(shown))
    return Answer(ALLOW)


def of_command(place: Path, shown: str, *, whole: bool, takes_away: bool) -> Answer:
    """What is to be said of a command that names *place*; *whole* and *takes_away*: it writes it, or removes it."""
    if is_settings(place):
        return Answer(DENY, _UNTOLD.format(shown)) if whole else Answer(ASK, _MAY.format(shown))
    if takes_away:
        for name in _inside(place):
            if HOOK.encode() in (held.there(name) or b""):
                return Answer(DENY, _TAKEN.format(shown))
    return Answer(ALLOW)


def is_settings(place: Path) -> bool:
    """Whether hooks stand in, or are switched in, the file at *place*."""
    folded = place.as_posix().casefold()
    return folded.endswith(tuple(f"/{name}" for name in FILES)) or (
        place.suffix.casefold() == ".json" and place.parent.as_posix().casefold().endswith(f"/{FOLDER}")
    )


def _inside(place: Path) -> Iterator[Path]:
    """The settings that are in the folder *place*, whether it is a repository or an agent's own folder."""
    for name in (*FILES, f"{FOLDER}/principal.json"):
        parts = name.split("/")
        yield place / name
        for at in range(1, len(parts)):
            if place.as_posix().endswith("/" + "/".join(parts[:at])):
                yield place.joinpath(*parts[at:])


def _read(place: Path, content: bytes | None) -> dict[str, Any] | None:
    """What settings say; None where they do not read."""
    text = (content or b"").decode("utf-8-sig", "replace")
    try:
        value = tomllib.loads(text) if place.suffix == ".toml" else json_splice.read(text)
    except (json_splice.JsonSpliceError, tomllib.TOMLDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _entries(settings: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Each entry that calls us, with its event."""
    hooks = (settings or {}).get("hooks")
    for event, items in hooks.items() if isinstance(hooks, dict) else ():
        for item in items if isinstance(items, list) else ():
            said = json.dumps(item, sort_keys=True, default=str)
            if HOOK in said:
                yield event, said


_SWITCH = re.compile(r"disableallhooks|disabledhooks", re.IGNORECASE)
_WORDS = re.compile(r"disableAllHooks|disabledHooks|hooksConfig|codex_hooks|hooks\s*=\s*false", re.IGNORECASE)


def _off(place: Path, content: bytes | None) -> Iterator[str]:
    """What turns hooks off; where settings do not read, every word of it, for their agent may read more than we."""
    settings = _read(place, content)
    if settings is not None:
        yield from _switched_off(settings)
    else:
        yield from _WORDS.findall((content or b"").decode("utf-8", "replace"))


def _switched_off(value: Any, name: str = "") -> Iterator[str]:
    """What turns hooks off, by any of the agents' names for it."""
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        at = f"{name}.{key}"
        if (_SWITCH.fullmatch(key) and inner) or (key in ("hooks", "codex_hooks") and inner is False):
            yield f"{at}={inner!r}"
        if key == "hooksConfig" and isinstance(inner, dict):
            if inner.get("enabled") is False:
                yield f"{at}.enabled"
            if inner.get("disabled"):
                yield f"{at}.disabled={inner['disabled']!r}"
        yield from _switched_off(inner, at)
