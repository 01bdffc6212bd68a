"""The question's side of an embedding model: its last layers, trained to point at answers.

A question and the sentence that answers it often share no word and little meaning ("how big is the
team she runs?"). The passages keep the model's own vectors; only the layers that read a question
were trained further, on the committed question sets (`python -m eval.training`), as in asymmetric
dual encoders (Karpukhin et al. 2020, Dense Passage Retrieval). Knows no page and no index.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Trained question sides that travel with the package: model -> file.
TRAINED = {"all-MiniLM-L6-v2": Path(__file__).parent / "question_tower.safetensors"}


def trained_twin(model: SentenceTransformer, weights: Path) -> SentenceTransformer:
    """A twin of `model` whose last layers are those of the file `weights`.

    Everything else is shared with `model`, so it takes the memory of those layers only.
    """
    from safetensors.torch import load_file

    tensors = load_file(weights)
    first = min(int(name.split(".", 1)[0]) for name in tensors)
    own: Any = model[0].auto_model.encoder.layer[first:]
    apart = {id(module) for layer in own for module in layer.modules()}
    holders = (model, model[0], model[0].auto_model, model[0].auto_model.encoder)
    layers = model[0].auto_model.encoder.layer
    apart |= {id(module) for module in (*holders, layers)}
    shared = {id(m): m for m in model.modules() if id(m) not in apart}
    twin = copy.deepcopy(model, shared | {id(model.tokenizer): model.tokenizer})
    for number, layer in enumerate(twin[0].auto_model.encoder.layer[first:], start=first):
        mark = f"{number}."
        state = {k.removeprefix(mark): v.float() for k, v in tensors.items() if k.startswith(mark)}
        layer.load_state_dict(state)
    return twin
