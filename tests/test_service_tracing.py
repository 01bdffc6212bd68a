"""Traces reach a collector, hold stages, and no question."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from service_app import running

from assistant.errors import SettingsError
from assistant.service.tracing import ENDPOINT, build_tracer_provider

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the tracing extra")

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector(BaseHTTPRequestHandler):
    """Keeps what is exported to it."""

    received: list[bytes]

    def do_POST(self) -> None:
        """Take one export."""
        body = self.rfile.read(int(self.headers["content-length"]))
        packed = self.headers.get("content-encoding") == "gzip"
        self.received.append(gzip.decompress(body) if packed else body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What a collector on this machine is sent."""
    Collector.received = []
    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{server.server_port}")
        yield Collector.received
        server.shutdown()
        thread.join()


def spans(received: list[bytes]) -> dict[str, Any]:
    """The exported spans by name."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    exports = [ExportTraceServiceRequest.FromString(body) for body in received]
    return {
        span.name: span
        for export in exports
        for resource in export.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }


def test_a_request_is_a_span_with_the_answers_stages_below(
    tmp_path: Path, received: list[bytes]
) -> None:
    with running(tmp_path) as (client, _):
        headers = {"traceparent": PARENT}
        client.post("/api/ask", json={"question": "umbrella?"}, headers=headers)
        client.post("/api/ask", json={"question": "umbrella?"})
        client.get("/api/search?q=umbrella")
        client.get("/healthz")
    found = spans(received)
    assert set(found) == {"POST /api/ask", "GET /api/search", "cache"}
    asked = found["POST /api/ask"]
    given = {item.key: item.value for item in asked.attributes}
    assert given["http.response.status_code"].int_value == 200
    assert given["answer.written_by"].string_value == "quote"
    assert found["cache"].parent_span_id == asked.span_id
    assert b"umbrella" not in b"".join(received)
    assert b"testclient" not in b"".join(received)


def test_a_callers_trace_is_carried_on(tmp_path: Path, received: list[bytes]) -> None:
    with running(tmp_path) as (client, _):
        client.post("/api/ask", json={"question": "what?"}, headers={"traceparent": PARENT})
    asked = spans(received)["POST /api/ask"]
    assert asked.trace_id.hex() == PARENT.split("-")[1]
    assert asked.parent_span_id.hex() == PARENT.split("-")[2]


def test_without_an_endpoint_nothing_is_traced() -> None:
    assert build_tracer_provider({}) is None


def test_an_endpoint_without_the_packages_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(SettingsError, match="tracing"):
        build_tracer_provider({ENDPOINT: "http://127.0.0.1:1"})
