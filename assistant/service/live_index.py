"""The assistant in use, and its replacement by one on a newer index while questions are answered.

A request takes `current` once and keeps it to its end, so no answer mixes two indexes. Knows
neither how an index is built nor how an assistant is: `load` and `published` are handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from assistant.errors import AssistantError, UnknownRoadmapError
from assistant.records import Answer, AnswerEvent, Hit, Roadmap

log = structlog.get_logger()

Outcome = Literal["unchanged", "loaded", "refused"]


class SearchIndex(Protocol):
    """What the service needs of an index."""

    @property
    def version(self) -> str: ...
    @property
    def roadmaps(self) -> tuple[Roadmap, ...]: ...
    def search(self, question: str, k: int = 8, roadmap: str | None = None) -> tuple[Hit, ...]: ...
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Answerer(Protocol):
    """What the service needs of an assistant; `cancelled` true means: finish at once, quoting."""

    def ask(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = ...,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        *,
        roadmap: str | None = None,
        state: str = "",
        draft: bool = True,
        cancelled: Callable[[], bool] = ...,
    ) -> Iterator[AnswerEvent]: ...

    def state_after(self, questions: tuple[str, ...], roadmap: str | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An assistant with the index it answers from and the name of the model that phrases."""

    assistant: Answerer
    index: SearchIndex
    model: str

    @property
    def drafts(self) -> bool:
        """Whether there is a model that phrases at all."""
        return self.model != "none"

    def require_roadmap(self, slug: str) -> Roadmap:
        """The loaded roadmap. Raises UnknownRoadmapError."""
        for roadmap in self.index.roadmaps:
            if roadmap.slug == slug:
                return roadmap
        known = ", ".join(roadmap.slug for roadmap in self.index.roadmaps) or "none"
        raise UnknownRoadmapError(f"no roadmap {slug!r} is loaded; loaded: {known}")


class LiveIndex:
    """Holds the current snapshot; `refresh` swaps it for the published index's."""

    def __init__(self, load: Callable[[], Snapshot], published: Callable[[], str | None]) -> None:
        self._load = load
        self._published = published
        self._refreshing = threading.Lock()
        self._refused_version: str | None = None
        self.current: Snapshot | None = None
        self.refused: str | None = None

    def refresh(self, retry: bool = False) -> Outcome:
        """Load the published index if it is another than the current one, and swap to it.

        One that cannot be loaded is refused, named in `refused` and not tried again unless `retry`.
        Blocks while loading: run it in a thread.
        """
        with self._refreshing:
            version = self._published()
            if self.current is not None and version == self.current.index.version:
                self.refused = None  # a broken one that was published meanwhile is gone again
                return "unchanged"
            if not retry and self._is_settled(version):
                return "unchanged"
            return self._swap(version)

    def _is_settled(self, version: str | None) -> bool:
        if self.refused is not None and version == self._refused_version:
            return True
        return self.current is not None and version is None

    def _swap(self, version: str | None) -> Outcome:
        try:
            loaded = self._load()
        except (AssistantError, OSError) as error:
            log.error("index_refused", version=version, reason=str(error))
            return self._refuse(version, str(error))
        except Exception as error:  # whatever is wrong with the new one, the old one stays
            log.exception("index_refused", version=version)
            return self._refuse(version, type(error).__name__)
        self.current, self.refused, self._refused_version = loaded, None, None
        log.info("index_loaded", version=loaded.index.version, roadmaps=len(loaded.index.roadmaps))
        return "loaded"

    def _refuse(self, version: str | None, reason: str) -> Outcome:
        self.refused = f"{version or 'no index'}: {reason}"
        self._refused_version = version
        return "refused"
