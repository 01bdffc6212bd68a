"""The Model Context Protocol server: the tools ask_roadmap and search_roadmap.

The same turns, limits and store as the HTTP API; only the protocol differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from assistant import __version__
from assistant.errors import AssistantError
from assistant.service.asking import open_turn, stream_turn
from assistant.service.problems import ProblemError
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
    """The server over `service`; run it on stdio, or see `mcp_http`."""
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
