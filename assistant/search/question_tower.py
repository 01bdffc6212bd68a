"""The question's side of an embedding model: its last layers, trained to point at answers.

A question and the sentence that answers it often share no word and little meaning ("how big is the
team she runs?"). The passages keep the model's own vectors; only the layers that read a question
were trained further, on the committed question sets (`python -m eval.training`), as in asymmetric
dual encoders (Karpukhin et al. 2020, Dense Passage Retrieval). Two small projections were trained
with them, which make the tokens of a question and of a passage comparable one by one (late
interaction: Khattab & Zaharia 2020, ColBERT), and a gate that says how much each token of the
question counts. Knows no page and no index.
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.search.manifest import file_digest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

# Trained question sides that travel with the package: model -> file.
TRAINED = {"all-MiniLM-L6-v2": Path(__file__).parent / "question_tower.safetensors"}

# Texts of which the layers' output is kept: those of the questions in work, and some more.
_KEPT = 32
_HEADS = ("question", "passage", "gate")

Pieces = tuple[int, ...]


class QuestionTower:
    """Reads short texts with the trained layers of the file `weights`, or with `model`'s own.

    `model` is a BERT encoder with mean pooling. The layers below are the same for both and are
    passed once for each text: a question is read both ways. `digest` names the trained numbers.
    Safe to use from several threads.
    """

    def __init__(self, model: SentenceTransformer, weights: Path) -> None:
        from safetensors.torch import load_file

        tensors = load_file(weights)
        self.digest = file_digest(weights)[:16]
        self._question, self._passage, self._gate = (tensors.pop(n).float() for n in _HEADS)
        first = min(int(name.split(".", 1)[0]) for name in tensors)
        bert: Any = model[0].auto_model
        self._embeddings: Any = bert.embeddings
        self._lower: Any = bert.encoder.layer[:first]
        self.own: Any = bert.encoder.layer[first:]
        self.trained: Any = copy.deepcopy(self.own).eval()
        for number, layer in enumerate(self.trained, start=first):
            mark = f"{number}."
            state = {k.removeprefix(mark): v for k, v in tensors.items() if k.startswith(mark)}
            layer.load_state_dict({name: value.float() for name, value in state.items()})
        self._kept: OrderedDict[Pieces, Tensor] = OrderedDict()
        self._read: OrderedDict[Pieces, Tensor] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[Pieces], *, trained: bool) -> NDArray[np.float32]:
        """Unit vectors (n, d) of `texts`, given as the model's tokens with the special ones.

        What `SentenceTransformer.encode` gives with the same layers, up to rounding.
        """
        import torch

        distinct = list(dict.fromkeys(texts))
        with torch.inference_mode():
            states = self._trained_states(distinct) if trained else self._own_states(distinct)
            means = torch.stack([states[text].mean(dim=0) for text in distinct])
            vectors = torch.nn.functional.normalize(means, dim=1).numpy()
        return np.asarray(vectors[[distinct.index(text) for text in texts]], dtype=np.float32)

    def question_tokens(self, texts: Sequence[Pieces]) -> list[NDArray[np.float32]]:
        """The tokens of each question (tokens, w), special ones too, as long as they count."""
        import torch

        with torch.inference_mode():
            states = self._trained_states(list(dict.fromkeys(texts)))
            rows = {}
            for text, read in states.items():
                weights = torch.softmax(read @ self._gate[:-1] + self._gate[-1], dim=0)
                projected = torch.nn.functional.normalize(read @ self._question.T, dim=1)
                rows[text] = (projected * weights[:, None]).numpy()
        return [rows[text] for text in texts]

    def passage_tokens(self, states: Tensor) -> NDArray[np.float32]:
        """A passage's tokens (tokens, w), unit rows, from the model's last states (tokens, d)."""
        import torch

        with torch.inference_mode():
            projected = torch.nn.functional.normalize(states @ self._passage.T, dim=1)
        return np.asarray(projected.numpy(), dtype=np.float32)

    def _own_states(self, texts: Sequence[Pieces]) -> dict[Pieces, Tensor]:
        """The last layer's output (tokens, d) for each text, by the model as it came."""
        return dict(zip(texts, self._upper(self.own, texts), strict=True))

    def _trained_states(self, texts: Sequence[Pieces]) -> dict[Pieces, Tensor]:
        """The trained last layer's output (tokens, d) for each text."""
        return self._remembered(self._read, texts, partial(self._upper, self.trained))

    def _upper(self, layers: Any, texts: Sequence[Pieces]) -> Sequence[Tensor]:
        low = self._low(texts)
        return _through(layers, [low[text] for text in texts])

    def _low(self, texts: Sequence[Pieces]) -> dict[Pieces, Tensor]:
        """The lower layers' output (tokens, d) for each text."""
        return self._remembered(self._kept, texts, self._read_low)

    def _read_low(self, texts: Sequence[Pieces]) -> Sequence[Tensor]:
        return _through(self._lower, [self._embed(text) for text in texts])

    def _remembered(
        self,
        kept: OrderedDict[Pieces, Tensor],
        texts: Sequence[Pieces],
        read: Callable[[Sequence[Pieces]], Sequence[Tensor]],
    ) -> dict[Pieces, Tensor]:
        """What `read` makes of each text, read once for the last texts."""
        with self._lock:
            found = {text: kept[text] for text in texts if text in kept}
        missing = [text for text in texts if text not in found]
        if missing:
            found.update(zip(missing, read(missing), strict=True))
        with self._lock:
            for text, states in found.items():
                kept[text] = states
                kept.move_to_end(text)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        return found

    def _embed(self, text: Pieces) -> Tensor:
        import torch

        states: Tensor = self._embeddings(input_ids=torch.tensor([text]))[0]
        return states


def _through(layers: Any, texts: Sequence[Tensor]) -> Sequence[Tensor]:
    """Pass texts (tokens, d) through `layers`: end to end instead of padded to the longest, each
    text attending to itself only."""
    import torch

    states = torch.cat(list(texts))[None]
    lengths = [len(text) for text in texts]
    number = torch.repeat_interleave(torch.arange(len(texts)), torch.tensor(lengths))
    mask = None if len(texts) == 1 else (number[:, None] == number)[None, None]
    for layer in layers:
        states = layer(states, mask)
    return torch.split(states[0], lengths)
