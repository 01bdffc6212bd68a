"""The sentences of a question: which of them ask, and which give the assistant orders.

Knows what each word stands for; does not know the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.claims import Claims
from assistant.answering.reading import INTERROGATIVES, TokenKind
from assistant.answering.text import stems
from assistant.answering.vocabulary import Vocabulary

# Words that open a request and are followed by whom they address.
SPOKEN_TO = frozenset(
    ["tell", "give", "show", "let", "help", "teach", "list", "explain", "describe", "compare"]
)
_ENDS = frozenset(".?!;<>[]()")


class Sentences:
    """The sentences of one question."""

    def __init__(self, claims: Claims, vocabulary: Vocabulary) -> None:
        self._tokens = claims.tokens
        self._kinds = claims.kinds
        self._vocabulary = vocabulary

    def roles_asked(self, roles: Sequence[str]) -> tuple[str, ...]:
        """Those named where something is asked; a role that the asker has is none of them."""
        asking = self.asking()
        said = {t.stem for i, t in enumerate(self._tokens) if i in asking}
        return tuple(dict.fromkeys(r for r in roles if any(w in said for w in stems(r))))

    def to_the_point(self) -> str:
        """The question without sentences that give the assistant orders."""
        sentences = self._sentences()
        kept = [span for span in sentences if not self._instructs(span)] or sentences
        return " ".join(self._tokens[i].text for span in kept for i in span)

    def asking(self) -> set[int]:
        """Tokens of the sentences that ask; of every sentence where those hold no topic."""
        sentences = self._sentences()
        plain = [span for span in sentences if not self._instructs(span)]
        asking = [span for span in plain if self._is_question(span) or self._names_part(span)]
        spans = asking or [span for span in sentences if self._names_part(span)] or sentences
        found = {i for span in spans for i in span}
        topical = (TokenKind.CONTENT, TokenKind.OTHER_ROLE, TokenKind.ASPECT)
        if any(self._kinds[i] in topical for i in found):
            return found
        return {i for span in plain or sentences for i in span}

    def asks(self) -> bool:
        """Whether a sentence asks, or names a part of the page without giving orders."""
        spans = self._sentences()
        return any(
            self._is_question(s) or (self._names_part(s) and not self._instructs(s)) for s in spans
        ) or any(
            "?" in self._tokens[i].norm or (self._tokens[i].norm in SPOKEN_TO and self._me(i))
            for s in spans
            for i in s
        )

    def _me(self, at: int) -> bool:
        return at + 1 < len(self._tokens) and self._tokens[at + 1].norm in ("me", "us")

    def _sentences(self) -> list[range]:
        starts = [0] + [i + 1 for i, t in enumerate(self._tokens) if t.norm in _ENDS]
        ends = [*starts[1:], len(self._tokens)]
        spans = [range(a, b) for a, b in zip(starts, ends, strict=True)]
        return [span for span in spans if any(self._tokens[i].is_word for i in span)]

    def _instructs(self, span: range) -> bool:
        """Whether a sentence orders the assistant about; "print the skills of level 2" asks."""
        if self._names_part(span) and self._names_slot(span):
            return False
        words = self._tokens[span.start : span.stop]
        orders = self._vocabulary.flags["instruction"].find(words)
        kinds = [self._kinds[span.start + m.start : span.start + m.end] for m in orders]
        return any(kind is not TokenKind.FLAG for found in kinds for kind in found)

    def _names_slot(self, span: range) -> bool:
        """Whether a level or region is named, and no figure is put into the answer's mouth."""
        kinds = {self._kinds[i] for i in span}
        slots = {TokenKind.LEVEL, TokenKind.REGION}
        return bool(kinds & slots) and TokenKind.QUANTITY not in kinds

    def _names_part(self, span: range) -> bool:
        return any(self._kinds[i] is TokenKind.ASPECT for i in span)

    def _is_question(self, span: range) -> bool:
        words = [self._tokens[i] for i in span if self._tokens[i].is_word]
        # The second word as well: "reveal how much leave a keeper gets".
        asking = any(word.norm in INTERROGATIVES for word in words[:2])
        opening = asking or words[0].norm in SPOKEN_TO
        return opening or self._tokens[span.stop - 1].norm == "?"
