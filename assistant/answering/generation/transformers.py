"""The generator that runs a model here, through transformers: greedy, several drafts in one pass.

It decodes by hand rather than with `generate()`, which cannot do together what makes it quick
enough on a CPU: keep the keys and values of the stable messages between requests, check guesses
copied from the prompt while holding back words and numbers that are not allowed, and let drafts
join and leave between passes. It does not know where weights come from, and turns nobody away.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.answering.generation.base import DraftRequest, Message
from assistant.answering.generation.lookup import guess_next
from assistant.answering.generation.numbers import AllowedNumbers
from assistant.answering.generation.packed import PackedTexts, Reading
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
        examples: bool = True,
        guess_length: int = GUESS_LENGTH,
        surprise_limit: float = SURPRISE_LIMIT,
    ) -> None:
        """Load the model; without `examples` it is not shown those of the prompt, as one that was
        trained for it. Raises ModelUnavailableError when the folder does not hold one."""
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
        self._examples = examples
        self._guess_length = guess_length
        self._surprise_limit = surprise_limit
        self._lock = Lock()
        self._tokenizer = tokenizer
        self._texts = PackedTexts(model.eval())
        self._ends = _end_tokens(model, tokenizer)
        self._stable_text = ""
        self._numbers = itertools.count()
        self._seats: list[_Seat] = []

    def stream(self, request: DraftRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the likeliest continuation of allowed numbers and words, some words a piece.

        It breaks off where the model has become unsure of what it writes.
        A request cancelled from the start still reads its stable messages for later ones.
        """
        draft = _Draft(self._tokenizer, self._ends, request, self._surprise_limit)
        with self._lock:
            messages = request.messages if self._examples else request.without_examples
            seat = self._sit_down(messages, draft, cancelled)
        try:
            while not cancelled():
                with self._lock:
                    if not draft.has_news and draft.room:
                        self._pass()
                    piece, more = draft.new_text(), draft.room
                yield piece
                if not more:
                    return
        finally:
            with self._lock:
                self._seats.remove(seat)
                self._texts.leave(seat.number)

    def _sit_down(
        self, messages: Sequence[Message], draft: _Draft, cancelled: Callable[[], bool]
    ) -> _Seat:
        """A seat for one draft. Its stable messages are read once, for it and those after it."""
        chat = [{"role": message.role, "content": message.content} for message in messages]
        text = self._tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        start = self._tokenizer.apply_chat_template(chat[:-1], tokenize=False) if chat[1:] else ""
        if not text.startswith(start):  # a template that looks ahead: nothing is stable
            start = ""
        if start != self._stable_text and not self._seats:
            self._texts.begin(self._encode(start))
            self._stable_text = start
        shared = start == self._stable_text
        prompt = self._encode(text[len(start) :] if shared else text)
        first = self._texts.beginning if shared else 0
        seat = _Seat(next(self._numbers), prompt, first, shared, draft, cancelled)
        self._seats.append(seat)
        return seat

    def _encode(self, text: str) -> list[int]:
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return tokens

    def _pass(self) -> None:
        """One pass of the model for all who sit: check guesses, keep what the model agrees with."""
        seats = [seat for seat in self._seats if not seat.is_over]
        if self._texts.is_full:  # whoever has begun goes on
            seats = [seat for seat in seats if seat.length] or seats
        if not seats:
            return
        length = self._guess_length // len(seats)
        guesses = [seat.guess(length) for seat in seats]
        found = self._texts.read([s.reading(g) for s, g in zip(seats, guesses, strict=True)])
        for seat, guess, rows in zip(seats, guesses, found, strict=True):
            kept = seat.draft.keep(rows, guess)
            self._texts.forget(seat.number, len(guess) + 1 - kept)
            seat.advance(kept)


@dataclass(slots=True, eq=False)
class _Seat:
    """One draft that is being written: its prompt, and how much of both the model has read."""

    number: int
    prompt: list[int]
    first: int
    shared: bool
    draft: _Draft
    cancelled: Callable[[], bool]
    length: int = 0  # tokens of prompt and draft that were read and kept

    @property
    def is_over(self) -> bool:
        return not self.draft.room or self.cancelled()

    def guess(self, length: int) -> list[int]:
        """What may follow; nothing before the prompt is read."""
        if not self.length:
            return []
        written = self.prompt + self.draft.tokens
        return guess_next(written, min(length, self.draft.room - 1))

    def reading(self, guess: list[int]) -> Reading:
        """The tokens to read next, the guess after them."""
        unread = (self.prompt + self.draft.tokens)[self.length :]
        tokens = unread + guess
        return Reading(self.number, tokens, len(guess) + 1, self.first + self.length, self.shared)

    def advance(self, kept: int) -> None:
        """After a pass: all but the last written token have been read."""
        self.length = len(self.prompt) + len(self.draft.tokens) - bool(kept)


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

    @property
    def has_news(self) -> bool:
        """Whether there is text that was not taken yet."""
        return len(self._text.rstrip("\ufffd")) > self._shown

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
