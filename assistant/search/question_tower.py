"""The question's side of an embedding model: its last layers, trained to point at answers.

A question and the sentence that answers it often share no word and little meaning ("how big is the
team she runs?"). The passages keep the model's own vectors; only the layers that read a question
were trained further, on the committed question sets (`python -m eval.training`), as in asymmetric
dual encoders (Karpukhin et al. 2020, Dense Passage Retrieval). Knows no page and no index.
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

# Trained question sides that travel with the package: model -> file.
TRAINED = {"all-MiniLM-L6-v2": Path(__file__).parent / "question_tower.safetensors"}

# Texts of which the lower layers' output is kept: those of the questions in work, and some more.
_KEPT = 32

Pieces = tuple[int, ...]


class QuestionTower:
    """Reads short texts with the trained layers of the file `weights`, or with `model`'s own.

    `model` is a BERT encoder with mean pooling. The layers below are the same for both and are
    passed once for each text: a question is read both ways. Safe to use from several threads.
    """

    def __init__(self, model: SentenceTransformer, weights: Path) -> None:
        from safetensors.torch import load_file

        tensors = load_file(weights)
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
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[Pieces], *, trained: bool) -> NDArray[np.float32]:
        """Unit vectors (n, d) of `texts`, given as the model's tokens with the special ones.

        What `SentenceTransformer.encode` gives with the same layers, up to rounding.
        """
        import torch

        distinct = list(dict.fromkeys(texts))
        with torch.inference_mode():
            low = self._low(distinct)
            read = _through(self.trained if trained else self.own, [low[text] for text in distinct])
            means = torch.stack([states.mean(dim=0) for states in read])
            vectors = torch.nn.functional.normalize(means, dim=1).numpy()
        return np.asarray(vectors[[distinct.index(text) for text in texts]], dtype=np.float32)

    def _low(self, texts: Sequence[Pieces]) -> dict[Pieces, Tensor]:
        """The lower layers' output (tokens, d) for each text."""
        with self._lock:
            low = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in texts if text not in low]
        if missing:
            embedded = [self._embed(text) for text in missing]
            low.update(zip(missing, _through(self._lower, embedded), strict=True))
        with self._lock:
            for text, states in low.items():
                self._kept[text] = states
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return low

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
