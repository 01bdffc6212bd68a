"""The generator that runs a model here, through transformers: greedy, one request at a time.

It decodes by hand rather than with `generate()`, which cannot do together what makes it quick
enough on a CPU: keep the keys and values of the stable messages between requests, and check
guesses copied from the prompt while holding back numbers that are not allowed. It does not know
where weights come from, and queues nobody: a second caller waits for the lock.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.answering.generation.base import DraftRequest, Message
from assistant.answering.generation.lookup import guess_next
from assistant.answering.generation.numbers import AllowedNumbers
from assistant.answering.generation.words import AllowedWords
from assistant.errors import ModelUnavailableError

# A pass over 17 tokens costs a CPU 1.05 times one over 3: both wait for the weights.
GUESS_LENGTH = 16
# How many of the likeliest tokens are tried where the likeliest may not be written.
CANDIDATES = 64
# A draft whose tokens are together less likely than e^-9 is given up. Of the 41 drafts of
# eval/bench_generation.py, on which it was chosen, 19 pass: none false, one clumsy, read by hand.
SURPRISE_LIMIT = 9.0


class TransformersGenerator:
    """A causal model in the folder `weights`, in bfloat16 where the processor computes in it."""

    def __init__(
        self,
        name: str,
        weights: Path,
        threads: int = 1,
        *,
        guess_length: int = GUESS_LENGTH,
        surprise_limit: float = SURPRISE_LIMIT,
    ) -> None:
        """Load the model. Raises ModelUnavailableError when the folder does not hold one."""
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.set_num_threads(threads)
        quick_bfloat16 = torch.ops.mkldnn._is_mkldnn_bf16_supported()
        try:
            tokenizer = AutoTokenizer.from_pretrained(weights)
            model = AutoModelForCausalLM.from_pretrained(
                weights, dtype=torch.bfloat16 if quick_bfloat16 else torch.float32
            )
        except (OSError, ValueError) as error:
            raise ModelUnavailableError(f"cannot load a model from {weights}: {error}") from error
        self.name = name
        self._guess_length = guess_length
        self._surprise_limit = surprise_limit
        self._lock = Lock()
        self._tokenizer = tokenizer
        self._network = _Network(model.eval())
        self._ends = _end_tokens(model, tokenizer)
        self._stable_text = ""
        self._stable = self._network.new_cache()

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the likeliest continuation of allowed numbers and words, some words a piece.

        It breaks off where the model has become unsure of what it writes.
        A request cancelled from the start still computes its stable messages for later ones.
        """
        with self._lock:
            unread = self._read_stable(request.messages)
            draft = _Draft(self._tokenizer, self._ends, request, self._surprise_limit)
            yield from self._write(unread, draft, cancelled)

    def _read_stable(self, messages: Sequence[Message]) -> list[int]:
        """Have `self._stable` hold all messages but the last; return the tokens of the rest."""
        chat = [{"role": message.role, "content": message.content} for message in messages]
        text = self._tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        start = self._tokenizer.apply_chat_template(chat[:-1], tokenize=False) if chat[1:] else ""
        if not text.startswith(start):  # a template that looks ahead: nothing is stable
            start = ""
        if start != self._stable_text:
            self._stable = self._network.new_cache()
            self._network.scores(self._encode(start), self._stable, 1)
            self._stable_text = start
        return self._encode(text[len(start) :])

    def _encode(self, text: str) -> list[int]:
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return tokens

    def _write(
        self, prompt: list[int], draft: _Draft, cancelled: Callable[[], bool]
    ) -> Iterator[str]:
        """Guess, check, keep what the model agrees with; until it ends its turn or must stop."""
        cache = copy.deepcopy(self._stable)
        unread, guess = prompt, list[int]()
        while draft.room and not cancelled():
            rows = self._network.scores(unread + guess, cache, len(guess) + 1)
            kept = draft.keep(rows, guess)
            yield draft.new_text()
            self._network.forget(cache, len(guess) + 1 - kept)
            unread = draft.tokens[-1:]
            guess = guess_next(prompt + draft.tokens, min(self._guess_length, draft.room - 1))


class _Network:
    """The model behind the loop: scores of next tokens, and the cache of what it has read."""

    def __init__(self, model: Any) -> None:
        import torch
        from transformers import DynamicCache

        self._torch = torch
        self._model = model
        self._cache_type = DynamicCache

    def new_cache(self) -> Any:
        return self._cache_type(config=self._model.config)

    def scores(self, tokens: list[int], cache: Any, rows: int) -> Any:
        """Read `tokens` into `cache`; the scores after each of the last `rows` of them."""
        with self._torch.no_grad():
            read = self._model(
                self._torch.tensor([tokens]), past_key_values=cache, logits_to_keep=rows
            )
        return read.logits[0]

    def forget(self, cache: Any, count: int) -> None:
        """Take the last `count` tokens back out of `cache`."""
        if count:
            cache.crop(-count)


class _Draft:
    """What has been written so far, and which token may be written next."""

    def __init__(
        self, tokenizer: Any, ends: frozenset[int], request: DraftRequest, surprise_limit: float
    ) -> None:
        self._tokenizer = tokenizer
        self._ends = ends
        self._numbers = AllowedNumbers(request.allowed_digits_from)
        self._words = AllowedWords(request.allowed_words_from, request.glue_words)
        self._surprise_left = surprise_limit
        self._text = ""
        self._shown = 0
        self.tokens: list[int] = []
        self.room = request.max_tokens

    def keep(self, rows: Any, guess: list[int]) -> int:
        """Write the tokens that `rows` call for, as long as the guess agrees; count them."""
        for position, row in enumerate(rows):
            token = self._choose(row)
            if token is None or token in self._ends:
                self.room = 0
                return position
            self.tokens.append(token)
            self.room -= 1
            self._text = self._decode(self.tokens)
            if position == len(guess) or token != guess[position]:
                return position + 1
        return len(rows)

    def new_text(self) -> str:
        """The text not yet taken, without a character whose last bytes are still to come."""
        ready = len(self._text.rstrip("\ufffd"))
        piece, self._shown = self._text[self._shown : ready], max(ready, self._shown)
        return piece

    def _choose(self, row: Any) -> int | None:
        """The likeliest token that may be written, unless the draft gets too unlikely by it."""
        likely = row.float().log_softmax(-1).topk(CANDIDATES)
        for log_probability, token in zip(*(part.tolist() for part in likely), strict=True):
            if self._surprise_left + log_probability < 0:
                return None
            if self._accepts(token):
                self._surprise_left += log_probability
                return int(token)
        return None

    def _accepts(self, token: int) -> bool:
        """Whether `token` writes no new number and no new word."""
        if token in self._ends:
            return self._numbers.may_end(self._text) and self._words.may_end(self._text)
        piece = self._decode([*self.tokens, token])[len(self._text) :]
        return self._numbers.allow(self._text, piece) and self._words.allow(self._text, piece)

    def _decode(self, tokens: list[int]) -> str:
        text: str = self._tokenizer.decode(tokens, skip_special_tokens=True)
        return text


def _end_tokens(model: Any, tokenizer: Any) -> frozenset[int]:
    """The tokens that end a turn: a model may name one, several or leave it to its tokenizer."""
    named = model.generation_config.eos_token_id
    named = named if isinstance(named, list) else [named, tokenizer.eos_token_id]
    return frozenset(token for token in named if token is not None)
