"""The server for agents, asked by the real client over standard input and output and over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

mcp = pytest.importorskip("mcp")
import anyio  # noqa: E402  # comes with mcp

if TYPE_CHECKING:
    from tests.conftest import Repo

TODAY = ("--as-of", "2026-06-30")
CONSTRAINTS = "constraints:\n  peak: {scale: 500 requests/s, because: Black Friday 2025 saw 410, owner: ana}\n"


def read_once(repo: Repo) -> None:
    repo.commit({"architecture/constraints.yaml": CONSTRAINTS, "shop/main.py": "import json\n"})
    repo.principal("check")


@pytest.fixture
def shop(begun_with: Callable[..., Repo]) -> Repo:
    """A repository that was read already."""
    return begun_with(read_once)


def over_stdio(repo: Repo, *talks: Callable[[Any], Awaitable[None]]) -> None:
    """Talk to one server, of one thing after the other."""
    words = ["-m", "principal", "-C", str(repo.root), "mcp", *TODAY]
    server = mcp.StdioServerParameters(command=sys.executable, args=words, cwd=str(repo.root.parent))

    async def run() -> None:
        async with mcp.Client(mcp.stdio_client(server)) as client:
            for talk in talks:
                await talk(client)

    anyio.run(run)


async def told(client: Any, tool: str, **given: object) -> tuple[bool, str]:
    """Whether it went wrong, and what was said."""
    result = await client.call_tool(tool, given)
    assert (len(result.content), result.structured_content) == (1, None)  # agents pass on both where there are two
    return bool(result.is_error), result.content[0].text


async def what_an_agent_may_ask(client: Any) -> None:
    tools = {t.name for t in (await client.list_tools()).tools}
    assert tools == {"status", "check", "why", "query", "brief", "next", "draft"}
    wrong, said = await told(client, "status")
    assert not wrong
    lines = said.splitlines()
    assert lines[0] == "shop, as of 2026-06-30"
    assert lines[1].startswith("Gate: phase 1 (constraints) is not checked: there is no system record")
    assert lines[2] == "Next: principal gate constraints says what is missing; draft it, and let people decide"
    assert (await told(client, "next", paths=["shop/main.py"]))[1].startswith("phase 1 (constraints) is not checked:")
    assert (await told(client, "brief", paths=["shop/main.py"]))[1].startswith("shop: before you touch shop/main.py (")
    assert (await told(client, "why", name="radar-hold"))[1].startswith("radar-hold: A technology on Hold is in use\n")
    assert "may not" not in (await told(client, "check"))[1]
    assert (await told(client, "check", since="HEAD"))[1].startswith("shop: the change since ")
    prompts = (await client.list_prompts()).prompts
    assert [p.name for p in prompts] == [
        "constraints", "patterns", "consensus", "observability", "governance", "evolution",
    ]  # fmt: skip
    prompt = await client.get_prompt("constraints", {"paths": "shop"})
    assert prompt.messages[0].content.text.startswith("You work in phase 1 (constraints) on: shop\n")


async def a_query_is_bounded_and_reads_only(client: Any) -> None:
    assert await told(client, "query", sql="SELECT id, value FROM decided.constraints") == (
        False, '{"id": "peak", "value": 500.0}\n(1 row)',
    )  # fmt: skip
    many = "SELECT f.path FROM observed.files AS f JOIN known.technologies AS t ON true"
    wrong, said = await told(client, "query", sql=many, limit=3)
    assert not wrong
    assert said.count("\n") == 3
    assert said.endswith(" of them not shown)")
    for sql in (
        "DROP TABLE decided.constraints", "SELECT * FROM read_csv('/etc/passwd')", "ATTACH '/tmp/x' AS x", "SELECT 1; SELECT 2",
        "COPY (SELECT 1) TO '/tmp/x'", "SELECT repeat('x', 1000000000)", "PRAGMA version", "SELECT * FROM '/etc/passwd'",
    ):  # fmt: skip
        wrong, said = await told(client, "query", sql=sql)
        assert wrong, sql
        assert "the query was refused: " in said
    huge = (
        "SELECT count(*) FROM known.aliases a, known.aliases b, known.aliases c, known.aliases d WHERE a.name < d.name"
    )
    wrong, said = await told(client, "query", sql=huge)
    assert wrong
    assert "the query could not be answered: " in said


def test_a_draft_is_a_proposal_and_nothing_more(shop: Repo) -> None:
    async def talk(client: Any) -> None:
        wrong, said = await told(client, "draft", record="decision", title="Use PostgreSQL", write=True)
        assert not wrong
        assert said.startswith(
            "A draft of architecture/decisions/ADR-001-use-postgresql.md. It counts for nothing until a person has read it "
            "and put it there.\n\nWritten to architecture/drafts/decisions-decision-001-use-postgresql.md.\n\n# ADR-001: Use PostgreSQL\n"
        )
        assert "- Status: proposed" in said
        wrong, said = await told(client, "draft", record="decision", title="Use PostgreSQL", write=True)
        assert (wrong, "exists already" in said) == (True, True)
        weaker = CONSTRAINTS.replace("500", "5")
        said = (await told(client, "draft", record="constraints", text=weaker, write=True))[1]
        assert (
            "WEAKER the constraint peak was weakened: its value was 500.0 /s and is 5.0 /s: people have to agree to that\n"
            in said
        )
        assert (
            "WRONG architecture/constraints.yaml:2:7: "
            in (await told(client, "draft", record="constraints", text="constraints:\n  a: {tem: 5}\n"))[1]
        )
        for record in ("debt", "rules", "signoffs", "../x", "sources"):
            wrong, said = await told(client, "draft", record=record, text="x", write=True)
            assert wrong
            assert said.endswith(f"{record} is nothing to draft; one of constraints, system, radar, decision")

    over_stdio(shop, talk)
    assert shop.git("status", "--porcelain", "-uall").split() == [
        "??", "architecture/drafts/constraints.yaml", "??", "architecture/drafts/decisions-decision-001-use-postgresql.md",
    ]  # fmt: skip
    assert (shop.root / "architecture/constraints.yaml").read_text() == CONSTRAINTS


def test_it_notices_what_changed_between_two_questions(shop: Repo) -> None:
    async def talk(client: Any) -> None:
        assert (
            "peak, on system: requests per second at least 500 /s" in (await told(client, "brief", paths=["shop"]))[1]
        )
        shop.write("architecture/constraints.yaml", CONSTRAINTS.replace("500", "900"))
        assert (
            "peak, on system: requests per second at least 900 /s" in (await told(client, "brief", paths=["shop"]))[1]
        )
        records = (await client.read_resource("principal://records")).contents[0].text
        assert records == "architecture/constraints.yaml: constraints"
        assert "900 requests/s" in (await client.read_resource("principal://records/constraints")).contents[0].text
        assert (await client.read_resource("principal://rules/radar-hold")).contents[0].text.startswith("radar-hold: ")
        shop.commit({"docs/adr/0001-x.md": "# X\n\n## Status\n\nAccepted\n\n## Context\n\nC\n\n## Decision\n\nD\n"})
        assert (await client.read_resource("principal://records/0001")).contents[0].text.startswith("# X\n")

    over_stdio(shop, talk)


async def what_goes_wrong_is_said(client: Any) -> None:
    for tool, given, words in (
        ("brief", {"paths": ["../../etc/passwd"]}, "../../etc/passwd is not in the repository "),
        ("why", {"name": "no-such-rule"}, "there is no rule 'no-such-rule'"),
        ("check", {"since": "nowhere"}, "nowhere"),
        ("check", {"stage": "never"}, "there is no stage 'never'; one of design, build, operate"),
        ("query", {"sql": "SELECT"}, "the query was refused: "),
    ):
        wrong, said = await told(client, tool, **given)
        assert wrong
        assert words in said
    assert not (await told(client, "status"))[0]  # and the server lives on


def test_what_a_server_says_to_all_that_only_asks(shop: Repo) -> None:
    over_stdio(shop, what_an_agent_may_ask, a_query_is_bounded_and_reads_only, what_goes_wrong_is_said)


@contextmanager
def served(repo: Repo) -> Iterator[int]:
    """A server over HTTP, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "principal", "-C", str(repo.root), "mcp", "--http", str(port), *TODAY]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def status_of(port: int, **headers: str) -> int:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
    given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/mcp", body, given)
    try:
        with urllib.request.urlopen(asked, timeout=20) as said:
            return int(said.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_over_http_it_answers_this_machine_alone(shop: Repo) -> None:
    with served(shop) as port:

        async def run() -> None:
            async with mcp.Client(f"http://127.0.0.1:{port}/mcp") as client:
                assert (await told(client, "brief", paths=["shop"]))[1].startswith("shop: before you touch shop (")
                assert (await told(client, "next"))[1].startswith("phase 1 (constraints) is not checked:")

        anyio.run(run)
        assert status_of(port, Host="evil.example:80") == 421
        assert status_of(port, Origin="https://evil.example") == 403
        assert status_of(port, Origin=f"http://localhost:{port}") not in (403, 421)
        with socket.socket() as tried:
            tried.settimeout(2)
            others = [a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
            for address in {str(a) for a in others} - {"127.0.0.1", "127.0.1.1"}:
                assert tried.connect_ex((address, port)) != 0


def test_the_command_says_what_is_wrong(shop: Repo) -> None:
    code, output = shop.principal("mcp", "--http", "localhost:http")
    assert (code, "'localhost:http' is no HOST:PORT; write 127.0.0.1:8725" in output) == (2, True)
