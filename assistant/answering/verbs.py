"""Which word of a clause is its verb, as far as forms and neighbours tell; no tagger is loaded.

Where a word may as well be a noun ("costs", "tickets"), it is a verb for sure only when it is one
that leads to figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from lemminflect import getAllLemmas

from assistant.answering.text import Token, is_plural
from assistant.answering.vocabulary import Language

_OTHERS = frozenset({"be", "have", "do"})  # auxiliaries that are no modals


class Verbs:
    """Finds finite verbs, by the vocabulary's closed lists of words and by forms."""

    def __init__(self, main: Language) -> None:
        self._prepositions = frozenset(main.prepositions)
        self._before_nouns = self._prepositions | frozenset((*main.determiners, *main.owners))
        self._numbers = frozenset(main.numbers)
        self._measuring = frozenset(main.measuring)
        self._no_verbs = self._prepositions | frozenset((*main.figure_words, *main.approximate))
        self.relative = frozenset(main.attached) - self._prepositions

    def first(self, words: Sequence[Token]) -> int | None:
        """Where the first finite verb stands: one that is no noun, if there is one."""
        plural = False
        doubtful: int | None = None
        for i, token in enumerate(words):
            if token.norm in self.relative and i and words[i - 1].norm == ",":
                break
            if token.is_word and self.is_finite(words, i, plural=plural):
                if self._is_certain(token):
                    return i
                doubtful = i if doubtful is None else doubtful
            plural = plural or is_plural(token.norm)
        return doubtful

    def sure(self, words: Sequence[Token]) -> int | None:
        """Where the first finite verb stands, if it cannot be a noun."""
        verb = self.first(words)
        return verb if verb is not None and self._is_certain(words[verb]) else None

    def leads(self, words: Sequence[Token]) -> bool:
        """Whether words begin with a verb and have no other: "costs about"."""
        first = words[0]
        forms = getAllLemmas(first.norm)
        other = "NOUN" in forms or "ADJ" in forms
        if "AUX" not in forms and ("VERB" not in forms or ending(first.norm) == "ing"):
            return False
        if other and "AUX" not in forms and not self._measures(first):
            return False
        return self.sure(words[1:]) is None

    def is_finite_form(self, token: Token) -> bool:
        """Whether a word is an auxiliary or the third person of a verb."""
        return is_auxiliary(token.norm) or ending(token.norm) == "s"

    def is_finite(self, words: Sequence[Token], at: int, *, plural: bool) -> bool:
        """Whether the word at `at` may be a finite verb; `plural` tells that a noun in the plural
        stands somewhere before it."""
        norm = words[at].norm
        forms = getAllLemmas(norm)
        if "AUX" in forms:
            return True
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        named = before is not None and words[at].text[0].isupper()
        if "VERB" not in forms or norm.endswith("ing") or norm in self._no_verbs or named:
            return False
        noun = "NOUN" in forms and is_plural(norm)
        if after is not None and (is_auxiliary(after.norm) or (noun and self._may_follow(after))):
            return False  # "fire services employ"
        if before is None:  # "Expect 30% of ..."
            return norm in forms["VERB"] and after is not None and after.is_number
        counted = before.is_number or before.norm in self._numbers
        if before.norm in self._before_nouns or (counted and "NOUN" in forms):
            return False  # "of adverts", "the united", "15 minutes"
        if norm in forms["VERB"]:
            return plural
        return after is not None or not noun

    def _is_certain(self, token: Token) -> bool:
        forms = getAllLemmas(token.norm)
        plain = token.norm in forms.get("VERB", ())
        noun = "NOUN" in forms and (plain or is_plural(token.norm))
        return is_auxiliary(token.norm) or not noun or self._measures(token)

    def _measures(self, token: Token) -> bool:
        """Whether a word is a form of a verb that leads to figures."""
        return not self._measuring.isdisjoint(getAllLemmas(token.norm).get("VERB", ()))

    def _may_follow(self, token: Token) -> bool:
        """Whether a word may be a plain verb."""
        plain = token.norm in getAllLemmas(token.norm).get("VERB", ())
        return plain and token.norm not in self._before_nouns


def is_auxiliary(norm: str) -> bool:
    """Whether a folded word is an auxiliary verb."""
    return "AUX" in getAllLemmas(norm)


def is_modal(norm: str) -> bool:
    """Whether a folded word is an auxiliary that a plain verb follows ("must")."""
    lemmas = getAllLemmas(norm).get("AUX", ())
    return bool(lemmas) and _OTHERS.isdisjoint(lemmas)


def is_participle(norm: str) -> bool:
    """Whether a folded word is a past form of a verb."""
    return ending(norm) == "ed"


def ending(norm: str) -> str:
    """The form of a verb: "" plain, "s", "ing", or "ed" for a past; "-" where it is none."""
    verbs = getAllLemmas(norm).get("VERB", ())
    if not verbs or norm in verbs:
        return "" if verbs else "-"
    return next((end for end in ("ing", "s") if norm.endswith(end)), "ed")
