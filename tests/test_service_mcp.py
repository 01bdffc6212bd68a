"""The MCP server, driven by the official client: in process and over HTTP."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_assistant import fake_snapshot
from mcp import Client
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult
from service_app import fake_settings, served

from assistant.service import mcp_server
from assistant.service.app import build_service
from assistant.service.drafting import DraftGate
from assistant.service.live_index import LiveIndex
from assistant.service.mcp_server import build_mcp

Work = Callable[[Client], Awaitable[Any]]


def server(folder: Path) -> MCPServer[None]:
    """The tools on the fake assistant."""
    live = LiveIndex(fake_snapshot, lambda: "v1")
    live.refresh()
    return build_mcp(build_service(fake_settings(folder), live, DraftGate(1, 1)))


def with_client(target: MCPServer[None] | str, work: Work) -> Any:
    """Run `work` with a client connected to `target`."""

    async def connected() -> Any:
        async with Client(target) as client:
            return await work(client)

    return asyncio.run(connected())


def call(target: MCPServer[None] | str, tool: str, **arguments: object) -> CallToolResult:
    """One tool call."""

    async def work(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    result = with_client(target, work)
    assert isinstance(result, CallToolResult)
    return result


def structured(result: CallToolResult) -> dict[str, Any]:
    """What the tool returned, checked against its text."""
    assert not result.is_error
    content: dict[str, Any] | None = result.structured_content
    assert content is not None
    assert json.loads(getattr(result.content[0], "text", "")) == content
    return content


def test_the_tools_are_described(tmp_path: Path) -> None:
    async def work(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in with_client(server(tmp_path), work)}
    assert set(tools) == {"ask_roadmap", "search_roadmap"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations.read_only_hint
    assert tools["ask_roadmap"].input_schema["required"] == ["question"]


def test_ask_answers_with_citations_and_takes_follow_ups(tmp_path: Path) -> None:
    tools = server(tmp_path)
    first = structured(call(tools, "ask_roadmap", question="what does it pay?"))
    assert first["answer"] == "In North: 10–20 shells a month."
    assert first["citations"][0]["url"].endswith("#level-1-salary-north")
    again = structured(
        call(tools, "ask_roadmap", question="why?", conversation_id=first["conversation_id"])
    )
    assert again["interpreted_as"] == "why? (after what does it pay?)"


def test_search_returns_passages(tmp_path: Path) -> None:
    found = structured(call(server(tmp_path), "search_roadmap", query="pay", k=2))
    assert found["hits"][0]["text"] == "North: 10–20 shells a month"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"question": "what?", "roadmap": "cook"}, "lamp-tender"),
        ({"question": "what?", "conversation_id": "0" * 32}, "no conversation"),
        ({"question": ""}, "question"),
        ({"question": "x" * 1001}, "question"),
        ({"question": "refuse this"}, "refused"),
    ],
)
def test_what_a_caller_can_mend_is_told(
    tmp_path: Path, arguments: dict[str, str], told: str
) -> None:
    result = call(server(tmp_path), "ask_roadmap", **arguments)
    assert result.is_error
    assert told in getattr(result.content[0], "text", "")


def test_a_defect_tells_nothing_of_itself(tmp_path: Path) -> None:
    result = call(server(tmp_path), "ask_roadmap", question="crash")
    assert result.is_error
    assert "defect" not in getattr(result.content[0], "text", "")


def test_the_tools_are_served_over_http(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        answer = structured(call(f"{service.url}/mcp", "ask_roadmap", question="what?"))
        assert answer["answer"] == "In North: 10–20 shells a month."
        kept = httpx.get(f"{service.url}/api/conversations/{answer['conversation_id']}")
        assert kept.json()["messages"][0]["question"] == "what?"


def test_pages_of_other_sites_may_not_use_the_tools(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        headers = {"origin": "https://other.example", "accept": "application/json"}
        refused = httpx.post(f"{service.url}/mcp", json=body, headers=headers)
        assert refused.status_code == 403
        assert refused.json()["type"].endswith(":forbidden-origin")


def test_the_protocol_is_loaded_when_it_is_first_spoken() -> None:
    code = "import sys, assistant.service.app; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_server_that_cannot_be_loaded_is_a_failed_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_server, "build_mcp", None)
    with served(tmp_path) as service:
        for _ in range(2):
            assert httpx.post(f"{service.url}/mcp", json={}).status_code == 500


def test_the_tools_share_the_rate_limit(tmp_path: Path) -> None:
    with served(tmp_path, rate_limit="1/minute") as service:
        assert httpx.get(f"{service.url}/api/roadmaps").status_code == 200
        assert httpx.post(f"{service.url}/mcp", json={}).status_code == 429
