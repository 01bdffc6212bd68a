"""Unsupported sentences: a strict check by words, independent of the product's own verifier.

A sentence is supported when its figures stand in the passages it cites, nearly all its content
words do, and so does every name in it. It understands no paraphrase: it errs on the strict side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.metrics.figures import Names, unstated
from eval.text import content_words, word_list, words

# Share of a sentence's content words that must stand in its passages, its question or its frame.
CONTAINMENT = 0.75
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z]\w*(?:\.\w+)*|\b\w*[A-Z]\w*[A-Z]\w*(?:\.\w+)*")
_FRAME = word_list("framing")


def unsupported_reason(
    sentence: str, passages: Sequence[str], names: Names, *, question: str = ""
) -> str:
    """Why `sentence` is not supported by `passages`, or "" when it is."""
    loose = unstated(sentence, passages, names, allowed=question)
    if loose:
        return f"figure {loose[0].text!r} is in no cited passage"
    known = frozenset(part for text in (*passages, question) for part in _parts(text)) | _FRAME
    for name in _NAME.findall(sentence):
        if not _parts(name) <= known:
            return f"name {name!r} is in no cited passage"
    content = content_words(sentence)
    share = sum(word in known for word in content) / len(content) if content else 1.0
    if share < CONTAINMENT:
        new = ", ".join(word for word in content if word not in known)
        return f"only {share:.0%} of its words are in the cited passages (not: {new})"
    return ""


def _parts(text: str) -> frozenset[str]:
    """The words of `text`, and the parts of those joined by a point or a slash ("a.b")."""
    found = words(text)
    return frozenset(found) | {part for word in found for part in re.split(r"[./]", word) if part}
