"""From the text of a question to a `Reading`: every finder in its turn.

The order matters: what is surest claims its words first.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from assistant.answering.claims import Claims
from assistant.answering.lexicon import Lexicon
from assistant.answering.pagewords import PageWords
from assistant.answering.places import Gazetteer
from assistant.answering.reading import Reading, TokenKind
from assistant.answering.sentences import Sentences
from assistant.answering.signals import SignalFinder
from assistant.answering.slots import SlotFinder
from assistant.answering.text import Token, tokenise
from assistant.answering.vocabulary import Vocabulary


class Reader:
    """Reads questions about one page."""

    def __init__(
        self, lexicon: Lexicon, vocabulary: Vocabulary, gazetteer: Gazetteer, words: Iterable[str]
    ) -> None:
        self._vocabulary = vocabulary
        self._words = PageWords(lexicon, vocabulary, gazetteer, words)

        self.ladder = self._words.ladder
        self.read = lru_cache(maxsize=64)(self._read)  # one question is read by several

    def _read(self, question: str) -> Reading:
        """Read one question. Never fails; nothing understood is an empty reading."""
        claims = Claims(self._words.speller.meant(tokenise(question)))
        slots = SlotFinder(claims, self._words, self._vocabulary)
        signals = SignalFinder(claims, self._words, self._vocabulary)
        codes = slots.codes()
        whole_ladder = slots.ladder()
        levels = slots.levels()
        own_role = slots.own_role()
        page_roles = slots.page_roles()
        regions, places = slots.places(codes)
        quantities = slots.quantities()
        if not (regions or places or quantities):
            regions = self._words.lexicon.quantities.regions_paid_in(claims.tokens)
        levels = sorted([*levels, *slots.bare_titles()], key=lambda match: match.start)
        other_roles, generic = slots.occupations()
        signals.periods()
        placed = [i for m in levels if not m.value.by_title for i in range(m.start, m.end)]
        aspects, flags = signals.aspects(placed), signals.flags()
        flags = flags | {"correction"} if slots.corrects else flags
        flags = flags | {"all_levels"} if whole_ladder else flags
        signals.rest()
        sentences = Sentences(claims, self._vocabulary)
        return Reading(
            question=question,
            tokens=claims.tokens,
            kinds=tuple(kind or TokenKind.CONTENT for kind in claims.kinds),
            levels=tuple(dict.fromkeys(n for m in levels for n in m.value.numbers)),
            by_title=any(m.value.by_title for m in levels),
            by_neighbour=any(m.value.by_neighbour for m in levels),
            unknown_level=any(m.value.unknown for m in levels),
            regions=regions,
            places=places,
            own_role=own_role or generic,
            other_roles=sentences.roles_asked([*page_roles, *other_roles]),
            quantities=quantities,
            aspects=aspects,
            hints=signals.hints(),
            flags=flags,
            content=_content(claims, sentences),
            asking=frozenset(sentences.asking()),
            asks=sentences.asks(),
            to_the_point=sentences.to_the_point(),
            presuming=signals.presuming(),
        )


def _content(claims: Claims, sentences: Sentences) -> tuple[Token, ...]:
    """The words of the asking sentences that only evidence can explain."""
    asking = sentences.asking()
    kinds = (TokenKind.CONTENT, TokenKind.OTHER_ROLE)
    return tuple(t for i, t in enumerate(claims.tokens) if claims.kinds[i] in kinds and i in asking)
