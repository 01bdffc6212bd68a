"""Who and where a question is about: levels, roles, regions, places and figures.

Each finder claims the words it explains. Knows the page's names, not what the page says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from lemminflect import getAllLemmas

from assistant.answering.claims import Claims
from assistant.answering.lexicon import LevelMention
from assistant.answering.pagewords import PageWords
from assistant.answering.quantities import Quantity
from assistant.answering.reading import LEVEL_BOUND, TokenKind
from assistant.answering.sentences import SPOKEN_TO
from assistant.answering.spelling import frequency
from assistant.answering.text import Match, Token, is_plural
from assistant.answering.vocabulary import Flag, Vocabulary

# Before a lower-case "us": the country, and the pronoun.
_IN_US = frozenset(["in", "the", "vs", "versus", "across"])
_BEFORE_REGION = frozenset(["the", "about", "what", "in"])
_OF_SEVERAL: tuple[Flag, ...] = ("all_levels", "which_level", "highest", "lowest")
_TO_US = frozenset(["for", "with", "of", "like", "between", "among", "gives", "pays", "lets"])


class SlotFinder:
    """Finds the slots of one question."""

    def __init__(self, claims: Claims, words: PageWords, vocabulary: Vocabulary) -> None:
        self._claims = claims
        self._tokens = claims.tokens
        self._words = words
        self._vocabulary = vocabulary
        self.corrects = False  # whether a region was taken back, once places are found

    def codes(self) -> list[tuple[int, str]]:
        """Regions by letters in capitals ("DE"), before they are anything else."""
        found = self._words.lexicon.region_codes(self._tokens)
        return [(m.start, m.value) for m in self._claims.claim_all(found, TokenKind.REGION)]

    def ladder(self) -> bool:
        """Whether the whole ladder is named by its ends, before each end is a level."""
        spans = self._words.ladder.spans(self._tokens)
        claimed = [s for s in spans if self._claims.claim(s.start, s.stop, TokenKind.FLAG)]
        return bool(claimed)

    def levels(self) -> list[Match[LevelMention]]:
        """Levels by title, number or word of seniority."""
        found = [
            match
            for match in self._words.lexicon.level_mentions(self._tokens)
            if TokenKind.FLAG not in self._claims.kinds[match.start : match.end]
        ]
        flags = self._vocabulary.flags
        others = self._words.page_roles.find(self._tokens)
        compared = bool(flags["compare"].find(self._tokens)) and not others
        titled = not found and self._words.lexicon.plain_level is not None
        paid = titled and self._asks_pay_of_one()
        meant = self._words.level_sense.meant(self._tokens, found, compared=compared, paid=paid)
        self._claims.claim_all(found, TokenKind.LEVEL)
        for match in meant:
            self._claims.claim(match.start, match.end, TokenKind.LEVEL)
        return meant

    def _asks_pay_of_one(self) -> bool:
        """Whether pay somewhere is asked for, and not where or how far it goes up or down."""
        flags = self._vocabulary.flags
        if any(flags[name].find(self._tokens) for name in _OF_SEVERAL):
            return False
        lexicon = self._words.lexicon
        if not lexicon.region_mentions(self._tokens) and not lexicon.region_codes(self._tokens):
            return False
        if any(found.kind in ("years", "pay") for found in lexicon.quantities.find(self._tokens)):
            return False
        said = {token.stem for token in self._tokens}
        strong = (match.value for match in self._vocabulary.strong_aspects.find(self._tokens))
        weak = self._vocabulary.weak_aspects["salary"] & said
        return "salary" in strong or bool(weak and flags["quantity"].find(self._tokens))

    def own_role(self) -> bool:
        """Whether the page's role is named in full."""
        found = self._words.lexicon.roles.find(self._tokens)
        return bool(self._claims.claim_all(found, TokenKind.ROLE))

    def page_roles(self) -> list[str]:
        """Other roles that the page mentions."""
        found = self._claims.claim_all(
            self._words.page_roles.find(self._tokens), TokenKind.OTHER_ROLE
        )
        return [match.value for match in found]

    def places(self, codes: Sequence[tuple[int, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Regions of the page in order of mention, and places that are none."""
        regions: list[tuple[int, str]] = list(codes)
        for match in self._words.lexicon.region_mentions(self._tokens):
            if not self._is_pronoun(match, own=True) and self._claims.claim(
                match.start, match.end, TokenKind.REGION
            ):
                regions.append((match.start, match.value))
        unknown = []
        for place in self._words.foreign_places(self._tokens):
            region = self._words.lexicon.region_of(place.value)
            if self._is_pronoun(place, own=region is not None):
                continue
            if region and self._claims.claim(place.start, place.end, TokenKind.REGION):
                regions.append((place.start, region))
            elif self._is_language(place):
                continue
            elif not region and self._claims.claim(place.start, place.end, TokenKind.PLACE):
                unknown.append(place.value.name)
        unknown += self._unheard_of()
        taken_back = self._taken_back()
        kept = [(start, name) for start, name in regions if start not in taken_back] or regions
        self.corrects = len(kept) < len(regions)
        return tuple(dict.fromkeys(name for _, name in sorted(kept))), tuple(unknown)

    def _is_language(self, place: Match[Any]) -> bool:
        """Whether a name is a language's: "in German", and no noun after it."""
        if self._claims.norm(place.start) not in self._vocabulary.places.languages:
            return False
        after = self._claims.norm(place.end)
        return not after[:1].isalpha() or after in self._vocabulary.function_words

    def _taken_back(self) -> set[int]:
        """Where regions start that are taken back ("ignore the US, I meant India"); the words that
        do so are claimed, for they give no orders."""
        found: set[int] = set()
        for i, token in enumerate(self._tokens):
            if token.norm not in self._vocabulary.main.dismissals:
                continue
            after = i + 1
            while self._claims.norm(after) in _BEFORE_REGION:
                after += 1
            if after < len(self._tokens) and self._claims.kinds[after] is TokenKind.REGION:
                found.add(after)
                self._claims.kinds[i] = TokenKind.FLAG
        return found

    def _unheard_of(self) -> list[str]:
        """Names after "in" or "at" that neither the page nor the language has: places, it seems."""
        found = []
        for i, token in enumerate(self._tokens[1:], start=1):
            if self._tokens[i - 1].norm not in ("in", "at"):
                continue
            strange = token.is_word and not frequency(token.norm) and len(token.norm) > 3
            page, spoken = self._words.page_stems, self._vocabulary.known_stems
            known = token.stem in page or token.stem in spoken
            if strange and not known and self._claims.claim(i, i + 1, TokenKind.PLACE):
                found.append(token.text)
        return found

    def _is_pronoun(self, match: Match[Any], *, own: bool) -> bool:
        """Whether a lower-case "us" is the pronoun. A region of the page (`own`) is the likelier
        reading of it than any other country."""
        token = self._tokens[match.start]
        single = match.end - match.start == 1 and token.text.islower()
        if not single or token.norm not in self._vocabulary.glue or match.start == 0:
            return False
        before = self._claims.norm(match.start - 1)
        if own:
            return before in SPOKEN_TO or before in _TO_US or before.endswith("ing")
        return before not in _IN_US

    def quantities(self) -> tuple[Quantity, ...]:
        """Years, pay and percentages; plain numbers stay words."""
        kept = []
        for quantity in self._words.lexicon.quantities.find(self._tokens):
            words_only = not any(t.is_number for t in self._tokens[quantity.start : quantity.end])
            if quantity.kind == "number" or (quantity.kind == "pay" and words_only):
                continue
            if self._claims.claim(quantity.start, quantity.end, TokenKind.QUANTITY):
                kept.append(quantity)
        return tuple(kept)

    def bare_titles(self) -> list[Match[LevelMention]]:
        """Levels by a word that one title alone has, where a level's pay, years or lists are asked
        for: an occupation ("what does a director earn?"), or whom it is asked of ("how much do
        owners make?"), and nobody's ("my director"); or by two such words and more."""
        if not self._asks_of_level():
            return []
        found = self._parts_of_titles()
        for i, token in enumerate(self._tokens):
            number = self._words.lexicon.title_with(token.stem)
            if not number or self._claims.norm(i - 1) in self._vocabulary.main.owners:
                continue
            ranked = i > 0 and self._claims.kinds[i - 1] is TokenKind.LEVEL
            named = self._is_occupation(token) or self._is_person(i)
            alone = named and self._modifiers_from(i) == i and not ranked
            if alone and self._claims.claim(i, i + 1, TokenKind.LEVEL):
                found.append(Match(i, i + 1, LevelMention((number,))))
        return found

    def _parts_of_titles(self) -> list[Match[LevelMention]]:
        """Words beside each other that one title alone has ("control room" of a Control Room
        Supervisor)."""
        owners = [self._words.lexicon.title_with(token.stem) for token in self._tokens]
        found = []
        for i, (one, two) in enumerate(pairwise(owners)):
            if one and one == two and self._claims.claim(i, i + 2, TokenKind.LEVEL):
                found.append(Match(i, i + 2, LevelMention((one,))))
        return found

    def _asks_of_level(self) -> bool:
        """Whether what belongs to a level is asked for, by a strong word or a weak one."""
        strong = {match.value for match in self._vocabulary.strong_aspects.find(self._tokens)}
        said = {token.stem for token in self._tokens}
        weak = self._vocabulary.weak_aspects
        return any(name in strong or weak[name] & said for name in LEVEL_BOUND)

    def _is_person(self, at: int) -> bool:
        """Whether a noun stands as one of many, or as someone who does something, and before no
        other noun: "an owner", "owners", "how much owner gets"."""
        word = self._tokens[at].norm
        after = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        free = after is None or not after.is_word or after.norm in self._vocabulary.glue
        free = free or (after is not None and (after.stem,) in self._vocabulary.strong_aspects)
        one = self._claims.norm(at - 1) in ("a", "an") if at else False
        acts = after is not None and after.norm.endswith("s") and "VERB" in getAllLemmas(after.norm)
        noun = "NOUN" in getAllLemmas(word)
        return free and (is_plural(word) or (noun and (one or acts)))

    def occupations(self) -> tuple[list[str], bool]:
        """Roles named by an occupation word: (other roles, whether the page's own was meant)."""
        foreign, own = [], False
        for i, token in enumerate(self._tokens):
            if self._claims.kinds[i] is not None or not self._is_occupation(token):
                continue
            start = self._modifiers_from(i)
            words = self._tokens[start : i + 1]
            if all(word.stem in self._words.lexicon.role_stems for word in words):
                own = True
                self._claims.claim(start, i + 1, TokenKind.ROLE)
            else:
                foreign.append(" ".join(word.norm for word in words))
                self._claims.claim(start, i + 1, TokenKind.OTHER_ROLE)
        return foreign, own

    def _is_occupation(self, token: Token) -> bool:
        singular = token.norm.removesuffix("s")
        if token.norm in self._vocabulary.glue:
            return False
        if token.stem == self._words.role_head:
            return True
        heads = self._vocabulary.occupation_words
        return token.is_word and (singular in heads or token.norm in heads)

    def _modifiers_from(self, at: int) -> int:
        start = at
        strong = self._vocabulary.strong_aspects
        while start > 0 and at - start < 2:
            before = self._tokens[start - 1]
            plain = before.is_word and before.norm not in self._vocabulary.glue
            plain = plain and not _is_bent_verb(before.norm)  # "who appoints keepers?"
            if self._claims.kinds[start - 1] is not None or not plain or (before.stem,) in strong:
                break
            start -= 1
        return start


def _is_bent_verb(word: str) -> bool:
    """Whether a word is the third person of a verb and nothing else ("appoints")."""
    return word.endswith("s") and set(getAllLemmas(word)) == {"VERB"}
