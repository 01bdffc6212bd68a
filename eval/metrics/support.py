"""Unsupported sentences: a strict check by words, independent of the product's own verifier.

A sentence is supported when its figures stand in the passages it cites, nearly all its content
words do, and so does every name in it. It understands no paraphrase: it errs on the strict side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import snowballstemmer

from eval.metrics.figures import Names, unstated
from eval.text import content_words, word_list, words

# Share of a sentence's content words that must stand in its passages, its question or its frame.
# At 0.75 and two new words the dev references, which are right, pass; invented sentences do not.
CONTAINMENT = 0.75
NEW_WORDS = 2
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z]\w*(?:\.\w+)*|\b\w*[A-Z]\w*[A-Z]\w*(?:\.\w+)*")
_FRAME = word_list("framing")
_stem = cache(snowballstemmer.stemmer("english").stemWord)


def unsupported_reason(
    sentence: str, passages: Sequence[str], names: Names, *, question: str = ""
) -> str:
    """Why `sentence` is not supported by `passages`, or "" when it is."""
    loose = unstated(sentence, passages, names, allowed=question)
    if loose:
        return f"figure {loose[0].text!r} is in no cited passage"
    texts = (*passages, question, *names.proper)
    known = frozenset(part for text in texts for part in _parts(text)) | _FRAME
    for name in _NAME.findall(sentence):
        if not _parts(name) <= known:
            return f"name {name!r} is in no cited passage"
    stems = frozenset(map(_stem, known))
    content = content_words(sentence)
    new = [word for word in content if word not in known and _stem(word) not in stems]
    share = 1 - len(new) / len(content) if content else 1.0
    if len(new) >= NEW_WORDS and share < CONTAINMENT:
        return f"only {share:.0%} of its words are in the cited passages (not: {', '.join(new)})"
    return ""


def _parts(text: str) -> frozenset[str]:
    """The words of `text`, and the parts of those joined by a point or a slash ("a.b")."""
    found = words(text)
    return frozenset(found) | {part for word in found for part in re.split(r"[./]", word) if part}
