"""The generator that writes nothing: every answer then quotes the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.answering.generation.base import DraftRequest


class NoGenerator:
    """A first-class way to run: no model, no memory for it, answers in the page's own words."""

    name = "none"

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:  # noqa: ARG002
        """Yield nothing."""
        return iter(())
