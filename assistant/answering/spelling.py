"""From words as typed to words as meant: abbreviations, mixed languages and spelling mistakes.

Works on tokens; positions stay those of the typed text. A word is only corrected when it is not
an ordinary word, and only towards words of the page, the vocabulary or place names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from wordfreq import zipf_frequency

from assistant.answering.text import Token, stem, tokenise
from assistant.answering.vocabulary import Vocabulary

# Above this Zipf frequency a word is ordinary English and is never taken for a mistake; typical
# misspellings in the word list lie below 2.5, technical terms above it are left alone as well.
_ORDINARY = 2.4
# Smallest similarity (1 - distance / longer length) of a correction, by length of the typed word.
_MIN_SIMILARITY = {3: 0.75, 4: 0.75, 5: 0.79, 6: 0.66, 7: 0.7}
_LONG_MIN_SIMILARITY = 0.74
# A language counts as mixed in when this many of its distinct words are in the question.
_MIN_MIXED_WORDS = 2


@lru_cache(maxsize=20_000)
def frequency(word: str) -> float:
    """Zipf frequency of an English word: 0 (unknown) to about 8."""
    return float(zipf_frequency(word, "en", wordlist="large"))


class Speller:
    """Turns typed tokens into meant tokens."""

    def __init__(self, vocabulary: Vocabulary, page_words: Iterable[str]) -> None:
        self._short = {k: tokenise(v) for k, v in vocabulary.main.abbreviations.items()}
        self._languages = [
            {word: tokenise(meaning) for word, meaning in language.words.items()}
            for language in vocabulary.mixed
        ]
        words = {word for word in page_words if word.isalpha() and len(word) > 3}
        self._page_stems = frozenset(stem(word) for word in page_words)
        self._known = vocabulary.known_stems | self._page_stems
        targets = words | {w for w in _vocabulary_words(vocabulary) if len(w) > 3}
        self._targets = sorted(targets)

    def meant(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """`tokens` with abbreviations written out, mixed-in words translated, mistakes mended."""
        languages = [words for words in self._languages if self._is_mixed_in(words, tokens)]
        result: list[Token] = []
        for token in tokens:
            result += self._one(token, languages)
        return tuple(result)

    def _is_mixed_in(self, words: dict[str, tuple[Token, ...]], tokens: Sequence[Token]) -> bool:
        found = {t.norm for t in tokens if t.norm in words}
        strange = {w for w in found if frequency(w) < 4 and stem(w) not in self._known}
        return len(found) >= _MIN_MIXED_WORDS and bool(strange)

    def _one(self, token: Token, languages: list[dict[str, tuple[Token, ...]]]) -> list[Token]:
        if not token.is_word:
            return [token]
        if token.norm in self._short and token.stem not in self._page_stems:
            return _at(token, self._short[token.norm])
        code = token.text.isupper() and len(token.text) == 2
        for words in languages:
            if not code and token.norm in words and token.stem not in self._page_stems:
                return _at(token, words[token.norm])
        return [self._mended(token)]

    def _mended(self, token: Token) -> Token:
        if len(token.norm) < 3 or token.stem in self._known:
            return token
        right = self._nearest(token.norm)
        common = frequency(token.norm) > _ORDINARY
        if not right or (common and not _is_slip(token.norm, right)):
            return token
        return Token(token.text, right, stem(right), token.start, token.end)

    def _nearest(self, word: str) -> str | None:
        floor = _MIN_SIMILARITY.get(len(word), _LONG_MIN_SIMILARITY)
        best = process.extract(
            word,
            self._targets,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=floor,
            limit=5,
        )
        # A mistake rarely hits the first letter; among equals the commoner word is meant.
        ranked = sorted(best, key=lambda m: (m[0][0] != word[0], -m[1], -frequency(m[0])))
        return ranked[0][0] if ranked and ranked[0][0][0] == word[0] else None


def _is_slip(typed: str, right: str) -> bool:
    """Whether a word seen in English text is still a slip for a far commoner one ("lenght")."""
    one_off = DamerauLevenshtein.distance(typed, right) == 1
    return one_off and len(typed) > 4 and frequency(right) - frequency(typed) >= 1.5


def _at(token: Token, meaning: Sequence[Token]) -> list[Token]:
    return [Token(token.text, m.norm, m.stem, token.start, token.end) for m in meaning]


def _vocabulary_words(vocabulary: Vocabulary) -> set[str]:
    main = vocabulary.main
    lists = [aspect.words for aspect in main.aspects.values()]
    lists += [s.words for s in main.seniority] + [tuple(main.durations)]
    lists += [tuple(main.occupations.split()), *main.synonyms, tuple(main.abbreviations.values())]
    lists += [tuple(word for word in main.glue.split() if len(word) > 3)]
    lists += [vocabulary.main.compare, vocabulary.main.which_level, vocabulary.main.yes_no]
    spoken = {t.norm for phrases in lists for p in phrases for t in tokenise(p) if t.is_word}
    countries = {w for names in vocabulary.places.countries.values() for w in names}
    return {w for w in spoken if frequency(w) > _ORDINARY} | {w for w in countries if w.isalpha()}
