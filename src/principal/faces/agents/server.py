"""The server for agents: tools, resources and prompts over the Model Context Protocol.

Each tool asks ``answers`` in a process of its own. What people have to agree to has no tool.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings

from principal import __version__
from principal.core.process import NUMBERS, PHASES
from principal.faces.agents import prompts

SECONDS = 300
AT_ONCE = 2


def serve(folder: str, today: str | None = None) -> MCPServer[Any]:
    """A server for the repository around *folder*; *today* (as in ``--as-of``) only where it is not to be now."""
    server: MCPServer[Any] = MCPServer(
        "principal", version=__version__, instructions=prompts.INSTRUCTIONS, log_level="WARNING"
    )
    asked = _Asked(folder, today)
    _add_tools(server, asked)
    _add_resources(server, asked)
    _add_prompts(server)
    return server


class _Asked:
    """Asks one question after another, each in a process of its own, a few at a time."""

    def __init__(self, folder: str, today: str | None) -> None:
        self._folder = folder
        self._today = today
        self._gate: anyio.CapacityLimiter | None = None

    async def __call__(self, ask: str, **given: object) -> str:
        """The answer.

        Raises:
            ToolError: there is none; it says why.
        """
        if self._gate is None:
            self._gate = anyio.CapacityLimiter(AT_ONCE)
        question = {"ask": ask, "folder": self._folder, "today": self._today, "with": given}
        words = [sys.executable, "-P", "-m", "principal.faces.agents.answers"]
        environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        async with self._gate:
            try:
                with anyio.fail_after(SECONDS):
                    done = await anyio.run_process(
                        words, input=json.dumps(question).encode(), check=False, cwd="/", env=environment
                    )
            except TimeoutError:
                raise ToolError(f"there was no answer within {SECONDS} seconds") from None
        try:
            told = json.loads(done.stdout)
        except ValueError:
            raise ToolError(
                f"the question could not be answered: {done.stderr.decode('utf-8', 'replace')[-500:]}"
            ) from None
        if "said" not in told:
            raise ToolError(str(told.get("wrong") or "the question could not be answered"))
        return str(told["said"])


def _add_tools(server: MCPServer[Any], asked: _Asked) -> None:
    @server.tool(structured_output=False)
    async def status() -> str:
        """Where the whole system stands: its gate, its phases, and what blocks."""
        return await asked("status")

    @server.tool(structured_output=False)
    async def check(since: str = "", staged: bool = False, stage: str = "build") -> str:
        """May we proceed? The verdict on the working tree, on what is staged, or on what came since a revision.

        stage is design (agreeing), build (merging) or operate (deploying).
        """
        return await asked("check", since=since, staged=staged, stage=stage)

    @server.tool(structured_output=False)
    async def why(name: str = "") -> str:
        """Why a rule exists and how to mend what it finds: by the name of a rule or the mark of a finding."""
        return await asked("why", name=name)

    @server.tool(structured_output=False)
    async def query(sql: str, limit: int = 100) -> str:
        """One SELECT over the tables of the repository (schema.table; DuckDB's dialect), read only and bounded.

        The tables: decided.* (records), observed.* (evidence), derived.* (what follows), found.* (findings).
        principal tables says which columns there are.
        """
        return await asked("query", sql=sql, limit=limit)

    @server.tool(structured_output=False)
    async def brief(paths: list[str]) -> str:
        """What to know before you touch these paths: owners, constraints, decisions, findings, loans, radar, gate."""
        return await asked("brief", paths=paths)

    @server.tool(structured_output=False)
    async def next(paths: list[str] | None = None) -> str:
        """The next step: which gate the work on these paths (or on the whole) is at, and what opens it."""
        return await asked("next", paths=paths)

    @server.tool(structured_output=False)
    async def draft(record: str, text: str = "", title: str = "", write: bool = False) -> str:
        """A record as a proposal: constraints, system, radar or decision (with a title).

        Without text it gives an example to begin with; with text it says what is wrong with it and what it
        would weaken. write puts it below architecture/drafts, never over a record.
        """
        return await asked("draft", record=record, text=text, title=title, write=write)


def _add_resources(server: MCPServer[Any], asked: _Asked) -> None:
    @server.resource("principal://records", mime_type="text/plain")
    async def records() -> str:
        """Which records there are."""
        return await asked("record")

    @server.resource("principal://records/{name}", mime_type="text/plain")
    async def record(name: str) -> str:
        """One record as it lies there: constraints, system, radar, sources, debt, or a decision by its id."""
        return await asked("record", name=name)

    @server.resource("principal://rules", mime_type="text/plain")
    async def rules() -> str:
        """Every rule, in a line."""
        return await asked("why")

    @server.resource("principal://rules/{name}", mime_type="text/plain")
    async def rule(name: str) -> str:
        """One rule: why it is, what it asks, how to mend what it finds."""
        return await asked("why", name=name)


def _add_prompts(server: MCPServer[Any]) -> None:
    for phase in PHASES:
        _add_prompt(server, phase)


def _add_prompt(server: MCPServer[Any], phase: str) -> None:
    @server.prompt(name=phase, description=f"Work in phase {NUMBERS[phase]}, {phase}.")
    def prompt(paths: str = ".") -> str:
        return prompts.of(phase, paths)


def security(host: str, port: int) -> TransportSecuritySettings:
    """Which Host and Origin a request may name: this machine's names and the one that we listen on."""
    names: Sequence[str] = dict.fromkeys(("127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host))  # type: ignore[assignment]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[f"{name}:{port}" for name in names],
        allowed_origins=[f"http://{name}:{port}" for name in names],
    )
