"""Trains the question's side of the embedding model: its last layers, against fixed page vectors.

For each question the loss is the cross entropy of its page's passages (best row each) and of a
learnt "no answer here", so that questions which the page does not answer end up near nothing
(in-page negatives as in Karpukhin et al. 2020; the null as in SQuAD 2.0 readers). Needs torch.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

FROZEN = 3  # layers below stay shared with the passages' side
EPOCHS = 3
BATCH = 32
RATE = 1e-4
WARM_UP = 20
SHARPNESS = 20.0  # cosines are multiplied with it before the softmax
NULL_START = 0.4
LONGEST = 96  # word pieces


@dataclass(frozen=True)
class PageVectors:
    """A page's rows (rows, d), the passage of each row, and how many passages there are."""

    rows: NDArray[np.float32]
    passage_of: NDArray[np.intp]
    passages: int


@dataclass(frozen=True)
class Example:
    """One wording of a question, its page, and the passages that answer it (none: unanswerable)."""

    text: str
    page: str
    answers: tuple[int, ...]


class TowerTrainer:
    """Holds the frozen lower layers' output of every text, so that an epoch takes a minute."""

    def __init__(
        self, model: Any, examples: Sequence[Example], pages: dict[str, PageVectors]
    ) -> None:
        self._examples = examples
        self._pages = {
            name: (torch.tensor(p.rows), torch.tensor(p.passage_of), p.passages)
            for name, p in pages.items()
        }
        bert = model[0].auto_model
        self._layers = bert.encoder.layer[FROZEN:]
        encoded = model.tokenizer(
            [e.text for e in examples],
            padding=True, truncation=True, max_length=LONGEST, return_tensors="pt",
        )  # fmt: skip
        self._seen = encoded["attention_mask"].float()
        self._lengths = encoded["attention_mask"].sum(1)
        self._hidden = torch.zeros(*encoded["input_ids"].shape, bert.config.hidden_size)
        with torch.no_grad():
            for batch in _parts(torch.argsort(self._lengths), 64):
                longest = int(self._lengths[batch].max())
                state = bert.embeddings(input_ids=encoded["input_ids"][batch, :longest])
                state = self._through(bert.encoder.layer[:FROZEN], state, batch)
                self._hidden[batch, :longest] = state

    def train(self, left_out: frozenset[str] = frozenset(), seed: int = 0) -> Any:
        """The layers trained on every page but `left_out`."""
        torch.manual_seed(seed)
        layers = copy.deepcopy(self._layers).train()
        for parameter in layers.parameters():
            parameter.requires_grad_(True)
        null = torch.nn.Parameter(torch.tensor(NULL_START))
        optimiser = torch.optim.AdamW([*layers.parameters(), null], lr=RATE, weight_decay=0.01)
        by_page: dict[str, list[int]] = {}
        for number, example in enumerate(self._examples):
            if example.page.split("/")[-1] not in left_out:
                by_page.setdefault(example.page, []).append(number)
        steps = EPOCHS * len(_batches(by_page))
        done = 0
        for _ in range(EPOCHS):
            for page, numbers in _batches(by_page):
                done += 1
                for group in optimiser.param_groups:
                    group["lr"] = RATE * min(1.0, done / WARM_UP) * (1 - done / (steps + 1))
                loss = self._loss(layers, null, page, numbers)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        return layers.eval()

    def _loss(self, layers: Any, null: Any, page: str, numbers: Sequence[int]) -> Any:
        rows, passage_of, passages = self._pages[page]
        asked = self._vectors(layers, torch.tensor(numbers))
        cosines = asked @ rows.T
        best = torch.full((len(numbers), passages), -1.0)
        best = best.scatter_reduce(1, passage_of.expand(len(numbers), -1), cosines, "amax")
        logits = torch.cat([best, null.expand(len(numbers), 1)], dim=1) * SHARPNESS
        right = torch.zeros_like(logits, dtype=torch.bool)
        for at, number in enumerate(numbers):
            right[at, list(self._examples[number].answers) or [-1]] = True
        chosen = logits.masked_fill(~right, -1e9).logsumexp(1)
        return (logits.logsumexp(1) - chosen).mean()

    def _vectors(self, layers: Any, batch: Any) -> Any:
        longest = int(self._lengths[batch].max())
        state = self._through(layers, self._hidden[batch, :longest], batch)
        seen = self._seen[batch, :longest, None]
        return torch.nn.functional.normalize((state * seen).sum(1) / seen.sum(1))

    def _through(self, layers: Any, state: Any, batch: Any) -> Any:
        masked = (1 - self._seen[batch, : state.shape[1]]) * -1e4
        for layer in layers:
            found = layer(state, masked[:, None, None, :])
            state = found[0] if isinstance(found, tuple) else found
        return state


def save_layers(layers: Any, path: Path) -> None:
    """Write layers in half precision, named as `QuestionTower` reads them."""
    tensors = {}
    for name, value in layers.state_dict().items():
        number, _, rest = name.partition(".")
        tensors[f"{int(number) + FROZEN}.{rest}"] = value.half().contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)


def _batches(by_page: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """Questions of one page at a time, pages and questions in random order."""
    batches = [
        (page, [numbers[i] for i in part])
        for page, numbers in by_page.items()
        for part in _parts(torch.randperm(len(numbers)), BATCH)
    ]
    return [batches[i] for i in torch.randperm(len(batches))]


def _parts(numbers: Any, size: int) -> list[Any]:
    """A tensor of numbers in tensors of `size` at most."""
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]
