"""Prometheus metrics of the service. Counts and times only: no question, no reader.

With several workers the counts of all are added up, through the folder that prometheus_client
finds in `PROMETHEUS_MULTIPROC_DIR` (the `serve` command makes it).
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from assistant.records import Answer

# Around the budgets: 0.1 s to sources, 0.5 s to a sentence, 2 s to an answer.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """All metrics of one app, in a registry of its own."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = self._counter("http_requests", "Requests", "method", "route", "status")
        self._request_s = self._histogram("http_request_seconds", "Request time", "method", "route")
        self._answers = self._counter("answers", "Answers given", "written_by", "abstained")
        self._stage_s = self._histogram("stage_seconds", "Time by stage of an answer", "stage")
        self._cache = self._counter("cache_lookups", "Answer cache lookups", "result")
        self._refused = self._counter("drafts_refused", "Answers quoted under load", "reason")
        self._limited = self._counter("limited", "Requests turned away with 429", "reason")
        self._feedback = self._counter("feedback", "Feedback given", "rating")
        self._loads = self._counter("index_loads", "Indexes loaded or refused", "result")
        self._gauges = {
            name: Gauge(
                f"assistant_{name}", text, registry=self.registry, multiprocess_mode="livesum"
            )
            for name, text in (
                ("draft_queue_depth", "Answers drafting or waiting to"),
                ("in_flight", "Questions in work"),
            )
        }

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request ended. `route` is the template, never the path, to bound the series."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(method, route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """An answer was given and kept."""
        self._answers.labels(answer.written_by, str(answer.abstained).lower()).inc()
        for stage, took_ms in answer.timings_ms.items():
            self._stage_s.labels(stage).observe(took_ms / 1000)

    def cache_lookup(self, hit: bool) -> None:
        """The answer cache was asked."""
        self._cache.labels("hit" if hit else "miss").inc()

    def draft_refused(self, late: bool) -> None:
        """An answer was quoted because the queue was full, or hurried by the deadline."""
        self._refused.labels("deadline" if late else "queue_full").inc()

    def limited(self, reason: str) -> None:
        """A request was turned away: "rate" or "busy"."""
        self._limited.labels(reason).inc()

    def feedback(self, rating: str) -> None:
        """Feedback came in: "up", "down" or "withdrawn"."""
        self._feedback.labels(rating).inc()

    def index_load(self, result: str) -> None:
        """A new index was "loaded" or "refused"."""
        self._loads.labels(result).inc()

    def gauge(self, name: str, value: float) -> None:
        """Set "draft_queue_depth" or "in_flight"."""
        self._gauges[name].set(value)

    def render(self) -> bytes:
        """The exposition text, summed over workers where there are several."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def close(self) -> None:
        """Take this process's gauges out of the sum; its counts stay."""
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"assistant_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"assistant_{name}", text, labels, registry=self.registry, buckets=BUCKETS)
