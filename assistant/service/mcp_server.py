"""The Model Context Protocol server: the tools ask_roadmap and search_roadmap.

The same turns, limits and store as the HTTP API; only the protocol differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Request
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant import __version__
from assistant.errors import AssistantError
from assistant.service.asking import open_turn, stream_turn
from assistant.service.problems import ProblemError, problem_response
from assistant.service.schemas import AnswerOut, AskIn, HitOut, Id, Question, SearchOut, Slug
from assistant.service.state import Service
from assistant.service.turns import Kept

READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)
INSTRUCTIONS = (
    "Answers about career roadmaps, from their pages alone, each sentence with the citations it "
    "rests on. Pass conversation_id back to ask a follow-up."
)

AskQuestion = Annotated[Question, Field(description="A question, up to 1000 characters")]
OnlyRoadmap = Annotated[Slug | None, Field(description="Slug of the one roadmap to look in")]
Conversation = Annotated[Id | None, Field(description="The answer this is a follow-up to")]
HowMany = Annotated[int, Field(ge=1, le=50, description="How many passages")]


def build_mcp(service: Service) -> MCPServer[None]:
    """The server over `service`; run it on stdio, or see `mcp_routes`."""
    server: MCPServer[None] = MCPServer(
        "roadmap-assistant", version=__version__, instructions=INSTRUCTIONS
    )

    @server.tool(title="Ask about a career roadmap", annotations=READ_ONLY)
    async def ask_roadmap(
        question: AskQuestion, roadmap: OnlyRoadmap = None, conversation_id: Conversation = None
    ) -> AnswerOut:
        """Answer from the roadmaps, with citations; says so where they do not cover it."""
        body = AskIn(question=question, roadmap=roadmap, conversation_id=conversation_id)
        with told_as_tool_errors():
            return await answer(service, body)

    @server.tool(title="Search the career roadmaps", annotations=READ_ONLY)
    async def search_roadmap(
        query: AskQuestion, roadmap: OnlyRoadmap = None, k: HowMany = 8
    ) -> SearchOut:
        """The passages of the roadmaps that fit a query best, verbatim, with their addresses."""
        with told_as_tool_errors():
            return await search(service, query, k, roadmap)

    return server


async def answer(service: Service, body: AskIn) -> AnswerOut:
    """Answer and keep one question. Raises AssistantError or ProblemError."""
    service.admission.enter()
    try:
        turn = await open_turn(body, service)
        async for event in stream_turn(service, turn):
            if isinstance(event, Kept):
                message = event.message
                return AnswerOut.of(message.answer, message.conversation_id, message.id)
    finally:
        service.admission.leave()
    raise AssertionError("a turn that ends without an error ends with Kept")


async def search(service: Service, query: str, k: int, roadmap: str | None) -> SearchOut:
    """The ranked passages for `query`. Raises UnknownRoadmapError or ProblemError."""
    index = service.snapshot().index
    hits = await run_in_threadpool(index.search, query, k, roadmap)
    found = [HitOut.of(hit, service.settings.public_url) for hit in hits]
    return SearchOut(query=query, index_version=index.version, hits=found)


@contextmanager
def told_as_tool_errors() -> Iterator[None]:
    """What a caller can cause is told to the calling model; a defect is not."""
    try:
        yield
    except (AssistantError, ProblemError) as error:
        raise ToolError(str(error)) from error


def mcp_routes(server: MCPServer[None], service: Service) -> list[Route]:
    """`/mcp` for an app that runs `server.session_manager` while it lives."""
    # Stateless, so that any worker can take any request. The SDK's own host check knows no public
    # name; `Guard` compares origins instead.
    transport = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    made = server.streamable_http_app(
        json_response=True, stateless_http=True, transport_security=transport
    )
    return [
        Route(route.path, Guard(route.endpoint, service), include_in_schema=False)
        for route in made.routes
        if isinstance(route, Route)
    ]


class Guard:
    """Lets a request through to MCP unless it comes too often or from another site's page."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope)
        try:
            self._check_origin(request)
            self._service.rate_limit.check(request)
        except ProblemError as error:
            answer = problem_response(
                request, error.status, error.name, error.detail, error.headers
            )
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is None or origin in self._service.settings.embed_origins:
            return
        if urlsplit(origin).netloc != request.headers.get("host"):
            raise ProblemError(403, "forbidden-origin", f"{origin} may not use this server.")
