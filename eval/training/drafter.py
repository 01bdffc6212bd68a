"""Trains the drafter's adapter: saying one fact as a reply, in other words, and nothing more.

Low-rank additions to the upper layers of the language model (Hu et al. 2022, LoRA), learnt from
`rewrites.jsonl`: facts of the training pages and replies written by hand, each of which the
verifier accepts, says the whole fact and, but for a few, is no copy. Needs torch.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from assistant.answering.drafting import build_chat
from assistant.answering.generation.base import Message

REWRITES = Path(__file__).parent / "rewrites.jsonl"
LOWEST = 12  # layers below stay as they are, and need no gradients
RANK, SCALE = 16, 2.0
EPOCHS, BATCH, RATE, WARM_UP = 3, 8, 5e-4, 20
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Rewrite:
    """A question, a fact that answers it as the prompt gives it, and the reply to learn."""

    question: str
    fact: str
    answer: str


def load_rewrites(path: Path = REWRITES) -> tuple[Rewrite, ...]:
    """Every pair of the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(Rewrite(**json.loads(line)) for line in lines)


class _Adapted(nn.Module):
    """A linear layer and what is added to it."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        shape = torch.randn(RANK, layer.in_features) / math.sqrt(layer.in_features)
        self.down = nn.Parameter(shape)
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, state: Any) -> Any:
        added = (state @ self.down.to(state.dtype).t()) @ self.up.to(state.dtype).t()
        return self.layer(state) + SCALE * added


class DrafterTrainer:
    """Trains an adapter for the model in the folder `weights`, as it came."""

    def __init__(self, weights: Path, seed: int = 0) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.manual_seed(seed)
        self._random = random.Random(seed)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(weights)
        self._model: Any = AutoModelForCausalLM.from_pretrained(weights, dtype=torch.bfloat16)
        self._adapted = dict(self._adapt())

    def train(self, rewrites: Sequence[Rewrite]) -> None:
        """Learn from `rewrites`, a few at a time."""
        tokens = [self._tokens(rewrite) for rewrite in rewrites]
        parameters = [p for a in self._adapted.values() for p in (a.down, a.up)]
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0)
        steps, done = EPOCHS * math.ceil(len(tokens) / BATCH), 0
        for _ in range(EPOCHS):
            self._random.shuffle(tokens)
            for at in range(0, len(tokens), BATCH):
                done += 1
                for group in optimiser.param_groups:
                    group["lr"] = RATE * min(1.0, done / WARM_UP) * (1 - done / (steps + 1))
                loss = self._loss(tokens[at : at + BATCH])
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimiser.step()

    def save(self, path: Path) -> None:
        """Write the adapter as `generation.weights` adds it."""
        tensors = {}
        for name, adapted in self._adapted.items():
            tensors[f"{name}.down"] = adapted.down.detach().half().contiguous()
            tensors[f"{name}.up"] = (SCALE * adapted.up.detach()).half().contiguous()
        save_file(tensors, path)

    def _adapt(self) -> Iterator[tuple[str, _Adapted]]:
        self._model.requires_grad_(False)
        for number, layer in enumerate(self._model.model.layers):
            for part in ("self_attn", "mlp") if number >= LOWEST else ():
                block = getattr(layer, part)
                for name in PROJECTIONS:
                    if hasattr(block, name):
                        adapted = _Adapted(getattr(block, name))
                        setattr(block, name, adapted)
                        yield f"model.layers.{number}.{part}.{name}", adapted

    def _tokens(self, rewrite: Rewrite) -> tuple[list[int], list[int]]:
        """The prompt's tokens and the reply's, its end included."""
        chat = build_chat(rewrite.question, rewrite.fact)
        text = self._tokenizer.apply_chat_template(
            [_as_dict(message) for message in chat], tokenize=False, add_generation_prompt=True
        )
        encode = self._tokenizer.encode
        reply = f"{rewrite.answer}{self._tokenizer.eos_token}"
        return encode(text, add_special_tokens=False), encode(reply, add_special_tokens=False)

    def _loss(self, batch: Sequence[tuple[list[int], list[int]]]) -> Any:
        """Cross entropy of the replies' tokens."""
        longest = max(len(prompt) + len(reply) for prompt, reply in batch)
        tokens = torch.zeros(len(batch), longest, dtype=torch.long)
        seen = torch.zeros(len(batch), longest, dtype=torch.long)
        wanted = torch.full((len(batch), longest), -100)
        for row, (prompt, reply) in enumerate(batch):
            end = len(prompt) + len(reply)
            tokens[row, :end] = torch.tensor(prompt + reply)
            seen[row, :end] = 1
            wanted[row, len(prompt) : end] = torch.tensor(reply)
        read = self._model.model(input_ids=tokens, attention_mask=seen).last_hidden_state
        asked = wanted[:, 1:] != -100
        logits = self._model.lm_head(read[:, :-1][asked]).float()
        return nn.functional.cross_entropy(logits, wanted[:, 1:][asked])


def _as_dict(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": message.content}
