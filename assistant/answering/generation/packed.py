"""Several texts read in one forward pass: packed into one sequence, each blind to the others.

A pass over 17 tokens costs a CPU what one over a single token costs, for both wait for the weights.
So texts that are written at the same time are read together, and one may join or leave between any
two passes (continuous batching: Yu et al. 2022, Orca). All of them share one cache of keys and
values, and a mask shows each the common beginning and itself (as the branches of a token tree:
Miao et al. 2024, SpecInfer); nothing is padded. Needs torch; knows no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Columns of the cache from which no text may join before all have left: masked ones cost time too.
_FULL = 2048
_SHARED, _GONE = -1, -2


@dataclass(frozen=True, slots=True)
class Reading:
    """The next `tokens` of the text `owner` (>= 0), of which the last `rows` ask for scores.

    `position` is that of the first token. `shared` is whether the text goes on from the common
    beginning.
    """

    owner: int
    tokens: Sequence[int]
    rows: int
    position: int
    shared: bool = True


class PackedTexts:
    """A causal model and the cache of what it has read. Not thread-safe."""

    def __init__(self, model: Any) -> None:
        import torch
        from transformers import DynamicCache

        self._torch = torch
        self._model = model
        self._cache: Any = DynamicCache(config=model.config)
        self._owners: list[int] = []  # of each column of the cache

    @property
    def beginning(self) -> int:
        """Length of the common beginning."""
        return self._owners.count(_SHARED)

    @property
    def is_full(self) -> bool:
        """Whether a new text should wait until the present ones have left."""
        return len(self._owners) > _FULL

    def begin(self, tokens: Sequence[int]) -> None:
        """Forget everything and read the common beginning."""
        self._shorten(0)
        if tokens:
            self.read([Reading(_SHARED, tokens, 1, 0)])

    def read(self, readings: Sequence[Reading]) -> list[Any]:
        """Read them all; of each the scores (rows, vocabulary) after its last `rows` tokens."""
        torch = self._torch
        new = [r.owner for r in readings for _ in r.tokens]
        positions = [r.position + i for r in readings for i in range(len(r.tokens))]
        wanted: list[int] = []
        end = 0
        for reading in readings:
            end += len(reading.tokens)
            wanted += range(end - reading.rows, end)
        with torch.no_grad():
            read = self._model(
                torch.tensor([[t for r in readings for t in r.tokens]]),
                position_ids=torch.tensor([positions]),
                past_key_values=self._cache,
                attention_mask=self._mask(readings, new),
                logits_to_keep=torch.tensor(wanted),
            )
        self._owners += new
        return list(read.logits[0].split([r.rows for r in readings]))

    def forget(self, owner: int, count: int) -> None:
        """Take the last `count` tokens of one text back."""
        for column in range(len(self._owners) - 1, -1, -1):
            if not count:
                return
            if self._owners[column] == owner:
                self._owners[column] = _GONE
                count -= 1

    def leave(self, owner: int) -> None:
        """Forget one text; with the last one, the cache is as short as its beginning again."""
        self._owners = [_GONE if own == owner else own for own in self._owners]
        if all(own in (_SHARED, _GONE) for own in self._owners):
            self._shorten(self.beginning)

    def _shorten(self, length: int) -> None:
        """Cut the cache to its first `length` columns."""
        if length < len(self._owners):
            self._cache.crop(length - len(self._owners))
            self._owners = self._owners[:length]

    def _mask(self, readings: Sequence[Reading], new: Sequence[int]) -> Any:
        """What each new token may see (1, 1, new, columns): its own text, up to itself."""
        torch = self._torch
        columns = torch.tensor([*self._owners, *new])
        rows = torch.tensor(new)
        shared = torch.tensor([r.shared for r in readings for _ in r.tokens])
        own = columns[None, :] == rows[:, None]
        common = (columns == _SHARED)[None, :] & shared[:, None]
        before = torch.arange(len(columns))[None, :] <= (
            torch.arange(len(new))[:, None] + len(self._owners)
        )
        return ((own | common) & before)[None, None]
