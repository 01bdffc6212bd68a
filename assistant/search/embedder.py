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

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` as an (n, dimensions) array of L2-normalised rows; (0, d) for no texts."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` as questions to rows of `encode`: the same space and shape. A model without
        a question side of its own does what `encode` does."""
        ...

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (n, d) for single words without context: near for words of like meaning."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens `text` has, special tokens left out."""
        ...
