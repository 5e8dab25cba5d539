"""Which agents work on a repository, and where each looks for skills and guides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from principal.faces.agents.protocols import AGENTS

# What shows that an agent is used here.
_SIGNS = {
    "claude": (".claude", "CLAUDE.md"),
    "codex": (".codex",),
    "cursor": (".cursor", ".cursorrules"),
    "copilot": (".github/copilot-instructions.md", ".github/hooks", ".github/skills"),
    "gemini": (".gemini", "GEMINI.md"),
    "qwen": (".qwen", "QWEN.md"),
}
# Where a skill of the repository is looked for: all but Claude Code read .agents/skills too.
SKILLS = {
    "claude": ".claude/skills",
    "codex": ".agents/skills",
    "cursor": ".agents/skills",
    "copilot": ".agents/skills",
    "gemini": ".agents/skills",
    "qwen": ".agents/skills",
}
GUIDES = {
    "claude": "CLAUDE.md",
    "codex": "AGENTS.md",
    "cursor": "AGENTS.md",
    "copilot": "AGENTS.md",
    "gemini": "GEMINI.md",
    "qwen": "AGENTS.md",
}


def chosen(root: Path, agents: Sequence[str]) -> list[str]:
    """The agents that are meant: those named, all, or without a word those that are used here (Claude if none is)."""
    if "all" in agents:
        return list(AGENTS)
    if agents:
        return list(dict.fromkeys(agents))
    found = [agent for agent, signs in _SIGNS.items() if any((root / sign).exists() for sign in signs)]
    return found or ["claude"]
