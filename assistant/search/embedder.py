"""What search needs of an embedding model. Knows no model and no library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors. Safe to call from several threads at once."""

    @property
    def name(self) -> str:
        """The model's name; vectors of equal names may be compared with each other."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def question_side(self) -> str:
        """The question side's name; token vectors of equal names may be compared with each
        other. Empty for a model without one."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` as an (n, dimensions) array of L2-normalised rows; (0, d) for no texts."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` as questions to rows of `encode`: the same space and shape. A model without
        a question side of its own does what `encode` does."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Each passage as unit rows (tokens, w), one or more, for late interaction. A model
        without a question side gives the one row of `encode`."""
        ...

    def encode_question_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Each question as rows (tokens, w) in the space of `encode_tokens`; a row's length is the
        token's weight, and a question's weights sum to 1."""
        ...

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (n, d) for single words without context: near for words of like meaning."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens `text` has, special tokens left out."""
        ...
