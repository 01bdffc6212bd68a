"""Builds the systems that a run names. The only file here that knows them all."""

from __future__ import annotations

from assistant.settings import Settings
from eval.systems.base import System
from eval.systems.best_passage import BestPassage
from eval.systems.passages import page_texts, split_passages
from eval.world import World

SYSTEMS = ("assistant-none", "assistant-model", "best-passage", "tutorial-rag")


def build_system(name: str, world: World) -> System:
    """The system called `name`: one of SYSTEMS.

    `assistant-model` writes with the generator the settings name (ASSISTANT_GENERATOR and the
    settings that go with it), or with transformers where they say `none`.
    Raises ValueError for another name, ModelUnavailableError where weights are missing.
    """
    settings = world.settings
    if name == "assistant-none":
        return _assistant(name, settings.model_copy(update={"generator": "none"}), world)
    if name == "assistant-model":
        generator = "transformers" if settings.generator == "none" else settings.generator
        return _assistant(name, settings.model_copy(update={"generator": generator}), world)
    texts = page_texts(world.index, settings.roadmaps_dir)
    if name == "best-passage":
        cut = [passage for slug, text in texts.items() for passage in split_passages(slug, text)]
        return BestPassage(cut, world.index)
    if name == "tutorial-rag":
        from assistant.answering.generation.weights import ensure_weights
        from eval.systems.tutorial_rag import TutorialRag

        weights = ensure_weights(settings.model, settings.models_dir)
        return TutorialRag(texts, world.index, weights)
    raise ValueError(f"no system {name!r}; known: {', '.join(SYSTEMS)}")


def _assistant(name: str, settings: Settings, world: World) -> System:
    from assistant.wiring import Parts
    from eval.systems.assistant import AssistantSystem

    # The same index for every system: it is loaded once, and none is better informed.
    return AssistantSystem(name, Parts(settings).assistant(world.index))
