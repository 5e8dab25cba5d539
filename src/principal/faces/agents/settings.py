"""Where each agent's settings name its hooks, and our entry there."""

from __future__ import annotations

import json
from dataclasses import dataclass

from principal.core import json_splice

SECONDS = 60
_FILES = "Write|Edit|MultiEdit|NotebookEdit"


@dataclass(frozen=True, slots=True)
class Settings:
    """The file of an agent's settings, and for each event the entry that calls us."""

    agent: str
    path: str
    entries: tuple[tuple[tuple[str, ...], dict[str, object]], ...]
    head: tuple[tuple[str, object], ...] = ()  # what a new file needs besides
    note: str = ""  # what a person has to do, or to know


def _command(agent: str) -> str:
    return f"principal hook --agent {agent}"


def _matched(agent: str, matcher: str, seconds: int = SECONDS) -> dict[str, object]:
    return {"matcher": matcher, "hooks": [{"type": "command", "command": _command(agent), "timeout": seconds}]}


SETTINGS = {
    s.agent: s
    for s in (
        Settings(
            "claude", ".claude/settings.json",
            ((("hooks", "PreToolUse"), _matched("claude", f"{_FILES}|Bash")),),
        ),
        Settings(
            "codex", ".codex/hooks.json",
            ((("hooks", "PreToolUse"), _matched("codex", f"Bash|apply_patch|{_FILES}")),),
            note="Codex runs the hook only once somebody trusted it (/hooks), and says nothing where nobody did; "
            "it cannot be told to ask: where nobody decided, it is told the reason and goes on",
        ),
        Settings(
            "gemini", ".gemini/settings.json",
            ((("hooks", "BeforeTool"), _matched("gemini", "write_file|replace|run_shell_command", SECONDS * 1000)),),
            note="Gemini CLI works only in a folder that somebody trusted; where it would ask and has no terminal, "
            "it is told no",
        ),
        Settings(
            "qwen", ".qwen/settings.json",
            ((("hooks", "PreToolUse"), _matched("qwen", "write_file|edit|notebook_edit|run_shell_command")),),
        ),
        Settings(
            "cursor", ".cursor/hooks.json",
            (
                (("hooks", "preToolUse"), {"command": _command("cursor"), "matcher": f"{_FILES}|StrReplace|Delete"}),
                (("hooks", "beforeShellExecution"), {"command": _command("cursor")}),
            ),
            head=(("version", 1),),
        ),
        Settings(
            "copilot", ".github/hooks/principal.json",
            ((("hooks", "preToolUse"), {"type": "command", "bash": _command("copilot"), "timeoutSec": SECONDS}),),
            head=(("version", 1),),
            note="Copilot runs the hook only in a folder that somebody trusted (copilot -p: --trust-folder), and says "
            "nothing where nobody did",
        ),
    )
}  # fmt: skip


def installed(settings: Settings, text: str) -> str:
    """*text* of the settings with our entries; the same where they are there.

    Raises:
        JsonSpliceError: the file cannot be edited.
    """
    if not text.strip():
        text = json.dumps(dict(settings.head), indent=2) + "\n"
    for keys, entry in settings.entries:
        if not any(_ours(item) for item in _listed(text, keys)):
            text = json_splice.append(text, keys, entry)
    return text


def removed(settings: Settings, text: str) -> str:
    """*text* of the settings without our entries.

    Raises:
        JsonSpliceError: the file cannot be edited.
    """
    for keys, _ in settings.entries:
        text = json_splice.remove(text, keys, _ours)
    return text


def left(settings: Settings, text: str) -> bool:
    """Whether settings hold anything besides what a new file of ours begins with."""
    return bool(json_splice.read(text) != dict(settings.head))


def _listed(text: str, keys: tuple[str, ...]) -> list[object]:
    value = json_splice.read(text)
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _ours(item: object) -> bool:
    """Whether an entry calls us, alone: one that somebody put other commands into is theirs."""
    if not isinstance(item, dict):
        return False
    inner = item.get("hooks")
    called = [item] if not isinstance(inner, list) else inner
    return bool(called) and all(
        isinstance(c, dict) and "principal hook" in str(c.get("command", c.get("bash", ""))) for c in called
    )
