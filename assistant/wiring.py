"""Settings into objects: the only place that names adapters.

Everything heavy is imported inside the function that needs it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.answering.assistant import Assistant
    from assistant.answering.generation.base import Generator
    from assistant.answering.vocabulary import Vocabulary
    from assistant.search.embedder import Embedder
    from assistant.search.index import Index
    from assistant.service.drafting import DraftGate
    from assistant.service.live_index import LiveIndex, Snapshot
    from assistant.service.state import Service

Progress = Callable[[int, int], None]
Notify = Callable[[str], None]


class Parts:
    """The parts of one process, each made when it is first needed and then kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def embedder(self) -> Embedder:
        """Raises ModelUnavailableError."""
        # On its import it looks through all that is loaded: 0.2 s once the model libraries are.
        import wordfreq  # noqa: F401

        from assistant.search.sentence_transformers import SentenceTransformerEmbedder
        from assistant.service.question_vectors import RememberingEmbedder

        made = SentenceTransformerEmbedder(self.settings.embedder, self.settings.threads)
        return RememberingEmbedder(made, key=made.pieces)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that questions are understood by."""
        from assistant.answering.vocabulary import load_vocabulary

        return load_vocabulary(self.settings.vocabulary_dir)

    @cached_property
    def gate(self) -> DraftGate:
        """The queue in front of the model."""
        from assistant.service.drafting import DraftGate

        return DraftGate(self.settings.draft_slots, self.settings.draft_queue)

    @cached_property
    def generator(self) -> Generator:
        """The model behind the queue. Raises ModelUnavailableError."""
        from assistant.service.drafting import QueuedGenerator

        return QueuedGenerator(build_generator(self.settings), self.gate)

    def ensure_index(self, progress: Progress | None = None, notify: Notify | None = None) -> Index:
        """The index of the corpus as it is now, built where it must be."""
        from assistant.search.ensure import ensure_index

        folders = (self.settings.roadmaps_dir, self.settings.index_dir)
        return ensure_index(*folders, self.embedder, progress=progress, notify=notify)

    def assistant(self, index: Index) -> Assistant:
        """An assistant on `index`."""
        from assistant.answering.assistant import Assistant

        return Assistant(index, self.vocabulary, self.generator, self.settings.public_url)

    def snapshot(self) -> Snapshot:
        """An assistant on the published index, for the service.

        Raises IndexUnusableError or ModelUnavailableError.
        """
        from assistant.search.index import load_index
        from assistant.service.live_index import Snapshot

        index = load_index(self.settings.index_dir, self.embedder)
        assistant = self.assistant(index)
        warm_up(assistant, index)
        return Snapshot(assistant, index, self.generator.name)

    def live_index(self) -> LiveIndex:
        """Follows the published index."""
        from assistant.search.publish import published_version
        from assistant.service.live_index import LiveIndex

        return LiveIndex(self.snapshot, lambda: published_version(self.settings.index_dir))

    def service(self) -> Service:
        """What the routes and the MCP server share."""
        from assistant.service.app import build_service

        return build_service(self.settings, self.live_index(), self.gate)


def warm_up(assistant: Assistant, index: Index) -> None:
    """Answer one of the index's own questions, so that the first reader waits for nothing.

    Cancelled from the start: the model reads its prompt but writes no draft.
    """
    questions = (question for chunk in index.chunks for question in chunk.questions)
    for question in islice(questions, 1):
        assistant.ask(question, cancelled=lambda: True)


def build_generator(settings: Settings) -> Generator:
    """The generator that the settings name. Raises ModelUnavailableError."""
    match settings.generator:
        case "none":
            from assistant.answering.generation.none import NoGenerator

            return NoGenerator()
        case "transformers":
            from assistant.answering.generation.transformers import TransformersGenerator
            from assistant.answering.generation.weights import ADAPTERS, ensure_weights

            model = settings.model
            weights = ensure_weights(model, settings.models_dir)
            return TransformersGenerator(
                model, weights, settings.threads, examples=model not in ADAPTERS
            )
        case "llamacpp":
            from assistant.answering.generation.llamacpp import LlamaCppGenerator

            return LlamaCppGenerator(settings.model, settings.threads)
        case "openai":
            from assistant.answering.generation.openai import OpenAIGenerator

            return OpenAIGenerator(
                settings.openai_base_url,
                settings.model,
                settings.openai_api_key,
                patience=settings.deadline_s,
            )


def build_assistant(settings: Settings) -> Assistant:
    """An assistant on an up-to-date index; builds what is missing."""
    parts = Parts(settings)
    return parts.assistant(parts.ensure_index())


def build_index_from(
    settings: Settings, *, rebuild: bool = False, progress: Progress | None = None
) -> str:
    """Build and publish the corpus's index; returns its version.

    Raises CorpusError or ModelUnavailableError.
    """
    from assistant.search.builder import build_index

    embedder = Parts(settings).embedder
    folders = (settings.roadmaps_dir, settings.index_dir)
    return build_index(*folders, embedder, rebuild=rebuild, progress=progress)


def build_app(settings: Settings, parts: Parts | None = None) -> FastAPI:
    """The HTTP service. Models and index are loaded when it starts, not here."""
    from assistant.service.app import create_app

    return create_app((parts or Parts(settings)).service())


def app_from_environment() -> FastAPI:
    """What every worker process runs: `uvicorn --factory assistant.wiring:app_from_environment`."""
    gc.disable()  # until the service has started
    from assistant.service.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    return build_app(settings)
