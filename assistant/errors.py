"""The exception tree.

AssistantError              anything a user or an operator can cause; its text is one clear line
├── SettingsError           an environment setting is unknown or malformed
├── CorpusError             a corpus file is broken (carries file and line)
├── IndexUnusableError      the index is missing, damaged or made by something else
├── UnknownRoadmapError     a roadmap that is not loaded was asked for
├── ModelUnavailableError   the embedder's or generator's weights cannot be loaded
└── BadQuestionError        a question is empty, too long or not text
"""

from __future__ import annotations

from pathlib import Path


class AssistantError(Exception):
    """Base of every error a caller may show to a person as it is."""


class SettingsError(AssistantError):
    """An `ASSISTANT_` setting is unknown or malformed."""


class CorpusError(AssistantError):
    """A corpus file is broken; `str()` reads "file:line: what is wrong; what was expected"."""

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem


class IndexUnusableError(AssistantError):
    """The published index cannot be served; the text names the reason."""


class UnknownRoadmapError(AssistantError):
    """No roadmap with this slug is loaded."""


class ModelUnavailableError(AssistantError):
    """A model's weights are missing or cannot be loaded."""


class BadQuestionError(AssistantError):
    """A question is empty, too long or not text."""
