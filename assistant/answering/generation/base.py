"""What every generator is: something that continues a chat, piece by piece.

It knows no model, no evidence and no verification: whoever calls `stream` must check what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A chat to continue.

    All messages but the last are the same for every request made from the same prompt, so an
    adapter may keep what it computed for them. Where `allowed_digits_from` is not empty, an adapter
    that can should refuse to write a number that does not stand in it; a word that
    neither `allowed_words_from` nor `glue_words` has.
    """

    messages: tuple[Message, ...]
    max_tokens: int = 96
    allowed_digits_from: str = ""
    allowed_words_from: str = ""
    glue_words: str = ""

    @property
    def without_examples(self) -> tuple[Message, ...]:
        """The chat's instruction and its last message alone."""
        return tuple(m for m in self.messages[:-1] if m.role == "system") + self.messages[-1:]


class Generator(Protocol):
    """Continues a chat. `name` is shown to readers as the model behind an answer."""

    @property
    def name(self) -> str: ...

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the continuation in pieces of text; stop soon after `cancelled()` turns true.

        Raises ModelUnavailableError when the engine behind it cannot answer.
        """
        ...
