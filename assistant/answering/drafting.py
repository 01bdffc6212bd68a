"""Turns a question and its evidence into a request for a draft, and a draft into sentences.

It knows no model and does not judge what comes back: verification does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from assistant.answering.generation.base import DraftRequest, Message
from assistant.records import Evidence

# A sentence may end here: closing punctuation, perhaps quotes or brackets, then white space and
# something that is not a lower-case letter. Decimals ("3.5") have no white space after the stop.
_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[^\sa-z])|\n")
# A stop that belongs to a short form, an initial or a list number ("e.g.", "Sr.", "U.S.", "1.").
_NOT_AN_END = re.compile(
    r"(?:^\s*\d+|\b(?:[a-z]|[a-z]\.[a-z]|sr|jr|dr|mr|mrs|ms|st|no|vs|etc|approx|incl|excl|max|min|fig"
    r"|dept|est))\.$",
    re.IGNORECASE,
)


def build_request(question: str, evidence: Sequence[Evidence]) -> DraftRequest:
    """The request for a draft that answers `question` from the statements of `evidence`."""
    statements = [item.statement for item in evidence]
    asked = Message("user", _render(question, statements))
    return DraftRequest((*_stable_messages(), asked), allowed_digits_from="\n".join(statements))


def split_sentences(stream: Iterable[str]) -> Iterator[str]:
    """Yield each sentence of `stream` as soon as it is complete, stripped; the rest at the end."""
    pending = ""
    for piece in stream:
        pending += piece
        *complete, pending = _cut(pending)
        yield from complete
    if pending.strip():
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


@cache
def _stable_messages() -> tuple[Message, ...]:
    """The system prompt and the examples, the same for every question."""
    prompt = yaml.safe_load(
        files("assistant.answering").joinpath("prompts/draft.yaml").read_text(encoding="utf-8")
    )
    messages = [Message("system", prompt["system"])]
    for example in prompt["examples"]:
        messages.append(Message("user", _render(example["question"], example["facts"])))
        messages.append(Message("assistant", example["answer"]))
    return tuple(messages)


def _render(question: str, facts: Sequence[str]) -> str:
    """One user turn: the facts first, the question last, where a small model heeds it most."""
    listed = "\n".join(f"- {fact}" for fact in facts)
    one_line = " ".join(question.split())
    return f"Facts:\n{listed}\n\nQuestion: {one_line}"
