"""A sentence that gives several figures, taken apart: "The badge costs $90, the course $400".

Knows how clauses are joined, from the vocabulary; knows no question and no page.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from lemminflect import getAllLemmas

from assistant.answering.text import Token, is_plural, tokenise
from assistant.answering.vocabulary import Vocabulary

_VERBS = ("VERB", "AUX")
# Signs and words between clauses, the stronger first: of several between two figures one cuts.
_STRONGEST, _STRONG, _COMMA, _PLAIN = 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence. `spans` are the characters that it says, those that it shares with the
    clause before first; `alone` is how it stands alone, "" where it cannot."""

    spans: tuple[tuple[int, int], ...]
    alone: str


class ClauseReader:
    """Takes sentences apart. `labels` are stems of words that a number follows as a name does."""

    def __init__(self, vocabulary: Vocabulary, labels: Set[str]) -> None:
        main = vocabulary.main
        self._labels = labels
        self._numbers = frozenset(main.numbers)
        self._joins = frozenset(main.clause_joins)
        self._attached = frozenset(main.attached)
        self._approximate = frozenset(main.approximate)
        self._pronouns = frozenset(main.pronouns)

    def read(self, text: str) -> tuple[Clause, ...]:
        """The clauses of one sentence that gives figures of several things, each with its own; ()
        for any other sentence."""
        tokens = tokenise(text)
        figures = [i for i in range(len(tokens)) if self._is_figure(tokens, i)]
        cuts = [cut for one, two in pairwise(figures) if (cut := self._cut(tokens, one, two))]
        starts = [0, *(after for _, after in cuts)]
        ends = [*(at for at, _ in cuts), len(tokens)]
        clauses: list[Clause] = []
        head = 0  # where what the clauses that go on with a figure share ends; 0 for nothing
        for start, end in zip(starts, ends, strict=True) if cuts else ():
            part = tokens[start:end]
            own = (part[0].start, part[-1].end)
            if self._is_sentence(part):
                head = self._head(part)
                clauses.append(_clause(text, (own,)))
            elif head and self._leads_on(part):
                clauses.append(_clause(text, ((0, head), own)))
            elif clauses and self._goes_on(part, tokens[0]):  # says more of the same thing
                *before, (first, _) = clauses[-1].spans
                clauses[-1] = _clause(text, (*before, (first, own[1])))
                head = 0
            elif clauses and not _has_verb(part):
                head = 0
                clauses.append(Clause((own,), ""))
            else:
                return ()
        return tuple(clauses) if len(clauses) > 1 else ()

    def _is_figure(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        named = at > 0 and tokens[at - 1].stem in self._labels
        return (token.is_number or token.norm in self._numbers) and not named

    def _cut(self, tokens: Sequence[Token], one: int, two: int) -> tuple[int, int] | None:
        """Where a clause ends and the next begins between two figures: (end, start) by token."""
        best: tuple[int, int, int] | None = None
        at = one + 1
        while at < two:
            first = at
            while at < two and self._strength(tokens[at]):
                at += 1
            if at > first and at < len(tokens) and tokens[at].norm not in self._attached:
                words = any(token.is_word for token in tokens[first:at])
                most = max(self._strength(token) for token in tokens[first:at])
                strength = _STRONG if most == _COMMA and words else most
                if best is None or strength >= best[0]:
                    best = (strength, first, at)
            at = max(at, first + 1)
        return best[1:] if best else None

    def _strength(self, token: Token) -> int:
        if token.norm == ";":
            return _STRONGEST
        if token.norm == ",":
            return _COMMA
        return _PLAIN if token.norm in self._joins else 0

    def _is_sentence(self, part: Sequence[Token]) -> bool:
        """Whether a clause has a subject and a verb."""
        first = part[0]
        forms = getAllLemmas(first.norm) if first.is_word else {}
        subject = first.is_word and "AUX" not in forms and first.norm not in self._pronouns
        subject = subject and (first.start == 0 or "VERB" not in forms or _is_compound(part))
        return subject and _has_verb(part)

    def _goes_on(self, part: Sequence[Token], opening: Token) -> bool:
        """Whether a clause goes on with a verb ("and lasts two years"); "taking in a jacket" after
        "shortening trousers" is a subject."""
        gerund = part[0].norm.endswith("ing") and opening.norm.endswith("ing")
        return "VERB" in getAllLemmas(part[0].norm) and not gerund and not _is_compound(part)

    def _leads_on(self, part: Sequence[Token]) -> bool:
        """Whether a clause begins with its figure and has no verb of its own."""
        at = next(i for i in range(len(part)) if self._is_figure(part, i))
        end = next((i for i, t in enumerate(part) if t.norm in self._attached), len(part))
        begins = all(t.norm in self._approximate or not t.is_word for t in part[:at])
        after = [token for token in part[at:end] if token.is_word]
        counted = bool(after) and "NOUN" in getAllLemmas(after[0].norm)  # "11 gleams"
        return begins and not _has_verb(after[counted:])

    def _head(self, part: Sequence[Token]) -> int:
        """Where the figure of a clause begins, with what belongs to it; 0 where its verb comes
        later, or where it has several, of which any may be the one that the next clause gives
        another value of."""
        figures = [i for i in range(len(part)) if self._is_figure(part, i)]
        at = figures[-1]
        while at > 1 and (self._belongs(part[at - 1], part[at]) or self._spans(part, at)):
            at -= 1
        return part[at].start if figures[0] >= at and _has_verb(part[:at]) else 0

    def _spans(self, part: Sequence[Token], at: int) -> bool:
        """Whether a range goes on to the token: "5 to 6", "5-6"."""
        linked = part[at].norm in (*self._approximate, "-")
        return linked and self._is_figure(part, at - 1)

    def _belongs(self, token: Token, after: Token) -> bool:
        """Whether a word or sign before a figure is part of it ("about", "$")."""
        return token.norm in self._approximate or (not token.is_word and token.end == after.start)


def _clause(text: str, spans: tuple[tuple[int, int], ...]) -> Clause:
    """A clause that stands alone."""
    said = " ".join(text[start:end].strip() for start, end in spans).rstrip(".!;,")
    return Clause(spans, f"{said[0].upper()}{said[1:]}.")


def _is_compound(part: Sequence[Token]) -> bool:
    """Whether a clause begins with two nouns, the first of which might be a verb ("wire changes
    take 15 minutes")."""
    one, two = (getAllLemmas(token.norm) for token in part[:2]) if len(part) > 1 else ({}, {})
    plain = "VERB" in one and part[0].norm in one["VERB"]
    return plain and "NOUN" in one and "NOUN" in two and "AUX" not in two


def _has_verb(tokens: Sequence[Token]) -> bool:
    """Whether a form of a verb is among the words, or the plain form after a noun in the plural;
    what is counted ("15 minutes") is none."""
    plural = counted = False
    for token in tokens:
        forms = getAllLemmas(token.norm) if token.is_word else {}
        bent = any(token.norm not in forms[kind] for kind in _VERBS if kind in forms)
        counted = counted and "NOUN" in forms
        if not counted and ("AUX" in forms or bent or (plural and "VERB" in forms)):
            return True
        plural = plural or is_plural(token.norm)
        counted = token.is_number
    return False
