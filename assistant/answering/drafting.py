"""Turns a question and its evidence into a request for a draft, and a draft into sentences.

It knows no model and does not judge what comes back: verification does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.answering.generation.base import DraftRequest, Message
from assistant.answering.text import fold, stems, tokenise
from assistant.records import ChunkKind, Evidence

# What stands on the page as a row or a list below a level's heading.
_ROWS = frozenset((ChunkKind.SALARY, ChunkKind.YEARS, ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES))
_ROW_DEPTH = 2

# A sentence may end here: closing punctuation, perhaps quotes or brackets, then white space and
# something that is not a lower-case letter. Decimals ("3.5") have no white space after the stop.
_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[^\sa-z])|\n")
_CLOSED = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
# A stop that belongs to a short form, an initial or a list number ("e.g.", "Sr.", "U.S.", "1.").
_NOT_AN_END = re.compile(
    r"(?:^\s*\d+|\b(?:[a-z]|[a-z]\.[a-z]|sr|jr|dr|mr|mrs|ms|st|no|vs|etc|approx|incl|excl|max|min|fig"
    r"|dept|est))\.$",
    re.IGNORECASE,
)


def build_request(question: str, evidence: Sequence[Evidence]) -> DraftRequest:
    """The request for a draft that answers `question` from the statements of `evidence`.

    A small model does one statement at a time well and several badly: ask for
    each on its own where you can. Without a question the statement is only put in other words.
    """
    fact = " ".join(map(_fact, evidence))
    ready = " ".join(item.statement for item in evidence)
    prompt = _prompt()
    return DraftRequest(
        (*prompt.messages, Message("user", _render(question, fact))),
        allowed_digits_from=fact,
        allowed_words_from=f"{fact} {_words_to_take(question, fact, prompt.guarded)}",
        glue_words=f"{prompt.glue} {_words_to_take(ready, fact, prompt.guarded)}",
    )


def build_chat(question: str, fact: str) -> tuple[Message, ...]:
    """The chat that asks for one fact, without the prompt's examples: what a drafter is trained
    on."""
    request = DraftRequest((*_prompt().messages, Message("user", _render(question, fact))))
    return request.without_examples


def _fact(item: Evidence) -> str:
    """What the page says, for a drafter to phrase: a row with its headings, or the statement.

    A row's ready sentence would only be copied.
    """
    if item.chunk.kind not in _ROWS or len(item.chunk.heading_path) < _ROW_DEPTH:
        return item.statement
    *_, level, row = item.chunk.heading_path
    title = level.split(": ", 1)[-1]
    values = ", ".join(item.quote.split(": ", 1)[-1].split("\n"))
    return f"{title}, {row}: {values}."


def _words_to_take(text: str, fact: str, guarded: frozenset[str]) -> str:
    """The words of `text` that `fact` lacks and that cannot turn its sense round."""
    known = set(stems(fact))
    words = (token for token in tokenise(text) if token.is_word)
    return " ".join(
        token.norm for token in words if token.stem not in known and token.norm not in guarded
    )


def split_sentences(stream: Iterable[str]) -> Iterator[str]:
    """Yield each sentence of `stream` as soon as it is complete, stripped.

    A last one without closing punctuation is dropped: the drafter gave up on it or ran out of room.
    """
    pending = ""
    for piece in stream:
        pending += piece
        *complete, pending = _cut(pending)
        yield from complete
    if _CLOSED.search(pending):
        yield pending.strip()


def _cut(text: str) -> list[str]:
    """`text` as complete sentences, stripped, followed by the unfinished rest as it is."""
    parts: list[str] = []
    start = 0
    for match in _END.finditer(text):
        sentence = text[start : match.end()]
        if _NOT_AN_END.search(sentence):
            continue
        start = match.end()
        if sentence.strip():
            parts.append(sentence.strip())
    return [*parts, text[start:]]


@dataclass(frozen=True, slots=True)
class _Prompt:
    """prompts/draft.yaml, read: what is the same for every question."""

    messages: tuple[Message, ...]
    glue: str
    guarded: frozenset[str]


@cache
def _prompt() -> _Prompt:
    source = files("assistant.answering").joinpath("prompts/draft.yaml")
    written = yaml.safe_load(source.read_text(encoding="utf-8"))
    messages = [Message("system", written["system"])]
    for example in written["examples"]:
        messages.append(Message("user", _render(example["question"], example["fact"])))
        messages.append(Message("assistant", example["answer"]))
    guarded = frozenset(fold(written["not_from_question"]).split())
    return _Prompt(tuple(messages), written["glue"], guarded)


def _render(question: str, fact: str) -> str:
    """One user turn; a question on one line cannot pose as a fact."""
    one_line = " ".join(question.split())
    return f"Question: {one_line}\nFact: {fact}" if one_line else f"Fact: {fact}"
