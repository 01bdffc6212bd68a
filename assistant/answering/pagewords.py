"""The words of a page as reading needs them: spelling, stems, roles and places.

Knows one page's vocabulary; does not read questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.ladder import Ladder
from assistant.answering.levels import LevelSense
from assistant.answering.lexicon import Lexicon
from assistant.answering.places import Gazetteer, Place
from assistant.answering.spelling import Speller, frequency
from assistant.answering.text import Match, Phrasebook, Token, fold, initials, stem, stems, tokenise
from assistant.answering.vocabulary import Vocabulary

# Small words a place name follows; a city name elsewhere must be capitalised or a rare word.
_BEFORE_PLACE = frozenset(
    "in at from to near around for vs versus and or , about within".split()  # noqa: SIM905
)
_RARE = 4.0


class PageWords:
    """What one page's words tell about a question's."""

    def __init__(
        self, lexicon: Lexicon, vocabulary: Vocabulary, gazetteer: Gazetteer, words: Iterable[str]
    ) -> None:
        page_words = tuple(words)
        self.lexicon = lexicon
        self.ladder = Ladder(lexicon, vocabulary)
        self.level_sense = LevelSense(lexicon, vocabulary)
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer
        place_words = [
            w
            for r in lexicon.roadmap.regions
            for n in (r.name, *r.also_called)
            for w in n.lower().split()
        ]
        names = [
            name for level in lexicon.roadmap.levels for name in (level.title, *level.also_called)
        ]
        names += [lexicon.roadmap.role, *lexicon.roadmap.also_called]
        name_words = [t.norm for name in names for t in tokenise(name) if t.is_word]
        self.speller = Speller(vocabulary, (*page_words, *place_words, *name_words))
        self.page_stems = frozenset(stem(word) for word in page_words)
        self.role_head = stems(lexicon.roadmap.role)[-1]
        self.page_roles = _page_roles(lexicon, vocabulary)
        # Letters that the page writes on their own, such as a unit of pay.
        self.signs = frozenset(
            t.text
            for r in lexicon.roadmap.regions
            for t in tokenise(f"{r.currency} {r.unit}")
            if t.text.isupper()
        )

    def foreign_places(self, tokens: Sequence[Token]) -> list[Match[Place]]:
        """Countries, areas and cities, the page's own regions among them."""
        found = list(self._gazetteer.countries(tokens))
        return found + [m for m in self._gazetteer.cities(tokens) if self._is_city(tokens, m)]

    def _is_city(self, tokens: Sequence[Token], match: Match[Place]) -> bool:
        token = tokens[match.start]
        if any(
            t.stem in self._vocabulary.known_stems | self.page_stems
            for t in tokens[match.start : match.end]
        ):
            return False
        typed = " ".join(t.norm for t in tokens[match.start : match.end])
        if not token.text[0].isupper() and typed != fold(match.value.name):
            return False  # other names and word forms count in capitals only
        before = tokens[match.start - 1].norm if match.start else ""
        capital = token.text[0].isupper() and match.start > 0
        if len(token.text) < 4 and not capital:
            return False
        return before in _BEFORE_PLACE or capital or frequency(token.norm) < _RARE


def _page_roles(lexicon: Lexicon, vocabulary: Vocabulary) -> Phrasebook[str]:
    """Roles of the page's moves and related paths, with their initials ("DS", "ML Engineer")."""
    roadmap = lexicon.roadmap
    names = [name for t in roadmap.transitions for name in (t.origin, t.target)]
    names += [related.title for related in roadmap.related]
    own = {stems(level.title) for level in roadmap.levels} | {stems(roadmap.role)}
    parts = [part for name in names for part in (name, *name.split("/"))]
    book = Phrasebook((part.strip(), part.strip()) for part in parts if stems(part) not in own)
    for name in names:
        letters = initials(name)
        if stems(name) in own or len(letters) < 2:
            continue
        if stem(letters.lower()) not in vocabulary.known_stems:
            book.add(letters, name)
        if len(letters) > 2 and len(name.split()) == len(letters):
            book.add(f"{letters[:-1]} {name.split()[-1]}", name)
    return book
