"""What surrounds every request: an id, a log line, metrics and security headers.

Plain ASGI, so that streams and disconnects pass through untouched.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.headers import add_headers
from assistant.service.problems import CONTENT_TOO_LARGE, problem_response
from assistant.service.telemetry import Metrics

log = structlog.get_logger()

ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id_of(headers: Headers) -> str:
    """The caller's `X-Request-ID` where it is harmless, else a new one."""
    given = headers.get("x-request-id", "")
    return given if ID_PATTERN.fullmatch(given) else secrets.token_hex(8)


class RequestContext:
    """Gives each request its id, and tells the log and the metrics how it went."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                self._report(scope, status, time.perf_counter() - started)

    def _report(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.request(scope["method"], route, status, seconds)
        log.info(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            took_ms=round(seconds * 1000, 1),
        )


class BodyLimit:
    """Refuses a body of more than `most` bytes, declared or counted, with a problem.

    The framework's own limit (`max_body_size`) answers in plain text.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        declared = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if declared.isdecimal() and int(declared) > self._most:
            response = problem_response(Request(scope), 413, CONTENT_TOO_LARGE, self._detail)
            await response(scope, receive, send)
        else:
            await self._app(scope, self._counting(receive), send)

    @property
    def _detail(self) -> str:
        return f"The body may have at most {self._most} bytes."

    def _counting(self, receive: Receive) -> Receive:
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                raise HTTPException(413, self._detail)  # the one kind that body readers let through
            return message

        return receive_counted
