"""What a question wants and how it is put: parts of the page, flags, glue and content.

Each finder claims the words it explains. Knows no place, role or figure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lemminflect import getAllLemmas

from assistant.answering.claims import Claims
from assistant.answering.pagewords import PageWords
from assistant.answering.reading import TokenKind
from assistant.answering.sentences import SPOKEN_TO
from assistant.answering.text import Match, Token, stem, stems
from assistant.answering.vocabulary import Flag, Vocabulary

_HINTING = (TokenKind.GLUE, TokenKind.FLAG, TokenKind.CONTENT)


def is_glue(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a folded word, in any of its forms, carries no topic."""
    base = word.removesuffix("'s")
    if base in vocabulary.glue or "'" in base:
        return True
    return any(
        lemma in vocabulary.glue for lemmas in getAllLemmas(base).values() for lemma in lemmas
    )


class SignalFinder:
    """Finds the signals of one question."""

    def __init__(self, claims: Claims, words: PageWords, vocabulary: Vocabulary) -> None:
        self._claims = claims
        self._tokens = claims.tokens
        self._words = words
        self._vocabulary = vocabulary

    def periods(self) -> None:
        """Claim "a year" and "per month": they ask for no years."""
        self._claims.claim_all(self._vocabulary.flags["period"].find(self._tokens), TokenKind.FLAG)

    def flags(self) -> frozenset[Flag]:
        """How the question is put: compared, ordered, counted, referring back, ..."""
        found: set[Flag] = self._openings()
        labelled = self._labelled()
        for flag, book in self._vocabulary.flags.items():
            for match in book.find(labelled):
                if flag in ("highest", "lowest", "all_levels", "which_level") and self._is_claimed(
                    match
                ):
                    continue
                if flag == "price" and self._is_aspect(match):
                    continue
                if flag == "instruction" and self._is_claimed(match):
                    continue  # "ignore the US, I meant India" is no order
                found.add(flag)
                if flag in ("price", "instruction"):
                    continue  # stays content: only evidence (or nothing) can explain it
                for i in range(match.start, match.end):
                    self._claims.kinds[i] = self._claims.kinds[i] or TokenKind.FLAG
        last = [t.norm for t in self._tokens if t.is_word][-2:]
        if len(last) == 2 and last[1] in ("one", "ones") and last[0] not in self._vocabulary.glue:
            found.add("among")
        return frozenset(found)

    def _labelled(self) -> tuple[Token, ...]:
        """The tokens, the page's own word for a rung read as "level"."""
        labels = self._words.lexicon.labels
        rung = stem("level")
        return tuple(replace(t, stem=rung) if t.stem in labels else t for t in self._tokens)

    def _is_claimed(self, match: Match[Flag]) -> bool:
        return all(self._claims.kinds[i] is not None for i in range(match.start, match.end))

    def _is_aspect(self, match: Match[Flag]) -> bool:
        return all(self._claims.kinds[i] is TokenKind.ASPECT for i in range(match.start, match.end))

    def _openings(self) -> set[Flag]:
        """Flags that depend on where a word stands: at the start, or at the very end."""
        words = [t for t in self._tokens if t.is_word or t.is_number]
        main = self._vocabulary.main
        found: set[Flag] = set()
        told = len(words) > 2 and words[1].norm == "you" and words[2].norm in SPOKEN_TO
        if words and words[0].norm in main.yes_no and not told:
            found.add("yes_no")
        for flag, phrases in (("follow_up", main.follow_up), ("correction", main.correction)):
            said = _opening(words, phrases)
            if said:
                found.add(flag)  # type: ignore[arg-type]
                self._claim_words(words[:said])
        tails = {tuple(stems(phrase)) for phrase in main.tag}
        closing = tuple(t.stem for t in words)
        if len(words) > 2 and any(closing[-len(tail) :] == tail for tail in tails):
            found.add("tag")
        return found

    def presuming(self) -> bool:
        """Whether the question opens by taking something for granted."""
        words = [t for t in self._tokens if t.is_word or t.is_number]
        return _opening(words, self._vocabulary.main.presuming) > 0

    def _claim_words(self, words: Sequence[Token]) -> None:
        """Claim words that only tell how the question follows the last one."""
        for i, token in enumerate(self._tokens):
            if token in words:
                self._claims.kinds[i] = self._claims.kinds[i] or TokenKind.FLAG

    def aspects(self, placed: Collection[int]) -> tuple[str, ...]:
        """Parts of the page named by strong words, those among them that name a level by its place
        (`placed`, "starting salary")."""
        found = []
        for match in self._vocabulary.strong_aspects.find(self._tokens):
            said = range(match.start, match.end)
            free = [i for i in said if self._claims.kinds[i] is None]
            elsewhere = match.value == "transitions" and self._goes_somewhere(match.end)
            if elsewhere or not (free or set(said) & set(placed)):
                continue
            found.append(match.value)
            for i in free:
                self._claims.kinds[i] = TokenKind.ASPECT
        measures = self._vocabulary.money_words | self._words.lexicon.quantities.money_words
        for i, token in enumerate(self._tokens):
            if self._claims.kinds[i] is None and token.stem in measures:
                self._claims.kinds[i] = TokenKind.ASPECT
                found.append("salary")
        for name, aspect in self._vocabulary.main.aspects.items():
            generic = name == "responsibilities" and TokenKind.LEVEL not in self._claims.kinds
            own = generic and TokenKind.ROLE in self._claims.kinds
            if not own and any(self._in_order(words) for words in aspect.gapped):
                found.append(name)
        return tuple(dict.fromkeys(found))

    def _goes_somewhere(self, after: int) -> bool:
        """Whether a place follows ("move to X"): no change of career."""
        placed = (TokenKind.REGION, TokenKind.PLACE)
        return any(
            self._claims.kinds[i] in placed
            for i in range(after, min(after + 2, len(self._claims.kinds)))
        )

    def _in_order(self, words: Sequence[str]) -> bool:
        """Whether the words follow each other in the question, others between them or not."""
        rest = iter(token.stem for token in self._tokens)
        return all(stem(word) in rest for word in words)

    def hints(self) -> tuple[str, ...]:
        """Parts of the page that weak words hint at."""
        spoken = {
            t.stem for t, k in zip(self._tokens, self._claims.kinds, strict=True) if k in _HINTING
        }
        weak = self._vocabulary.weak_aspects
        return tuple(name for name, words in weak.items() if words & spoken)

    def rest(self) -> None:
        """Every word not claimed yet is glue or content."""
        for i, token in enumerate(self._tokens):
            if self._claims.kinds[i] is None:
                plain = is_glue(token.norm, self._vocabulary)
                glue = plain or not (token.is_word or token.is_number)
                single = (
                    len(token.norm) == 1 and token.is_word and token.text not in self._words.signs
                )
                self._claims.kinds[i] = TokenKind.GLUE if glue or single else TokenKind.CONTENT


def _opening(words: Sequence[Token], phrases: Sequence[str]) -> int:
    """How many words the longest of the phrases that the question opens with has; 0 for none."""
    said = tuple(token.stem for token in words)
    heads = {stems(phrase) for phrase in phrases}
    return max((len(head) for head in heads if said[: len(head)] == head), default=0)
