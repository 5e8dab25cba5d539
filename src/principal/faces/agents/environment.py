"""Whether a coding agent runs this, as far as its environment tells. It keeps honest agents honest, and no more."""

from __future__ import annotations

import os

# What agents set for the commands that they run.
_MARKS = {
    "CLAUDECODE": "Claude Code",
    "CODEX_SANDBOX": "Codex",
    "CODEX_SANDBOX_NETWORK_DISABLED": "Codex",
    "CODEX_THREAD_ID": "Codex",
    "CURSOR_AGENT": "Cursor",
    "GEMINI_CLI": "Gemini CLI",
    "COPILOT_AGENT_SESSION_ID": "Copilot",
    "COPILOT_CLI": "Copilot",
    "OPENCODE": "OpenCode",
    "CLINE_ACTIVE": "Cline",
    "GOOSE_TERMINAL": "Goose",
    "AUGMENT_AGENT": "Augment",
    "TRAE_AI_SHELL_ID": "Trae",
    "AMP_CURRENT_THREAD_ID": "Amp",
    "AI_AGENT": "a coding agent",
}


def agent() -> str | None:
    """The agent whose environment this is; None where no sign of one is seen."""
    return next((name for mark, name in _MARKS.items() if os.environ.get(mark)), None)
