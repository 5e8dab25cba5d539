"""The agents' protocols: what each says before it uses a tool, and how it wants to be answered.

Claude Code, Qwen Code (PreToolUse), Codex (the same form; it cannot ask), Gemini CLI (BeforeTool) and Copilot
(preToolUse) as they were seen to speak; Cursor (preToolUse, beforeShellExecution) as its documentation says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from principal.faces.agents.words import words_of
from principal.faces.safe import clean

AGENTS = ("claude", "codex", "cursor", "copilot", "gemini", "qwen")
ALLOW, ASK, DENY = "allow", "ask", "deny"


class NotUnderstood(Exception):
    """What came is no call of a tool; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is to be written.

    Attributes:
        path: as the agent says it.
        content: the whole new text, where the tool gives it.
        swaps: old text, new text and whether each place is meant, where it gives those.
        gone: it is to be deleted (or moved away).
        known: whether the tool says what the file will hold; else only that it is written.
    """

    path: str
    content: str | None = None
    swaps: tuple[tuple[str, str, bool], ...] = ()
    gone: bool = False

    @property
    def known(self) -> bool:
        """Whether it is told what the file will hold."""
        return self.content is not None or bool(self.swaps)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that is about to be used: what it writes, or the command that it runs; neither for one that reads."""

    agent: str
    tool: str
    folder: str  # where the agent is; '' where it does not say
    changes: tuple[Change, ...] = ()
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """allow (nothing to say: the agent's own permissions count), ask or deny, and why."""

    decision: str
    reason: str = ""


_SHELLS = frozenset(("bash", "shell", "run_shell_command", "local_shell", "exec_command", "powershell", "terminal"))
_READERS = words_of(
    "read readfile read_file read_many_files glob grep ls list_directory list_dir search search_file_content view "
    "webfetch websearch web_fetch google_web_search task todowrite write_todos askuserquestion notebookread"
)
_PATHS = ("file_path", "filePath", "notebook_path", "path", "target_file", "absolute_path", "filename")
_CONTENTS = ("content", "contents", "file_text", "new_source", "code_edit")
_OLD, _NEW = ("old_string", "oldString", "old_str"), ("new_string", "newString", "new_str")


def read(text: str, agent: str | None = None) -> Call:
    """What an agent is about to do, from the JSON that it sends; *agent* where it is known which one.

    Raises:
        NotUnderstood: it is no JSON object that names a tool.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"it is not JSON: {str(error)[:200]}") from None
    if not isinstance(said, dict):
        raise NotUnderstood("it is not a JSON object")
    agent = agent or _agent_of(said)
    folder = _text(said, "cwd") or next((f for f in _texts(said.get("workspace_roots"))), "")
    if isinstance(said.get("command"), str) and "tool_name" not in said and "toolName" not in said:
        return Call(agent, "shell", folder, (), said["command"])  # Cursor's beforeShellExecution
    tool = _text(said, "tool_name", "toolName")
    if not tool:
        raise NotUnderstood("it names no tool")
    given = said.get("tool_input", said.get("toolArgs", {}))
    if isinstance(given, str):  # Copilot sends its arguments as JSON within JSON
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            given = {"command": given}
    arguments = given if isinstance(given, Mapping) else {}
    return _call(agent, tool, folder, arguments)


def _agent_of(said: Mapping[str, Any]) -> str:
    event = said.get("hook_event_name")
    if "toolName" in said:
        return "copilot"
    if event == "BeforeTool":
        return "gemini"
    if "conversation_id" in said or "cursor_version" in said or event in ("preToolUse", "beforeShellExecution"):
        return "cursor"
    if "tool_call_id" in said:
        return "qwen"
    return "codex" if "turn_id" in said else "claude"


def _call(agent: str, tool: str, folder: str, arguments: Mapping[str, Any]) -> Call:
    name = tool.lower()
    command = _command(arguments)
    if name == "apply_patch" or (command or "").lstrip().startswith("*** Begin Patch"):
        patch = command or _text(arguments, "patch", "input")
        return Call(agent, tool, folder, _patched(patch or ""), None)
    if name in _READERS:
        return Call(agent, tool, folder)
    if name in _SHELLS or (command is not None and not _text(arguments, *_PATHS)):
        return Call(agent, tool, _text(arguments, "dir_path", "workdir", "cwd") or folder, (), command or "")
    path = _text(arguments, *_PATHS)
    if not path:
        return Call(agent, tool, folder)
    swaps = tuple(_swaps(arguments))
    gone = "delete" in name or "remove" in name
    content = None if swaps or name == "notebookedit" else _text_or_none(arguments, *_CONTENTS)
    return Call(agent, tool, folder, (Change(path, content, swaps, gone),))


def _command(arguments: Mapping[str, Any]) -> str | None:
    said = arguments.get("command", arguments.get("cmd"))
    if isinstance(said, list):
        return " ".join(w for w in said if isinstance(w, str))
    return said if isinstance(said, str) else None


def _swaps(arguments: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    edits = arguments.get("edits")
    listed = [e for e in edits if isinstance(e, Mapping)] if isinstance(edits, list) else [arguments]
    found = []
    for edit in listed:
        old, new = _text_or_none(edit, *_OLD), _text_or_none(edit, *_NEW)
        if old is not None and new is not None:
            found.append((old, new, bool(edit.get("replace_all") or edit.get("allow_multiple"))))
    return found


_HEADS = ("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ")


def _patched(patch: str) -> tuple[Change, ...]:
    """The files of a patch in Codex's form, and what each will hold."""
    found: list[Change] = []
    head, path, body = "", "", list[str]()
    for line in [*patch.splitlines(), "*** End of File"]:
        if not line.startswith("*** "):
            body.append(line)
            continue
        if head:
            found.append(_of_patch(head, path, body))
        head = next((h for h in _HEADS if line.startswith(h)), "")
        path, body = line.removeprefix(head).strip(), []
    return tuple(found)


def _of_patch(head: str, path: str, body: list[str]) -> Change:
    if head == _HEADS[0]:
        return Change(path, "".join(f"{line[1:]}\n" for line in body if line.startswith("+")))
    if head == _HEADS[2]:
        return Change(path, gone=True)
    hunks: list[list[str]] = [[]]
    for line in body:
        if line.startswith("@@"):
            hunks.append([])
        else:
            hunks[-1].append(line or " ")
    swaps = []
    for hunk in hunks:
        old = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " +")
        if old != new:
            swaps.append((old, new, False))
    return Change(path, None, tuple(swaps))


def _text(said: Mapping[str, Any], *names: str) -> str:
    return next((v for n in names if isinstance(v := said.get(n), str) and v), "")


def _text_or_none(said: Mapping[str, Any], *names: str) -> str | None:
    return next((v for n in names if isinstance(v := said.get(n), str)), None)


def _texts(said: object) -> list[str]:
    return [t for t in said if isinstance(t, str)] if isinstance(said, list) else []


def render(answer: Answer, agent: str, *, somebody: bool = True) -> str:
    """The answer as *agent* wants to read it; '' where there is nothing to say.

    Nothing is ever allowed that the agent's own permissions would ask about. Codex cannot be told
    to ask: the reason is told to the user and to the model, and it goes on. Gemini CLI asks, and
    where *somebody* is not there to answer it waits forever: it is told no instead, as the others
    then decide on their own.
    """
    if answer.decision == ALLOW:
        return "{}" if agent in ("cursor", "gemini") else ""
    said: dict[str, object]
    reason = clean(answer.reason)
    if agent == "cursor":
        said = {"permission": answer.decision, "user_message": reason, "agent_message": reason}
    elif agent == "copilot":
        said = {"permissionDecision": answer.decision, "permissionDecisionReason": reason}
    elif answer.decision == ASK and agent == "codex":
        said = {
            "systemMessage": reason,
            "hookSpecificOutput": {"hookEventName": "PreToolUse", "additionalContext": reason},
        }
    elif answer.decision == ASK and agent == "gemini":
        said = {"decision": ASK, "reason": reason, "systemMessage": reason}
        if not somebody:
            said = {"decision": DENY, "reason": f"{reason} Nobody is here to be asked."}
    elif agent == "gemini":
        said = {"decision": answer.decision, "reason": reason}
    else:
        said = {
            "hookSpecificOutput": {
                "hookEventName": "PreToolUse",
                "permissionDecision": answer.decision,
                "permissionDecisionReason": reason,
            }
        }
    return json.dumps(said)
