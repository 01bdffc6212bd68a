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
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.problems import problem_response
from assistant.service.telemetry import Metrics

log = structlog.get_logger()

ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Pages set their own policy; everything else is data and needs nothing at all.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


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
    """Refuses a body that declares itself too large before any of it is read.

    Bodies that do not declare their length are counted by the framework (`max_body_size`).
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        declared = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if declared.isdecimal() and int(declared) > self._most:
            detail = f"The body may have at most {self._most} bytes."
            response = problem_response(Request(scope), 413, "content-too-large", detail)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def add_headers(headers: MutableHeaders, request_id: str) -> None:
    """The id and the security headers, where the route has not set its own."""
    headers["X-Request-ID"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
