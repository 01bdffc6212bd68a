"""OpenTelemetry traces: a span for each request, with the stages of its answer below it.

Only where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT is set; the SDK reads its other
variables itself. Spans hold routes, times and counts: no question, no address, no token.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import SettingsError
from assistant.records import Answer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
NANOSECONDS_A_MS = 1_000_000
# Asked every few seconds by machines, and of no interest.
UNTRACED = frozenset({"/healthz", "/readyz", "/metrics"})


def build_tracer_provider(environ: Mapping[str, str] = os.environ) -> TracerProvider | None:
    """What exports spans by OTLP over HTTP; None where no endpoint is configured.

    Raises SettingsError where one is, but the packages are not installed.
    """
    if not environ.get(ENDPOINT):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            f"{ENDPOINT} is set, but traces need `pip install roadmap-assistant[tracing]`"
        ) from error
    name = environ.get("OTEL_SERVICE_NAME", "roadmap-assistant")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Tracing:
    """Makes the spans of one app."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("assistant.service")

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """`app` with a span around each request; a caller's `traceparent` is carried on."""
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] in UNTRACED:
                await app(scope, receive, send)
                return
            context = extract(dict(Headers(scope=scope)))
            with self._tracer.start_as_current_span(
                scope["method"], context, SpanKind.SERVER, record_exception=False
            ) as span:
                await app(scope, receive, _noting_status(send, span))
                route = getattr(scope.get("route"), "path", "unmatched")
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.request.method", scope["method"])
                span.set_attribute("http.route", route)
                span.set_attribute("request_id", scope["state"]["request_id"])

        return traced

    def answered(self, answer: Answer) -> None:
        """Add the answer's stages, which have just ended, below the current span."""
        from opentelemetry.trace import get_current_span

        span = get_current_span()
        span.set_attribute("answer.written_by", answer.written_by)
        span.set_attribute("answer.abstained", answer.abstained)
        span.set_attribute("answer.citations", len(answer.citations))
        began = time.time_ns() - int(answer.timings_ms.get("total", 0.0) * NANOSECONDS_A_MS)
        start = began
        # Each time is that from the start of the question to the end of the stage.
        for stage, until_ms in sorted(answer.timings_ms.items(), key=lambda timing: timing[1]):
            if stage != "total":
                end = began + int(until_ms * NANOSECONDS_A_MS)
                self._tracer.start_span(stage, start_time=start).end(end)
                start = end

    def close(self) -> None:
        """Export what is left."""
        self._provider.shutdown()


def _noting_status(send: Send, span: Span) -> Send:
    async def send_noted(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
        await send(message)

    return send_noted
