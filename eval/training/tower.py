"""Trains the question's side of the embedding model: its last layers, against fixed page vectors.

Two scores are learnt together: the cosine of the question to a passage's rows, and late
interaction, the weighted sum over the question's tokens of the best cosine to a passage's tokens.
For each the loss is the cross entropy of its page's passages and of a learnt "no answer here", so
that questions which the page does not answer end up near nothing (in-page negatives as in Karpukhin
et al. 2020; late interaction as in Khattab & Zaharia 2020; the null as in SQuAD 2.0 readers). Needs
torch.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

FROZEN = 3  # layers below stay shared with the passages' side
WIDTH = 96  # of a token's vector
EPOCHS = 2
BATCH = 32
RATE = 1e-4
HEAD_RATE = 5e-4  # the projections and the gate start from nothing
NULL_RATE = 1e-3
WARM_UP = 40
DROPOUT = 0.1
SHARPNESS = 20.0  # scores are multiplied with it before the softmax
NULL_START = 0.4
LONGEST = 96  # word pieces of a question


@dataclass(frozen=True)
class PageVectors:
    """A page's rows (rows, d) and the passage of each, the model's last states of its tokens
    (tokens, d) and the passage of each, and how many passages there are."""

    rows: NDArray[np.float32]
    passage_of_row: NDArray[np.intp]
    tokens: NDArray[np.float32]
    passage_of_token: NDArray[np.intp]
    passages: int


@dataclass(frozen=True)
class Example:
    """One question in its wordings, its page, and the passages that answer it (none:
    unanswerable)."""

    wordings: tuple[str, ...]
    page: str
    answers: tuple[int, ...]


class QuestionSide(torch.nn.Module):
    """What is trained: the last layers, the projections of tokens, the gate, the two nulls."""

    def __init__(self, layers: Any, dimensions: int) -> None:
        super().__init__()
        self.layers = copy.deepcopy(layers)
        self.question = torch.nn.Linear(dimensions, WIDTH, bias=False)
        self.passage = torch.nn.Linear(dimensions, WIDTH, bias=False)
        self.gate = torch.nn.Linear(dimensions, 1)
        self.nulls = torch.nn.Parameter(torch.full((2,), NULL_START))
        torch.nn.init.orthogonal_(self.question.weight)
        self.passage.weight.data.copy_(self.question.weight.data)
        torch.nn.init.zeros_(self.gate.weight)
        torch.nn.init.zeros_(self.gate.bias)
        self.requires_grad_(True)
        for module in self.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = DROPOUT

    def forward(self, texts: Sequence[Any], page: Sequence[Any]) -> tuple[Any, Any]:
        """Both scores (texts, passages) of texts given as lower states (tokens, d)."""
        rows, passage_of_row, tokens, passage_of_token, passages = page
        hidden, seen = _padded(texts)
        state = _through(self.layers, hidden, seen)
        means = (state * seen[..., None]).sum(1) / seen.sum(1, keepdim=True)
        mean = torch.nn.functional.normalize(means)
        dense = _best(mean @ rows.T, passage_of_row, passages)
        asked = torch.nn.functional.normalize(self.question(state), dim=2)
        there = torch.nn.functional.normalize(self.passage(tokens), dim=1)
        weights = self.gate(state)[..., 0].masked_fill(seen == 0, -1e4).softmax(1)
        near = _best(asked.flatten(0, 1) @ there.T, passage_of_token, passages)
        late = (near.view(*state.shape[:2], passages) * weights[..., None]).sum(1)
        return dense, late


class TowerTrainer:
    """Holds the frozen lower layers' output of every wording, so that an epoch takes minutes."""

    def __init__(
        self, model: Any, examples: Sequence[Example], pages: dict[str, PageVectors]
    ) -> None:
        self._examples = examples
        self._pages = {
            name: (
                torch.tensor(p.rows), torch.tensor(p.passage_of_row),
                torch.tensor(p.tokens), torch.tensor(p.passage_of_token), p.passages,
            )
            for name, p in pages.items()
        }  # fmt: skip
        bert = model[0].auto_model
        self._layers = bert.encoder.layer[FROZEN:]
        self._dimensions = bert.config.hidden_size
        texts = list(dict.fromkeys(text for e in examples for text in e.wordings))
        encoded = model.tokenizer(texts, truncation=True, max_length=LONGEST)["input_ids"]
        self._hidden: dict[str, Any] = {}
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        with torch.no_grad():
            for at in range(0, len(order), 64):
                part = order[at : at + 64]
                ids, seen = _padded([torch.tensor(encoded[i]) for i in part])
                state = _through(bert.encoder.layer[:FROZEN], bert.embeddings(input_ids=ids), seen)
                for i, states in zip(part, state, strict=True):
                    self._hidden[texts[i]] = states[: len(encoded[i])].half()

    def train(
        self, left_out: frozenset[str] = frozenset(), orders: Sequence[int] = (0,)
    ) -> QuestionSide:
        """The question side trained on every page but `left_out`: the mean of one training for
        each of the `orders`, which begin alike (model soup: Wortsman et al. 2022)."""
        sides = [self._trained(left_out, order) for order in orders]
        states = [side.state_dict() for side in sides]
        sides[0].load_state_dict(
            {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
        )
        return sides[0]

    def _trained(self, left_out: frozenset[str], order: int) -> QuestionSide:
        """One training, with the questions in the order that the number `order` gives."""
        torch.manual_seed(0)
        side = QuestionSide(self._layers, self._dimensions).train()
        torch.manual_seed(order)
        chance = random.Random(order)
        heads = [side.question.weight, side.passage.weight, *side.gate.parameters()]
        rates = (RATE, HEAD_RATE, NULL_RATE)
        parts = (list(side.layers.parameters()), heads, [side.nulls])
        optimiser = torch.optim.AdamW([{"params": p} for p in parts], weight_decay=0.01)
        kept = [e for e in self._examples if e.page.split("/")[-1] not in left_out]
        epochs = [self._batches(kept, chance) for _ in range(EPOCHS)]
        steps = sum(map(len, epochs))
        for done, (page, batch) in enumerate((b for epoch in epochs for b in epoch), start=1):
            pace = min(1.0, done / WARM_UP) * (1 - done / (steps + 1))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            loss = self._loss(side, page, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return side.eval()

    def _loss(self, side: QuestionSide, page: str, batch: Sequence[tuple[str, Example]]) -> Any:
        texts = [self._hidden[text].float() for text, _ in batch]
        found = side(texts, self._pages[page])
        right = torch.zeros(len(batch), found[0].shape[1] + 1, dtype=torch.bool)
        for at, (_, example) in enumerate(batch):
            right[at, list(example.answers) or [-1]] = True
        losses = []
        for score, null in zip(found, side.nulls, strict=True):
            logits = torch.cat([score, null.expand(len(batch), 1)], dim=1) * SHARPNESS
            chosen = logits.masked_fill(~right, -1e9).logsumexp(1)
            losses.append((logits.logsumexp(1) - chosen).mean())
        return sum(losses)

    def _batches(
        self, examples: Sequence[Example], chance: random.Random
    ) -> list[tuple[str, list[tuple[str, Example]]]]:
        """Each question once, in one of its wordings: questions of one page at a time, those of
        about a length together, in random order."""
        by_page: dict[str, list[tuple[str, Example]]] = {}
        for example in examples:
            text = chance.choice(example.wordings)
            by_page.setdefault(example.page, []).append((text, example))
        batches = []
        for page, asked in by_page.items():
            asked.sort(key=lambda item: len(self._hidden[item[0]]) + chance.uniform(-3, 3))
            cuts = [0, *range(chance.randrange(1, BATCH), len(asked), BATCH), len(asked)]
            batches += [(page, asked[a:b]) for a, b in pairwise(cuts) if b > a]
        chance.shuffle(batches)
        return batches


def save_side(side: QuestionSide, path: Path) -> None:
    """Write the question side in half precision, named as `QuestionTower` reads it."""
    tensors = {}
    for name, value in side.layers.state_dict().items():
        number, _, rest = name.partition(".")
        tensors[f"{int(number) + FROZEN}.{rest}"] = value
    tensors["question"] = side.question.weight.data
    tensors["passage"] = side.passage.weight.data
    tensors["gate"] = torch.cat([side.gate.weight.data[0], side.gate.bias.data])
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.half().contiguous() for name, value in tensors.items()}, path)


def _padded(parts: Sequence[Any]) -> tuple[Any, Any]:
    """Tensors (n, ...) as one, padded to the longest, and 1 where each has something."""
    lengths = torch.tensor([len(part) for part in parts])
    padded = torch.nn.utils.rnn.pad_sequence(list(parts), batch_first=True)
    return padded, (torch.arange(padded.shape[1])[None] < lengths[:, None]).float()


def _through(layers: Any, state: Any, seen: Any) -> Any:
    """Pass states (texts, tokens, d), of which `seen` (texts, tokens) is 1, through `layers`."""
    masked = (1 - seen) * -1e4
    for layer in layers:
        found = layer(state, masked[:, None, None, :])
        state = found[0] if isinstance(found, tuple) else found
    return state


def _best(scores: Any, passage_of: Any, passages: int) -> Any:
    """The best score (texts, passages) of any row of each passage."""
    lowest = torch.full((len(scores), passages), -1.0)
    return lowest.scatter_reduce(1, passage_of.expand(len(scores), -1), scores, "amax")
