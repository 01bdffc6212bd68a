"""`/mcp`: the Model Context Protocol server over HTTP, loaded when the first request comes.

The SDK takes 0.3 s to load, a tenth of a start, and few servers are asked by it. Knows no tools.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.problems import ProblemError, problem_response
from assistant.service.state import Service

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer


class McpEndpoint:
    """The endpoint as an ASGI app; `run` must be running beside it.

    A request that comes too often or from another site's page is refused.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._app: ASGIApp | None = None
        self._wanted = asyncio.Event()
        self._settled = asyncio.Event()

    async def run(self) -> None:
        """Wait for the first request, then load the server and keep it until cancelled."""
        await self._wanted.wait()
        try:
            server = await asyncio.to_thread(_load, self._service)
            app = _over_http(server)
            async with server.session_manager.run():
                self._app = app
                self._settled.set()
                await asyncio.Event().wait()
        finally:
            self._settled.set()

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
            await (await self._loaded())(scope, receive, send)

    async def _loaded(self) -> ASGIApp:
        self._wanted.set()
        await self._settled.wait()
        if self._app is None:
            raise RuntimeError("the MCP server could not be loaded")
        return self._app

    def _check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is None or origin in self._service.settings.embed_origins:
            return
        if urlsplit(origin).netloc != request.headers.get("host"):
            raise ProblemError(403, "forbidden-origin", f"{origin} may not use this server.")


def _load(service: Service) -> MCPServer[None]:
    from assistant.service.mcp_server import build_mcp

    return build_mcp(service)


def _over_http(server: MCPServer[None]) -> ASGIApp:
    from mcp.server.transport_security import TransportSecuritySettings

    # Stateless, so that any worker can take any request. The SDK's own host check knows no public
    # name; `McpEndpoint` compares origins instead.
    transport = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server.streamable_http_app(
        json_response=True, stateless_http=True, transport_security=transport
    )
